from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from tongban.engagement.ratings import api as ratings
from tongban.engagement.ratings.api import Grade
from tongban.engagement.ratings.models import Rating
from tongban.groundwork.ledger.api import entries_about
from tongban.groundwork.ledger.models import LedgerEntry
from tongban.handling.applications.tests import cast
from tongban.handling.cases.rules import grouped
from tongban.handling.cases.tests.cast import decided


def rate(number, applicant, grade=5, **details):
    return ratings.rate_case(number=number, applicant=applicant, grade=grade, **details)


def test_a_closed_case_is_rated_once(closed_case, resident):
    receipt = rate(closed_case, resident, 4, reasons=["fast"], text=" 很快 ")
    assert (receipt.grade, receipt.answer_due) == (Grade.GOOD, None)
    with pytest.raises(ratings.UnableToRateTwice):
        rate(closed_case, resident, 1)
    shown = ratings.rating_of(closed_case, applicant=resident)
    assert (shown.grade, shown.reasons, shown.text) == (Grade.GOOD, ("办得快",), "很快")


def test_the_same_number_typed_with_spaces_is_no_other_case(closed_case, resident):
    rate(closed_case, resident)
    with pytest.raises(ratings.UnableToRateTwice):
        rate(grouped(closed_case), resident)
    assert ratings.rating_of(grouped(closed_case), applicant=resident).grade == Grade.VERY_GOOD


def test_a_case_that_is_not_closed_cannot_be_rated(resident, staff):
    with pytest.raises(ratings.UnableToRate):
        rate(decided(resident, staff), resident)


@pytest.mark.parametrize("number", ["990101261123000017", "", "nonsense", "9" * 500])
def test_a_case_that_does_not_exist_cannot_be_rated(number, resident):
    with pytest.raises(ratings.UnableToRate):
        rate(number, resident)


def test_somebody_elses_case_cannot_be_rated_nor_its_rating_read(closed_case, resident):
    stranger = cast.resident()
    with pytest.raises(ratings.UnableToRate):
        rate(closed_case, stranger)
    rate(closed_case, resident)
    assert ratings.rating_of(closed_case, applicant=stranger) is None


def test_nobody_rates_their_own_work_nor_takes_the_rating_of_it(closed_case, resident, staff, head):
    with pytest.raises(ratings.UnableToRateOwnWork):
        rate(closed_case, replace(resident, account_id=staff.reviewer.account_id))
    with pytest.raises(ratings.UnableToRateOwnWork):
        rate(closed_case, replace(resident, via=staff.clerk))
    assert rate(closed_case, replace(resident, via=head), channel="window").grade == Grade.VERY_GOOD


@pytest.mark.parametrize(
    "details",
    [{"grade": 0}, {"grade": 6}, {"grade": 5, "reasons": ["rude"]}, {"text": "好" * 1001}, {"channel": "pigeon"}],
)
def test_what_does_not_fit_together_is_refused_and_leaves_the_case_unrated(details, closed_case, resident):
    with pytest.raises(ratings.UnableToRateLikeThis):
        rate(closed_case, resident, **details)
    assert not ratings.is_rated(closed_case)


def test_a_bad_rating_is_due_to_be_answered_within_five_working_days(closed_case, resident):
    assert rate(closed_case, resident, 2).answer_due == date(2026, 11, 30)


def test_a_rating_under_a_name_is_in_the_course_of_the_case(closed_case, resident):
    rate(closed_case, resident, 5)
    entry = entries_about(f"case:{closed_case}")[-1]
    assert (entry.deed, entry.actor) == ("case.rated", resident.actor.reference)


def test_nothing_leads_from_an_anonymous_rating_to_its_case_or_its_giver(closed_case, resident, head, supervisor):
    before = set(LedgerEntry.objects.values_list("pk", flat=True))
    receipt = rate(closed_case, resident, 1, reasons=["rude"], text="态度差", anonymous=True)
    assert receipt.is_anonymous
    assert ratings.rating_of(closed_case, applicant=resident) is None
    told = [str(entry.content()) for entry in LedgerEntry.objects.exclude(pk__in=before)]
    told += [str(page) for page in (ratings.bad_ratings(head), ratings.bad_ratings(supervisor))]
    told.append(str(ratings.figures(region="9901")))
    with connection.cursor() as cursor:
        for table in ("ratings_rating", "ratings_followup", "ratings_tally", "ratings_ratedcase"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            told += [row[0] for row in cursor.fetchall()]
    traces = (closed_case, str(resident.person_id), str(resident.account_id), resident.name)
    assert len(told) >= 8
    assert not [trace for trace in traces for text in told if trace in text]


def test_the_id_of_a_rating_does_not_tell_the_moment(closed_case, resident):
    rate(closed_case, resident, anonymous=True)
    assert Rating.objects.get().pk.version == 4


def test_an_anonymously_rated_case_cannot_be_rated_again(closed_case, resident):
    rate(closed_case, resident, anonymous=True)
    with pytest.raises(ratings.UnableToRateTwice):
        rate(closed_case, resident)
    assert ratings.rated_among([closed_case, "990101261123000017"]) == {closed_case}
