import argparse

import pytest

from tongban.config.commands import verify_archive
from tongban.config.commands.refusal import Refusal
from tongban.handling.archives.tests.conftest import (
    _monday,
    city,
    city_of_the_package,
    home_of_the_keys,
    own_home,
    resident,
    staff,
)
from tongban.handling.archives.tests.test_verification import package

__all__ = ["_monday", "city", "city_of_the_package", "home_of_the_keys", "own_home", "package", "resident", "staff"]


def run(*words):
    parser = argparse.ArgumentParser()
    verify_archive.add_arguments(parser)
    return verify_archive.run(parser.parse_args(list(words)))


def test_it_tells_in_plain_words_what_holds_and_what_does_not(package, capsys):
    assert run(str(package)) == 0
    assert "The package is sound." in capsys.readouterr().out
    package.write_bytes(package.read_bytes()[:-1])
    assert run(str(package)) == 1
    assert "NOT SOUND" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(Refusal, match="is not there"):
        run(str(tmp_path / "nothing.zip"))
