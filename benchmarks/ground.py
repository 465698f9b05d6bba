"""What is there before something is measured: prepared drafts, existing cases, open tasks, imported items."""

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from benchmarks.installation import execute

ITEM = "000709010003"  # 居民身份证丢失补领: a licence, an upload and a promise; the result is a licence
REGION = "990101"
OFFICE = "chengdong-psb"
STATEMENT = "本人承诺所填信息和提交的材料真实、准确、完整，并对其真实性负责。"
REASONS = "申请人提交的材料齐全、符合法定形式，经审查符合法定条件。"
CASES_A_DAY = 400
ROWS_AT_ONCE = 10_000
IMPORTED_ITEMS = 1_135


@dataclass(frozen=True)
class Prepared:
    """A draft that only has to be signed, and the token of the resident who will."""

    draft: UUID
    token: str


@dataclass(frozen=True)
class Office:
    """The tokens of those who handle the cases; `others` are those of the authorities that take part, by their step."""

    clerk: str
    reviewer: str
    decider: str
    others: Mapping[str, str] = field(default_factory=dict)


def office() -> Office:
    """Return tokens for the officers of the item's authority."""
    from django.contrib.auth import get_user_model

    from tongban.registers.identity import api as identity

    accounts = {account.username: account for account in get_user_model().objects.filter(username__startswith=OFFICE)}
    scopes = {"clerk": "handle", "reviewer": "handle", "decider": "decide"}
    return Office(
        **{
            post: identity.issue_token(account=accounts[f"{OFFICE}-{post}"], name="bench", scopes=[scope], days=1)
            for post, scope in scopes.items()
        }
    )


def joint_office() -> Office:
    """Let the item be handled by three authorities at once, and return tokens for all their officers."""
    from django.contrib.auth import get_user_model

    from tongban.config.commands.seed import SEEDS
    from tongban.groundwork.foundation.data_files import read_yaml
    from tongban.handling.workflow import api as workflow
    from tongban.offer.catalogue import api as catalogue
    from tongban.registers.identity import api as identity

    plan = next(each for each in read_yaml(SEEDS / "plans.yaml") if each["code"] == "joint")
    plan = {**plan, "code": "joint_bench", "steps": {**plan["steps"]}}
    plan["steps"]["safety"] = {**plan["steps"]["safety"], "who": "department:med"}  # the lead is the police itself
    guide = next(each for path in (SEEDS / "items").glob("*.yaml") if (each := read_yaml(path))["basic_code"] == ITEM)
    with tempfile.TemporaryDirectory() as folder:
        plans, items = Path(folder) / "plans.yaml", Path(folder) / "items"
        items.mkdir()
        plans.write_text(yaml.safe_dump([plan], allow_unicode=True), encoding="utf-8")
        guide = {**guide, "plan": plan["code"]}
        (items / "item.yaml").write_text(yaml.safe_dump(guide, allow_unicode=True, sort_keys=False), encoding="utf-8")
        workflow.install_plans(plans)
        catalogue.install_items(items)
    lead = office()
    accounts = get_user_model().objects
    names = {"health": "chengdong-hea-reviewer", "safety": "chengdong-med-reviewer"}
    others = {
        step: identity.issue_token(account=accounts.get(username=name), name="bench", scopes=["handle"], days=1)
        for step, name in names.items()
    }
    return replace(lead, others={"lead_review": lead.reviewer, **others})


def prepared_drafts(count: int) -> list[Prepared]:
    """Let so many residents of the registry fill in a draft, each as far as signing it."""
    from tongban.registers.identity import api as identity

    drafts = []
    execute("SET synchronous_commit TO off")
    for account in _residents(count):
        applicant = identity.applicant_of(account)
        token = identity.issue_token(account=account, name="bench", scopes=["apply"], days=1)
        drafts.append(Prepared(_filled_draft(applicant), token))
    execute("SET synchronous_commit TO on")
    return drafts


def existing_cases(count: int) -> None:
    """Have so many closed cases, each with all its rows, copied from one that went the whole way; VACUUM afterwards."""
    from tongban.groundwork.documents import api as documents

    number = whole_case()
    documents.render_pending()
    execute("CREATE TEMPORARY TABLE copy (n int, number text, case_id uuid, application_id uuid, draft_id uuid)")
    numbers = _case_numbers(count)
    made = 0
    while batch := list(islice(numbers, ROWS_AT_ONCE)):
        execute(
            "INSERT INTO copy SELECT n + %s, number, uuidv7(), uuidv7(), uuidv7()"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS given (number, n)",
            [made, batch],
        )
        made += len(batch)
    _copy_case(number)
    execute("DROP TABLE copy")
    execute("VACUUM ANALYZE")


