"""
Personal data stay closed: encrypted in the tables and files, out of the log, masked on every page that is not their owner's.

Each list below was reviewed by a person. A new text column, a new fact of a log line, a template that prints something clear
fails here until somebody has said why it may.
"""

import ast
import io
import json
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from pydantic import BaseModel

from tongban.doors.frame.logs import JsonFormatter
from tongban.doors.gateway.schemas import cases as case_schemas
from tongban.doors.gateway.schemas import oversight, people, proofs
from tongban.engagement.ratings import api as ratings
from tongban.groundwork.documents import api as documents
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.fields import EncryptedTextField
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications import api as applications
from tongban.handling.applications.tests import cast
from tongban.handling.archives import api as archives
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.conftest import city, city_of_the_package, resident, staff
from tongban.registers.identity import api as identity
from tongban.registers.identity.tests.factories import registered_company, registered_person

__all__ = ["city", "city_of_the_package", "resident", "staff"]

SOURCE = Path(__file__).parents[2] / "src/tongban"

# --- at rest ---

# The text, JSON and array columns that may be plain: codes, digests, keyed digests, masked labels, texts of the product, of
# the law and of offices, and what is public by its nature. None holds what a person is called, where she lives, what she
# answered, or what somebody wrote about her.
PLAIN = {
    "gateway.KeptAnswer": {"key", "digest", "media_type"},
    # Officers are named with their posts, persons by a masked name; facts are codes, days and identifiers.
    "ledger.LedgerEntry": {
        "deed", "subject", "actor", "actor_name", "actor_post", "on_behalf_of", "region_code", "facts",
        "sealed_reason",  # sealed by its property, so that `verify` outlives what was altered
        "digest", "mac",
    },
    "ledger.LedgerNode": {"hash"},
    "ledger.LedgerCheckpoint": {"root", "peaks", "signature"},
    "documents.StoredFile": {"digest", "kind", "owner", "stored_by"},
    "documents.NumberSeries": {"issuer_code", "kind"},
    "documents.OfficialDocument": {
        "kind", "title", "number", "subject", "issuer_code", "issuer_name", "region_code", "digest",
        "last_error",  # the kind of the failure only
    },
    # Texts of letters name facts, never persons; their authors are officers with their posts.
    "documents.LetterDraft": {"kind", "variant", "text", "state", "authors", "edited_by", "why", "note"},
    "documents.LetterVersion": {
        "kind", "variant", "text", "body", "authors", "edited_by", "published_by", "publisher", "why",
    },
    "notifications.Message": {"template", "subject", "language", "sent_by", "last_error"},
    "organisations.Region": {"code", "name", "name_en"},
    "organisations.Authority": {"key", "code", "name", "short_name", "name_en", "phone", "address", "hours", "nature",
                                "complaint_phone", "transport", "website"},
    "organisations.Entrustment": {"scope", "basis", "document", "end_reason", "item_codes", "steps"},  # told to the public
    "organisations.ServicePoint": {
        "key", "kind", "name", "name_en", "address", "phone", "accessible_entrance", "transport", "services",
        "weekly_hours", "exceptions", "hours_rule", "offers", "item_codes", "closing_reason",
    },
    "organisations.Window": {"number", "name"},
    "organisations.Post": {"name", "roles", "item_codes"},
    "identity.Party": {"kind", "number_key", "region_code"},
    "identity.Account": {"password", "username", "phone_key", "language"},  # a resident's user name is made of a UUID
    "identity.PostHolding": set(),
    "identity.Delegation": {"ground", "item_codes"},
    # Whom it names is encrypted; who declared and who settled it are members of staff.
    "identity.DeclaredInterest": {
        "kind", "number_key", "state", "region_code", "officer_name", "officer_post", "settled_by",
    },
    "identity.ApiToken": {"name", "digest", "scopes"},
    "identity.PasswordReset": {"number_key", "code_key"},
    "identity.PersonRecord": {"number_key"},
    "identity.CompanyRecord": {"number_key", "representative_key"},
    "deadlines.CalendarYear": {"source"},
    "deadlines.Holiday": {"name", "name_en", "work_on"},
    "deadlines.Edition": {"kind", "source", "body"},  # notices and laws, as printed
    "deadlines.LimitRule": {"code", "name", "name_en", "unit", "source"},
    "forms.Element": {"code", "body"},
    "forms.FormVersion": {"code", "body", "digest"},
    "catalogue.BasicItem": {
        "code", "name", "name_en", "sort_key", "item_type", "summary", "summary_en", "aliases", "themes", "life_events",
        "audience", "main_item",
    },
    "catalogue.Item": {
        "code", "region_code", "state", "name", "audience", "case_type", "committed_unit", "local_authority_code",
    },
    "catalogue.BasicVersion": {"guide", "digest", "published_by", "why"},
    "catalogue.ItemVersion": {"own", "digest", "published_by", "why"},
    # Members of staff act in public office; the names are those of officers.
    "catalogue.Change": {
        "kind", "state", "code", "region_code", "name", "body", "why", "author", "author_name", "reviewer",
        "reviewer_name", "note", "writers",
    },
    "catalogue.Upload": {
        "author_name", "confirmed_by", "faults", "name", "region_code", "report", "state", "why",
    },
    "catalogue.Conflict": {"problems"},
    "catalogue.Power": {
        "list", "code", "name", "item_type", "department", "region_code", "levels", "basics", "legal_basis", "content",
        "accountability", "source", "sort_key",
    },
    "catalogue.Successor": set(),
    "catalogue.Revision": set(),
    "guidance.Vocabulary": {"fillers"},
    "guidance.Synonym": {"say", "mean"},
    "guidance.LabelVector": {"digest", "vector"},
    "guidance.EmptySearch": {"text"},  # never with a number that may be a person's (guidance.rules.may_name_a_person)
    # Inspection is about what guides say, and about members of staff in office.
    "inspection.Book": {"aims", "laws", "licences", "platform", "repair_source"},
    "inspection.DayScore": {"region_code"},
    "inspection.EmptyColumn": {"key", "kind", "name", "region_code"},
    "inspection.Finding": {"excuse", "excused_by", "path", "region_code", "said", "state"},
    "inspection.Gap": {"lacks", "region_code"},
    "inspection.Inspected": {
        "code", "digest", "lacking_materials", "lacks", "name", "name_en", "region_code",
    },
    "inspection.Link": {"found", "state", "url"},
    "inspection.RepairTask": {
        "asked_by", "claimed_by", "claimed_by_name", "decided_by", "decision", "note", "region_code", "state",
    },
    "inspection.RuleRow": {"body", "code", "switched_by", "switched_why"},
    "inspection.RuleTally": {"region_code"},
    "inspection.Run": set(),
    "inspection.Tally": {"region_code"},
    "scenarios.Table": {"authors", "body", "edited_by"},
    "scenarios.Version": {"authors", "body", "digest", "edited_by", "publisher", "why"},
    "licences.LicenceType": {"key", "code", "name", "name_en", "holder", "fields"},
    "licences.Licence": {
        "identifier", "number", "status", "trust_level", "issuer_code", "issuer_name", "region_code", "case_number",
    },
    "licences.LicenceStatusChange": {"before", "after", "reason", "authority_name"},  # public with the licence
    "applications.Draft": {
        "item_code", "region_code", "channel", "prefilled", "saved_pages", "state", "supplement_codes",
    },
    "applications.MaterialGiven": {"code", "way", "file_kind", "file_digest", "trust_level"},
    "applications.Application": {"region_code", "channel", "materials", "digest"},  # of materials: codes and digests
    "applications.Supplement": {"materials", "digest"},
    # Plans are public; members of staff who change them act in public office.
    "workflow.Plan": {"code", "graph", "published_by", "why"},
    "workflow.PlanChange": {"code", "state", "body", "why", "authors", "edited_by", "reviewed_by", "note"},
    "workflow.Progress": {"subject", "plan_code", "marking", "facts"},  # no personal data: conditions may not ask for them
    "workflow.Task": {
        "subject", "step", "role", "region_code", "item_code", "title", "applicant_label", "barred", "claimed_name",
        "result",
    },
    # Who has a task, who is away and who stands in are members of staff.
    "workflow.Assignment": {"kind", "to_name", "by_name", "candidates", "root"},
    "workflow.Absence": {"name", "substitute_name"},
    "workflow.OpenTally": {"role", "item_code", "step"},
    "teamwork.Note": {"number", "author_name", "author_post"},
    "teamwork.Mention": {"name"},  # of a member of staff
    "teamwork.SavedList": {"name", "query"},
    "teamwork.Withdrawal": {"number", "name", "state", "decided_name"},  # names of members of staff
    "teamwork.Batch": {"deed"},
    "teamwork.BatchRow": {"number", "code", "told"},  # refusals name cases and staff, never residents
    "cases.Case": {
        "number", "idempotency_key", "state", "outcome", "item_code", "region_code", "plan_code",
        "applicant_label", "language", "channel", "proposed_outcome", "decision_title", "decision_number",
        "delivered_by",  # a way
        "recused",  # accounts of officers
    },
    "cases.CourseEntry": {"step", "actor", "actor_name", "actor_post"},
    "cases.Transfer": {"document", "kind"},
    "cases.Part": {
        "step", "kind", "limit_unit", "limit_source", "asked_in", "materials", "result", "document_number",
        "given_name",  # of an officer
    },
    "cases.CaseStop": {"ground", "document"},
    "cases.Alarm": {"kind", "region_code"},
    "cases.CaseCounter": {"region_code"},
    "cases.Delivery": {"way", "state", "document", "sent_by", "ended_by", "proof", "opening_proof"},
    "cases.Revocation": {"kind", "ground", "proposed_name"},  # of an officer
    "archives.Package": {"kind", "sha256", "sm3", "retention"},
    "projects.KindEdition": {"body"},
    "projects.Project": {"code", "name", "kind", "region_code", "party_label", "authority_ids"},
    "projects.Stage": {"code", "item_code", "case_number", "outcome"},
    "projects.Contribution": {"element", "origin", "stage", "case_number", "by_name", "by_post"},
    "ratings.RatedCase": {"key"},
    "ratings.Rating": {"case_number", "item_code", "item_name", "region_code", "reasons", "channel"},  # reasons: codes
    "ratings.FollowUp": {
        "region_code", "stage", "finding", "appealed_by", "appeal_decided_by",
        "rectification", "answer",  # published
    },
    "ratings.Tally": {"region_code", "item_code", "item_name"},
    "supervision.Card": {
        "case_number", "kind", "part", "part_name", "state", "region_code", "item_code", "item_name",
    },
    "supervision.OpenCount": {"region_code", "state", "light"},
    "supervision.DayFact": {"region_code", "item_code", "item_name"},
    "supervision.Sweep": set(),
    # Of libraries: sessions hold identifiers and sealed texts; second factors are sealed by our adapter; e-mail addresses
    # are never kept; jobs carry the tick of the clock.
    "sessions.Session": {"session_key", "session_data"},
    "mfa.Authenticator": {"type", "data"},
    "account.EmailAddress": {"email"},
    "account.EmailConfirmation": {"key"},
    "auth.Permission": {"name", "codename"},
    "auth.Group": {"name"},
    "auth.Group_permissions": set(),
    "contenttypes.ContentType": {"app_label", "model"},
    "procrastinate.ProcrastinateJob": {"queue_name", "task_name", "lock", "args", "status", "queueing_lock"},
    "procrastinate.ProcrastinateEvent": {"type"},
    "procrastinate.ProcrastinatePeriodicDefer": {"task_name", "periodic_id"},
    "procrastinate.ProcrastinateWorker": set(),
}  # fmt: skip
SAYS_SOMETHING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
    ArrayField,
)


