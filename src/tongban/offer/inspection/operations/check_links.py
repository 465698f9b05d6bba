"""Ask for the addresses that guides name; those that are gone are named by the rule of dead links at the next look."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from django.db.models import F

from tongban.groundwork.foundation import clock
from tongban.offer.inspection.connections.web import Answer, Kind, Web
from tongban.offer.inspection.models import Link, LinkState

LINKS_AT_ONCE = 200
MOST_OF_A_HOST = 20
SECONDS_BETWEEN_ASKING_A_HOST = 2.0
DAYS_BETWEEN_CHECKS = 7
DAYS_UNSEEN = 30  # an address that no guide has named for so long is forgotten
FAILURES_UNTIL_DEAD = 3  # days in a row; a page that is gone (404, 410) is dead at once


def check_links(
    *, web: Web | None = None, limit: int = LINKS_AT_ONCE, wait: Callable[[float], None] = time.sleep
) -> int:
    """
    Ask for the addresses that were not asked for the longest, and return how many were reached.

    Where nothing at all was reached we are offline, and that says nothing of any address: they stay as they were.
    """
    if web is None:
        from tongban.offer.inspection.connections.web.real import RealWeb

        web = RealWeb()
    _forget_unseen()
    answers = _asked(_due(limit), web, wait)
    is_online = any(answer.was_reached for _, answer in answers)
    for link, answer in answers:
        if answer.kind is Kind.REFUSED or is_online:
            _keep(link, answer)
    return sum(answer.was_reached for _, answer in answers)


def _due(limit: int) -> list[Link]:
    """Return what is to be asked for, at most so many addresses of one host."""
    long_ago = clock.now() - timedelta(days=DAYS_BETWEEN_CHECKS)
    yesterday = clock.now() - timedelta(hours=20)
    waiting = Link.objects.exclude(checked_at__gt=yesterday).exclude(failures=0, checked_at__gt=long_ago)
    hosts: Counter[str] = Counter()
    chosen: list[Link] = []
    for link in waiting.order_by(F("checked_at").asc(nulls_first=True), "url")[: limit * 5]:
        host = urlsplit(link.url).netloc
        hosts[host] += 1
        if hosts[host] <= MOST_OF_A_HOST and len(chosen) < limit:
            chosen.append(link)
    return chosen


def _asked(links: Sequence[Link], web: Web, wait: Callable[[float], None]) -> list[tuple[Link, Answer]]:
    """Ask for each address, host by turns, and no host more often than politeness allows."""
    last: dict[str, float] = {}
    turns: Counter[str] = Counter()
    by_turns = []
    for link in links:
        host = urlsplit(link.url).netloc
        by_turns.append((turns[host], host, link))
        turns[host] += 1
    answers = []
    for _turn, host, link in sorted(by_turns, key=lambda each: (each[0], each[1])):
        since = time.monotonic() - last.get(host, float("-inf"))
        if since < SECONDS_BETWEEN_ASKING_A_HOST:
            wait(SECONDS_BETWEEN_ASKING_A_HOST - since)
        answers.append((link, web.ask(link.url)))
        last[host] = time.monotonic()
    return answers


def _keep(link: Link, answer: Answer) -> None:
    link.checked_at = clock.now()
    link.found = f"{answer.found}，{clock.today().isoformat()}"
    if answer.kind is Kind.OPENS:
        link.state, link.failures = LinkState.ALIVE, 0
    elif answer.kind is Kind.REFUSED:
        link.state, link.failures = LinkState.REFUSED, 0
    else:
        link.failures += 1
        if answer.kind is Kind.GONE or link.failures >= FAILURES_UNTIL_DEAD:
            link.state = LinkState.DEAD
    link.save(update_fields=["state", "found", "failures", "checked_at"])


def _forget_unseen() -> None:
    Link.objects.filter(seen_on__lt=clock.today() - timedelta(days=DAYS_UNSEEN)).delete()
