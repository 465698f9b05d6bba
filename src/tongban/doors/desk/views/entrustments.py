"""Entrustments 委托: which steps one authority does for another, entered and ended by an administrator, told to the public."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tongban.doors.frame import entrustments as words
from tongban.doors.frame import wording
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.days import day_parts, typed_day
from tongban.groundwork.foundation import clock
from tongban.registers.identity.api import Role
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import EntrustmentFacts, UnableToEntrust

ROWS = 50
LONGEST_TEXT = 300
LONGEST_LIST = 6000
LONGEST_NUMBER = 12  # digits
DAYS = ("since", "until", "last_day")


@require_safe
@open_to(Role.ADMINISTRATOR)
def entrustments(request: OfficerRequest) -> HttpResponse:
    """List what the authorities of the region have entrusted; what is over on request."""
    after = _number(request.GET.get("after", ""))
    with_past = request.GET.get("past") == "yes"
    found = organisations.entrustments_within(
        request.officer.region_code, on=clock.today(), with_past=with_past, after=after, limit=ROWS + 1
    )
    context = {
        "rows": words.rows(found[:ROWS]),
        "with_past": with_past,
        "next_after": found[ROWS - 1].id if len(found) > ROWS else None,
        "after": after,
    }
    return render(request, "desk/entrustments/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ADMINISTRATOR)
def add(request: OfficerRequest) -> HttpResponse:
    """Enter an entrustment with its ground, its steps and its days."""
    sent, problems = request.POST, dict[str, str]()
    if request.method == "POST":
        try:
            organisations.entrust(_read(sent), region_code=request.officer.region_code, actor=request.officer.actor)
        except UnableToEntrust as refusal:
            problems = _told(refusal)
        else:
            messages.success(request, _("委托已写入账本，并向社会公示。"))
            return redirect("desk:entrustments")
    authorities = organisations.authorities(request.officer.region_code)
    context = {
        "typed": sent,
        "problems": problems,
        "errors": _summary(problems),
        "authorities": [(str(each.id), wording.local_text(each.name, each.name_en)) for each in authorities],
        "steps": list(words.STEPS.items()),
        "ticked": sent.getlist("steps"),
        "since": day_parts(sent, "since"),
        "until": day_parts(sent, "until"),
    }
    return render(request, "desk/entrustments/add.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ADMINISTRATOR)
def end(request: OfficerRequest, id: int) -> HttpResponse:
    """End an entrustment at midnight of a day, with the reason."""
    try:
        known = organisations.entrustment(id)
    except organisations.UnableToFindEntrustment as refusal:
        raise Http404 from refusal
    if not organisations.authority(known.by_id).region_code.startswith(request.officer.region_code):
        raise Http404
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            organisations.end_entrustment(
                id=id,
                last_day=typed_day(request.POST, "last_day"),
                reason=request.POST.get("reason", "").strip()[:LONGEST_TEXT],
                region_code=request.officer.region_code,
                actor=request.officer.actor,
            )
        except UnableToEntrust as refusal:
            problems = _told(refusal)
        else:
            messages.success(request, _("这项委托到所填日期的二十四时结束。"))
            return redirect("desk:entrustments")
    context = {
        "row": words.rows([known])[0],
        "typed": request.POST,
        "problems": problems,
        "errors": _summary(problems),
        "last_day": day_parts(request.POST, "last_day"),
    }
    return render(request, "desk/entrustments/end.html", context, status=422 if problems else 200)


def _read(sent: QueryDict) -> EntrustmentFacts:
    def text(name: str) -> str:
        return sent.get(name, "").strip()[:LONGEST_TEXT]

    codes = sent.get("item_codes", "")[:LONGEST_LIST].replace("，", " ").replace(",", " ").split()
    return EntrustmentFacts(
        by_id=_number(text("by")),
        to_id=_number(text("to")),
        scope=text("scope"),
        basis=text("basis"),
        document=text("document"),
        item_codes=tuple(codes),
        steps=tuple(sent.getlist("steps")),
        since=typed_day(sent, "since"),
        until=typed_day(sent, "until"),
    )


def _told(refusal: UnableToEntrust) -> dict[str, str]:
    return {problem.field: problem.sentence for problem in reversed(refusal.problems)}


def _summary(problems: dict[str, str]) -> list[dict[str, Any]]:
    return [{"text": text, "href": f"#{name}-year" if name in DAYS else f"#{name}"} for name, text in problems.items()]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