def plain_columns(model):
    return {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, SAYS_SOMETHING) and not field.is_relation and not isinstance(field, EncryptedTextField)
    }


def test_every_plain_column_was_reviewed():
    found = {model._meta.label: plain_columns(model) for model in apps.get_models(include_auto_created=True)}
    assert found == PLAIN


@pytest.fixture
def own_file_store(settings, tmp_path):
    settings.TONGBAN_FILES = tmp_path
    return tmp_path


def live_through(resident, staff):
    """Let a resident's data pass through every room: prefilled, signed, supplemented, read, decided, issued, rated."""
    draft = cast.filled_in(resident)
    cast.give(draft, resident, "household-register", name=f"{resident.name}的户口簿.png")
    statement = f"{cast.STATEMENT}申请人：{resident.name}"
    number = cases.submit_application(draft_id=draft.id, applicant=resident, statement=statement).case_number
    about_her = f"{resident.name}（{resident.phone}）"
    items = [{"code": "household-register", "reason": f"户口簿不是{about_her}的"}]
    cases.ask_to_supplement(number=number, officer=staff.clerk, items=items)
    cast.give(draft, resident, "household-register")
    cases.supply_supplement(number=number, applicant=resident)
    cases.accept_application(number=number, officer=staff.clerk)
    cases.clear_details(number, officer=staff.reviewer, purpose=f"打电话给{about_her}")
    cases.start_special_procedure(
        number=number, officer=staff.reviewer, ground="inspection", working_days=2, note=f"走访{about_her}"
    )
    cases.end_special_procedure(number=number, officer=staff.reviewer, result=f"{about_her}属实")
    cases.propose_decision(number=number, officer=staff.reviewer, outcome="granted", reasons=f"{about_her}符合条件")
    cases.decide_case(number=number, officer=staff.decider, agree=True, reasons=f"准予{about_her}")
    sent = {"carrier": "中国邮政", "tracking_number": "EA1", "address": f"{about_her}收"}
    cases.send_result(number=number, officer=staff.clerk, delivery="post", facts=sent)
    cases.fail_delivery(number=number, officer=staff.clerk, reason=f"{about_her}不在家")
    fetched = {"received_by": resident.name, "relation": f"{about_her}本人"}
    cases.close_case(number=number, officer=staff.clerk, delivery="window", note=f"{about_her}领取", facts=fetched)
    cases.propose_revocation(
        number=number, officer=staff.decider, kind="revoke", ground="deceit", reasons=f"{about_her}提交假材料"
    )
    cases.answer_revocation(number=number, applicant=resident, answer=f"{about_her}没有造假")
    ratings.rate_case(number=number, applicant=resident, grade=1, text=f"我是{about_her}，太慢了")
    [bad] = ratings.bad_ratings(staff.clerk).rows
    ratings.record_call_back(rating_id=bad.id, officer=staff.clerk, note=f"{about_her}说等了三天")
    ratings.appeal_rating(rating_id=bad.id, officer=staff.clerk, reason=f"{about_her}未按时到场")
    documents.render_pending()
    ledger.seal_entries()
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        assert archives.archive_cases() == 1
    return number


