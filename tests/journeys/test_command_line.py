"""The command line, as an operator uses it: help, refusals, deployment, backup, other servers, other accounts."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.journeys.installation import ROOT, Answer, Installation, free_port, new_home, patiently, stop
from tongban.config.command_line import COMMANDS
from tongban.config.database import EMBEDDED_PORT, data_folder, embedded_folder, socket_folder

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

REAL_LIST = ROOT.parent / "shared" / "data" / "guangan-items.csv"
HEAD = "department,main_item,name,region_code,item_code,item_type,authority_code"
RUNS_BUT_EMPTY = "Run `tongban migrate` first"
IS_ROOT = os.geteuid() == 0
SAFE = {
    "TONGBAN_DEMO": "",
    "TONGBAN_SECRET_KEY": "a-secret-of-our-own-that-nobody-else-knows-9f3c1e7a5b2d",
    "TONGBAN_DATA_KEY": "another-secret-of-our-own-that-nobody-knows-4d8e2c6b0a1f",
    "TONGBAN_BASE_URL": "https://tongban.example.gov.cn",
    "TONGBAN_ALLOWED_HOSTS": "tongban.example.gov.cn",
}


@pytest.fixture(scope="module")
def fresh() -> Iterator[Installation]:
    """An installation with tables and nothing in them."""
    with new_home("fresh") as home:
        made = Installation(home)
        with made.database.running():
            made.tongban("migrate", "--quiet").succeeded()
            yield made
            made.close()


@pytest.fixture(scope="module")
def copy(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The running installation, brought back from its backup in another home."""
    file = tmp_path_factory.mktemp("backup") / "city.tar"
    assert "personal data" in installation.tongban("backup", file).succeeded()
    assert file.stat().st_mode & 0o077 == 0, "a backup is for its owner only"
    assert "will not be overwritten" in installation.tongban("backup", file).refused()
    with new_home("copy") as home:
        made = Installation(home)
        with made.database.running():
            assert "The ledger is sound" in made.tongban("restore", file).succeeded()
            assert "not empty" in made.tongban("restore", file).refused()
            yield made
            made.close()


# --- usage ---


def test_each_command_explains_itself(tmp_path):
    nowhere = Installation(tmp_path / "nowhere")
    with ThreadPoolExecutor(4) as pool:
        answers = dict(zip(COMMANDS, pool.map(lambda name: nowhere.tongban(name, "--help"), COMMANDS), strict=True))
    for name, answer in answers.items():
        said = answer.succeeded()
        assert f"usage: tongban {name}" in said
        assert COMMANDS[name][1:].split()[0] in said
    assert not nowhere.home.exists(), "asking for help makes nothing"


def test_wrong_usage_ends_with_two_and_names_the_commands(tmp_path):
    nowhere = Installation(tmp_path / "nowhere")
    for arguments in ([], ["fly"], ["ledger"], ["serve", "--port", "eighty"]):
        assert "usage: tongban" in nowhere.tongban(*arguments).refused(status=2)


def test_files_that_are_not_there_are_named(fresh):
    for arguments in (
        ("restore", "missing.tar"),
        ("seed", "--folder", "missing"),
        ("import-items", "missing.csv"),
    ):
        assert arguments[-1] in fresh.tongban(*arguments).refused()


def test_a_journey_without_a_server_says_how_to_start_one(fresh):
    said = fresh.tongban("journey", "--base-url", f"http://127.0.0.1:{free_port()}").refused()
    assert "does not answer" in said
    assert "make demo" in said


def test_an_old_database_is_not_served():
    with new_home("old") as home:
        old = Installation(home)
        with old.database.running():
            for arguments in (["serve"], ["backup", "x.tar"]):
                assert "tongban migrate" in old.tongban(*arguments).refused()


# --- checks ---


def test_the_check_of_a_deployment_names_every_setting_of_a_demonstration(fresh):
    fresh.tongban("check").succeeded()
    answer = fresh.tongban("check", "--deploy")
    assert answer.status == 1
    for name in ("TONGBAN_DEMO", "TONGBAN_SECRET_KEY", "TONGBAN_DATA_KEY"):
        assert name in answer.output + answer.errors


def test_the_check_of_a_deployment_passes_with_safe_settings(fresh):
    fresh.tongban("check", "--deploy", **SAFE).succeeded()


