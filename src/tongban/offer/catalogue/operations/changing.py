"""What the deeds on changes share: whose they are, what they say, what is wrong in them."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.offer.catalogue.inheritance import read_own
from tongban.offer.catalogue.mending import all_problems
from tongban.offer.catalogue.models import BasicItem, BasicVersion, Change, ChangeKind, ChangeState, Item, ItemState
from tongban.offer.catalogue.powers import is_on_the_list
from tongban.offer.catalogue.rules import Guide, GuideProblem, UnableToReadGuide, parse_guide, stored_guide
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import definition_faults
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations

LONGEST_WHY = 400
ENDINGS = (ChangeKind.CANCEL, ChangeKind.SPLIT, ChangeKind.MERGE)
FEWEST_OF_A_SPLIT = 2


class UnableToFindChange(DomainError):
    """There is no such change, or it is not this officer's to see."""

    code = "change.unknown"
    sentence = _("没有找到这个变更，或者它不归您管理。")
    status = 404


class UnableToChangeItem(DomainError):
    """The post does not reach to the item."""

    code = "change.not_yours"
    sentence = _("“{name}”不归您的岗位管理。请找它的实施主体的事项管理员。")
    status = 403


class UnableToMoveChange(DomainError):
    """The change has already gone on: look at it again."""

    code = "change.moved_on"
    sentence = _("这个变更已经由 {who} 处理过，请刷新页面再看。")
    status = 409


class UnableToSubmitChange(DomainError):
    """The change is not whole; `problems` names everything."""

    code = "change.faulty"
    sentence = _("这个变更有 {count} 处要先改正。")
    status = 422

    def __init__(self, problems: tuple[GuideProblem, ...]) -> None:
        self.problems = problems
        super().__init__(count=len(problems))


def may_manage(officer: Officer, *, authority_id: int | None, region_code: str) -> bool:
    """Say whether an officer manages items of an authority; basic items (without one) belong to posts for a whole region."""
    if Role.ITEM_MANAGER not in officer.roles:
        return False
    if authority_id is None:
        return officer.region_wide
    return officer.acts_for(authority_id=authority_id, region_code=region_code)


def require_manager(officer: Officer, *, authority_id: int | None, region_code: str, name: str) -> None:
    """Raise UnableToChangeItem unless the officer manages it."""
    if not may_manage(officer, authority_id=authority_id, region_code=region_code):
        raise UnableToChangeItem(name=name)


def locked_change(change_id: UUID, officer: Officer) -> Change:
    """Return a change, held until the transaction ends; raise UnableToFindChange also when it is not the officer's."""
    change = Change.objects.select_for_update().filter(id=change_id).first()
    if change is None or not may_manage(officer, authority_id=change.authority_id, region_code=change.region_code):
        raise UnableToFindChange
    return change


def require_state(change: Change, *states: ChangeState) -> None:
    """Raise UnableToMoveChange unless the change stands in one of these states."""
    if change.state not in states:
        raise UnableToMoveChange(who=change.reviewer_name or change.author_name)


def move(change: Change, state: ChangeState, *, officer: Officer, deed: str) -> None:
    """Let a change go on, and record who did it."""
    change.state, change.changed_at, change.revision = state, clock.now(), change.revision + 1
    change.save()
    ledger.record(
        deed=f"catalogue_change.{deed}",
        subject=f"item:{change.code}",
        actor=officer.actor,
        reason=change.note if deed == "returned" else change.why,
        region_code=change.region_code,
        facts={"change": str(change.id), "kind": change.kind, "effective_from": change.effective_from.isoformat()},
    )


def problems_of(change: Change) -> tuple[GuideProblem, ...]:
    """Return everything that keeps a change from taking effect."""
    return tuple(_problems(change))


def guide_of(change: Change) -> Guide | None:
    """Return the guide that would hold; None when the change makes none, or one that cannot be read."""
    try:
        if change.is_basic:
            return parse_guide(change.body.get("guide"))
        basic = _basic_of(change)
        return read_own(basic, change.body.get("own", {})) if basic else None
    except UnableToReadGuide:
        return None


