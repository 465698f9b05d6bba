"""When something is due, and why: for any item, any limit of the law, any day. Open to everybody."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import AwareDatetime, StringConstraints

from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import deadlines as given
from tongban.groundwork.foundation import clock
from tongban.handling.cases import api as cases
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.rules import LegalBasis, LimitFact
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.api import Reckoning
from tongban.offer.deadlines.rules import Clock, Event, Limit, Stop, Unit

group = Group("due dates")

MOST_STOPS = 20
GROUND = "特别程序"

Start = Annotated[date, Query(description="The day of the event (acceptance, receipt …); it is not counted")]
Moment = Annotated[
    AwareDatetime | None, Query(description="The moment of the event, for limits in hours; on the day of `start`")
]
Stops = Annotated[
    list[Annotated[str, StringConstraints(max_length=40)]],
    Query(
        description="Days on which the clock stood still: first day/day it ran on, 2026-12-03/2026-12-10; still stopped: 2026-12-03/",
        max_length=MOST_STOPS,
    ),
]
On = Annotated[date | None, Query(description="A day; today where none is given")]
Extended = Annotated[bool, Query(description="Extended once, as the law allows")]
Code = Annotated[str, StringConstraints(max_length=64)]


@group.get("/items/{code}/due-date", to=[ANYONE], answers=given.ItemDueDates, refuses=[404])
def show_due_date_of_item(
    request: HttpRequest,
    code: Code,
    start: Start,
    stops: Stops = [],  # noqa: B006 - the list is ninja's
    extended: Extended = False,
    moment: Moment = None,
) -> given.ItemDueDates:
    """Tell when an item accepted on a day is due, by its guide's promise and by law, with every line that leads there."""
    offer = catalogue.offer(code)
    guide = offer.guide
    read = deadlines.read_stops(stops, ground=GROUND)
    statutory = _limit(guide.statutory_limit)
    extension = cases.extension_by_law(statutory) if extended else 0
    source = "、".join(map(_law, guide.legal_basis))

    def told(name: str, limit: Limit) -> given.DueDate:
        return due_date_of(Clock(
            code=name, start=start, limit=limit, stops=read, extension=extension, as_of=as_of(read),
            event=Event.ACCEPTED, moment=_moment(start, moment), source=source,
        ))  # fmt: skip

    return given.ItemDueDates(
        item_code=offer.code,
        version_id=offer.version_id,
        committed=told("committed", _limit(guide.committed_limit)),
        statutory=told("statutory", statutory),
    )


@group.get("/limits", to=[ANYONE], answers=given.LimitRules)
def list_limits(request: HttpRequest, on: On = None) -> given.LimitRules:
    """List the limits that the law sets for every case, each with its article, in the edition in force on a day (today)."""
    day = on or clock.today()
    edition = deadlines.limits_edition(day)
    rules = deadlines.limit_sources(edition)
    return given.LimitRules(edition=edition, on=day, limits=[given.LimitRule.of(rule) for rule in rules.values()])


@group.get("/limits/{code}/due-date", to=[ANYONE], answers=given.DueDate, refuses=[404])
def show_due_date_of_limit(
    request: HttpRequest,
    code: Code,
    start: Start,
    stops: Stops = [],  # noqa: B006 - the list is ninja's
    extended: Extended = False,
    moment: Moment = None,
) -> given.DueDate:
    """Tell when a limit of the law runs out that starts on a day, as the law was on that day."""
    edition = deadlines.limits_edition(start)
    limit, source = rule_of(code, edition)
    read = deadlines.read_stops(stops, ground=GROUND)
    return due_date_of(
        Clock(
            code=code,
            start=start,
            limit=limit,
            stops=read,
            extension=extension_of_rule(code, edition) if extended else 0,
            as_of=as_of(read),
            moment=_moment(start, moment),
            source=source,
        )
    )


def rule_of(code: str, edition: int | None = None) -> tuple[Limit, str]:
    """Return a limit of the law and where it is written; a threshold of the lights is none."""
    rule = deadlines.limit_source(code, edition)
    if rule.unit not in list(Unit):
        raise deadlines.UnableToFindLimitRule(rule=code)
    return Limit(rule.amount, Unit(rule.unit)), rule.source


def extension_of_rule(code: str, edition: int | None = None) -> int:
    """Return by how much a limit may be extended, once; raise UnableToFindLimitRule where the law knows no extension of it."""
    return rule_of(f"{code}_extension", edition)[0].amount


def due_date_of(told: Clock) -> given.DueDate:
    """Return a clock with its due date, explained in the language of the request."""
    found: Reckoning = deadlines.reckon(told)
    return given.DueDate(
        code=told.code,
        start=told.start,
        amount=told.limit.amount,
        unit=told.limit.unit.value,
        extension=told.extension,
        due=found.due.day,
        at=found.due.at,
        is_provisional=found.due.is_provisional,
        is_stopped=found.due.is_stopped,
        lines=list(found.lines),
        days=list(found.days),
        source=told.source,
        calendar_edition=found.calendar_edition,
        known_until=found.known_until,
    )


def as_of(stops: tuple[Stop, ...]) -> date | None:
    """A clock that still stands still is told as of today."""
    return clock.today() if any(stop.end is None for stop in stops) else None


def _moment(start: date, moment: AwareDatetime | None) -> AwareDatetime | None:
    if moment is not None and clock.day_of(moment) != start:
        raise deadlines.UnableToTakeMoment
    return moment


def _limit(fact: LimitFact) -> Limit:
    return Limit(fact.amount, Unit(fact.unit))


def _law(basis: LegalBasis) -> str:
    return f"{basis.law if basis.law.startswith('《') else f'《{basis.law}》'}{basis.article}"
