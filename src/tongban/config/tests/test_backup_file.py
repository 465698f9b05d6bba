"""Who may open a backup, and what a forged one may do."""

import io
import os
import tarfile

import pytest

from tongban.config.commands import backup, restore
from tongban.config.commands.refusal import Refusal


@pytest.fixture
def home(settings, tmp_path, monkeypatch):
    settings.TONGBAN_HOME, settings.TONGBAN_FILES = tmp_path / "home", tmp_path / "home" / "files"
    (tmp_path / "home" / "keys").mkdir(parents=True)
    (tmp_path / "home" / "keys" / "ca.pem").touch(mode=0o600)

    def tool(name, *arguments):
        if name == "pg_dump":
            open(arguments[-1], "w").close()

    monkeypatch.setattr(backup, "postgres_tool", tool)
    monkeypatch.setattr(restore, "postgres_tool", tool)
    return tmp_path / "home"


def mode(path):
    return path.stat().st_mode & 0o777


def test_a_backup_is_its_owner_s_alone_and_takes_the_place_of_nothing(home, tmp_path):
    target, before = tmp_path / "a.tar", os.umask(0)
    try:
        backup.write(target)
    finally:
        os.umask(before)
    assert mode(target) == 0o600
    with pytest.raises(FileExistsError):
        backup.write(target)


def test_keys_come_back_to_their_owner_alone(home, settings, tmp_path):
    backup.write(tmp_path / "a.tar")
    settings.TONGBAN_HOME = tmp_path / "other"
    settings.TONGBAN_FILES = settings.TONGBAN_HOME / "files"
    restore._bring_back(tmp_path / "a.tar")
    assert mode(settings.TONGBAN_HOME / "keys") == 0o700
    assert mode(settings.TONGBAN_HOME / "keys" / "ca.pem") == 0o600


@pytest.mark.parametrize("name", ["../outside", "keys/../../outside"])
def test_a_forged_backup_writes_nothing_outside(home, tmp_path, name):
    with tarfile.open(tmp_path / "forged.tar", "w") as archive:
        for member in (backup.DATABASE_PART, name):
            archive.addfile(tarfile.TarInfo(member), io.BytesIO())
    with pytest.raises(Refusal):
        restore._bring_back(tmp_path / "forged.tar")
    assert not (tmp_path / "outside").exists()
