"""What every template is given, besides what its view says."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from tongban.doors.frame import access, wording
from tongban.doors.frame.preferences import Preferences, preferences_of
from tongban.groundwork.foundation import clock
from tongban.registers.identity.api import PartyKind

HTML_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
STAYED_AT = "stayed_at"  # session: when its owner last said that she is still there
LANGUAGE_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}


@dataclass(frozen=True)
class Language:
    code: str
    name: str
    html: str
    is_current: bool


class Page:
    """The frame of one page. What costs a database statement is found only when a template asks for it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def language(self) -> str:
        return wording.language()

    @cached_property
    def html_language(self) -> str:
        return HTML_LANGUAGES.get(self.language, "zh-Hans")

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        return tuple(
            Language(code, LANGUAGE_NAMES[code], HTML_LANGUAGES[code], code == self.language)
            for code, _ in settings.LANGUAGES
        )

    @cached_property
    def preferences(self) -> Preferences:
        return preferences_of(self._request)

    @property
    def elder(self) -> bool:
        return self.preferences.elder

    @property
    def path(self) -> str:
        """The address of this page, to come back to."""
        return self._request.get_full_path()

    @cached_property
    def is_signed_in(self) -> bool:
        user = getattr(self._request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def user_name(self) -> str:
        """The masked name of a person, the name of a company or a member of staff."""
        if self.officer:
            return str(self.officer.name)
        if self.applicant is None:
            return ""
        return str(
            self.applicant.masked_name if self.applicant.party_kind == PartyKind.NATURAL else self.applicant.name
        )

    @cached_property
    def officer(self) -> Any:
        return access.officer_at(self._request) if self.is_signed_in else None

    @cached_property
    def applicant(self) -> Any:
        return access.applicant_at(self._request) if self.is_signed_in else None

    @cached_property
    def messages(self) -> list[Any]:
        kept = getattr(self._request, "_messages", None)
        # Reading an empty store would have the browser forget a cookie that it does not have, with every page.
        return (
            list(get_messages(self._request))
            if kept is not None and (kept.added_new or has_messages(self._request))
            else []
        )

    @property
    def session_seconds(self) -> int:
        """How long the sign-in lasts from now, at least: since it began or was last prolonged by its owner."""
        signed_in = getattr(self._request.user, "last_login", None)
        began = self._request.session.get(STAYED_AT) or (signed_in.timestamp() if signed_in else 0)
        left = settings.SESSION_COOKIE_AGE - int(clock.now().timestamp() - began)
        return left if left > 0 else settings.SESSION_COOKIE_AGE

    @property
    def place(self) -> str:
        return wording.local_text(settings.TONGBAN_PLACE, settings.TONGBAN_PLACE_EN)

    @property
    def help_line(self) -> str:
        return settings.TONGBAN_HELP_LINE

    @property
    def is_demo(self) -> bool:
        return settings.TONGBAN_DEMO

    def address(self, name: str) -> str:
        return address(name)


def has_messages(request: HttpRequest) -> bool:
    """Say whether a browser brings messages that wait to be shown."""
    return bool(request.COOKIES.get(CookieStorage.cookie_name))


def address(name: str) -> str:
    """Return the address of another door's page, nothing where that door is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, object]:
    return {"page": Page(request)}