def open_cases(count: int, *, days: int) -> None:
    """Have so many accepted cases, due in the coming `days` days and the two weeks after, each with the alarms of its clock."""
    number = accepted_case()
    execute("CREATE TEMPORARY TABLE copy (n int, number text, case_id uuid, application_id uuid, draft_id uuid)")
    execute(
        "INSERT INTO copy SELECT n, '7' || lpad(n::text, 17, '0'), uuidv7(), uuidv7(), uuidv7() FROM generate_series(1, %s) AS n",
        [count],
    )
    from tongban.handling.applications.models import Application, Draft
    from tongban.handling.cases.models import Alarm, Case

    case = Case.objects.select_related("application").get(number=number)
    draft, file = {"draft_id": "copy.draft_id"}, {"case_id": "copy.case_id"}
    later = f"15 + copy.n % {days}"
    _copy(Draft, f"id = '{case.application.draft_id}'", {"id": "copy.draft_id"})
    _copy(Application, f"id = '{case.application_id}'", {"id": "copy.application_id", **draft})
    dates = {"committed_due_on": f"current_date + {later}", "statutory_due_on": f"current_date + {later} + 40"}
    own = {"id": "copy.case_id", "number": "copy.number", "application_id": "copy.application_id"}
    _copy(Case, f"id = '{case.pk}'", own | dates | {"idempotency_key": "NULL::text"})
    for kind, day in (("yellow", "- 4"), ("red", "+ 1"), ("breach", "+ 41")):
        ring = {"ring_on": f"current_date + {later} {day}"}
        _copy(Alarm, f"case_id = '{case.pk}' AND kind = '{kind}'", file | ring)
    execute("DROP TABLE copy")
    execute("VACUUM ANALYZE cases_case, cases_alarm")


def open_tasks(count: int, *, authority_id: int, item_codes: Sequence[str], common: Sequence[str]) -> None:
    """Have so many open tasks at one authority: all but one in a thousand about `common` items, the rest spread over all."""
    from tongban.groundwork.foundation import clock

    execute(
        """
        INSERT INTO workflow_task (subject, step, role, authority_id, region_code, item_code, title, applicant_label,
                                   due_on, barred, opened_at, claimed_name, result)
        SELECT 'case:bench-' || n, 'accept', 'clerk', %s, %s,
               CASE WHEN n %% 1000 = 0 THEN (%s::text[])[1 + n / 1000 %% %s] ELSE (%s::text[])[1 + n %% %s] END,
               '居民身份证丢失补领', '李*', %s::date + n / (%s / 60), '{}', now(), '', ''
        FROM generate_series(1, %s) AS n
        """,
        [
            authority_id, REGION, list(item_codes), len(item_codes), list(common), len(common),
            clock.today(), count, count,
        ],
    )  # fmt: skip
    execute("VACUUM ANALYZE workflow_task")


def imported_items() -> None:
    """Import a list of as many items as a real district has, named after those of the demonstration city."""
    from tongban.offer.catalogue import api as catalogue

    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("department", "main_item", "name", "region_code", "item_code", "item_type", "authority_code"))
        writer.writerows(islice(_item_rows(), IMPORTED_ITEMS))
        file.flush()
        catalogue.import_items(Path(file.name))


def _item_rows() -> Iterator[tuple[str, ...]]:
    from tongban.offer.catalogue import api as catalogue
    from tongban.registers.organisations import api as organisations

    cards = list({offer.basic_code: offer for offer in catalogue.offers_after(0, limit=1000)}.values())
    serial = 0
    for authority in organisations.authorities():
        for card in cards:
            serial += 1
            name = f"{card.name}（{authority.short_name}）"
            yield (authority.name, "", name, authority.region_code, f"BENCH{serial:06}", "07", authority.code)


def _residents(count: int) -> list[Any]:
    """Return accounts of further people of the registry; nobody signs in with them, so they have no password."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password

    from tongban.registers.identity import api as identity

    accounts = get_user_model().objects
    parties = identity.install_parties(list(islice(_grown_ups(), count)))
    return list(
        accounts.bulk_create(
            accounts.model(username=f"bench-{number}".lower(), party_id=party, password=make_password(None))
            for number, party in parties.items()
        )
    )


@cache
def _grown_ups() -> Iterator[str]:
    """Yield the numbers of grown-up people of the registry who have no account, each of them once."""
    from django.contrib.auth import get_user_model

    from tongban.config.commands.seed import SEEDS
    from tongban.registers.identity.models import number_key

    known = set(get_user_model().objects.values_list("party__number_key", flat=True))
    with (SEEDS / "registry" / "people.csv").open(encoding="utf-8") as file:
        people = [row["identity_number"] for row in csv.DictReader(file) if row["born_on"] < "2005"]
    return iter([number for number in people if number_key(number) not in known])


def _filled_draft(applicant: Any) -> UUID:
    from tongban.groundwork.foundation import clock
    from tongban.handling.applications import api as applications
    from tongban.offer.catalogue import api as catalogue

    offer = next(each for each in catalogue.offers_of_basic(ITEM) if each.region_code == REGION)
    draft = applications.open_draft(offer=offer, applicant=applicant, channel=applications.Channel.API)
    own: Mapping[str, Mapping[str, Any]] = {
        "applicant": draft.answers,
        "loss": {
            "idcard.lost_on": clock.today().isoformat(),
            "idcard.loss_cause": "lost",
            "idcard.need_temporary": False,
        },
        "delivery": {"delivery.method": "electronic"},
    }
    for page, answers in own.items():
        problems = applications.save_page(draft_id=draft.id, applicant=applicant, page=page, answers=answers)
        if problems:
            raise RuntimeError(f"the page {page} was not taken: {problems}")
    ways = applications.Way
    for code, way in (
        ("household-register", ways.UPLOAD),
        ("id-photo", ways.UPLOAD),
        ("loss-statement", ways.COMMITMENT),
    ):
        is_file = way is ways.UPLOAD
        applications.give_material(
            draft_id=draft.id,
            applicant=applicant,
            code=code,
            way=way,
            content=io.BytesIO(_photo()) if is_file else None,
            name=f"{code}.png" if is_file else "",
        )
    return draft.id


def _photo() -> bytes:
    from tongban.config.commands.journey import PHOTO

    return PHOTO


def whole_case() -> str:
    """Take one case from its submission to its end, by the product's own deeds, and return its number."""
    from django.contrib.auth import get_user_model

    from tongban.handling.cases import api as cases
    from tongban.registers.identity import api as identity

    (resident,) = _residents(1)
    applicant = identity.applicant_of(resident)
    clerk, reviewer, decider = (
        identity.officer_of(get_user_model().objects.get(username=f"{OFFICE}-{post}"))
        for post in ("clerk", "reviewer", "decider")
    )
    draft = _filled_draft(applicant)
    number = cases.submit_application(draft_id=draft, applicant=applicant, statement=STATEMENT).case_number
    cases.accept_application(number=number, officer=clerk)
    cases.propose_decision(number=number, officer=reviewer, outcome="granted", reasons=REASONS)
    cases.decide_case(number=number, officer=decider, agree=True)
    cases.close_case(number=number, officer=clerk, delivery="electronic")
    return number


