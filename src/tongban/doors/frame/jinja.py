"""The Jinja environment of all doors: languages, addresses, and how days, money and numbers are written."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
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
        translation.gettext,
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


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a view, as in `url("portal:item", code)` or `url("portal:search", q="…")` with keyword parts."""
    return reverse(name, args=args or None, kwargs=kwargs or None)