def _problems(change: Change) -> Iterator[GuideProblem]:
    if not change.why.strip():
        yield GuideProblem("why", "empty")
    if change.is_basic:
        yield from _basic_problems(change)
    elif change.kind in (ChangeKind.CREATE, ChangeKind.CHANGE):
        yield from _own_problems(change)
    else:
        yield from _ending_problems(change)


def _basic_problems(change: Change) -> Iterator[GuideProblem]:
    try:
        guide = parse_guide(change.body.get("guide"))
    except UnableToReadGuide as fault:
        yield from fault.problems
        return
    if guide.basic_code != change.code:
        yield GuideProblem("basic_code", "code_fixed", {"value": change.code})
    if guide.authority not in {authority.key for authority in organisations.authorities()}:
        yield GuideProblem("authority", "no_department", {"value": guide.authority})
    if faults := definition_faults(guide.form, forms.elements()):
        yield GuideProblem("form", "faulty_form", {"fault": "; ".join(faults)})
    if BasicVersion.objects.filter(guide__slug=guide.slug).exclude(basic=change.code).exists():
        yield GuideProblem("slug", "taken_slug", {"value": guide.slug})


def _own_problems(change: Change) -> Iterator[GuideProblem]:
    basic = _basic_of(change)
    if basic is None:
        yield GuideProblem("basic_code", "no_basic")
        return
    own = change.body.get("own", {})
    try:
        read_own(basic, own)
    except UnableToReadGuide as fault:
        yield from all_problems(basic, own) if isinstance(own, Mapping) else fault.problems
    places = [str(key) for key in change.body.get("own", {}).get("local", {}).get("places", ())]
    known = organisations.points_by_key(places)
    for key in places:
        if key not in known:
            yield GuideProblem("local.places", "no_place", {"value": key})
    authority = organisations.authority(change.authority_id or 0)
    if not is_on_the_list(
        basic.basic_code, basic.item_type, department=authority.key, region_code=authority.region_code
    ):
        yield GuideProblem("", "not_on_the_list", {"name": basic.name, "authority": authority.name})


def _ending_problems(change: Change) -> Iterator[GuideProblem]:
    if change.kind not in ENDINGS:
        return
    ended = [change.code, *_texts(change.body, "merged")]
    successors = _texts(change.body, "successors")
    if change.kind == ChangeKind.SPLIT and len(successors) < FEWEST_OF_A_SPLIT:
        yield GuideProblem("successors", "too_few", {"least": str(FEWEST_OF_A_SPLIT)})
    if change.kind == ChangeKind.MERGE and len(ended) < FEWEST_OF_A_SPLIT:
        yield GuideProblem("merged", "too_few", {"least": "1"})
    if change.kind == ChangeKind.MERGE and len(successors) != 1:
        yield GuideProblem("successors", "exactly_one")
    states = dict(Item.objects.filter(code__in=[*ended, *successors]).values_list("code", "state"))
    for code in (*ended, *successors):
        if code not in states:
            yield GuideProblem("successors" if code in successors else "merged", "no_item", {"value": code})
    for code in successors:
        if code in ended:
            yield GuideProblem("successors", "itself", {"value": code})
        elif states.get(code, ItemState.ONLINE) != ItemState.ONLINE:
            yield GuideProblem("successors", "not_online", {"value": code})


def _basic_of(change: Change) -> Guide | None:
    code = (
        change.body.get("basic_code")
        or Item.objects.filter(code=change.code).values_list("basic_id", flat=True).first()
    )
    basic = BasicItem.objects.select_related("version").filter(code=code).first()
    return stored_guide(basic.version.guide) if basic is not None and basic.version is not None else None


def _texts(body: Mapping[str, Any], key: str) -> list[str]:
    return [str(each) for each in body.get(key, ())]
