from datetime import timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.registers.identity import api
from tongban.registers.identity.models import ApiToken
from tongban.registers.identity.operations.tokens import revoke_all_tokens
from tongban.registers.identity.tests.factories import AccountFactory, StaffFactory

pytestmark = pytest.mark.django_db


def test_a_token_brings_its_account_and_officer_with_one_statement(django_assert_num_queries):
    account = StaffFactory()
    token = api.issue_token(account=account, name="柜台程序", scopes={"cases:write", "cases:read"}, days=30)
    api.officer_of(account)  # the post is remembered from now on
    with django_assert_num_queries(1):
        holder = api.bearer(token)
        assert holder.account == account
        assert holder.scopes == {"cases:read", "cases:write"}
        assert api.officer_of(holder.account) is not None


def test_the_token_itself_is_kept_nowhere():
    token = api.issue_token(account=AccountFactory(), name="程序", scopes=["x"], days=1)
    row = ApiToken.objects.get()
    assert token.startswith("tb_")
    assert token not in str(row.__dict__)


@pytest.mark.parametrize("wrong", ["", "tb_", "tb_wrong", "😀", "x" * 10_000])
def test_a_wrong_token_is_nobody(wrong):
    assert api.bearer(wrong) is None


def test_an_expired_token_is_nobody():
    token = api.issue_token(account=AccountFactory(), name="程序", scopes=[], days=1)
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        assert api.bearer(token) is None


def test_a_token_lives_a_year_at_most():
    api.issue_token(account=AccountFactory(), name="程序", scopes=[], days=10_000)
    assert ApiToken.objects.get().expires_at < clock.now() + timedelta(days=367)


def test_a_revoked_token_is_nobody_and_strangers_cannot_revoke():
    account = AccountFactory()
    token = api.issue_token(account=account, name="程序", scopes=[], days=1)
    row = ApiToken.objects.get()
    assert not api.revoke_token(account=AccountFactory(), id=row.pk)
    assert api.bearer(token) is not None
    assert api.revoke_token(account=account, id=row.pk)
    assert api.bearer(token) is None


def test_all_tokens_of_an_account_can_be_revoked_at_once():
    account, other = AccountFactory(), AccountFactory()
    tokens = [api.issue_token(account=each, name="程序", scopes=[], days=1) for each in (account, account, other)]
    assert revoke_all_tokens(account) == 2
    assert revoke_all_tokens(account) == 0
    assert [api.bearer(token) is None for token in tokens] == [True, True, False]


def test_the_token_of_a_closed_account_is_nobody():
    assert api.bearer(api.issue_token(account=AccountFactory(is_active=False), name="", scopes=[], days=1)) is None
