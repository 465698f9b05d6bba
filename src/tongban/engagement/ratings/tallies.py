"""Counting as it happens: each deed raises the row of its month, item and grade by one statement."""

from django.db import connection
from django.db.models import F, QuerySet

from tongban.engagement.ratings.models import FollowUp, Rating, Tally

RAISE = f"""
    INSERT INTO {Tally._meta.db_table} AS tally
        (month, authority_id, region_code, item_code, item_name, grade, count, excluded, answered, answered_in_time)
    VALUES (date_trunc('month', %s::date), %s, %s, %s, %s, %s, 1, 0, 0, 0)
    ON CONFLICT (month, authority_id, item_code, grade)
    DO UPDATE SET count = tally.count + 1, item_name = excluded.item_name
"""  # noqa: S608 - table name only


def count_rating(rating: Rating) -> None:
    """Count a rating that was just given."""
    row = (
        rating.rated_on, rating.authority_id, rating.region_code, rating.item_code, rating.item_name, rating.grade,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(RAISE, row)


def count_exclusion(rating: Rating) -> None:
    """Take a rating that was excluded out of the count."""
    _row_of(rating).update(count=F("count") - 1, excluded=F("excluded") + 1)


def count_answer(follow_up: FollowUp, *, in_time: bool) -> None:
    """Count that a bad rating was answered."""
    _row_of(follow_up.rating).update(
        answered=F("answered") + 1, answered_in_time=F("answered_in_time") + (1 if in_time else 0)
    )


def _row_of(rating: Rating) -> QuerySet[Tally]:
    return Tally.objects.filter(
        month=rating.rated_on.replace(day=1),
        authority_id=rating.authority_id,
        item_code=rating.item_code,
        grade=rating.grade,
    )
