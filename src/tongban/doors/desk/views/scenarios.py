"""Decision tables: the list, one table with what is wrong in it, editing it as a table, trying it, publishing it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.presenters import scenario_forms as forms_sent
from tongban.doors.desk.presenters import scenarios as presenters
from tongban.doors.frame import situations
from tongban.doors.frame.access import OfficerRequest, WrongVisitor, open_to
from tongban.doors.frame.situations import OutcomePage, QuestionPage
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.offer.forms import api as forms
from tongban.offer.scenarios import api as scenarios
from tongban.offer.scenarios.api import DraftTable, Scenario
from tongban.offer.scenarios.rules import UnableToCheckTable
from tongban.registers.identity.api import Role

form_page = require_http_methods(["GET", "HEAD", "POST"])
DRAFT = 0  # the number of the draft beside those of versions
BASIC_DIGITS = slice(19, 31)  # of the 31 characters of an implementation code


@require_safe
@open_to(Role.ITEM_MANAGER)
def tables(request: OfficerRequest) -> HttpResponse:
    """List every table, and lead to that of any item by its code."""
    typed = request.GET.get("code", "").strip()[:64]
    error = ""
    if typed:
        basic = typed[BASIC_DIGITS] if len(typed) >= BASIC_DIGITS.stop else typed
        if catalogue.offers_of_basic(basic):
            return redirect("desk:scenario", basic)
        error = str(scenarios.UnableToFindTable(basic=typed))
    context = {"tables": scenarios.table_lines(), "typed": typed, "error": error}
    return render(request, "desk/scenarios/tables.html", context, status=404 if error else 200)


@require_safe
@open_to(Role.ITEM_MANAGER)
def table(request: OfficerRequest, basic: str) -> HttpResponse:
    """Show a table with its gaps, overlaps and examples, and what may be done with it."""
    draft = _draft(basic)
    context = _context(request, draft) | {"history": scenarios.history(basic)}
    return render(request, "desk/scenarios/table.html", context)


@form_page
@open_to(Role.ITEM_MANAGER)
def edit(request: OfficerRequest, basic: str) -> HttpResponse:
    """Edit the table as a table. Every button saves what is typed, right or wrong, and then does what it says."""
    draft = _own_draft(request, basic)
    if request.method != "POST":
        return render(request, "desk/scenarios/edit.html", _context(request, draft))
    body = forms_sent.grid_body(draft.body, request.POST)
    deed, _colon, subject = request.POST.get("do", "").partition(":")
    there = reverse("desk:scenario-edit", args=[basic])
    match deed:
        case "add-row" | "copy-row":
            body, code = forms_sent.with_new_row(body, subject)
            there += f"#row-{code}"
        case "remove-row":
            body = forms_sent.without_row(body, subject)
        case "move-row":
            body = forms_sent.moved_row(body, subject)
            there += f"#row-{subject}"
        case "add-question":
            body, code = forms_sent.with_new_question(body)
            there = reverse("desk:scenario-question", args=[basic, code])
        case "add-example":
            body = forms_sent.with_new_example(body)
            there += "#examples"
        case "remove-example" if subject.isdecimal():
            body = forms_sent.without_example(body, int(subject))
            there += "#examples"
    return _saved(request, draft, body, there, "desk/scenarios/edit.html", {})


@form_page
@open_to(Role.ITEM_MANAGER)
def question(request: OfficerRequest, basic: str, code: str) -> HttpResponse:
    """Edit one question: its words, its answers, when it is asked, what it fills in the form."""
    draft = _own_draft(request, basic)
    found = _entry(draft.body, "questions", code)
    there = reverse("desk:scenario-edit", args=[basic])
    if request.method == "POST":
        if request.POST.get("do") == "remove":
            body = forms_sent.without_question(draft.body, code)
        else:
            body = forms_sent.question_body(draft.body, code, request.POST)
        return _saved(request, draft, body, there, "desk/scenarios/question.html", _question_context(draft, found))
    return render(request, "desk/scenarios/question.html", _context(request, draft) | _question_context(draft, found))


@form_page
@open_to(Role.ITEM_MANAGER)
def row(request: OfficerRequest, basic: str, code: str) -> HttpResponse:
    """Edit what follows from one row beyond its materials: steps, fees, office, words, source."""
    draft = _own_draft(request, basic)
    found = _entry(draft.body, "rows", code)
    if request.method == "POST":
        body = forms_sent.row_body(draft.body, code, request.POST, draft.guide)
        there = f"{reverse('desk:scenario-edit', args=[basic])}#row-{code}"
        return _saved(request, draft, body, there, "desk/scenarios/row.html", _row_context(draft, found))
    return render(request, "desk/scenarios/row.html", _context(request, draft) | _row_context(draft, found))


@form_page
@open_to(Role.ITEM_MANAGER)
def attempt(request: OfficerRequest, basic: str) -> HttpResponse:
    """Try a table as a visitor would, and keep the situation as an example."""
    draft = _draft(basic)
    if draft.report.table is None:
        messages.info(request, _("表里还有读不懂的内容，改正后才能试。"))
        return redirect("desk:scenario", basic)
    offer = catalogue.offers_of_basic(basic)[0]
    tried = Scenario(0, basic, 0, draft.report.table, clock.today())
    if request.method == "POST":
        own = _own_draft(request, basic)
        answers = situations.answers_in(tried.table, request.POST)
        body = forms_sent.with_new_example(own.body, answers, request.POST.get("row", "")[:40])
        there = reverse("desk:scenario-edit", args=[basic]) + "#examples"
        return _saved(request, own, body, there, "desk/scenarios/edit.html", {})
    try:
        page = situations.page_of(tried, offer, request.GET)
    except UnableToCheckTable:
        messages.info(request, _("表太大，现在不能试。"))
        return redirect("desk:scenario", basic)
    context = _context(request, draft) | {"offer": offer}
    if isinstance(page, QuestionPage):
        context["asked"] = page
    elif isinstance(page, OutcomePage):
        context |= {"shown": situations.explained(page.outcome, offer), "answers": page.answers}
    if not isinstance(page, QuestionPage):
        context["answer_rows"] = situations.answer_rows(tried, page.answers, request.path)
    status = 422 if isinstance(page, QuestionPage) and page.error else 200
    return render(request, "desk/scenarios/attempt.html", context, status=status)


@form_page
@open_to(Role.ITEM_MANAGER)
def publish(request: OfficerRequest, basic: str) -> HttpResponse:
    """Publish the draft that another wrote, after looking at what it changes."""
    draft = _own_draft(request, basic)
    if draft.is_new:
        return redirect("desk:scenario", basic)
    newest = next(iter(scenarios.history(basic)), None)
    context = _context(request, draft) | {
        "differences": presenters.difference_rows(
            scenarios.version_differences(basic, newest.number, DRAFT), draft.body
        )
        if newest
        else [],
        "newest": newest,
        "is_author": request.officer.account_id in draft.authors,
        "why": request.POST.get("why", "")[:500],
        "day": request.POST.get("effective_from") or clock.today().isoformat(),
        "error": "",
    }
    if request.method != "POST":
        return render(request, "desk/scenarios/publish.html", context)
    try:
        number = scenarios.publish_draft(
            basic_code=basic,
            officer=request.officer,
            revision=_revision(request),
            effective_from=_day(request.POST.get("effective_from", "")),
            why=request.POST.get("why", ""),
        )
    except DomainError as refusal:
        context["error"] = str(refusal)
        return render(request, "desk/scenarios/publish.html", context, status=refusal.status)
    messages.success(request, _("已发布第 {number} 版。").format(number=number))
    return redirect("desk:scenario", basic)


@require_POST
@open_to(Role.ITEM_MANAGER)
def discard(request: OfficerRequest, basic: str) -> HttpResponse:
    """Throw the draft away."""
    _own_draft(request, basic)
    try:
        scenarios.discard_draft(basic_code=basic, officer=request.officer, revision=_revision(request))
    except scenarios.UnableToKeepUp as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("草稿已删除，已发布的版本不变。"))
    return redirect("desk:scenario", basic)


@require_safe
@open_to(Role.ITEM_MANAGER)
def difference(request: OfficerRequest, basic: str, before: int, after: int) -> HttpResponse:
    """Show what differs between two versions, or a version and the draft."""
    draft = _draft(basic)
    try:
        found = scenarios.version_differences(basic, min(before, 10**6), min(after, 10**6))
    except scenarios.UnableToFindScenario as refusal:
        raise Http404 from refusal
    context = {
        "draft": draft,
        "before": before,
        "after": after,
        "differences": presenters.difference_rows(found, draft.body),
    }
    return render(request, "desk/scenarios/difference.html", context)


def _draft(basic: str) -> DraftTable:
    try:
        return scenarios.draft_table(basic)
    except scenarios.UnableToFindTable as refusal:
        raise Http404 from refusal


def _own_draft(request: OfficerRequest, basic: str) -> DraftTable:
    """Return a table that the officer may change, or turn her away in words."""
    draft = _draft(basic)
    if not scenarios.may_work_on(request.officer, basic):
        raise WrongVisitor(str(scenarios.UnableToWorkOnTable()))
    return draft


def _context(request: OfficerRequest, draft: DraftTable) -> dict[str, Any]:
    return {
        "draft": draft,
        "grid": presenters.grid(draft),
        "verdicts": [(verdict.value, str(text)) for verdict, text in presenters.VERDICTS.items()],
        "may_work": scenarios.may_work_on(request.officer, draft.basic_code),
        "is_author": request.officer.account_id in draft.authors,
        "revision": draft.revision,
        "error": "",
    }


def _question_context(draft: DraftTable, found: Mapping[str, Any]) -> dict[str, Any]:
    questions = list(draft.body["questions"])
    earlier = questions[: questions.index(found)]
    when = found.get("when") or {}
    elements = forms.elements()
    return {
        "question": found,
        "kinds": [(kind, str(text)) for kind, text in presenters.KINDS.items()],
        "options": presenters.options_text(found),
        "fills": presenters.fills_text(found),
        "conditions": [
            presenters.cell(f"when.{each['code']}", each, str(when.get(each["code"], ""))) for each in earlier
        ],
        "elements": [
            (field.element, f"{elements[field.element].name}（{field.element}）") for field in draft.guide.form.fields
        ],
    }


def _row_context(draft: DraftTable, found: Mapping[str, Any]) -> dict[str, Any]:
    fees = found.get("fees")
    amounts = {fee.get("name"): fee.get("amount_fen") for fee in fees or ()}
    chosen_steps = found.get("steps") or [step.name for step in draft.guide.steps]
    return {
        "row": found,
        "notes": "\n".join(found.get("notes") or ()),
        "notes_en": "\n".join(found.get("notes_en") or ()),
        "steps": [(step.name, step.name in chosen_steps) for step in draft.guide.steps],
        "fees": [
            (fee, fees is None or fee.name in amounts, _yuan(amounts.get(fee.name), fee.amount_fen))
            for fee in draft.guide.fees
        ],
        "departments": presenters.departments(),
        "laws": sorted({basis.law for basis in draft.guide.legal_basis}),
    }


def _saved(
    request: OfficerRequest, draft: DraftTable, body: dict[str, Any], there: str, template: str, more: dict[str, Any]
) -> HttpResponse:
    """Save and lead on; where somebody else was quicker, show what was typed, to be saved over it or not."""
    try:
        scenarios.save_draft(
            basic_code=draft.basic_code, body=body, officer=request.officer, revision=_revision(request)
        )
    except (scenarios.UnableToKeepUp, scenarios.UnableToSaveTable) as refusal:
        typed = DraftTable(**{**vars(draft), "body": body, "report": scenarios.report_on(body, draft.guide)})
        context = _context(request, typed) | more | {"error": str(refusal)}
        return render(request, template, context, status=refusal.status)
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(there)


def _entry(body: Mapping[str, Any], part: str, code: str) -> Mapping[str, Any]:
    for each in body.get(part) or ():
        if each.get("code") == code:
            return dict(each) if part == "rows" else each
    raise Http404


def _revision(request: OfficerRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _yuan(chosen: object, standard: int) -> str:
    try:
        fen = standard if chosen is None else int(str(chosen))
    except ValueError:
        return str(chosen)
    return f"{fen / 100:g}"


def _day(typed: str) -> date:
    """Return the day that was typed; what is no day is long past, and refused as such."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return date.min