def test_the_check_of_a_deployment_refuses_accounts_that_everybody_knows(installation):
    answer = installation.tongban("check", "--deploy", **SAFE)
    assert answer.status == 1
    assert "well-known passwords" in answer.output + answer.errors


# --- data ---


def test_a_city_is_not_seeded_among_real_data(installation):
    assert "not empty" in installation.tongban("seed").refused()


def test_a_real_list_of_items_is_imported_without_loss(copy):
    if not REAL_LIST.exists():
        pytest.skip(f"the real list of items is not at {REAL_LIST}")
    said = copy.tongban("import-items", REAL_LIST).succeeded()
    assert "Imported 1,135 items: 1,135 new" in said
    assert "1,135  guide" in said
    assert "1,135 as before" in copy.tongban("import-items", REAL_LIST).succeeded()


def test_a_broken_list_names_line_column_and_cure_and_imports_nothing(copy, tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_text(f"{HEAD}\n区公安分局,,户口恢复,51160,511F0901,7,1151130000877869M\n", encoding="utf-8")
    before = copy.sql("SELECT count(*) FROM catalogue_item")
    said = copy.tongban("import-items", broken).refused()
    assert "nothing was imported" in said
    assert "D2 region_code" in said
    assert copy.sql("SELECT count(*) FROM catalogue_item") == before


def test_a_dry_run_changes_nothing(copy, tmp_path):
    good = tmp_path / "good.csv"
    good.write_text(f"{HEAD}\n区公安分局,,户口恢复,511602000000,511F0901,7,1151130000877869M\n", encoding="utf-8")
    before = copy.sql("SELECT count(*) FROM catalogue_item")
    assert "Would import 1 items: 1 new" in copy.tongban("import-items", "--dry-run", good).succeeded()
    assert copy.sql("SELECT count(*) FROM catalogue_item") == before


def test_a_restored_installation_holds_everything(installation, copy):
    for table in ("identity_account", "catalogue_item", "licences_licence", "organisations_authority"):
        count = f"SELECT count(*) FROM {table}"
        assert copy.sql(count) >= installation.sql(count) > [0]
    served = copy.serve()
    assert httpx.get(f"{copy.address}/", trust_env=False).status_code == 200
    stop(served)


# --- the ledger ---


def test_the_ledger_shows_what_was_done_to_it_in_the_database(copy):
    assert "is sound" in copy.tongban("ledger", "verify").succeeded()
    [victim] = copy.sql("SELECT id FROM ledger_ledgerentry WHERE position = 3")
    copy.sql("ALTER TABLE ledger_ledgerentry DISABLE TRIGGER ALL")
    copy.sql("UPDATE ledger_ledgerentry SET actor_name = 'somebody else' WHERE id = %(id)s", {"id": victim})
    answer = copy.tongban("ledger", "verify")
    assert answer.status == 1
    assert "THE LEDGER WAS ALTERED" in answer.output
    assert str(victim) in answer.output or "3" in answer.output
    copy.sql("DELETE FROM ledger_ledgerentry WHERE id = %(id)s", {"id": victim})
    assert copy.tongban("ledger", "verify").status == 1


def test_the_proof_of_an_unknown_entry_is_refused(installation):
    assert "no sealed entry" in installation.tongban("ledger", "proof", "00" * 32).refused()


# --- two at once ---


def test_a_second_server_says_that_one_is_running(installation):
    for arguments in (["serve", "--port", str(free_port())], ["work", "--once"]):
        answer = installation.tongban(*arguments)
        if arguments[0] == "work":
            answer.succeeded()  # any number of workers may work
        else:
            said = answer.refused()
            assert "already running" in said
            assert "TONGBAN_HOME" in said


def test_a_taken_port_is_named(installation, fresh):
    said = fresh.tongban("serve", "--port", str(installation.port)).refused()
    assert f"Port {installation.port}" in said
    assert "--port" in said


def test_a_second_demonstration_says_that_one_is_running(copy):
    first = copy.start("demo", "--port", str(copy.port))
    copy.wait_until_ready(first)
    assert "already running" in copy.tongban("demo", "--port", str(free_port())).refused()
    patiently(lambda: "lixiulan" in copy.log(), "the words of welcome")
    assert f"{copy.address}/desk/" in copy.log()
    first.terminate()
    assert first.wait(timeout=60) == 0, copy.log()


def test_a_city_that_was_interrupted_in_the_making_leaves_nothing(fresh):
    making = fresh.start("seed", "--without-cases")
    patiently(lambda: "staff and residents" in fresh.log(), "the seeding to be half done", explain=fresh.log)
    making.kill()
    making.wait()
    assert fresh.sql("SELECT count(*) FROM organisations_authority") == [0]


def test_the_last_one_to_leave_stops_the_database():
    with new_home("shared") as home:
        first, second = Installation(home).database, Installation(home).database
        with first.running():
            with second.running():
                assert first.is_running
            assert first.is_running
        assert not first.is_running


def test_a_first_start_that_was_interrupted_is_made_up_for():
    with new_home("interrupted") as home:
        server = Installation(home).database
        half = home / "postgres.unfinished"
        half.mkdir()
        (half / "PG_VERSION").write_text("18")
        with server.running():
            assert Installation(home).sql("SELECT 1") == [1]
            assert not half.exists()
            (home / "postgres" / "tongban.made").unlink()
        with server.running():
            assert Installation(home).sql("SELECT 1") == [1]


# --- servers and accounts ---


def test_another_server_is_used_when_it_is_named(fresh):
    sockets = socket_folder(fresh.home)
    with psycopg.connect(
        host=str(sockets), port=EMBEDDED_PORT, user="tongban", dbname="tongban", autocommit=True
    ) as server:
        server.execute("CREATE DATABASE elsewhere TEMPLATE tongban")
    url = f"postgresql://tongban@/elsewhere?host={sockets}&port={EMBEDDED_PORT}"
    with new_home("remote") as home:
        remote = Installation(home, TONGBAN_DATABASE_URL=url)
        assert "is sound" in remote.tongban("ledger", "verify").succeeded()
        remote.tongban("backup", home / "remote.tar").succeeded()
        assert not data_folder(home).exists(), "no embedded server beside the one that was named"


def test_a_server_that_does_not_answer_is_named(fresh):
    url = f"postgresql://tongban:quiet@127.0.0.1:{free_port()}/tongban"
    said = fresh.tongban("check", TONGBAN_DATABASE_URL=url).refused()
    assert "TONGBAN_DATABASE_URL cannot be reached" in said
    assert "quiet" not in said, "the password stays secret"


@pytest.mark.skipif(not IS_ROOT, reason="only root meets a folder that the database's account cannot enter")
def test_root_may_keep_its_home_closed_to_others():
    with new_home("closed", mode=0o700) as closed:
        home = closed / "var"
        inside = Installation(home)
        home.mkdir()
        try:
            assert RUNS_BUT_EMPTY in inside.tongban("ledger", "verify").refused()
            assert embedded_folder(home) != home
            assert closed.stat().st_mode & 0o777 == 0o700, "nobody opened the folder"
        finally:
            shutil.rmtree(embedded_folder(home), ignore_errors=True)


def test_an_ordinary_user_runs_everything_alone():
    with new_home("ordinary", mode=0o700) as home:
        if not IS_ROOT:
            assert RUNS_BUT_EMPTY in Installation(home).tongban("ledger", "verify").refused()
            return
        interpreter = interpreter_for_others()
        if interpreter is None:
            pytest.skip("no interpreter that an ordinary user may run: the environment lies in a closed folder")
        shutil.chown(home, "nobody", "nogroup")
        assert RUNS_BUT_EMPTY in as_nobody(interpreter, home, "ledger", "verify").refused()
        assert (home / "postgres" / "PG_VERSION").owner() == "nobody"


def as_nobody(interpreter: str, home: Path, *arguments: str) -> Answer:
    done = subprocess.run(
        ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", interpreter]
        + ["-m", "tongban.config.command_line", *arguments],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "TONGBAN_HOME": str(home),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *(path for path in sys.path if "site-packages" in path)]),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        cwd=home,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def interpreter_for_others() -> str | None:
    """Return an interpreter of this version that `nobody` may run with our packages, None where there is none."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for program in (sys.executable, f"/usr/bin/python{version}", f"/usr/local/bin/python{version}"):
        probe = as_nobody_can_import(program) if Path(program).exists() else False
        if probe:
            return program
    return None


def as_nobody_can_import(program: str) -> bool:
    packages = os.pathsep.join(path for path in sys.path if "site-packages" in path)
    return (
        subprocess.run(
            ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", program, "-c", "import django, psycopg"],
            env={"PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )
