"""
Service points for those who keep them: hours, exceptions by day, items, opening and closing one.

An administrator keeps the points of her region, an item manager those that her authority runs (of her whole region if her
post is region-wide). What is changed is seen by everybody at once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.presenters import points as presenters
from tongban.doors.frame import opening
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Keeper, PointFacts, PointProblem, PointsSought, ServicePoint
from tongban.registers.organisations.rules import typed_hours, written_hours

KEEPERS = (Role.ADMINISTRATOR, Role.ITEM_MANAGER)
PAGE = 30
DAYS = {"first", "last", "on"}  # the fields that are asked for as year, month and day
DAYS_SHOWN = 14
MOST_ENTRIES, MOST_READ = 20, 500
LONGEST_TYPED = 400
LONGEST_CODES = 40_000
FACTS = (
    "name", "name_en", "kind", "region", "authority", "address", "phone", "latitude", "longitude",
    "accessible_entrance", "transport",
)  # fmt: skip
DEEDS: Mapping[str, str | Promise] = {
    "service_point.added": gettext_lazy("新增"),
    "service_point.changed": gettext_lazy("改基本情况"),
    "service_point.hours_changed": gettext_lazy("改开放时间"),
    "service_point.exception_added": gettext_lazy("安排特殊日期"),
    "service_point.exception_removed": gettext_lazy("取消特殊日期"),
    "service_point.items_changed": gettext_lazy("改办理事项"),
    "service_point.closed": gettext_lazy("停止服务"),
    "service_point.reopened": gettext_lazy("恢复服务"),
}

Deed = Callable[[], ServicePoint]


@require_safe
@open_to(*KEEPERS)
def points(request: OfficerRequest) -> HttpResponse:
    """List the service points of the keeper's reach."""
    keeper = _keeper(request.officer)
    region = request.GET.get("region", "")[:12]
    asked = {"region": region, "kind": request.GET.get("kind", ""), "name": request.GET.get("name", "").strip()[:100]}
    # Only regions inside one's reach narrow it down.
    within = region if region.isdecimal() and region.startswith(keeper.region_code) else keeper.region_code
    sought = PointsSought(
        region_code="" if keeper.authority_id is not None else within,
        run_by=keeper.authority_id,
        kind=asked["kind"][:10],
        name=asked["name"],
        with_closed=True,
    )
    try:
        found = organisations.find_points(sought, after=request.GET.get("after") or None, limit=PAGE)
    except organisations.UnableToFollowPage:
        found = organisations.find_points(sought, limit=PAGE)
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in asked.items() if value})
    first = query.urlencode()
    if found.after:
        query["after"] = found.after
    context = {
        "rows": presenters.rows(found.points, opening.day_facts()),
        "asked": asked,
        "regions": presenters.region_choices(keeper.region_code),
        "kinds": presenters.choices(presenters.KINDS),
        "next_href": f"?{query.urlencode()}" if found.after else "",
        "first_href": f"?{first}" if request.GET.get("after") else "",
        "is_whole_region": keeper.authority_id is None,
    }
    return render(request, "desk/points/list.html", context)


@require_safe
@open_to(*KEEPERS)
def point(request: OfficerRequest, key: str) -> HttpResponse:
    """Show one service point with everything that can be changed, and who changed what."""
    found = _point(request, key)
    facts = opening.day_facts()
    today = clock.today()
    context = {
        "point": found,
        "row": presenters.rows([organisations.FoundPoint(found, None)], facts)[0],
        "run_by": None if found.authority_id is None else organisations.authority(found.authority_id),
        "week": presenters.week(found),
        "rule": presenters.RULES[found.hours_rule],
        "days": presenters.days(found, [today + timedelta(days=number) for number in range(DAYS_SHOWN)], facts),
        "exceptions": presenters.days(found, presenters.coming_exceptions(found), facts),
        "offers": presenters.OFFERS[found.offers],
        "items": _item_names(found.item_codes),
        "services": [presenters.SERVICES[each] for each in found.services if each in presenters.SERVICES],
        "course": [
            (entry.occurred_at, DEEDS.get(entry.deed, entry.deed), entry.actor_name, entry.reason)
            for entry in reversed(ledger.entries_about(f"service_point:{found.key}", limit=MOST_READ)[-MOST_ENTRIES:])
        ],
    }
    return render(request, "desk/points/point.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*KEEPERS)
def add(request: OfficerRequest) -> HttpResponse:
    """Open a new service point."""
    keeper = _keeper(request.officer)

    def ask(typed: Mapping[str, Any], problems: Sequence[PointProblem] = ()) -> HttpResponse:
        return _form(request, "facts", {**_facts_form(keeper, typed), "point": None}, problems)

    if request.method != "POST":
        return ask(_typed_facts(typed_before(request) or QueryDict()))
    key = request.POST.get("key", "").strip()[:60]
    try:
        made = organisations.add_point(key=key, facts=_facts(request.POST, keeper), keeper=keeper)
    except organisations.UnableToKeepPoint as refusal:
        return ask(_typed_facts(request.POST), refusal.problems)
    except organisations.UnableToReachPoint as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    messages.success(request, _("已新增。现在请填写开放时间。"))
    return redirect("desk:point-hours", made.key)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*KEEPERS)
def facts(request: OfficerRequest, key: str) -> HttpResponse:
    """Change what a point is called, where it is and what it has."""
    found, keeper = _point(request, key), _keeper(request.officer)

    def ask(typed: Mapping[str, Any], problems: Sequence[PointProblem] = ()) -> HttpResponse:
        return _form(request, "facts", {**_facts_form(keeper, typed), "point": found}, problems)

    if request.method != "POST":
        before = typed_before(request)
        return ask(_typed_facts(before) if before else _known_facts(found))
    return _do(
        request,
        found,
        lambda: organisations.change_facts(
            key=key, revision=_revision(request), facts=_facts(request.POST, keeper), keeper=keeper
        ),
        lambda problems: ask(_typed_facts(request.POST), problems),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*KEEPERS)
def hours(request: OfficerRequest, key: str) -> HttpResponse:
    """Change the hours of the weekdays and what holds on holidays."""
    found = _point(request, key)

    def ask(weekly: Mapping[str, str], rule: str, problems: Sequence[PointProblem] = ()) -> HttpResponse:
        context = {
            "point": found,
            "week": [(day, word, weekly.get(day, "")) for day, word in presenters.WEEKDAYS.items()],
            "rule": rule,
            "rules": presenters.choices(presenters.RULES),
        }
        return _form(request, "hours", context, problems)

    if request.method != "POST":
        before = typed_before(request)
        if before:
            return ask(_typed_week(before), before.get("rule", ""))
        return ask({day: written_hours(raw) for day, raw in found.weekly_hours.items()}, found.hours_rule)
    weekly, rule = _typed_week(request.POST), request.POST.get("rule", "")[:20]
    return _do(
        request,
        found,
        lambda: organisations.change_hours(
            key=key,
            revision=_revision(request),
            weekly={day: typed_hours(text) for day, text in weekly.items()},
            rule=rule,
            keeper=_keeper(request.officer),
        ),
        lambda problems: ask(weekly, rule, problems),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*KEEPERS)
def add_exception(request: OfficerRequest, key: str) -> HttpResponse:
    """Set other hours for single days: closed for a drill, open on a Saturday."""
    found = _point(request, key)

    def ask(sent: QueryDict, problems: Sequence[PointProblem] = ()) -> HttpResponse:
        typed = {name: sent.get(name, "")[:LONGEST_TYPED] for name in ("hours", "reason")}
        typed |= {name: "-".join(_typed_day(sent, name)) for name in ("first", "last")}
        context = {
            "point": found,
            "typed": typed,
            "parts": {name: _day_parts(sent, name) for name in ("first", "last")},
        }
        return _form(request, "exception", context, problems)

    if request.method != "POST":
        return ask(typed_before(request) or QueryDict())
    faults = [PointProblem(name, "no_day") for name in ("first", "last") if _is_no_day(request.POST, name)]
    if faults:
        return ask(request.POST, faults)
    return _do(
        request,
        found,
        lambda: organisations.add_exception(
            key=key,
            first=_day(request.POST, "first"),
            last=_day(request.POST, "last"),
            hours=typed_hours(request.POST.get("hours", "")[:LONGEST_TYPED]),
            reason=request.POST.get("reason", ""),
            keeper=_keeper(request.officer),
        ),
        lambda problems: ask(request.POST, problems),
    )


