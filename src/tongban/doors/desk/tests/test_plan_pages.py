"""Review plans at the desk: looked at by all who manage items, changed in a table that proves and draws, published by another."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests import cast
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.cast import officer_at, officer_of, submitted
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.models import PlanChange
from tongban.handling.workflow.rules import read_plan
from tongban.registers.organisations.models import Authority

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture
def rental(city):
    return cast.offer_of(cast.RENTAL)


@pytest.fixture
def wide(rental):
    """The authority of a city: its item managers keep the plans."""
    return Authority.objects.filter(region_id=rental.region_code[:4]).first()


@pytest.fixture
def editor(wide, desk):
    return desk(officer_at(wide, "item_manager", name="编制", region_wide=True))


@pytest.fixture
def reviewer(wide, desk):
    return desk(officer_at(wide, "item_manager", name="审核", region_wide=True))


@pytest.fixture
def change(editor):
    editor.post(reverse("desk:plan-begin", args=["standard"]))
    return PlanChange.objects.get()


def page(name, *args):
    return reverse(f"desk:{name}", args=args)


def fields_of(answer, address: str) -> dict[str, list[str]]:
    """Return what the form that sends to an address would send as it stands."""
    forms = html.fromstring(answer.content).forms
    form = next(
        form
        for form in forms
        if form.get("action", address) == address and form.method == "POST" and form.get("hx-post")
    )
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return fields


def edited(browser, change, do: str = "save", **changed):
    address = page("plan-edit", change.id)
    sent = fields_of(browser.get(address), address) | {key: [value] for key, value in changed.items()}
    return browser.post(address, sent | {"do": [do]}, follow=True)


def step_edited(browser, change, step: str, do: str = "save", **changed):
    address = page("plan-step", change.id, step)
    sent = fields_of(browser.get(address), address) | {key: [value] for key, value in changed.items()}
    return browser.post(address, sent | {"do": [do]}, follow=True)


def body() -> dict:
    return PlanChange.objects.get().body


class TestLooking:
    def test_the_list_names_plans_with_version_and_items(self, editor):
        text = editor.get(page("plans")).text
        assert "一般程序" in text
        assert "第 1 版" in text

    def test_a_plan_is_drawn_and_told(self, editor):
        answer = editor.get(page("plan", "standard"))
        assert answer.text.count('class="flow-chart') == 2
        assert "不能由办过" in answer.text
        assert "/desk/catalogue/basics/" in answer.text

    @pytest.mark.parametrize("form", ["bpmn", "yaml", "svg"])
    def test_a_version_is_given_out_as_a_file(self, editor, form):
        answer = editor.get(page("plan-file", "standard", 1, form))
        assert answer.status_code == 200
        assert f"standard-v1.{form}" in answer["Content-Disposition"]
        assert "受理" in answer.content.decode()

    def test_what_is_not_there_is_not_found(self, editor):
        for address in (
            page("plan", "nothing"),
            page("plan-version", "standard", 99),
            page("plan-difference", "standard", 1, 99),
            page("plan-file", "standard", 1, "exe"),
            page("plan-change", uuid4()),
            page("plan-edit", uuid4()),
        ):
            assert editor.get(address).status_code == 404, address

    def test_who_manages_the_items_of_one_department_only_looks(self, desk, rental, change):
        looker = desk(officer_of(rental, "item_manager"))
        assert looker.get(page("plans")).status_code == 200
        assert looker.get(page("plan", "standard")).status_code == 200
        assert looker.get(page("plan-change", change.id)).status_code == 200
        for address in (page("plan-new"), page("plan-edit", change.id), page("plan-step", change.id, "accept")):
            assert looker.get(address).status_code == 403
        for address in (
            page("plan-begin", "standard"),
            page("plan-import", change.id),
            page("plan-deed", change.id, "drop"),
        ):
            assert looker.post(address, {"revision": change.revision}).status_code == 403
        assert PlanChange.objects.get().state == "draft"

    @pytest.mark.parametrize("role", ["clerk", "reviewer", "decider", "supervisor", "auditor"])
    def test_other_roles_see_no_plans(self, rental, desk, change, role):
        browser = desk(officer_of(rental, role))
        for address in (page("plans"), page("plan", "standard"), page("plan-change", change.id), page("plan-new")):
            assert browser.get(address).status_code == 403


class TestEditing:
    def test_saving_what_was_shown_changes_nothing(self, editor, change):
        before = workflow.faults_of(change.body)
        edited(editor, change)
        for step in ("accept", "propose", "decide", "deliver"):
            step_edited(editor, change, step)
        after = body()
        assert workflow.faults_of(after) == before == ()
        plan, again = workflow.plan("standard", 1), workflow.plan_body("standard", 1)
        assert read_plan(after, version=1) == plan == read_plan(again, version=1)

    def test_a_new_branch_is_told_as_wrong_until_it_comes_together(self, editor, change):
        edited(editor, change, do="add", new_kind="opinion")
        assert "走得通" not in editor.get(page("plan-edit", change.id)).text
        edited(editor, change, do="add", new_kind="join")
        told = {"name": "消防审查", "name_en": "Fire", "role": "reviewer", "limit": "5", "source": "消防法"}
        fire = told | {"code": "fire", "r0.code": "agreed", "r0.to": "join-1", "r1.code": "objected", "r1.to": "join-1"}
        step_edited(editor, change, "opinion-1", **fire)
        edited(editor, change, do="add", new_kind="opinion")
        step_edited(editor, change, "opinion-1", **(fire | {"code": "planning", "name": "规划审查"}))
        step_edited(editor, change, "join-1", name="汇总", name_en="Together", code="together")
        fork = {"r0.code": "accepted", "r0.mode": "several", "r0.join": "together", "r0.b0.to": "planning"}
        fork |= {"r0.b1.to": "fire", "r0.b1.when": "site.area >= 300\nsite.kind = house | plant"}
        answer = step_edited(editor, change, "accept", **fork)
        assert "走得通" in answer.text
        steps = body()["steps"]
        assert steps["fire"]["leads_to"] == {"agreed": "together", "objected": "together"}
        assert steps["accept"]["leads_to"]["accepted"]["fork"][1]["when"] == [
            {"fact": "site.area", "at_least": "300"},
            {"fact": "site.kind", "any_of": ["house", "plant"]},
        ]
        assert steps["accept"]["leads_to"]["not_accepted"] == ""

    def test_a_removed_step_leaves_its_traces_as_faults(self, editor, change):
        edited(editor, change, do="add", new_kind="opinion")
        step_edited(editor, change, "opinion-1", **{"r0.code": "done", "r0.to": "nowhere"})
        assert "nowhere" in editor.get(page("plan-edit", change.id)).text
        edited(editor, change, do="remove:opinion-1")
        assert "opinion-1" not in body()["steps"]
        edited(editor, change, do="remove:accept")
        assert "accept" in body()["steps"]

    def test_what_is_typed_is_proven_and_drawn_without_being_saved(self, editor, change):
        address = page("plan-edit", change.id)
        sent = fields_of(editor.get(address), address) | {"decide.name": ["审批决定"], "decide.role": [""]}
        answer = editor.post(page("plan-check", change.id), sent)
        assert "审批决定" in answer.text
        assert "要改的" in answer.text
        assert body()["steps"]["decide"]["name"] == "决定"

    def test_who_was_slower_keeps_what_she_typed(self, editor, reviewer, change):
        address = page("plan-edit", change.id)
        sent = fields_of(editor.get(address), address) | {"decide.name": ["我的名称"], "do": ["save"]}
        edited(reviewer, change, **{"decide.name": "先到的"})
        answer = editor.post(address, sent)
        assert answer.status_code == 409
        assert "我的名称" in answer.text
        assert body()["steps"]["decide"]["name"] == "先到的"

    def test_mistyped_limits_are_kept_and_told(self, editor, change):
        answer = edited(editor, change, **{"propose.limit": "三天"})
        assert body()["steps"]["propose"]["limit"]["amount"] == "三天"
        assert "要改的" in answer.text
        assert "三天" in answer.text


class TestPublishing:
    def sent_on(self, editor, change, **changed):
        edited(editor, change, **{"decide.name": "作出决定"})
        revision = PlanChange.objects.get().revision
        sent = {"revision": revision, "why": "依据新办法", "effective_from": clock.today().isoformat()} | changed
        return editor.post(page("plan-deed", change.id, "submit"), sent, follow=True)

    def test_another_person_publishes_and_the_difference_is_told(self, editor, reviewer, change):
        self.sent_on(editor, change)
        assert "请由另一位" in editor.get(page("plan-change", change.id)).text
        text = reviewer.get(page("plan-change", change.id)).text
        assert "作出决定" in text
        reviewer.post(page("plan-deed", change.id, "publish"), {"revision": PlanChange.objects.get().revision})
        assert workflow.latest_plan("standard").step("decide").name == "作出决定"
        assert "作出决定" in reviewer.get(page("plan-difference", "standard", 1, 2)).text

    def test_nobody_publishes_what_she_wrote(self, editor, change):
        self.sent_on(editor, change)
        answer = editor.post(page("plan-deed", change.id, "publish"), {"revision": PlanChange.objects.get().revision})
        assert answer.status_code == 422
        assert workflow.latest_plan("standard").version == 1

    def test_without_a_reason_it_stays_a_draft_and_the_day_comes_back(self, editor, change):
        answer = self.sent_on(editor, change, why="")
        assert answer.status_code == 422
        assert "请写明修改的理由" in answer.text
        assert PlanChange.objects.get().state == "draft"

    def test_the_reviewer_sends_back_may_write_and_then_cannot_publish(self, editor, reviewer, change):
        self.sent_on(editor, change)
        revision = PlanChange.objects.get().revision
        reviewer.post(page("plan-deed", change.id, "return"), {"revision": revision, "note": "写清名称"})
        assert "写清名称" in editor.get(page("plan-change", change.id)).text
        edited(reviewer, change, **{"decide.name": "决定事项"})
        assert body()["steps"]["decide"]["name"] == "决定事项"

    def test_a_change_is_given_up(self, editor, change):
        editor.post(page("plan-deed", change.id, "drop"), {"revision": change.revision})
        assert PlanChange.objects.get().state == "dropped"
        assert editor.get(page("plan-edit", change.id)).status_code == 404


class TestFiles:
    def test_a_draft_goes_out_as_bpmn_and_comes_back(self, editor, change):
        content = editor.get(page("plan-draft-file", change.id, "bpmn")).content
        changed = content.replace("决定".encode(), "审批".encode())
        file = SimpleUploadedFile("plan.bpmn", changed)
        editor.post(page("plan-import", change.id), {"revision": change.revision, "file": file})
        assert body()["steps"]["decide"]["name"] == "审批"
        assert workflow.faults_of(body()) == ()

    def test_yaml_comes_back_as_well(self, editor, change):
        content = editor.get(page("plan-draft-file", change.id, "yaml")).content
        editor.post(
            page("plan-import", change.id), {"revision": change.revision, "file": SimpleUploadedFile("p.yaml", content)}
        )
        assert body()["steps"] == workflow.plan_body("standard", 1)["steps"]

    @pytest.mark.parametrize(
        "content",
        [
            b"<a/>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"", b"\xff\xfe", b"- 1", b"a: &x [1]\nb: *x",
            b"[" * 500, b"a: .nan", b'a: "\\0"', b'a: "\\ud800"', b"2026-11-22", b"x" * 1_200_000, b"steps: {a/b: {}}",
        ],
    )  # fmt: skip
    def test_a_file_that_is_no_plan_is_refused_and_nothing_changes(self, editor, change, content):
        file = SimpleUploadedFile("plan.bpmn", content)
        answer = editor.post(page("plan-import", change.id), {"revision": change.revision, "file": file})
        assert answer.status_code in (302, 422)
        assert body() == change.body

    @pytest.mark.parametrize(
        "content",
        [
            "name: {a: 1}\nname_en: [1]\nfirst: []\nsteps: {accept: {name: {}, role: [], leads_to: [1, 2], limit: x, not_by: y}}",
            "steps: [1]",
            "steps: {accept: null, b: 1, c: {kind: join, of: {}, agreeing: 1, leads_to: {agreed: {fork: 1}}}}",
            "steps: {accept: {leads_to: {a: {fork: [1, null, {to: [], when: [1, {fact: {}}]}], join: {}}}, issues: 1, materials: {}}}",
            "steps: {accept: {who: {}, kind: [], leads_to: {'': null, 1: {fork: [accept], join: accept, is_chosen: 7}}}}",
            "steps: {'A-b': {name: x}, accept: {limit: {amount: [], unit: {}, source: 1}, assignment: {}, check: {}}}",
        ],
    )
    def test_a_body_of_any_shape_can_be_looked_at_and_mended(self, editor, change, content):
        file = SimpleUploadedFile("plan.yaml", content.encode())
        editor.post(page("plan-import", change.id), {"revision": change.revision, "file": file})
        assert body() != change.body
        for address in (page("plan-change", change.id), page("plan-edit", change.id), page("plans")):
            assert editor.get(address).status_code == 200
        assert editor.get(page("plan-draft-file", change.id, "yaml")).status_code == 200
        if isinstance(body().get("steps"), dict) and body()["steps"].get("accept"):
            assert editor.get(page("plan-step", change.id, "accept")).status_code == 200
            assert step_edited(editor, change, "accept", name="受理").status_code == 200
        assert edited(editor, change).status_code == 200

    def test_what_no_plan_can_say_is_told_with_its_element(self, editor, change):
        content = editor.get(page("plan-draft-file", change.id, "bpmn")).content
        content = content.replace(b"<bpmn:sequenceFlow ", b'<bpmn:subProcess id="Sub_7"/><bpmn:sequenceFlow ', 1)
        file = SimpleUploadedFile("plan.bpmn", content)
        answer = editor.post(page("plan-import", change.id), {"revision": change.revision, "file": file})
        assert answer.status_code == 422
        assert "Sub_7" in answer.text

    def test_a_new_plan_begins_with_a_code_of_its_own(self, editor):
        assert editor.post(page("plan-new"), {"code": "Not A Code"}).status_code == 422
        assert editor.post(page("plan-new"), {"code": "standard"}).status_code == 422
        answer = editor.post(page("plan-new"), {"code": "site_joint", "name": "选址联办"}, follow=True)
        assert answer.status_code == 200
        assert body()["name"] == "选址联办"
        assert "site_joint" in editor.get(page("plans")).text


class TestLawInFlight:
    def test_an_administrator_sees_which_open_cases_would_move_and_decides(
        self, editor, reviewer, change, desk, wide, resident
    ):
        number = submitted(resident)
        code, version = Case.objects.values_list("plan_code", "plan_version").get(number=number)
        administrator = desk(officer_at(wide, "administrator", name="管理", region_wide=True))
        if code != "standard":
            editor.post(page("plan-deed", change.id, "drop"), {"revision": change.revision})
            editor.post(page("plan-begin", code))
            change = PlanChange.objects.get(code=code)
        assert "没有用其他版本的在办件" in administrator.get(page("plan-moves", code)).text
        edited(editor, change, **{"decide.name": "作出决定"})
        sent = {"revision": PlanChange.objects.get(pk=change.pk).revision, "why": "新办法"}
        editor.post(page("plan-deed", change.id, "submit"), sent | {"effective_from": clock.today().isoformat()})
        reviewer.post(
            page("plan-deed", change.id, "publish"), {"revision": PlanChange.objects.get(pk=change.pk).revision}
        )
        workflow.forget_kept()
        shown = administrator.get(page("plan-moves", code)).text
        assert "可以改" in shown
        assert Case.objects.get(number=number).plan_version == version
        refused = administrator.post(page("plan-moves", code), {"version": version + 1, "reason": ""})
        assert refused.status_code == 422
        assert Case.objects.get(number=number).plan_version == version
        done = administrator.post(page("plan-moves", code), {"version": version + 1, "reason": "按新办法办理"})
        assert "1 件改按" in done.text
        assert Case.objects.get(number=number).plan_version == version + 1

    def test_nobody_else_decides(self, editor):
        assert editor.get(page("plan-moves", "standard")).status_code == 403
