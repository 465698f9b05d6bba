from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from tongban.groundwork.foundation.actors import system
from tongban.groundwork.foundation.clock import today
from tongban.registers.identity import api
from tongban.registers.identity.models import Account, PostHolding
from tongban.registers.identity.queries import account_with_standing
from tongban.registers.identity.tests.factories import AccountFactory, DelegationFactory, StaffFactory, officer
from tongban.registers.organisations.tests.factories import AuthorityFactory, PostFactory

pytestmark = pytest.mark.django_db


def test_who_holds_a_post_is_an_officer_with_its_roles():
    found = officer()
    assert found.roles == {api.Role.CLERK}
    assert found.region_code == "990101"
    assert found.item_codes is None
    assert found.actor.reference == f"officer:{found.account_id}"
    assert found.actor.post == "宁川市公安局城东分局 受理岗"


def test_finding_the_officer_and_the_applicant_takes_one_statement(django_assert_num_queries):
    account = StaffFactory()
    api.officer_of(account)  # the post is remembered from now on
    with django_assert_num_queries(1):
        same = account_with_standing(account.pk)
        assert api.officer_of(same) is not None
        assert not api.needs_second_factor(same)


def test_an_account_from_anywhere_is_asked_about_once(django_assert_num_queries):
    account = Account.objects.get(pk=AccountFactory().pk)
    with django_assert_num_queries(1):
        assert api.officer_of(account) is None
        assert api.officer_of(account) is None
        assert api.applicant_of(account)


def test_an_official_account_is_no_applicant_and_its_holder_may_have_one_of_her_own():
    account = StaffFactory()
    with pytest.raises(api.UnableToApplyOfficially):
        api.applicant_of(account)
    own = AccountFactory(party=account.party)
    assert api.applicant_of(own).party_id == account.party_id
    assert api.contacts([account.party_id])[account.party_id].account_id == own.pk
    with pytest.raises(IntegrityError, match="one_personal_account_per_party"), transaction.atomic():
        AccountFactory(party=account.party)


def test_a_post_cannot_be_given_to_a_personal_account():
    with pytest.raises(api.UnableToAppoint):
        api.appoint(account_id=AccountFactory().pk, post_id=PostFactory().pk, actor=system("test"))


def test_nobody_is_no_officer():
    assert api.officer_of(AnonymousUser()) is None
    assert not api.needs_second_factor(AnonymousUser())
    with pytest.raises(api.UnableToActFor):
        api.applicant_of(AnonymousUser())


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True)],
)
def test_a_post_counts_from_its_first_day_until_before_its_last(since, until, holds):
    account = AccountFactory()
    PostHolding.objects.create(
        account=account,
        post=PostFactory(),
        since=today() + timedelta(days=since),
        until=None if until is None else today() + timedelta(days=until),
    )
    assert (api.officer_of(account) is not None) is holds


def test_staff_without_a_second_factor_are_told_to_set_one_up():
    assert api.needs_second_factor(StaffFactory(second_factor=False))
    assert not api.needs_second_factor(StaffFactory())
    assert not api.needs_second_factor(AccountFactory())


def test_a_closed_account_is_nobody():
    account = StaffFactory(is_active=False)
    assert api.officer_of(account) is None


def test_a_post_reaches_to_its_authority_and_its_items_only():
    post = PostFactory(item_codes=["A"])
    found = officer(name="专项岗", item_codes=["A"])
    assert found.acts_for(authority_id=post.authority_id, region_code="990101", item_code="A")
    assert not found.acts_for(authority_id=post.authority_id, region_code="990101", item_code="B")
    assert not found.acts_for(authority_id=post.authority_id + 1, region_code="990101", item_code="A")


def test_the_comprehensive_window_acts_for_every_authority_of_its_region_and_below():
    hall = officer(name="综合窗口", authority=AuthorityFactory(city=True), region_wide=True)
    assert hall.acts_for(authority_id=-1, region_code="990103")
    assert not hall.acts_for(authority_id=-1, region_code="9902")


def test_a_post_is_given_and_taken_away_and_both_take_effect_at_once():
    account = AccountFactory(is_official=True)
    api.appoint(account_id=account.pk, post_id=PostFactory().pk, actor=system("test"))
    assert api.officer_of(Account.objects.get(pk=account.pk)) is not None
    with pytest.raises(api.UnableToAppoint):
        api.appoint(account_id=account.pk, post_id=PostFactory().pk, actor=system("test"))
    api.relieve(account_id=account.pk, actor=system("test"))
    assert api.officer_of(Account.objects.get(pk=account.pk)) is None


def test_an_account_cannot_hold_two_running_posts():
    account = StaffFactory()
    with pytest.raises(IntegrityError, match="one_running_post_per_account"), transaction.atomic():
        PostHolding.objects.create(account=account, post=PostFactory(), since=date(2026, 1, 1))


def test_an_officer_knows_whom_she_may_act_for_outside_her_office():
    account = StaffFactory()
    running = DelegationFactory(agent=account.party)
    DelegationFactory(agent=account.party, until=today() - timedelta(days=1))

    assert api.officer_of(account).represents == {running.principal_id}


def test_those_with_a_role_for_an_authority_are_in_it_or_reach_over_its_region():
    own = StaffFactory(post__roles=["item_manager"], post__name="事项管理岗")
    city = AuthorityFactory(key="gov", city=True, code="11990100MB900012X1")
    wide = StaffFactory(post__authority=city, post__roles=["item_manager"], post__region_wide=True)
    StaffFactory(post__authority=city, post__name="只管本单位", post__roles=["item_manager"])
    StaffFactory(post__roles=["clerk"])
    bureau = AuthorityFactory()

    found = api.officers_with(api.Role.ITEM_MANAGER, authority_id=bureau.pk, region_code="990101")

    assert {each.account_id for each in found} == {own.pk, wide.pk}
    assert not api.officers_with(api.Role.AUDITOR, authority_id=bureau.pk, region_code="990101")
