"""Saving, publishing and installing tables; what a row means beside the guide."""

import copy
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from django.db import DatabaseError, IntegrityError, transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import parse_guide
from tongban.offer.forms import api as forms
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.models import Table, Version
from tongban.offer.scenarios.rules import (
    Verdict,
    guide_faults,
    known_of,
    outcome,
    parse_table,
    space_of,
    table_body,
    tried,
)
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import PostFactory

SEEDS = Path(__file__).resolve().parents[5] / "seeds"
FILES = sorted((SEEDS / "scenarios").glob("*.yaml"))
RENTAL = "001017401000"


def read(path: Path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def guide_for(code: str):
    bodies = map(read, (SEEDS / "items").glob("*.yaml"))
    return parse_guide(next(body for body in bodies if str(body["basic_code"]) == code))


class TestSeeds:
    def test_there_are_ten_at_least(self):
        assert len(FILES) >= 10

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_each_is_whole_speaks_of_its_guide_and_passes_its_examples(self, path):
        table = parse_table(read(path))
        assert space_of(table).findings().are_none
        assert not guide_faults(table, guide_for(table.basic_code))
        assert len(table.examples) >= 3
        assert all(tried(table, example).passed for example in table.examples)
        assert {example.row for example in table.examples} == {row.code for row in table.rows}


class TestOutcome:
    @pytest.fixture
    def table(self):
        return parse_table(read(SEEDS / "scenarios" / "house-rental-filing.yaml"))

    def test_an_open_material_becomes_required_and_others_are_left_out(self, table):
        guide = guide_for(RENTAL)
        known = replace(table, known=known_of(guide))
        sublet = outcome(known, known.row("sublet-business"), guide)
        owner = outcome(known, known.row("owner-business"), guide)
        assert {material.code: material.necessity for material in sublet.materials}["sublet-consent"] == "required"
        assert [material.code for material in owner.spared] == ["sublet-consent"]

    def test_what_the_guide_asks_since_the_table_was_published_applies_everywhere(self, table):
        guide = guide_for(RENTAL)
        known = replace(table, known=known_of(guide))
        new = replace(guide.materials[0], code="energy-pass")
        later = replace(guide, materials=(*guide.materials, new))
        assert "energy-pass" in outcome(known, known.row("owner-business"), later).material_codes

    def test_what_an_item_no_longer_asks_is_not_asked_in_any_situation(self, table):
        guide = guide_for(RENTAL)
        known = replace(table, known=known_of(guide))
        fewer = replace(guide, materials=guide.materials[1:])
        assert guide.materials[0].code not in outcome(known, known.row("sublet-business"), fewer).material_codes

    def test_no_limit_is_longer_and_no_fee_higher_than_the_guide_says(self):
        guide = guide_for("000715406000")
        table = parse_table(read(SEEDS / "scenarios" / "real-estate-transfer.yaml"))
        known = replace(table, known=known_of(guide))
        assert outcome(known, known.row("sale-free"), guide).fee_fen == 0
        assert outcome(known, known.row("sale"), guide).fee_fen == 8000
        slow = replace(known.row("sale"), limit=90)
        assert outcome(known, slow, guide).limit == guide.committed_limit
        faults = {fault.code for fault in guide_faults(replace(known, rows=(slow,)), guide)}
        assert faults == {"limit_too_long"}

    def test_where_nothing_is_applied_for_nothing_is_asked(self, table):
        shown = outcome(table, table.row("public-housing"), guide_for(RENTAL))
        assert shown.verdict is Verdict.NOT_NEEDED
        assert not shown.materials
        assert not shown.spared


def forget_everything() -> None:
    for forget in (organisations.forget_kept, forms.forget_kept, catalogue.forget_kept, scenarios.forget_kept):
        forget()


def offer_of(slug: str) -> Offer:
    return next(each for each in catalogue.offers_after(0, limit=100) if each.guide.slug == slug)


def officer_of(offer: Offer, *roles: str, name: str = "岗位"):
    authority = Authority.objects.get(pk=offer.authority_id)
    PostFactory(authority=authority, name=name, roles=list(roles))
    return officer(authority=authority, name=name)


@pytest.fixture
def rental(db, tmp_path):
    forget_everything()
    organisations.install_organisations(SEEDS / "organisations.yaml")
    forms.install_elements([SEEDS / "elements"])
    items = tmp_path / "items"
    items.mkdir()
    for slug in ("house-rental-filing", "food-business-permit"):
        (items / f"{slug}.yaml").write_text((SEEDS / "items" / f"{slug}.yaml").read_text())
    catalogue.install_items(items)
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "rental.yaml").write_text((SEEDS / "scenarios" / "house-rental-filing.yaml").read_text())
    scenarios.install_scenarios(folder)
    yield offer_of("house-rental-filing")
    forget_everything()


@pytest.fixture
def editor(rental):
    return officer_of(rental, "item_manager", name="编制")


@pytest.fixture
def publisher(rental):
    return officer_of(rental, "item_manager", name="审核")


def drafted(author, **changes):
    body = copy.deepcopy(dict(scenarios.draft_table(RENTAL).body)) | changes
    scenarios.save_draft(basic_code=RENTAL, body=body, officer=author, revision=scenarios.draft_table(RENTAL).revision)
    return scenarios.draft_table(RENTAL).revision


