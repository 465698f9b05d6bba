"""
Translations of the product's own texts. Simplified Chinese is the text in the source; each room and door keeps its English
in locale/en; Traditional Chinese is made from the source text by `foundation.text.to_traditional`.

    python -m tongban.config.translations [label…]     extract, convert, compile (all rooms and doors, or the named ones)
    python -m tongban.config.translations --check      fail when a text has no English or a file is out of date
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tongban.config.settings import DOORS, PACKAGE, ROOMS
from tongban.groundwork.foundation.text import to_traditional

ENGLISH, TRADITIONAL = "en", "zh_Hant"
METHODS = [
    ("**/tests/**", "ignore"),
    ("**/migrations/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]
JINJA = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
OPTIONS = {"**/templates/**.html": JINJA, "**/templates/**.txt": JINJA}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACE_HOLDER = re.compile(r"\{[a-z_]*\}|%\([a-z_]+\)[sd]")
Key = tuple[str | None, str | tuple[str, ...]]


class PlainCatalog(Catalog):
    """A catalog whose header has no dates and names no tools, so that a file changes only when a text does."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Plural-Forms", self.plural_forms),
        ]


class Translator:
    """The catalogs of one room or door."""

    def __init__(self, app: Path) -> None:
        self.app = app
        self.source = self._extract()
        self.english = self._read_english()

    def _extract(self) -> Catalog:
        catalog = Catalog()
        found = extract_from_dir(self.app, METHODS, OPTIONS, KEYWORDS)
        for filename, _line, text, _comments, context in found:
            catalog.add(text, locations=[(filename, None)], context=context)  # type: ignore[list-item]
        return catalog

    def _read_english(self) -> dict[Key, str | tuple[str, ...]]:
        path = self._path(ENGLISH)
        if not path.exists():
            return {}
        with path.open("rb") as stored:
            messages = [message for message in read_po(stored, ENGLISH) if message.id and not message.fuzzy]
        return {_key(message): strings for message in messages if (strings := _strings(message))}

    def untranslated(self) -> Iterator[str]:
        """Name each text without English, and each whose English lost or invented a placeholder."""
        for message in _sorted(self.source):
            english = self.english.get(_key(message))
            if english is None:
                yield f"{self.app.name}: no English for {message.id!r}"
            elif _place_holders(message.id) != _place_holders(english):
                yield f"{self.app.name}: placeholders differ in the English of {message.id!r}"

    def files(self) -> dict[Path, bytes]:
        """Return what the files of this room or door should hold; none for one without texts."""
        made: dict[Path, bytes] = {}
        for locale in (ENGLISH, TRADITIONAL) if len(self.source) else ():
            catalog = self._catalog(locale)
            made[self._path(locale)] = _po(catalog)
            made[self._path(locale).with_suffix(".mo")] = _mo(catalog)
        return made

    def _catalog(self, locale: str) -> Catalog:
        catalog = PlainCatalog(
            locale,
            header_comment="# Made by python -m tongban.config.translations; the English is written by hand.",
            fuzzy=False,
        )
        for message in _sorted(self.source):
            string = self.english.get(_key(message), "") if locale == ENGLISH else _converted(message)
            places = [(place, None) for place in sorted({place for place, _line in message.locations})]
            catalog.add(message.id, string, locations=places, flags=message.flags, context=message.context)  # type: ignore[arg-type]
        return catalog

    def _path(self, locale: str) -> Path:
        return self.app / "locale" / locale / "LC_MESSAGES" / "django.po"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tongban.config.translations", description="Translations of the product."
    )
    parser.add_argument("labels", nargs="*", help="rooms and doors, such as cases portal; all when none is named")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail when something is missing or out of date"
    )
    given = parser.parse_args(arguments)
    translators = {app.name: Translator(app) for app in app_folders()}
    share_english(list(translators.values()))
    chosen = [translators[label] for label in given.labels or translators]
    complaints = [line for each in chosen for line in each.untranslated()]
    for path, content in (item for each in chosen for item in each.files().items()):
        if path.exists() and path.read_bytes() == content:
            continue
        if given.check:
            complaints.append(f"{path.relative_to(PACKAGE)} is out of date: run python -m tongban.config.translations")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    sys.stdout.writelines(f"{line}\n" for line in complaints)
    return 1 if given.check and complaints else 0


def app_folders() -> list[Path]:
    """Return the folders of all rooms and doors."""
    return [PACKAGE.joinpath(*name.split(".")[1:]) for name in [*ROOMS, *DOORS]]


def share_english(translators: Sequence[Translator]) -> None:
    """Give each text without English the English that the same text has elsewhere."""
    known = {key: english for each in translators for key, english in each.english.items()}
    for each in translators:
        for message in _sorted(each.source):
            if _key(message) in known:
                each.english.setdefault(_key(message), known[_key(message)])


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def _sorted(catalog: Catalog) -> list[Message]:
    return sorted(
        (message for message in catalog if message.id), key=lambda message: (str(message.id), message.context or "")
    )


def _strings(message: Message) -> str | tuple[str, ...] | None:
    """Return the translation, None unless all its plural forms are there."""
    if not isinstance(message.string, (list, tuple)):
        return message.string or None
    return tuple(message.string) if all(message.string) else None


def _converted(message: Message) -> str | tuple[str, ...]:
    return to_traditional(message.id) if isinstance(message.id, str) else (to_traditional(message.id[0]),)


def _place_holders(text: str | Sequence[str]) -> set[str]:
    texts = [text] if isinstance(text, str) else text
    return {found for each in texts for found in PLACE_HOLDER.findall(each)}


def _po(catalog: Catalog) -> bytes:
    made = io.BytesIO()
    write_po(made, catalog, width=120, include_lineno=False)
    return made.getvalue()


def _mo(catalog: Catalog) -> bytes:
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
