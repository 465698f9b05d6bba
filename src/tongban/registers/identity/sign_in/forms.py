"""The forms of the sign-in pages, in plain words."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tongban.registers.identity.queries import account_to_sign_in, officer_of
from tongban.registers.identity.rules import normalise_number

DEMO_CODE = "246810"


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


class _DemoCode(forms.Form):
    """Accepts the demonstration's fixed code from staff, and only while the demonstration flag is on."""

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        code = normalise_number(self.cleaned_data["code"])
        if settings.TONGBAN_DEMO and code == DEMO_CODE and officer_of(self.user) is not None:
            factor = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
            if factor is not None:
                self.authenticator = factor
                return code
        return str(super().clean_code())  # type: ignore[misc]


class SecondFactorForm(_DemoCode, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class ConfirmAgainForm(_DemoCode, ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more, before something that matters."""
