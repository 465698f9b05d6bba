"""What a visitor chose about language and reading; kept in cookies of her browser, so that it works without an account."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

YEAR = 365 * 24 * 60 * 60
ELDER, TEXT, CONTRAST, POINTER = "elder", "text", "contrast", "pointer"
CHOICES = {
    ELDER: {"0", "1"},
    TEXT: {"normal", "large", "larger"},
    CONTRAST: {"normal", "high"},
    POINTER: {"normal", "big"},
}


@dataclass(frozen=True)
class Preferences:
    """How a page is to be shown."""

    elder: bool = False
    text: str = "normal"
    contrast: str = "normal"
    pointer: str = "normal"

    @property
    def classes(self) -> str:
        """The classes of the html element."""
        chosen = {
            "elder": self.elder,
            f"text-{self.text}": self.text != "normal",
            "contrast": self.contrast == "high",
            "pointer": self.pointer == "big",
        }
        return " ".join(name for name, is_on in chosen.items() if is_on)


def preferences_of(request: HttpRequest) -> Preferences:
    """Return the visitor's choices; a cookie that says nonsense is passed by."""

    def chosen(name: str) -> str:
        value = request.COOKIES.get(name, "")
        return value if value in CHOICES[name] else "normal"

    return Preferences(chosen(ELDER) == "1", chosen(TEXT), chosen(CONTRAST), chosen(POINTER))


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Write the choices that a form sent into cookies, and the language too."""
    for name, allowed in CHOICES.items():
        if (value := request.POST.get(name)) in allowed:
            _keep(response, name, str(value))
    language = request.POST.get("language", "")
    if translation.check_for_language(language) and language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE), httponly=True
    )