@pytest.mark.django_db
def test_a_whole_case_leaves_nothing_plain_in_any_table_and_file(resident, staff, own_file_store):
    details = identity.clear_party(resident.party_id, actor=staff.clerk.actor, purpose="核对")
    registered_company(registered_person(name=details.name, identity_number=details.number, phone=details.phone))
    identity.sign_up(
        name="欧阳梓萱",
        identity_number=registered_person(name="欧阳梓萱", identity_number="11010519491231002X").identity_number,
        phone="15410007777",
        password="correct-horse-battery",
        language="zh-hans",
    )
    live_through(resident, staff)

    secrets = [details.name, details.number, details.phone, details.address, "欧阳梓萱", "15410007777"]
    searched = 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT string_agg(row::text, '') FROM {connection.ops.quote_name(table)} AS row")
            text = cursor.fetchone()[0] or ""
            searched += len(text)
            # A column of bytes shows as hexadecimal digits.
            assert [each for each in secrets if each in text or each.encode().hex() in text] == [], table
    assert searched > 100_000
    files = [path.read_bytes() for path in own_file_store.rglob("*") if path.is_file()]
    assert len(files) > 8
    for mark in (b"%PDF", b"\x89PNG", *(secret.encode() for secret in secrets)):
        assert not any(mark in content for content in files), mark


