"""The forms of the sign-in pages, in plain words."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa import app_settings as mfa
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.crypto import lookup_key
from tongban.registers.identity.queries import account_to_sign_in, officer_of
from tongban.registers.identity.rules import normalise_number

DEMO_CODE = "246810"
# The clock accepts the present code and those of some periods before and after it.
SECONDS_ACCEPTED = mfa.TOTP_PERIOD * (2 * mfa.TOTP_TOLERANCE + 1)


class SignInForm(LoginForm):  # type: ignore[misc]
    """One field takes a user name, a telephone or an identity number."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["login"].label = _("手机号、公民身份号码或用户名")
        self.fields["login"].error_messages["required"] = _("请填写手机号、公民身份号码或用户名。")
        self.fields["password"].label = _("密码")
        self.fields["password"].error_messages["required"] = _("请填写密码。")

    def clean_login(self) -> str:
        """Return the account's user name, for what comes out of here stays in the session: it may not hold a number."""
        login = str(super().clean_login())
        account = account_to_sign_in(login)
        return account.username if account else login


class _CodeOnce(forms.Form):
    """
    Takes each code once: a code somebody looked at over a shoulder is worthless as long as the clock would still accept it.

    The demonstration's fixed code is taken from its own staff, and only while the demonstration flag is on.
    """

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        code = normalise_number(self.cleaned_data["code"])
        if settings.TONGBAN_DEMO and code == DEMO_CODE and self.user.is_demo and officer_of(self.user) is not None:
            factor = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
            if factor is not None:
                self.authenticator = factor
                return code
        taken = str(super().clean_code())  # type: ignore[misc]
        if not cache.add(_used(self.user, code), True, timeout=SECONDS_ACCEPTED):
            raise get_adapter().validation_error("incorrect_code")
        return taken


def _used(user: Any, code: str) -> str:
    return f"second_factor:{lookup_key(f'{user.pk}:{code}', use='identity.used_code')}"


class SecondFactorForm(_CodeOnce, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmAgainForm(_CodeOnce, ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more, before something that matters."""