def published(publisher, revision, **changes):
    details = {"effective_from": clock.today(), "why": "核对"} | changes
    return scenarios.publish_draft(basic_code=RENTAL, officer=publisher, revision=revision, **details)


class TestPublishing:
    def test_a_version_is_in_force_from_its_day_and_the_ledger_says_who_and_why(self, editor, publisher):
        number = published(publisher, drafted(editor, title="新标题"), why="改标题")
        assert scenarios.scenario_of(RENTAL).number == number == 2
        assert scenarios.scenario_of(RENTAL).table.title == "新标题"
        deeds = [entry.deed for entry in ledger.entries_about(f"scenario:{RENTAL}")]
        assert {"scenario.draft_saved", "scenario.published"} <= set(deeds)
        assert scenarios.history(RENTAL)[0].why == "改标题"

    def test_nobody_publishes_what_she_wrote_herself(self, editor, publisher):
        revision = drafted(editor, title="一")
        revision = drafted(publisher, title="二")
        for author in (editor, publisher):
            with pytest.raises(scenarios.UnableToPublishTable):
                published(author, revision)

    def test_the_database_too_refuses_an_author_as_publisher(self, editor):
        version = Version.objects.get()
        twin = Version(
            table_id=RENTAL,
            number=9,
            body=version.body,
            digest="x",
            effective_from=clock.today(),
            published_at=clock.now(),
            authors=[editor.account_id],
            edited_by="x",
            published_by=editor.account_id,
            publisher="x",
            why="x",
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save()

    @pytest.mark.usefixtures("rental")
    def test_published_versions_stay(self):
        from django.db import connection

        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE scenarios_version SET why = 'x'")
        with pytest.raises(TypeError):
            Version.objects.all().delete()

    def test_who_looked_at_an_older_draft_publishes_nothing(self, editor, publisher):
        revision = drafted(editor, title="一")
        drafted(editor, title="二")
        with pytest.raises(scenarios.UnableToKeepUp):
            published(publisher, revision)

    def test_a_table_of_another_department_is_out_of_reach(self, rental):
        stranger = officer_of(offer_of("food-business-permit"), "item_manager")
        clerk = officer_of(rental, "clerk")
        for other in (stranger, clerk):
            with pytest.raises(scenarios.UnableToWorkOnTable):
                scenarios.save_draft(basic_code=RENTAL, body={}, officer=other, revision=0)
            with pytest.raises(scenarios.UnableToWorkOnTable):
                published(other, 0)

    @pytest.mark.parametrize(
        "body", [{}, {"questions": "x", "rows": None}, {"rows": [{"code": 7}]}, {"title": "长" * 5000}]
    )
    def test_whatever_is_typed_is_kept_and_what_is_wrong_is_told(self, editor, body):
        report = scenarios.save_draft(basic_code=RENTAL, body=body, officer=editor, revision=0)
        assert not report.is_publishable
        assert all(scenarios.problem_sentence(problem) for problem in report.all_problems)
        assert Table.objects.get().body["basic_code"] == RENTAL

    def test_a_table_beyond_all_measure_is_not_kept(self, editor):
        with pytest.raises(scenarios.UnableToSaveTable):
            scenarios.save_draft(basic_code=RENTAL, body={"title": "长" * 200_000}, officer=editor, revision=0)

    def test_an_older_version_serves_until_the_new_one_takes_effect(self, editor, publisher):
        later = clock.today().replace(year=clock.today().year + 1, day=1)
        published(publisher, drafted(editor, title="明年"), effective_from=later)
        assert scenarios.scenario_of(RENTAL).number == 1


class TestInstalling:
    @pytest.mark.usefixtures("rental")
    def test_the_same_files_again_make_no_new_version(self, tmp_path):
        assert scenarios.install_scenarios(tmp_path / "scenarios") == 0
        assert Version.objects.count() == 1

    @pytest.mark.usefixtures("rental")
    def test_every_fault_is_named_with_file_place_and_cure_and_nothing_is_installed(self, tmp_path):
        good = table_body(parse_table(read(SEEDS / "scenarios" / "house-rental-filing.yaml")))
        bad = copy.deepcopy(good)
        bad["rows"][2]["materials"].append("horoscope")
        bad["rows"][3]["when"].pop("purpose")
        bad["examples"] = bad["examples"][:2]
        folder = tmp_path / "faulty"
        folder.mkdir()
        (folder / "a.yaml").write_text(yaml.safe_dump(bad, allow_unicode=True), encoding="utf-8")
        (folder / "b.yaml").write_text("rows: [", encoding="utf-8")
        (folder / "c.yaml").write_text("basic_code: '999999999999'", encoding="utf-8")
        with pytest.raises(scenarios.UnableToInstallScenarios) as refusal:
            scenarios.install_scenarios(folder)
        told = str(refusal.value)
        assert "a.yaml rows[2].materials：办事指南没有材料“horoscope”" in told
        assert "都回答了同一种情形" in told
        assert "至少要有 3 个例子" in told
        assert "b.yaml" in told
        assert "c.yaml basic_code" in told
        assert Version.objects.count() == 1