# --- in the log ---

# The facts that log lines carry: kinds, places, counts, and identifiers that lead to nobody without the database.
LOG_FACTS = {
    "method", "route", "status", "milliseconds", "listener", "news", "channel", "message_id", "failure", "document", "kind",
    "place", "case", "schedule", "change", "upload", "entries", "offers",
}  # fmt: skip
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def log_calls():
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and ast.unparse(node.func) in ("np.log", "math.log"):
                continue
            if is_call and node.func.attr in LEVELS and re.search(r"\blog(ger|ging)?\b|_log\b", ast.unparse(node.func)):
                yield path, node


def test_no_log_line_is_put_together_from_what_people_are_or_wrote():
    calls = list(log_calls())
    assert len(calls) > 8
    for path, call in calls:
        where = f"{path.relative_to(SOURCE)}:{call.lineno}"
        assert len(call.args) == 1, where
        assert isinstance(call.args[0], ast.Constant), where
        for keyword in call.keywords:
            if keyword.arg == "extra":
                written = keyword.value.keys if isinstance(keyword.value, ast.Dict) else []
                assert {key.value for key in written} <= LOG_FACTS, where


def test_what_an_error_says_is_not_in_the_log():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    log = logging.Logger("tongban.test")
    log.addHandler(handler)
    try:
        raise ValueError("李秀兰 11010519491231002X")
    except ValueError:
        log.exception("a request failed", extra={"phone": "15410004999"})

    line = json.loads(stream.getvalue())
    assert line["error"] == "ValueError"
    assert not re.search("李秀兰|11010519491231002X|15410004999", stream.getvalue())


