"""A case among colleagues: who has it, notes and mentions, lots, keeping away; and what applicants ask about officers."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk import words
from tongban.doors.frame.access import OfficerRequest, WrongVisitor, open_to
from tongban.groundwork.foundation.errors import DomainError
from tongban.handling.cases import api as cases
from tongban.handling.teamwork import api as teamwork
from tongban.handling.workflow import api as workflow
from tongban.registers.identity.api import Role

HANDLERS = (Role.CLERK, Role.REVIEWER, Role.DECIDER)


@require_safe
@open_to(*HANDLERS)
def together(request: OfficerRequest, number: str) -> HttpResponse:
    """Show who has the steps of a case, the notes, the lots and who keeps away; what names the reader is then read."""
    return _show(request, number)


@require_POST
@open_to(*HANDLERS)
def note(request: OfficerRequest, number: str) -> HttpResponse:
    """Write an internal note; "@name" tells a colleague."""
    text = request.POST.get("text", "")
    return _do(
        request,
        number,
        "text",
        lambda: teamwork.write_note(number=number, officer=request.officer, text=text),
        _("备注已保存。"),
    )


@require_POST
@open_to(Role.DECIDER)
def hand_out(request: OfficerRequest, number: str) -> HttpResponse:
    """Give a step to a colleague."""
    step, to, text = (request.POST.get(name, "") for name in ("step", "to", "note"))
    try:
        account = UUID(to)
    except ValueError:
        return _show(request, number, problems={f"to-{step}": _("请选择同事。")})
    return _do(
        request,
        number,
        f"to-{step}",
        lambda: cases.hand_out(number=number, step=step, to=account, officer=request.officer, note=text),
        _("已指派。"),
    )


@require_POST
@open_to(*HANDLERS)
def give_back(request: OfficerRequest, number: str) -> HttpResponse:
    """Give an assigned step back to the posts."""
    step, text = request.POST.get("step", ""), request.POST.get("note", "")
    return _do(
        request,
        number,
        "hands",
        lambda: cases.give_back(number=number, step=step, officer=request.officer, note=text),
        _("已退回，同岗位的同事都可以办。"),
    )


@require_POST
@open_to(Role.DECIDER)
def draw(request: OfficerRequest, number: str) -> HttpResponse:
    """Draw another for a step that goes by lot, for a reason."""
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")
    return _do(
        request,
        number,
        f"reason-{step}",
        lambda: cases.draw_again(number=number, step=step, officer=request.officer, reason=reason),
        _("已重新抽取。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(*HANDLERS)
def keep_away(request: OfficerRequest, number: str) -> HttpResponse:
    """Ask for the reason, then keep the officer away from the case."""
    brief = _brief(request, number)
    error, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            teamwork.withdraw_oneself(number=number, officer=request.officer, reason=reason)
        except DomainError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("您已回避办件{number}，同事会继续办理。").format(number=cases.grouped(number)))
            return HttpResponseRedirect(reverse("desk:home"))
    context = {"brief": brief, "number": number, "grouped": cases.grouped(number), "reason": reason, "error": error}
    return render(request, "desk/teamwork/keep_away.html", context, status=422 if error else 200)


@require_safe
@open_to(*HANDLERS)
def mentions(request: OfficerRequest) -> HttpResponse:
    """List where colleagues named the officer, latest first."""
    after = request.GET.get("after", "")
    rows = teamwork.mentions_of(request.officer, after=int(after) if after.isascii() and after.isdecimal() else None)
    context = {
        "rows": rows,
        "next": f"?after={rows[-1].id}" if len(rows) == teamwork.PAGE else "",
        "first": request.path if after else "",
    }
    return render(request, "desk/teamwork/mentions.html", context)


@require_safe
@open_to(Role.DECIDER)
def withdrawals(request: OfficerRequest) -> HttpResponse:
    """List the requests of applicants that an officer keep away, oldest first."""
    return render(request, "desk/teamwork/withdrawals.html", {"rows": teamwork.withdrawals_to_decide(request.officer)})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.DECIDER)
def decide(request: OfficerRequest, withdrawal_id: int) -> HttpResponse:
    """Decide a request with reasons."""
    waiting = teamwork.withdrawals_to_decide(request.officer)
    row = next((each for each in waiting if each.id == withdrawal_id), None)
    if row is None:
        raise Http404
    problems: dict[str, str] = {}
    choice, answer = request.POST.get("choice", ""), request.POST.get("answer", "")
    if request.method == "POST":
        if choice not in ("agree", "refuse"):
            problems["choice"] = _("请选择同意或者不同意。")
        else:
            try:
                teamwork.decide_withdrawal(
                    withdrawal_id, officer=request.officer, agree=choice == "agree", answer=answer
                )
            except DomainError as refusal:
                problems["answer"] = str(refusal)
        if not problems:
            messages.success(request, _("已决定，申请人可以看到结果和理由。"))
            return HttpResponseRedirect(reverse("desk:withdrawals"))
    context = {"row": row, "choice": choice, "answer": answer, **_errors(problems)}
    return render(request, "desk/teamwork/withdrawal.html", context, status=422 if problems else 200)


def _do(request: OfficerRequest, number: str, field: str, deed: Callable[[], object], done: str) -> HttpResponse:
    try:
        deed()
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except cases.UnableWithOwnInterest as refusal:
        raise WrongVisitor(str(refusal)) from refusal
    except DomainError as refusal:
        return _show(request, number, problems={field: str(refusal)})
    messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:together", args=[number]))


def _show(request: OfficerRequest, number: str, *, problems: dict[str, str] | None = None) -> HttpResponse:
    brief = _brief(request, number)
    officer, problems = request.officer, problems or {}
    teamwork.read_mentions(brief.number, officer=officer)
    subject = f"case:{brief.number}"
    context = {
        "brief": brief,
        "number": brief.number,
        "grouped": cases.grouped(brief.number),
        "step_names": words.TASKS,
        "open_tasks": workflow.open_tasks_of(subject),
        "given": cases.steps_to_give(brief.number, officer=officer) if Role.DECIDER in officer.roles else (),
        "history": workflow.assignments_of(subject),
        "notes": teamwork.notes_of(brief.number, officer=officer),
        "away": teamwork.withdrawals_of(brief.number, officer=officer),
        "draws": cases.draws_of(brief.number, officer=officer),
        "me": officer.account_id,
        "typed": request.POST,
        **_errors(problems),
    }
    return render(request, "desk/teamwork/together.html", context, status=422 if problems else 200)


def _errors(problems: dict[str, str]) -> dict[str, object]:
    return {
        "problems": problems,
        "error_list": [{"text": text, "href": f"#{field}"} for field, text in problems.items()],
    }


def _brief(request: OfficerRequest, number: str) -> cases.CaseBrief:
    try:
        return cases.brief_for_officer(number, officer=request.officer)
    except cases.UnableToFindCase as refusal:
        raise Http404 from refusal
    except cases.UnableWithOwnInterest as refusal:
        raise WrongVisitor(str(refusal)) from refusal
