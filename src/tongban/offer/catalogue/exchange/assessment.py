"""Rows become staged rows: against the item that is there, the basic item it inherits from, the authority, and who imports."""

import hashlib
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tongban.offer.catalogue.exchange.cells import UnableToReadCell, is_empty, read, written
from tongban.offer.catalogue.exchange.columns import BY_KEY, LOCAL_KEYS, PART_OWNER, SECTIONS
from tongban.offer.catalogue.exchange.faults import ImportFault, shown
from tongban.offer.catalogue.exchange.identity import Identity, code_in, read_identity
from tongban.offer.catalogue.exchange.judging import (
    Judgement,
    Problem,
    given_keys,
    judge,
    problems_of_row,
    read_local,
)
from tongban.offer.catalogue.exchange.rows import Head, Row
from tongban.offer.catalogue.exchange.staging import StagedRow, parts_of_items
from tongban.offer.catalogue.inheritance import digest_of
from tongban.offer.catalogue.models import BasicItem, BasicVersion, Item, ItemState
from tongban.offer.catalogue.powers import PUBLIC_SERVICE, PowerEntry, grounds, powers_of_basics
from tongban.offer.catalogue.rules import Guide, stored_guide
from tongban.registers.identity.api import Officer
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.rules import is_within

FOUNDATIONS_KEPT = 2_000
JUDGEMENTS_KEPT = 4_000
ENDED = (ItemState.SUSPENDED, ItemState.CANCELLED)
# Columns of the guide that an item without a guide can keep.
BARE = ("audience", "case_type", "online_depth", "visits", "committed_limit.amount", "committed_limit.unit")


@dataclass(frozen=True)
class Foundation:
    """A version of a basic item that items inherit."""

    version_id: int  # 0 for one that the same file brings
    digest: str
    guide: Guide


@dataclass(frozen=True)
class Known:
    """An item that is there already."""

    basic_code: str
    authority_id: int
    state: str
    version_id: int | None
    basic_version_id: int | None
    own: Mapping[str, Any] | None
    digest: str | None
    audience: Sequence[str]
    case_type: str
    online_depth: int | None
    visits: int | None
    committed_amount: int | None
    committed_unit: str


@dataclass(frozen=True)
class Place:
    """The authority of a row: known, or to be set up with the code, name and region that the list says."""

    id: int
    key: str
    name: str
    region_code: str


