"""Fill an empty database with the demonstration city."""

import argparse
import csv
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.config.commands.installation import database, require_current_tables
from tongban.config.commands.refusal import Refusal
from tongban.groundwork.foundation.data_files import read_yaml

if TYPE_CHECKING:
    from tongban.proofs.licences.api import HeldLicence

SEEDS = Path(__file__).resolve().parents[4] / "seeds"
STAFF_PASSWORD = "tongban-demo-2026"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--folder", type=Path, default=SEEDS, help="folder of data files (default: the repository's seeds)"
    )
    parser.add_argument("--without-cases", action="store_true", help="only the city, its items and people")


def run(arguments: argparse.Namespace) -> int:
    with database():
        require_current_tables()
        if not arguments.folder.is_dir():
            raise Refusal(f"There is no folder {arguments.folder}. The data files are in `seeds` of the repository.")
        if not _is_empty():
            raise Refusal("The database is not empty: the demonstration city would mix with real data.")
        seed(arguments.folder, with_cases=not arguments.without_cases)
    return 0


def seed_if_empty() -> None:
    """Make the demonstration city at the first start."""
    if _is_empty():
        seed(SEEDS)


def seed(folder: Path, *, with_cases: bool = True) -> None:
    """Install everything in the folder, floor by floor, saying what goes on; all of it, or nothing when interrupted."""
    from django.db import transaction

    with transaction.atomic():
        _install(folder, with_cases=with_cases)


def _install(folder: Path, *, with_cases: bool) -> None:
    from tongban.config.commands.construction import build_projects
    from tongban.config.commands.demonstration import live_through
    from tongban.groundwork.foundation.actors import system
    from tongban.handling.projects import api as projects
    from tongban.handling.workflow import api as workflow
    from tongban.offer.catalogue import api as catalogue
    from tongban.offer.deadlines import api as deadlines
    from tongban.offer.forms import api as forms
    from tongban.offer.guidance import api as guidance
    from tongban.offer.inspection import api as inspection
    from tongban.offer.scenarios import api as scenarios
    from tongban.proofs.licences import api as licences
    from tongban.registers.identity import api as identity
    from tongban.registers.organisations import api as organisations

    with _step("regions, authorities, service points"):
        organisations.install_organisations(folder / "organisations.yaml")
    with _step("work calendar and limits"):
        for year in sorted((folder / "calendar").glob("*.yaml")):
            deadlines.install_calendar(year)
        deadlines.install_limit_rules(folder / "limit_rules.yaml")
    with _step("population and legal-person registries"):
        identity.install_registry(folder / "registry" / "people.csv", folder / "registry" / "companies.csv")
    with _step("staff and residents with accounts"):
        identity.install_staff(folder / "staff.yaml", STAFF_PASSWORD)
        identity.install_demo_residents(folder / "residents.yaml")
    with _step("data elements, licence types, review plans, lists of powers, guides, decision tables, synonyms"):
        forms.install_elements(sorted((folder / "elements").glob("*.yaml")))
        licences.install_types(folder / "licence_types")
        workflow.install_plans(folder / "plans.yaml")
        catalogue.install_powers(folder / "powers.yaml")
        catalogue.install_items(folder / "items")
        catalogue.install_own_values(folder / "own_values.yaml")
        scenarios.install_scenarios(folder / "scenarios")
        projects.install_kinds(folder / "project_kinds.yaml")
        guidance.install_synonyms(folder / "synonyms.yaml")
    with _step("inspection of all guides"):
        inspection.install_rules(folder / "inspection_rules.yaml")
        inspection.know_licence_types({kind.key: kind.name for kind in licences.licence_types().values()})
        inspection.inspect_all()
    with _step("licences that people hold"):
        licences.install_licences(_held_licences(folder), actor=system("seed"))
    if with_cases:
        with _step("a year of cases"):
            live_through(folder / "cases.yaml")
        with _step("three construction projects"):
            build_projects(folder / "projects.yaml", folder / "cases.yaml")


def welcome(address: str) -> str:
    """Return what a newcomer needs: the address and who can sign in."""
    return f"""
  Tongban · 通办 is running.

  Portal  {address}/          Desk  {address}/desk/          API  {address}/api/docs

  Residents (password tongban-demo-2026)
    lixiulan       李秀兰, 74, has lost her identity card
    wangqiang      王强, truck driver, wants a freight permit
    chenxiaomei    陈晓梅, runs a food business

  Staff (password {STAFF_PASSWORD}, second factor 246810)
    chengdong-psb-clerk / -reviewer / -decider     public security, 城东区
    city-tra-clerk / -reviewer / -decider          transport, city
    hall-clerk     综合窗口, any department           supervisor     效能监察

  In another terminal: .venv/bin/tongban journey        Stop with Ctrl-C.
"""


def _held_licences(folder: Path) -> "list[HeldLicence]":
    from tongban.proofs.licences.api import HeldLicence
    from tongban.registers.identity import api as identity
    from tongban.registers.organisations import api as organisations

    with (folder / "registry" / "licences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with_account = {resident["identity_number"] for resident in read_yaml(folder / "residents.yaml")["residents"]}
    holders = identity.install_parties(sorted({row["holder"] for row in rows}))
    held = []
    for row in rows:
        face = json.loads(row["fields"])
        held.append(
            HeldLicence(
                type_key=row["type_key"],
                holder=holders[row["holder"]],
                holder_name=face["name"],
                fields=face,
                issuer_authority_id=organisations.authority_for(row["authority"], row["region"]).id,
                issued_on=date.fromisoformat(row["issued_on"]),
                with_document=row["holder"] in with_account,
            )
        )
    return held


def _is_empty() -> bool:
    from tongban.registers.organisations import api as organisations

    return not organisations.authorities()


@contextmanager
def _step(what: str) -> Iterator[None]:
    print(f"  {what} …", end="", flush=True)
    started = time.monotonic()
    yield
    print(f" {time.monotonic() - started:.1f} s", flush=True)
