"""What the documents promise is there: links, commands, accounts, pages, states, and the program that checks a receipt."""

import argparse
import hashlib
import json
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tongban.config.command_line import COMMANDS
from tongban.config.commands.seed import STAFF_PASSWORD, welcome
from tongban.groundwork.ledger.rules import inclusion_proof, root_of
from tongban.handling.cases.rules import Ground, Outcome, State, Step
from tongban.registers.identity.rules import Role
from tongban.registers.identity.sign_in.forms import DEMO_CODE

ROOT = Path(__file__).parents[2]
NOT_OURS = {".venv", "node_modules", "var", "dist"}
PAGES = sorted(
    path for path in ROOT.rglob("*.md") if not NOT_OURS & {part for part in path.relative_to(ROOT).parts if part}
)
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|[`/ ])tongban ([a-z][a-z-]+)([^`|;&\n]*)", re.MULTILINE)


def text(path):
    return path.read_text(encoding="utf-8")


def named(pages):
    return {"argvalues": pages, "ids": lambda path: str(path.relative_to(ROOT))}


@pytest.mark.parametrize("page", **named(PAGES))
def test_every_link_leads_somewhere(page):
    for target in LINK.findall(re.sub(r"```.*?```", "", text(page), flags=re.DOTALL)):
        if "://" not in target and not target.startswith(("#", "mailto:")):
            assert (page.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("page", **named(PAGES))
def test_every_command_exists_with_its_options(page):
    for name, rest in COMMAND.findall(text(page)):
        assert name in COMMANDS, name
        assert set(re.findall(r"--[a-z-]+", rest)) <= known_options(name), f"tongban {name}{rest}"


def test_every_command_is_in_the_reference():
    page = text(ROOT / "docs/reference/command-line.md")
    for name in COMMANDS:
        assert f"`tongban {name}" in page, name
        for option in known_options(name) - {"--help"}:
            assert option in page, f"{name} {option}"


def known_options(name):
    parser = argparse.ArgumentParser()
    import_module(f"tongban.config.commands.{name.replace('-', '_')}").add_arguments(parser)
    return {
        option for each in with_its_deeds(parser) for option in each._option_string_actions if option.startswith("--")
    }


def with_its_deeds(parser):
    """Yield a parser and those of its subcommands: verify and proof of the ledger."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def seeded_accounts():
    staff = yaml.safe_load(text(ROOT / "seeds/staff.yaml"))["staff"]
    residents = yaml.safe_load(text(ROOT / "seeds/residents.yaml"))["residents"]
    assert {resident["password"] for resident in residents} == {STAFF_PASSWORD}
    return {entry["username"] for entry in [*staff, *residents]}


@pytest.mark.parametrize(
    "page", **named([*READMES, ROOT / "docs/tutorial/first-case.md", ROOT / "docs/reference/demo-accounts.md"])
)
def test_the_accounts_that_are_named_are_in_the_seeds(page):
    accounts = seeded_accounts()
    said = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", text(page)))
    people = {name for name in said if name in accounts or re.search(r"-(clerk|reviewer|decider|chief)$", name)}
    assert people
    assert people <= accounts
    assert STAFF_PASSWORD in text(page)
    assert DEMO_CODE in text(page)


def test_the_readme_names_the_accounts_of_the_welcome():
    for name in re.findall(r"^\s{4}([a-z-]+)\s", welcome("http://127.0.0.1:8000"), re.MULTILINE):
        assert name in seeded_accounts()
        assert name in text(ROOT / "docs/reference/demo-accounts.md") or re.search(r"-(clerk|reviewer|decider)$", name)


def test_both_readmes_have_the_same_parts():
    def parts(page):
        return [
            (len(marks), len(LINK.findall(body)), body.count("```"), len(re.findall(r"^\d\. ", body, re.MULTILINE)))
            for marks, body in re.findall(
                r"^(#+) [^\n]*\n(.*?)(?=^#|\Z)",
                re.sub(r"(?m)^(make|src).*\n?", "", text(page)),
                re.MULTILINE | re.DOTALL,
            )
        ]

    english, chinese = map(parts, READMES)
    assert english == chinese


def test_both_readmes_count_the_guides():
    count = len(list((ROOT / "seeds/items").glob("*.yaml")))
    assert f"{count} complete guides" in text(READMES[0])
    assert f"{count} 份完整的办事指南" in text(READMES[1])


def test_every_page_of_the_documentation_is_in_its_index():
    index = text(ROOT / "docs/README.md")
    for page in (ROOT / "docs").rglob("*.md"):
        name = page.relative_to(ROOT / "docs").as_posix()
        if not name.startswith("decisions/0") and name != "README.md":
            assert f"({name})" in index, name


def test_states_steps_grounds_and_roles_are_documented():
    page = text(ROOT / "docs/reference/states-and-documents.md")
    for value in [*State, *Outcome, *Step, *Ground]:
        assert f"`{value}`" in page, value
    roles = text(ROOT / "docs/reference/roles-and-permissions.md")
    for role in Role:
        assert f"| `{role}` |" in roles, role


def test_pictures_are_small():
    for picture in (ROOT / "docs/images").glob("*.png"):
        assert picture.stat().st_size < 200_000, picture.name


def test_the_program_that_checks_a_receipt_finds_what_is_wrong(tmp_path):
    program = tmp_path / "check_receipt.py"
    page = text(ROOT / "docs/how-to/verify-the-ledger.md")
    program.write_text(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], encoding="utf-8")

    def answer(receipt, *witnessed):
        (tmp_path / "receipt.json").write_text(json.dumps(receipt))
        (tmp_path / "witness.jsonl").write_text("".join(json.dumps(line) + "\n" for line in witnessed))
        files = ["receipt.json", *(["witness.jsonl"] if witnessed else [])]
        done = subprocess.run(
            [sys.executable, program, *files], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    for size, position in ((1, 0), (6, 2), (7, 6), (8, 5), (13, 12)):
        good = receipt_of(size, position)
        line = {"size": size, "root": good["root"]}
        assert answer(good) == (0, f"entry {position} of {size}: sound\n")
        assert answer(good, line)[0] == 0
        assert answer(good, line | {"root": "00" * 32})[0] == 1
        assert answer(good | {"digest": "00" * 32})[0] == 1
        assert answer(good | {"made_at": "2026-01-02T00:00:00+00:00"})[0] == 1
        assert answer(good | {"path": [*good["path"], "00" * 32]})[0] == 1
        assert answer(good | {"position": position + 1})[0] == 1


def receipt_of(size, position):
    leaves = [hashlib.sha256(bytes([number])).digest() for number in range(size)]
    path = inclusion_proof(position, size, lambda start, end: root_of(leaves[start:end]))
    root, made_at = root_of(leaves).hex(), "2026-01-01T00:00:00+00:00"
    key = Ed25519PrivateKey.generate()
    return {
        "digest": leaves[position].hex(),
        "position": position,
        "size": size,
        "root": root,
        "path": [node.hex() for node in path],
        "made_at": made_at,
        "signature": key.sign(f"tongban-ledger\n{size}\n{root}\n{made_at}\n".encode()).hex(),
        "public_key": key.public_key().public_bytes_raw().hex(),
    }
