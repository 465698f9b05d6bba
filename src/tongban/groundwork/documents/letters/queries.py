"""Reads of the texts: the list of kinds, one text with its history, differences of versions, numbers given."""

from difflib import SequenceMatcher

from tongban.groundwork.documents.composition import shown
from tongban.groundwork.documents.letters.versions import GENERAL, version_in_force
from tongban.groundwork.documents.letters.views import (
    DemandLine,
    DifferenceLine,
    FactLine,
    LetterLine,
    LetterVersionLine,
    LetterView,
    SeriesLine,
    VariantLine,
    said_faults,
)
from tongban.groundwork.documents.models import LetterDraft, LetterVersion, NumberSeries
from tongban.groundwork.documents.operations.change_letter import UnableToFindLetter, checked_text
from tongban.groundwork.documents.rules import document_number
from tongban.groundwork.documents.template_data import Kind, all_facts, kinds, mark_of, shipped_letters
from tongban.groundwork.foundation import clock

MOST_VERSIONS = 50
MOST_SERIES = 50
OWN_TEXT = "{通用}\n"  # what a text of one's own begins with
ALIKE = 0.5  # share of a line that is the same
DRAFT = 0  # stands for the text that is being worked on where versions are compared


def letters() -> tuple[LetterLine, ...]:
    """Return every kind of document that has a text; three SQL statements."""
    today = clock.today()
    newest: dict[str, tuple[int, object]] = {}
    own: dict[str, set[str]] = {}
    for kind, variant, number, since in LetterVersion.objects.order_by("number").values_list(
        "kind", "variant", "number", "effective_from"
    ):
        if variant != GENERAL:
            own.setdefault(kind, set()).add(variant)
        elif since <= today:
            newest[kind] = (number, since)
    states: dict[str, str] = {}
    for kind, state in LetterDraft.objects.exclude(text=None).values_list("kind", "state"):
        states[kind] = max(states.get(kind, ""), state)
    return tuple(
        LetterLine(
            kind=code,
            title=kinds()[code].title,
            mark=kinds()[code].mark,
            in_force=newest.get(code, (0, None))[0],
            effective_from=newest.get(code, (0, None))[1],  # type: ignore[arg-type]
            own_texts=len(own.get(code, ())),
            state=states.get(code, ""),
        )
        for code in shipped_letters()
    )


def letter(kind: str, variant: str) -> LetterView:
    """Return one text; raise UnableToFindLetter. A variant that nobody has written yet begins with the general text."""
    about = _kind(kind)
    draft = LetterDraft.objects.filter(kind=kind, variant=variant).first() or LetterDraft(kind=kind, variant=variant)
    history = _history(kind, variant)
    held = version_in_force(kind, variant, clock.today())
    text = draft.text if draft.text is not None else held.text if held else OWN_TEXT
    return LetterView(
        kind=kind,
        title=about.title,
        mark=about.mark,
        variant=variant,
        text=text,
        state=draft.state if draft.text is not None else "",
        revision=draft.revision,
        authors=tuple(draft.authors),
        edited_by=draft.edited_by,
        edited_at=draft.edited_at,
        why=draft.why,
        effective_from=draft.effective_from,
        note=draft.note,
        faults=said_faults(checked_text(kind, variant, text).faults),
        in_force=next((line for line in history if line.is_in_force), None),
        history=history,
        variants=_variants(kind),
        facts=_facts(about),
        demands=_demands(about),
    )


def letter_text(kind: str, variant: str, number: int) -> str:
    """Return the text of a version, or (number 0) of what is being worked on; raise UnableToFindLetter."""
    _kind(kind)
    if number == DRAFT:
        text = LetterDraft.objects.filter(kind=kind, variant=variant).values_list("text", flat=True).first()
    else:
        versions = LetterVersion.objects.filter(kind=kind, variant=variant, number=number)
        text = versions.values_list("text", flat=True).first()
    if text is None:
        raise UnableToFindLetter
    return text


