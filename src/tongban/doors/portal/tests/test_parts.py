"""The page of a case that several authorities handle: who is at it and until when, and nothing of what they say."""

import pytest
from django.urls import reverse

from tongban.doors.frame.access import ACTING_FOR
from tongban.handling.applications.tests import cast
from tongban.handling.cases.tests.parts_cast import accepted_by_all, offices_of, opine, together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def test_the_applicant_sees_who_is_at_it_and_until_when_and_no_opinion(browser, lan):
    offices, company = offices_of(together()), cast.company(lan)
    number = accepted_by_all(company, offices, cast.offer_of(cast.FOOD))
    opine(number, offices.health, "health", opinion="卫生内部意见。", fields={"area": "320"})
    session = browser.session
    session[ACTING_FOR] = str(company.party_id)
    session.save()

    text = browser.get(reverse("portal:case", args=[number])).text

    for words in (
        "哪些部门在办",
        "宁川市城东区卫生健康委员会",
        "11月26日",
        "已办完",
        "正在办理",
        "流程图：现在到哪一步",
    ):
        assert words in text, words
    for words in ("卫生内部意见", "部门审查意见书", "征求意见函", "有条件同意"):
        assert words not in text, words