# --- on pages ---

# What is clear in the views that the rooms hand out.
CLEAR = re.compile(
    r"\b(?:applicant|party|walk_in|person)\.(?:name|phone)\b|\bholder_name\b|\.face\b|\bdetails\.\w+|\.answers\b"
    r"|\brating\.(?:text|call_note)\b|\.file_name\b|\bapplicant_name\b|\.statement\b"
)
OWNERS = ("portal/my/", "portal/apply/")  # who reads these reads her own, or that of a party she acts for
REVIEWED = {
    "desk/clear.html": {"details.name", "details.identifying_number", "details.phone", "details.address"},
    "desk/viewer.html": {"holder_name", ".face", ".file_name"},  # the look is in the ledger; the file's name is masked
    "desk/rating.html": {"rating.text", "rating.call_note"},  # written to this office by who gave her name
    "desk/window/sign.html": {"applicant.name"},  # she reads and signs it at the window
}


def test_no_page_prints_something_clear_but_its_owner_s():
    found = {}
    for path in (SOURCE / "doors").glob("*/templates/**/*.html"):
        name = path.relative_to(SOURCE / "doors").as_posix().partition("/templates/")[2]
        if not name.startswith(OWNERS) and (clear := set(CLEAR.findall(path.read_text(encoding="utf-8")))):
            found[name] = clear
    assert found == REVIEWED


def test_no_page_switches_escaping_off():
    for path in (SOURCE / "doors").glob("*/templates/**/*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", path.read_text(encoding="utf-8")), path


# --- in the interface ---

CLEAR_FIELDS = {
    "name",
    "phone",
    "address",
    "identifying_number",
    "identity_number",
    "answers",
    "holder_name",
    "face",
    "file_name",
}
# Each says in its own words whose data it carries, or masks them itself.
REVIEWED_SCHEMAS = {
    "AnswerLine": {"name"},  # of the question
    "Answers": {"answers"},  # sent by their owner
    "Case": {"answers"},  # clear to the applicant, masked to officers
    "ClearDetails": {"name", "identifying_number", "phone", "address", "answers"},  # for a purpose, in the ledger
    "Draft": {"answers"},
    "FaceField": {"name"},  # of the field
    "Figure": {"name"},
    "Figures": {"name"},
    "GivenThing": {"file_name"},  # masked to officers
    "MaterialState": {"name"},
    "OfferReference": {"name"},
    "OwnLicence": {"holder_name", "face"},
    "Post": {"name"},  # of the officer herself
    "Reason": {"name"},
    "SignUp": {"name", "identity_number", "phone"},
    "SupplementItem": {"name"},
    "WalkIn": {"name", "identity_number", "phone"},
    "WalkInCompany": {"phone"},
}


def test_every_schema_that_may_carry_something_clear_was_reviewed():
    schemas = {
        thing.__name__: CLEAR_FIELDS & thing.model_fields.keys()
        for module in (case_schemas, oversight, people, proofs)
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, BaseModel) and thing.__module__ == module.__name__
    }
    assert {name: fields for name, fields in schemas.items() if fields} == REVIEWED_SCHEMAS


@pytest.mark.django_db
def test_an_officer_s_view_of_a_case_holds_nothing_clear(resident, staff):
    draft = cast.filled_in(resident)
    cast.give(draft, resident, "household-register", name=f"{resident.name}.png")
    details = identity.clear_party(resident.party_id, actor=staff.clerk.actor, purpose="核对")
    number = cases.submit_application(draft_id=draft.id, applicant=resident, statement=cast.STATEMENT).case_number
    seen = repr(cases.case_for_officer(number, officer=staff.clerk)) + repr(cases.worklist(staff.clerk))
    assert number in seen
    for secret in (details.name, details.number, details.phone, details.address):
        assert secret not in seen
    assert details.name in repr(applications.draft(draft.id, applicant=resident))
