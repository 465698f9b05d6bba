"""The Jinja environment of all doors: languages, addresses, and how days, money and numbers are written."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from tongban.doors.frame import wording


def environment(**options: Any) -> Environment:
    """
    Return the environment; Django's backend calls this with its own options.

    Templates of GOV.UK Frontend are found under `govuk_frontend_jinja/`, all others where the backend looks.
    """
    library = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    loader = ChoiceLoader([options.pop("loader"), library])
    made = Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, **options)  # noqa: S701 (Django asks for autoescape)
    made.add_extension("jinja2.ext.i18n")
    made.add_extension("jinja2.ext.do")
    made.install_gettext_callables(  # type: ignore[attr-defined]
        said,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals.update(
        url=address, static=static, lang_attr=wording.lang_attr, limit=wording.limit, time_left=wording.time_left
    )
    made.filters.update(
        day=wording.day,
        short_day=wording.short_day,
        moment=wording.moment,
        hour=wording.hour,
        yuan=wording.yuan,
        grouped=wording.grouped,
        thousands=wording.thousands,
        hant=wording.hant,
        local=wording.local,
        local_text=wording.local_text,
        office=wording.office,
    )
    return made


def said(text: str) -> str:
    """Return a text in the language of the page. A page asks a hundred times, and always the same, so it is remembered."""
    return _said_in(wording.language(), text)


def address(name: str, *args: Hashable, **kwargs: Hashable) -> str:
    """Return the address of a view, as in `url("portal:item", code)` or `url("portal:search", q="…")` with keyword parts."""
    return _address(get_script_prefix(), name, args, tuple(kwargs.items()))


@lru_cache(maxsize=20_000)
def _said_in(_language: str, text: str) -> str:
    return translation.gettext(text)


@lru_cache(maxsize=20_000)
def _address(_prefix: str, name: str, args: tuple[Hashable, ...], kwargs: tuple[tuple[str, Hashable], ...]) -> str:
    return reverse(name, args=args or None, kwargs=dict(kwargs) or None)
