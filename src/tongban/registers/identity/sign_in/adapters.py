"""What django-allauth asks of the product."""

import base64
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import crypto
from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.masks import mask_name
from tongban.registers.identity.models import Account
from tongban.registers.identity.operations.companies import recognise_companies
from tongban.registers.identity.queries import account_to_sign_in, needs_second_factor, officer_of

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by our own deed; wrong passwords are counted for the account, however it was named."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("账号或密码不对，请核对后再试。连续输错 5 次将锁定 5 分钟。"),
        "too_many_login_attempts": _("密码连续输错 5 次，账号已锁定。请在 5 分钟后再试；忘记密码的，可以找回密码。"),
        "enter_current_password": _("当前密码不对，请重新输入。"),
        "incorrect_password": _("密码不对，请重新输入。"),
        "rate_limited": _("操作太频繁，请稍等几分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (their signature)
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead staff to their desk, by way of setting up the second factor that they must have."""
        if needs_second_factor(request.user):
            return reverse("mfa_activate_totp")
        if officer_of(request.user):
            return reverse("desk:home")
        return str(super().get_login_redirect_url(request))

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """Do not ask again for what was typed a moment ago to sign in."""
        methods = get_authentication_records(context.request, context.request.user)
        if methods and time.time() - methods[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **details))

    def post_login(self, request: HttpRequest, user: Account, **details: Any) -> Any:
        """Ask the registry of legal persons anew for whom the person may act: it may have changed since the last time."""
        actor = Actor(reference=f"person:{user.party_id}", name=mask_name(user.party.name))
        recognise_companies(person_id=user.party_id, actor=actor)
        return super().post_login(request, user, **details)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: accounts have no e-mail address; news goes through the notifications room."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002
        login = credentials.get("username", "")
        account = account_to_sign_in(login)
        # A key of the shared cache must not show what was typed: it may be an identity number.
        return str(account.pk) if account else crypto.lookup_key(login, use="identity.login")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors encrypted, and the last one of a member of staff in place."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("动态验证码不对或已过期，请输入验证器上当前显示的 6 位数字。"),
        "cannot_delete_authenticator": _("工作人员必须保留至少一种二次验证方式。请先添加另一种，再停用这一种。"),
        "cannot_generate_recovery_codes": _("请先启用一种二次验证方式，再生成恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(crypto.seal(text, use="identity.second_factor")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(base64.b64decode(encrypted_text), use="identity.second_factor")

    def get_totp_issuer(self) -> str:
        return "通办 Tongban"

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if officer_of(authenticator.user) is None or authenticator.type not in SECOND_FACTORS:
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())
