"""
Looks at offers, each different guide once: a million items that inherit the same guide cost one look and a comparison each.

What rules say of the guide is kept by guide and of the place by place; both are few beside the items.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import Guide
from tongban.offer.inspection.book import RuleBook, current_book
from tongban.offer.inspection.models import Link, LinkState
from tongban.offer.inspection.rules import Hit, RealDepth, Rule, Subject, findings, real_depth

GUIDES_KEPT = 4000
DAYS_TOGETHER = 30  # ages are told by the month, so that an old guide is not written anew each night
LOCAL = "local."


@dataclass(frozen=True)
class Examined:
    """All that was found of one offer. The same digest means the same findings, depth and visits."""

    hits: tuple[Hit, ...]
    real: RealDepth
    digest: str


class Examiner:
    """Holds the rules of one run and what was found of the guides seen in it."""

    def __init__(self, book: RuleBook | None = None) -> None:
        self.book = book or current_book()
        today = clock.today()
        dead = {link.url: link.found for link in Link.objects.filter(state=LinkState.DEAD)}
        self.facts = self.book.facts(today=today, dead_links=dead)
        self._today = today
        self._of_place = tuple(rule for rule in self.book.rules if _is_of_place(rule))
        self._of_guide = tuple(rule for rule in self.book.rules if not _is_of_place(rule))
        self._oldest = min((rule.params["days"] for rule in self.book.rules if rule.kind == "stale"), default=10**6)
        self._kept: dict[Any, Any] = {}
        self.links_noted: set[str] = set()

    def examine(self, offer: Offer, *, reviewed_on: date | None = None) -> Examined:
        """Return what is found of an offer, whose guide somebody last vouched for on a day (or else when it took effect)."""
        since = max(offer.effective_from, reviewed_on or offer.effective_from)
        return self.look(offer.guide, offer.local, offer.form_version_id is not None, self._age(since))

    def look(self, guide: Guide, local: Any, form_published: bool, days_unreviewed: int = 0) -> Examined:
        """Return what is found of a guide in a place."""
        subject = Subject(guide, local, form_published, days_unreviewed)
        of_guide, real, part = self._once((id(guide), form_published, days_unreviewed), subject, self._guide_part)
        of_place, place_part = self._once((id(guide), local), subject, self._place_part)
        hits = tuple(sorted((*of_guide, *of_place), key=lambda hit: (hit.rule, hit.path)))
        return Examined(hits, real, _digest(part, place_part, guide.online_depth, guide.visits))

    def _once(self, key: Any, subject: Subject, find: Any) -> Any:
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) > GUIDES_KEPT:
                self._kept.clear()
            known = self._kept[key] = (subject.guide, find(subject))  # the guide is held, so that its id stays its own
        return known[1]

    def _guide_part(self, subject: Subject) -> tuple[tuple[Hit, ...], RealDepth, str]:
        hits = findings(subject, self._of_guide, self.facts)
        real = real_depth(
            subject.guide,
            form_published=subject.form_published,
            platform=self.facts.platform,
            licences=self.facts.licences,
        )
        return hits, real, _digest([_plain(hit) for hit in hits], vars(real))

    def _place_part(self, subject: Subject) -> tuple[tuple[Hit, ...], str]:
        hits = findings(subject, self._of_place, self.facts)
        return hits, _digest([_plain(hit) for hit in hits])

    def _age(self, since: date) -> int:
        days = (self._today - since).days
        return 0 if days <= self._oldest else max(days - days % DAYS_TOGETHER, self._oldest + 1)


def _is_of_place(rule: Rule) -> bool:
    """Say whether a rule speaks of the place: rules of kinds that look at the guide alone name no local fact."""
    return LOCAL in json.dumps([rule.params, rule.when], default=str)


def _plain(hit: Hit) -> tuple[str, str, Mapping[str, str]]:
    return hit.rule, hit.path, dict(hit.said)


def _digest(*things: object) -> str:
    text = json.dumps(things, default=str, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