@require_POST
@open_to(*KEEPERS)
def remove_exception(request: OfficerRequest, key: str) -> HttpResponse:
    """Let a day have its ordinary hours again."""
    found = _point(request, key)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError as fault:
        raise Http404 from fault
    try:
        organisations.remove_exception(key=found.key, day=day, keeper=_keeper(request.officer))
        messages.success(request, _("已取消，那天按平时的时间开放。"))
    except organisations.UnableToKeepPoint as refusal:
        messages.warning(request, refusal.problems[0].sentence)
    return redirect("desk:point", key)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*KEEPERS)
def items(request: OfficerRequest, key: str) -> HttpResponse:
    """Say which items can be done at a point."""
    found = _point(request, key)

    def ask(offers: str, codes: str, problems: Sequence[PointProblem] = ()) -> HttpResponse:
        context = {
            "point": found,
            "offers": offers,
            "codes": codes,
            "ways": presenters.choices(presenters.OFFERS),
            "items": _item_names(found.item_codes),
        }
        return _form(request, "items", context, problems)

    if request.method != "POST":
        before = typed_before(request)
        if before:
            return ask(before.get("offers", ""), before.get("item_codes", ""))
        return ask(found.offers, "\n".join(found.item_codes))
    offers, text = request.POST.get("offers", ""), request.POST.get("item_codes", "")[:LONGEST_CODES]
    codes = list(dict.fromkeys(text.replace("，", " ").replace(",", " ").split()))
    unknown = _unknown_items(codes) if offers == "listed" else []
    if unknown:
        return ask(offers, text, [PointProblem("item_codes", "no_item_code", code[:40]) for code in unknown[:10]])
    return _do(
        request,
        found,
        lambda: organisations.change_items(
            key=key,
            revision=_revision(request),
            offers=offers,
            item_codes=codes,
            keeper=_keeper(request.officer),
        ),
        lambda problems: ask(offers, text, problems),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(*KEEPERS)
def close(request: OfficerRequest, key: str) -> HttpResponse:
    """Close a point for good from a day on, with the reason that its page shows."""
    found = _point(request, key)

    def ask(sent: QueryDict, problems: Sequence[PointProblem] = ()) -> HttpResponse:
        context = {"point": found, "reason": sent.get("reason", "")[:LONGEST_TYPED], "parts": _day_parts(sent, "on")}
        return _form(request, "close", context, problems)

    if request.method != "POST":
        return ask(typed_before(request) or QueryDict())
    return _do(
        request,
        found,
        lambda: organisations.close_point(
            key=key,
            on=_day(request.POST, "on"),
            reason=request.POST.get("reason", ""),
            keeper=_keeper(request.officer),
        ),
        lambda problems: ask(request.POST, problems),
    )


@require_POST
@open_to(*KEEPERS)
def reopen(request: OfficerRequest, key: str) -> HttpResponse:
    """Let a point serve again."""
    found = _point(request, key)
    organisations.reopen_point(key=found.key, keeper=_keeper(request.officer))
    messages.success(request, _("已恢复服务。"))
    return redirect("desk:point", key)


def _keeper(officer: Officer) -> Keeper:
    is_wide = Role.ADMINISTRATOR in officer.roles or officer.region_wide
    return Keeper(officer.actor, officer.region_code, None if is_wide else officer.authority_id)


def _point(request: OfficerRequest, key: str) -> ServicePoint:
    try:
        found = organisations.service_point(key)
    except organisations.UnableToFindServicePoint as refusal:
        raise Http404 from refusal
    if not _keeper(request.officer).reaches(found):
        raise PermissionDenied(str(organisations.UnableToReachPoint()))
    return found


def _do(
    request: OfficerRequest,
    found: ServicePoint,
    deed: Deed,
    ask_again: Callable[[Sequence[PointProblem]], HttpResponse],
) -> HttpResponse:
    """Do a deed; what was typed wrongly comes back with the form, other refusals as a message on the point's page."""
    try:
        deed()
    except organisations.UnableToKeepPoint as refusal:
        return ask_again(refusal.problems)
    except organisations.UnableToReachPoint as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except organisations.UnableToOverwritePoint as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:point", found.key)
    messages.success(request, _("已保存，马上生效。"))
    return redirect("desk:point", found.key)


def _form(
    request: OfficerRequest, name: str, context: Mapping[str, Any], problems: Sequence[PointProblem]
) -> HttpResponse:
    texts: dict[str, str] = {}
    for problem in problems:
        texts.setdefault(problem.field, problem.sentence)
    found = {
        **context,
        "problems": texts,
        "error_list": [{"text": text, "href": _anchor(field)} for field, text in texts.items()],
    }
    return render(request, f"desk/points/{name}.html", found, status=422 if problems else 200)


def _anchor(field: str) -> str:
    """Return where the error summary leads: the first control of the field."""
    return f"#{field}-year" if field in DAYS else f"#{field.replace('_', '-')}"


def _facts_form(keeper: Keeper, typed: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "typed": typed,
        "kinds": presenters.choices(presenters.KINDS),
        "regions": presenters.region_choices(keeper.region_code),
        "authorities": presenters.authority_choices(keeper),
        "services": presenters.choices(presenters.SERVICES),
    }


def _typed_facts(sent: QueryDict) -> dict[str, Any]:
    typed: dict[str, Any] = {name: sent.get(name, "")[:LONGEST_TYPED] for name in (*FACTS, "key")}
    return typed | {"services": sent.getlist("services")[:50]}


def _known_facts(found: ServicePoint) -> dict[str, Any]:
    known: dict[str, Any] = {name: str(getattr(found, name, "")) for name in FACTS}
    return known | {
        "key": found.key,
        "region": found.region_code,
        "authority": str(found.authority_id or ""),
        "services": list(found.services),
    }


def _facts(sent: QueryDict, keeper: Keeper) -> PointFacts:
    typed = _typed_facts(sent)
    authority = typed.pop("authority")
    typed.pop("key")
    given = int(authority) if authority.isascii() and authority.isdecimal() and len(authority) < 10 else None  # noqa: PLR2004
    return PointFacts(
        **{name: value for name, value in typed.items() if name not in {"region", "services"}},
        region_code=typed["region"],
        services=tuple(typed["services"]),
        authority_id=keeper.authority_id if keeper.authority_id is not None else given,
    )


def _typed_week(sent: QueryDict) -> dict[str, str]:
    return {day: sent.get(f"hours-{day}", "")[:LONGEST_TYPED] for day in presenters.WEEKDAYS}


def _typed_day(sent: QueryDict, name: str) -> tuple[str, str, str]:
    year, month, day = (sent.get(f"{name}-{part}", "").strip()[:4] for part in ("year", "month", "day"))
    return year, month, day


def _day_parts(sent: QueryDict, name: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip(("year", "month", "day"), _typed_day(sent, name), strict=True))


def _day(sent: QueryDict, name: str) -> date | None:
    try:
        year, month, day = (int(part) for part in _typed_day(sent, name))
        return date(year, month, day)
    except ValueError:
        return None


def _is_no_day(sent: QueryDict, name: str) -> bool:
    """Say whether something was typed that is no day."""
    return any(_typed_day(sent, name)) and _day(sent, name) is None


def _revision(request: OfficerRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004


def _item_names(codes: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return codes with the names of their items in Chinese and English, as far as the catalogue knows them."""
    basic = (
        {entry.group_code: (entry.name, entry.name_en) for entry in catalogue.distinct_entries(codes)} if codes else {}
    )
    return [(code, *basic.get(code, ("", ""))) for code in codes]


def _unknown_items(codes: Sequence[str]) -> list[str]:
    """Return the codes that are neither of a basic item nor of an item that somebody offers."""
    known = {entry.group_code for entry in catalogue.distinct_entries(codes)} if codes else set()
    return [code for code in codes if code not in known and not _is_offered(code)]


def _is_offered(code: str) -> bool:
    try:
        catalogue.card(code.replace("\x00", ""))
    except catalogue.UnableToFindOffer:
        return False
    return True
