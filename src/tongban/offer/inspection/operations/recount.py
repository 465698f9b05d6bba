"""Keep the rows that pages read: sums by authority, by rule, by what is missing; the day's score; empty columns."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Sum

from tongban.groundwork.foundation import clock
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.rules import THEMES_LEGAL, THEMES_NATURAL
from tongban.offer.inspection.book import current_book
from tongban.offer.inspection.models import DayScore, EmptyColumn, Finding, Gap, Inspected, RuleTally, Tally
from tongban.offer.inspection.rules.depth import ACCEPTED_ONLINE
from tongban.registers.organisations import api as organisations

NAME_LENGTH, KEY_LENGTH = 120, 60

_TALLY = f"""
    INSERT INTO {Tally._meta.db_table} (authority_id, region_code, level, items, score_sum, sound, hints, flaws, serious,
        claimed_online, real_online, depth_1, depth_2, depth_3, depth_4, visits)
    SELECT authority_id, min(region_code), min(level), count(*), sum(score),
        count(*) FILTER (WHERE hints + flaws + serious = 0), sum(hints), sum(flaws), sum(serious),
        count(*) FILTER (WHERE claimed_depth >= {ACCEPTED_ONLINE}), count(*) FILTER (WHERE real_depth >= {ACCEPTED_ONLINE}),
        count(*) FILTER (WHERE real_depth = 1), count(*) FILTER (WHERE real_depth = 2),
        count(*) FILTER (WHERE real_depth = 3), count(*) FILTER (WHERE real_depth = 4), sum(real_visits)
      FROM {Inspected._meta.db_table} WHERE is_listed AND (%(all)s OR authority_id = ANY(%(ids)s))
     GROUP BY authority_id
"""  # noqa: S608 - names of our own tables
_RULES = f"""
    INSERT INTO {RuleTally._meta.db_table} (authority_id, region_code, rule_id, open, items, excused)
    SELECT authority_id, min(region_code), rule_id, count(*) FILTER (WHERE state = 'open'),
        count(DISTINCT item_id) FILTER (WHERE state = 'open'), count(*) FILTER (WHERE state = 'excused')
      FROM {Finding._meta.db_table} WHERE state IN ('open', 'excused') AND (%(all)s OR authority_id = ANY(%(ids)s))
     GROUP BY authority_id, rule_id
"""  # noqa: S608
_GAPS = f"""
    INSERT INTO {Gap._meta.db_table} (authority_id, region_code, level, lacks, items)
    SELECT authority_id, min(region_code), min(level), array_to_string(lacks, ' '), count(*)
      FROM {Inspected._meta.db_table}
     WHERE is_listed AND real_depth < {ACCEPTED_ONLINE} AND (%(all)s OR authority_id = ANY(%(ids)s))
     GROUP BY authority_id, array_to_string(lacks, ' ')
"""  # noqa: S608


def recount(authority_ids: Collection[int] | None) -> None:
    """Sum up some authorities anew, or all of them; in the caller's transaction, so that readers see whole sums."""
    for model, statement in ((Tally, _TALLY), (RuleTally, _RULES), (Gap, _GAPS)):
        rows = model._default_manager.all()
        (rows if authority_ids is None else rows.filter(authority__in=list(authority_ids))).delete()
        with connection.cursor() as cursor:
            cursor.execute(statement, {"all": authority_ids is None, "ids": list(authority_ids or ())})


def keep_day() -> None:
    """Keep how each authority stands today, once a day: a later run of the day takes the place of an earlier one."""
    DayScore.objects.bulk_create(
        [
            DayScore(
                day=clock.today(),
                authority_id=row.authority_id,
                region_code=row.region_code,
                items=row.items,
                score_sum=row.score_sum,
                findings=row.hints + row.flaws + row.serious,
                real_online=row.real_online,
            )
            for row in Tally.objects.all()
        ],
        update_conflicts=True,
        unique_fields=["day", "authority"],
        update_fields=["region_code", "items", "score_sum", "findings", "real_online"],
        batch_size=1000,
    )


def note_empty_columns() -> None:
    """Note the columns of the portal that have no items, or fewer than the rules ask for."""
    least = current_book().least_in_column
    EmptyColumn.objects.all().delete()
    EmptyColumn.objects.bulk_create(
        [
            EmptyColumn(kind=kind, key=key[:KEY_LENGTH], name=name[:NAME_LENGTH], region_code=region, items=items)
            for kind, key, name, region, items in _columns()
            if items < least
        ],
        batch_size=1000,
    )


def _columns() -> list[tuple[str, str, str, str, int]]:
    filled = {(theme.audience, theme.name): theme.count for theme in catalogue.themes()}
    named = [
        *(("natural", name) for name in THEMES_NATURAL if name != "其他"),
        *(("legal", name) for name in THEMES_LEGAL if name != "其他"),
    ]
    found = [("theme", f"{audience}:{name}", name, "", filled.get((audience, name), 0)) for audience, name in named]
    found += [("life_event", event.name, event.name, "", event.count) for event in catalogue.life_events()]
    items = {row.authority_id: row.items for row in Tally.objects.all()}
    authorities = organisations.authorities()
    found += [("authority", str(each.id), each.name, each.region_code, items.get(each.id, 0)) for each in authorities]
    by_region = dict(Tally.objects.values_list("region_code").annotate(Sum("items")))
    regions = {each.region_code for each in authorities}
    found += [
        ("region", code, organisations.region(code).name, code, by_region.get(code, 0)) for code in sorted(regions)
    ]
    return found