def letter_differences(kind: str, variant: str, before: int, after: int) -> tuple[DifferenceLine, ...]:
    """Return two versions line by line (0: what is being worked on), without empty lines."""
    old, new = (
        [line for line in letter_text(kind, variant, number).splitlines() if line.strip()] for number in (before, after)
    )
    lines: list[DifferenceLine] = []
    for same, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if same == "equal":
            lines += [DifferenceLine(" ", line) for line in old[a:b]]
            continue
        pairs = [_compared(*pair) for pair in zip(old[a:b], new[c:d], strict=False)]
        taken = [pair[0] for pair in pairs] + [DifferenceLine("-", line) for line in old[a + len(pairs) : b]]
        added = [pair[1] for pair in pairs] + [DifferenceLine("+", line) for line in new[c + len(pairs) : d]]
        lines += [*taken, *added]
    return tuple(lines)


def numbers_given(kind: str) -> tuple[SeriesLine, ...]:
    """Return the busiest fifty issuers of a kind this year, with the last number of each."""
    series = NumberSeries.objects.filter(kind=kind, year=clock.today().year).order_by("-last", "issuer_code")
    return tuple(SeriesLine(code, last) for code, last in series.values_list("issuer_code", "last")[:MOST_SERIES])


def number_example(kind: str, issuer_name: str, serial: int) -> str:
    """Return a number of an issuer as it would be printed this year."""
    return document_number(
        mark=mark_of(issuer_name), kind_mark=_kind(kind).mark, year=clock.today().year, serial=serial
    )


def _compared(old: str, new: str) -> tuple[DifferenceLine, DifferenceLine]:
    """Return a line that was changed, before and after; lines that have little in common differ as a whole."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return DifferenceLine("-", old), DifferenceLine("+", new)
    codes = matcher.get_opcodes()
    return (
        DifferenceLine("-", old, tuple((old[a:b], same != "equal") for same, a, b, _c, _d in codes if b > a)),
        DifferenceLine("+", new, tuple((new[c:d], same != "equal") for same, _a, _b, c, d in codes if d > c)),
    )


def _kind(code: str) -> Kind:
    if code not in shipped_letters():
        raise UnableToFindLetter
    return kinds()[code]


def _history(kind: str, variant: str) -> tuple[LetterVersionLine, ...]:
    today = clock.today()
    versions = LetterVersion.objects.filter(kind=kind, variant=variant).order_by("-number").defer("text", "body")
    rows = list(versions[:MOST_VERSIONS])
    held = next((row.number for row in rows if row.effective_from <= today), 0)
    return tuple(
        LetterVersionLine(
            number=row.number,
            effective_from=row.effective_from,
            published_at=row.published_at,
            edited_by=row.edited_by,
            publisher=row.publisher,
            why=row.why,
            is_in_force=row.number == held,
            is_shipped=not row.published_by,
            general_number=row.general_number,
        )
        for row in rows
    )


def _variants(kind: str) -> tuple[VariantLine, ...]:
    found = {
        row.variant: VariantLine(row.variant, row.number, row.general_number, "")
        for row in LetterVersion.objects.filter(kind=kind)
        .exclude(variant=GENERAL)
        .order_by("variant", "-number")
        .distinct("variant")
        .defer("text", "body")
    }
    for variant, state in LetterDraft.objects.filter(kind=kind).exclude(text=None).values_list("variant", "state"):
        if variant != GENERAL:
            line = found.get(variant, VariantLine(variant, 0, None, ""))
            found[variant] = VariantLine(variant, line.number, line.general_number, state)
    return tuple(found[variant] for variant in sorted(found))


def _facts(kind: Kind) -> tuple[FactLine, ...]:
    return tuple(
        FactLine(
            fact.name,
            fact.form,
            tuple(fact.columns.values()),
            fact.code in kind.always or bool(fact.otherwise),
            "" if fact.form == "table" else shown(fact.sample),
        )
        for fact in kind.facts.values()
    )


def _demands(kind: Kind) -> tuple[DemandLine, ...]:
    return tuple(
        DemandLine(
            demand.law,
            demand.because,
            (f"{{{all_facts()[demand.fact].name}}}",) if demand.fact else demand.words,
            demand.matter == "licensing",
        )
        for demand in kind.must
    )
