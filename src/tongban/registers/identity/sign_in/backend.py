"""Whose password this is, and who is behind a session."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from tongban.registers.identity.models import Account
from tongban.registers.identity.queries import account_to_sign_in, account_with_standing


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]
    """Finds the account by user name, telephone or identity number; reads a session's account with one statement."""

    def _authenticate_by_username(self, username: str, password: str) -> Any:
        return self._check_password(account_to_sign_in(username), password)

    def get_user(self, user_id: Any) -> Account | None:
        return account_with_standing(user_id)