def accepted_case() -> str:
    """Take one case as far as its acceptance, and return its number."""
    from django.contrib.auth import get_user_model

    from tongban.handling.cases import api as cases
    from tongban.registers.identity import api as identity

    (resident,) = _residents(1)
    applicant = identity.applicant_of(resident)
    clerk = identity.officer_of(get_user_model().objects.get(username=f"{OFFICE}-clerk"))
    draft = _filled_draft(applicant)
    number = cases.submit_application(draft_id=draft, applicant=applicant, statement=STATEMENT).case_number
    cases.accept_application(number=number, officer=clerk)
    return number


def _case_numbers(count: int) -> Iterator[str]:
    """Yield valid numbers of the days before today."""
    from tongban.groundwork.foundation import clock
    from tongban.handling.cases.rules import case_number

    for serial in range(count):
        day = clock.today() - timedelta(days=1 + serial // CASES_A_DAY)
        yield case_number(region_code=REGION, day=day, serial=1 + serial % CASES_A_DAY)


def _copy_case(number: str) -> None:
    """Copy the rows of one case for each row of the table `copy`, each with identifiers and numbers of its own."""
    from tongban.groundwork.documents.models import OfficialDocument
    from tongban.groundwork.notifications.models import Message
    from tongban.handling.applications.models import Application, Draft, MaterialGiven
    from tongban.handling.cases.models import Case, CourseEntry
    from tongban.handling.workflow.models import Task
    from tongban.proofs.licences.models import Licence

    case = Case.objects.select_related("application").get(number=number)
    subject = f"case:{number}"
    subjects = {"subject": "'case:' || copy.number"}
    fresh = {"id": "uuidv7()"}
    draft = {"draft_id": "copy.draft_id"}
    _copy(Draft, f"id = '{case.application.draft_id}'", {"id": "copy.draft_id"})
    _copy(MaterialGiven, f"draft_id = '{case.application.draft_id}'", draft)
    _copy(Application, f"id = '{case.application_id}'", {"id": "copy.application_id", **draft})
    own = {"id": "copy.case_id", "number": "copy.number", "application_id": "copy.application_id"}
    _copy(Case, f"id = '{case.pk}'", own)
    _copy(CourseEntry, f"case_id = '{case.pk}'", {"case_id": "copy.case_id"})
    _copy(Task, f"subject = '{subject}'", subjects)
    _copy(Message, f"subject = '{subject}'", {**fresh, **subjects, "to_send": "false"})
    serials = {"serial": "copy.n * 100 + row.serial", "year": "row.year - 1"}
    _copy(OfficialDocument, f"subject = '{subject}'", {**fresh, **subjects, **serials})
    numbers = {"identifier": "copy.n || '-' || row.identifier", "number": "copy.number", "case_number": "copy.number"}
    _copy(Licence, f"case_number = '{number}'", {**fresh, **numbers})


def _copy(model: Any, condition: str, changed: Mapping[str, str]) -> None:
    """Insert the rows of a table that meet a condition once for each row of `copy`; `changed` says how a column differs."""
    columns = [field.column for field in model._meta.concrete_fields]
    if model._meta.auto_field:
        columns.remove(model._meta.auto_field.column)
    values = [changed.get(column, f"row.{column}") for column in columns]
    table = model._meta.db_table
    execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM copy CROSS JOIN (SELECT * FROM {table} WHERE {condition}) AS row ORDER BY copy.n"
    )
