"""The addresses of signing in. Only the views that we use are open, under the names by which django-allauth finds them."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path

from tongban.doors.frame.access import ANYONE, open_to
from tongban.doors.portal.accounts import password_reset


def _page(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    # Who has signed in halfway, as staff before the second factor, is no visitor of ours yet: these views keep strangers
    # out themselves, and show everybody only what is her own.
    return path(address, open_to(ANYONE)(view), name=name)


urlpatterns = [
    _page("login/", account.login, "account_login"),
    _page("logout/", account.logout, "account_logout"),
    _page("inactive/", account.account_inactive, "account_inactive"),
    _page("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    _page("password/change/", account.password_change, "account_change_password"),
    path("password/reset/", password_reset.ask_for_code, name="account_reset_password"),
    path("password/reset/code/", password_reset.set_new_password, name="account_reset_password_code"),
    _page("two-factor/", mfa.index, "mfa_index"),
    _page("two-factor/authenticate/", mfa.authenticate, "mfa_authenticate"),
    _page("two-factor/reauthenticate/", mfa.reauthenticate, "mfa_reauthenticate"),
    _page("two-factor/totp/activate/", totp.activate_totp, "mfa_activate_totp"),
    _page("two-factor/totp/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page("two-factor/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes"),
    _page("two-factor/recovery-codes/generate/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _page("two-factor/recovery-codes/download/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes"),
    _page("two-factor/keys/", webauthn.list_webauthn, "mfa_list_webauthn"),
    _page("two-factor/keys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _page("two-factor/keys/reauthenticate/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _page("two-factor/keys/login/", webauthn.login_webauthn, "mfa_login_webauthn"),
    _page("two-factor/keys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    _page("two-factor/keys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
]