class Assessment:
    """Judges rows in batches. What repeats is computed once and kept, within bounds."""

    def __init__(
        self, *, guides: Mapping[str, Guide], officer: Officer | None, note: Callable[[ImportFault], None],
        part_heads: Mapping[str, Head],
    ) -> None:  # fmt: skip
        self.officer = officer
        self.note = note
        self.part_heads = part_heads
        self.lacking: Counter[str] = Counter()
        self.new_authorities: dict[str, tuple[int, Identity]] = {}  # code → place kept for it, who told of it first
        self._given = {code: Foundation(0, digest_of(guide.to_dict()), guide) for code, guide in guides.items()}
        self._foundations: OrderedDict[int, Foundation] = OrderedDict()
        self._judgements: OrderedDict[bytes, Judgement] = OrderedDict()
        self._powers: dict[str, tuple[PowerEntry, ...]] = {}
        self._service_points: dict[str, bool] = {}
        self._authorities = {each.code: each for each in organisations.authorities()}

    def assess(self, rows: Sequence[Row]) -> Iterable[StagedRow]:
        """Yield a batch of rows as they are to be staged; faults are noted."""
        codes = [code_in(row) for row in rows]
        identities = [read_identity(row, self.note) for row in rows]
        codes = [identity.code if identity else code for identity, code in zip(identities, codes, strict=True)]
        known = _known_items(codes)
        versions = _current_versions({each.basic_code for each in identities if each})
        parts = self._parts(codes)
        for row, code, identity in zip(rows, codes, identities, strict=True):
            staged = None
            if identity is not None:
                version = versions.get(identity.basic_code)
                staged = self._assess(row, identity, known.get(identity.code), version, parts.get(code, {}))
            yield staged or StagedRow(row.line, code)

    def _assess(
        self, row: Row, identity: Identity, known: Known | None, version_id: int | None, parts: Mapping[str, list[Row]]
    ) -> StagedRow | None:
        place = self._place(identity)
        faults = list(self._misplaced(row, identity, known, place))
        if faults:
            self._note_all(faults)
            return None
        foundation = self._foundation(identity.basic_code, version_id)
        if foundation is None:
            return self._without_guide(row, identity, known, place)
        return self._with_guide(row, identity, known, place, foundation, parts)

    # --- whose it is ---

    def _place(self, identity: Identity) -> Place:
        authority = self._authorities.get(identity.authority_code)
        if authority is not None:
            return Place(authority.id, authority.key, authority.name, authority.region_code)
        kept = self.new_authorities.setdefault(identity.authority_code, (-1 - len(self.new_authorities), identity))
        return Place(kept[0], "", kept[1].department, kept[1].region_code)

    def _misplaced(self, row: Row, identity: Identity, known: Known | None, place: Place) -> Iterable[ImportFault]:
        if not is_within(identity.region_code, place.region_code):
            data = {"value": shown(row.cells.get("region_code")), "expected": place.region_code}
            yield row.head.fault(row.line, "region_code", "region_differs", **data)
        if self.officer is not None and not self._may(self.officer, identity, known, place):
            yield row.head.fault(row.line, "authority_code", "not_yours", value=place.name)
        if known is not None and known.version_id and known.basic_code != identity.basic_code:
            yield row.head.fault(
                row.line, "basic_code", "basic_moved", value=identity.basic_code, expected=known.basic_code
            )

    def _may(self, officer: Officer, identity: Identity, known: Known | None, place: Place) -> bool:
        if place.id < 0:
            return officer.region_wide and is_within(place.region_code, officer.region_code)
        owners = {place.id} | ({known.authority_id} if known else set())
        return all(
            officer.acts_for(
                authority_id=id, region_code=organisations.authority(id).region_code, item_code=identity.code
            )
            for id in owners
        )

    # --- without a guide ---

    def _without_guide(self, row: Row, identity: Identity, known: Known | None, place: Place) -> StagedRow | None:
        values = self._bare_values(row, known)
        if values is None:
            return None
        self._count_what_is_lacking(row, identity)
        state = identity.state or (known.state if known else ItemState.IMPORTED)
        return StagedRow(
            line=row.line,
            code=identity.code,
            is_good=True,
            basic_code=identity.basic_code,
            name=identity.name,
            main_item=identity.main_item,
            item_type=identity.item_type,
            authority_id=place.id,
            region_code=identity.region_code,
            local_authority_code=identity.authority_code,
            state=state if state in ENDED else ItemState.IMPORTED,
            **values,
        )

    def _bare_values(self, row: Row, known: Known | None) -> dict[str, Any] | None:
        """Return what lists show of the item; what the file does not have stays as it is."""
        found: dict[str, Any] = {}
        faults = []
        for key in BARE:
            value = row.cells.get(key)
            try:
                found[key] = None if is_empty(value) else read(BY_KEY[key], value)
            except UnableToReadCell as refusal:
                faults.append(row.head.fault(row.line, key, refusal.fault.code, **refusal.fault.data))
        self._note_all(faults)
        depth = found["online_depth"]
        given = {
            "audience": found["audience"] or [],
            "case_type": found["case_type"] or "",
            "online_depth": int(depth) if depth else None,
            "visits": found["visits"],
            "committed_amount": found["committed_limit.amount"],
            "committed_unit": found["committed_limit.unit"] or "",
        }
        for key, name in zip(BARE, given, strict=True):
            if known is not None and key not in row.cells:
                given[name] = getattr(known, name)
        return None if faults else given

    def _count_what_is_lacking(self, row: Row, identity: Identity) -> None:
        self.lacking["guide"] += 1
        if not identity.main_item:
            self.lacking["main_item"] += 1
        if not identity.is_coded:
            self.lacking["implementation_code"] += 1
        if len(identity.authority_code) != CREDIT_CODE_LENGTH:
            self.lacking["authority_credit_code"] += 1
        if any(not is_empty(value) for key, value in row.cells.items() if key in _NEED_A_GUIDE):
            self.lacking["basic_item_for_its_values"] += 1

    # --- with a guide ---

    def _with_guide(
        self,
        row: Row,
        identity: Identity,
        known: Known | None,
        place: Place,
        foundation: Foundation,
        parts: Mapping[str, list[Row]],
    ) -> StagedRow | None:
        own = dict((known and known.own) or {})
        local, problems = read_local(own.pop("local", {}), row.cells)
        problems += self._unknown_places(local)
        judgement, used = self._judgement(row, known, foundation, own, parts)
        problems += judgement.problems
        faults = [*self._differing_identity(row, identity, used.guide), *problems_of_row(problems, row, parts)]
        if not identity.is_coded:
            faults.append(row.head.fault(row.line, "item_code", "needs_code", value=identity.code))
        all_own = {**judgement.own, "local": local} if local else dict(judgement.own)
        is_as_before = known is not None and judgement.is_as_before and all_own == known.own
        if not faults and not is_as_before and not self._is_grounded(identity, place):
            named = {"value": place.name, "authority": place.name, "name": identity.name}
            faults.append(row.head.fault(row.line, "authority_code", "not_listed", **named))
        if faults:
            self._note_all(faults)
            return None
        return self._staged(row, identity, known, place, used, judgement, all_own, is_as_before)

    def _staged(
        self, row: Row, identity: Identity, known: Known | None, place: Place, used: Foundation, judgement: Judgement,
        own: Mapping[str, Any], is_as_before: bool,
    ) -> StagedRow:  # fmt: skip
        columns = judgement.columns
        return StagedRow(
            line=row.line,
            code=identity.code,
            is_good=True,
            basic_code=identity.basic_code,
            name=columns["name"],
            authority_id=place.id,
            region_code=identity.region_code,
            state=_state(identity.state, known),
            has_guide=True,
            own=orjson.dumps(own).decode(),
            digest=known.digest if known and known.digest and is_as_before else digest_of(used.digest, own),
            effective_from=identity.effective_from,
            audience=list(columns["audience"]),
            case_type=columns["case_type"],
            is_applied_for_online=columns["is_applied_for_online"],
            online_depth=columns["online_depth"],
            visits=columns["visits"],
            committed_amount=columns["committed_amount"],
            committed_unit=columns["committed_unit"],
            seen_version=known.version_id if known else None,
        )

    def _judgement(
        self, row: Row, known: Known | None, newest: Foundation, own: Mapping[str, Any], parts: Mapping[str, list[Row]]
    ) -> tuple[Judgement, Foundation]:
        """Judge a row by what the item inherits now; where that makes a difference, by the newest version of its basic item."""
        if known is not None and known.basic_version_id and known.basic_version_id != newest.version_id:
            before = self._stored(known.basic_version_id)
            judgement = self._kept_judgement(row, before, own, parts)
            if judgement.is_as_before and not judgement.problems:
                return judgement, before
        return self._kept_judgement(row, newest, own, parts), newest

    def _kept_judgement(
        self, row: Row, foundation: Foundation, own: Mapping[str, Any], parts: Mapping[str, list[Row]]
    ) -> Judgement:
        entries = {
            key: [{name: cell for name, cell in each.cells.items() if name != PART_OWNER.key} for each in rows]
            for key, rows in parts.items()
        }
        given = orjson.dumps(
            [foundation.digest, own, list(given_keys(row.cells)), entries, sorted(row.head.titles)], default=str
        )
        key = hashlib.sha256(given).digest()
        found = self._judgements.get(key)
        if found is None:
            found = judge(foundation.guide, own, row.cells, entries)
            self._judgements[key] = found
            if len(self._judgements) > JUDGEMENTS_KEPT:
                self._judgements.popitem(last=False)
        else:
            self._judgements.move_to_end(key)
        return found

    def _differing_identity(self, row: Row, identity: Identity, guide: Guide) -> Iterable[ImportFault]:
        for key, given, expected in (
            ("name", identity.name, guide.name),
            ("item_type", identity.item_type, guide.item_type),
        ):
            if given != expected:
                told = shown(written(BY_KEY[key], expected))
                yield row.head.fault(row.line, key, "fixed", value=shown(row.cells.get(key)), expected=told)

    def _unknown_places(self, local: Mapping[str, Any]) -> list[Problem]:
        keys = [str(key) for key in local.get("places", ())]
        unseen = [key for key in keys if key not in self._service_points]
        if unseen:
            known = organisations.points_by_key(unseen)
            self._service_points |= {key: key in known for key in unseen}
        return [
            Problem("local.places", "no_place", {"value": shown(key)}) for key in keys if not self._service_points[key]
        ]

    def _is_grounded(self, identity: Identity, place: Place) -> bool:
        if identity.item_type == PUBLIC_SERVICE:
            return True
        code = identity.basic_code
        if code not in self._powers:
            self._powers[code] = powers_of_basics(code)
        return grounds(self._powers[code], place.key, place.region_code)

    # --- what is kept ---

    def _foundation(self, basic_code: str, version_id: int | None) -> Foundation | None:
        if basic_code in self._given:
            return self._given[basic_code]
        return self._stored(version_id) if version_id else None

    def _stored(self, version_id: int) -> Foundation:
        found = self._foundations.get(version_id)
        if found is None:
            version = BasicVersion.objects.get(id=version_id)
            found = Foundation(version_id, version.digest, stored_guide(version.guide))
            self._foundations[version_id] = found
            if len(self._foundations) > FOUNDATIONS_KEPT:
                self._foundations.popitem(last=False)
        else:
            self._foundations.move_to_end(version_id)
        return found

    def _parts(self, codes: Sequence[str]) -> dict[str, dict[str, list[Row]]]:
        """Return the rows of further sheets by item and section. An item that a sheet does not name is left as it is there."""
        if not self.part_heads:
            return {}
        found: dict[str, dict[str, list[Row]]] = {}
        for code, section, line, cells in parts_of_items(codes):
            row = Row(self.part_heads[section], line, cells)
            found.setdefault(code, {}).setdefault(section, []).append(row)
        return found

    def _note_all(self, faults: Iterable[ImportFault]) -> None:
        for fault in faults:
            self.note(fault)


CREDIT_CODE_LENGTH = 18
_NEED_A_GUIDE = frozenset((*LOCAL_KEYS, *SECTIONS, "conditions", "channels", "scope"))


def _state(given: str, known: Known | None) -> str:
    if given and given != ItemState.IMPORTED:
        return given
    return known.state if known and known.state in ENDED else ItemState.ONLINE


def _known_items(codes: Sequence[str]) -> dict[str, Known]:
    rows = Item.objects.filter(code__in=codes).values_list(
        "code", "basic_id", "authority_id", "state", "version_id", "version__basic_version_id", "version__own",
        "version__digest", "audience", "case_type", "online_depth", "visits", "committed_amount", "committed_unit",
    )  # fmt: skip
    return {code: Known(*rest) for code, *rest in rows}


def _current_versions(codes: Iterable[str]) -> dict[str, int | None]:
    return dict(BasicItem.objects.filter(code__in=codes).values_list("code", "version_id"))
