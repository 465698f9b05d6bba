"""Add, change and remove rows of synonyms at the desk, and dismiss an empty search; each is written in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation.actors import Actor
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.foundation.text import to_simplified
from tongban.groundwork.ledger import api as ledger
from tongban.offer.guidance.current import current_index, language, prepare
from tongban.offer.guidance.models import EmptySearch, Synonym, Vocabulary
from tongban.offer.guidance.queries import UnableToFindSynonym
from tongban.offer.guidance.rules import LONGEST_WORDING, MOST_WORDINGS, Synonyms, tidy

SHORTEST_WORDING = 2  # a single character is in too many sentences to mean anything by itself


@dataclass(frozen=True)
class Fault:
    """What is wrong with one side of a row: `side` is say or mean, the sentence says what and how to mend it."""

    side: str
    sentence: str


@dataclass(frozen=True)
class Trial:
    """What a question finds now, and what it would find then: titles, best first."""

    question: str
    now: tuple[str, ...]
    then: tuple[str, ...]


class UnableToKeepSynonym(DomainError):
    """The row of synonyms has faults: mend what is named."""

    code = "synonym.faulty"
    sentence = _("这一行同义词还不能保存，请改正标出的地方。")
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__()


@transaction.atomic
def add_synonym(*, say: Sequence[str], mean: Sequence[str], same: bool, actor: Actor) -> int:
    """Add a row and return its number, or raise UnableToKeepSynonym; searches follow within seconds, here at once."""
    says, means = _sides(say, mean, same=same)
    row = Synonym.objects.create(say=says, mean=means, same=same)
    # What is now understood is no longer looked for in vain.
    EmptySearch.objects.filter(text__in=says).update(is_dismissed=True)
    _record("synonym.added", row, actor)
    return row.pk


@transaction.atomic
def change_synonym(id: int, *, say: Sequence[str], mean: Sequence[str], same: bool, actor: Actor) -> None:
    """Change a row, or raise UnableToFindSynonym or UnableToKeepSynonym."""
    row = _found(id)
    before = _facts(row)
    row.say, row.mean = _sides(say, mean, same=same, id=id)
    row.same = same
    row.save()
    _record("synonym.changed", row, actor, before=before)


@transaction.atomic
def remove_synonym(id: int, *, actor: Actor) -> None:
    """Remove a row, or raise UnableToFindSynonym."""
    row = _found(id)
    _record("synonym.removed", row, actor)
    row.delete()


def try_synonym(question: str, *, say: Sequence[str], mean: Sequence[str], same: bool, limit: int = 3) -> Trial:
    """Return what a question finds now, and what it would find if a row were kept."""
    row = Synonyms(
        say=tuple(_wording(text) for text in say if _wording(text)),
        mean=tuple(_wording(text) for text in mean if _wording(text)),
        same=same,
    )
    spoken = language()
    others = tuple(each for each in spoken.synonyms if not set(each.say) & set(row.say))
    with_row = replace(spoken, synonyms=(*others, row))
    index = current_index()
    return Trial(
        question=question,
        now=index.titles(question, limit=limit),
        then=index.titles(question, limit=limit, language=with_row),
    )


@transaction.atomic
def dismiss_empty_search(text: str, *, actor: Actor) -> None:
    """Show an empty search no more: it is nothing that this government offers."""
    text = text.replace("\0", "")  # no database keeps it
    if EmptySearch.objects.filter(text=text, is_dismissed=False).update(is_dismissed=True):
        ledger.record(deed="empty_search.dismissed", subject="search", actor=actor, facts={"text": text})


def _found(id: int) -> Synonym:
    row = Synonym.objects.select_for_update().filter(id=id).first()
    if row is None:
        raise UnableToFindSynonym
    return row


def _sides(
    say: Sequence[str], mean: Sequence[str], *, same: bool, id: int | None = None
) -> tuple[list[str], list[str]]:
    """Return both sides as the search reads them, each wording once; raise UnableToKeepSynonym with all faults."""
    says, means = (list(dict.fromkeys(_wording(text) for text in side if _wording(text))) for side in (say, mean))
    faults = [*_faults("say", says), *_faults("mean", means)]
    if both := [text for text in says if text in means]:
        faults.append(Fault("say", str(_("“{text}”在两边都有，删去一边。").format(text=both[0]))))
    others = Synonym.objects.all() if id is None else Synonym.objects.exclude(id=id)
    taken = others.filter(say__overlap=says).values_list("say", flat=True).first()
    if taken is not None and (double := [text for text in says if text in taken]):
        text = double[0]
        faults.append(Fault("say", str(_("“{text}”已经在另一行里，请到那一行添加意思。").format(text=text))))
    if same and len(means) > 1:
        faults.append(Fault("mean", str(_("“就是同一件事”的一行只能有一个意思；有几个意思的，请不要勾选。"))))
    if faults:
        raise UnableToKeepSynonym(faults)
    return says, means


def _faults(side: str, texts: Sequence[str]) -> list[Fault]:
    if not texts:
        missing = _("请填写群众的说法，每行一个。") if side == "say" else _("请填写事项里的用词，每行一个。")
        return [Fault(side, str(missing))]
    faults = []
    if len(texts) > MOST_WORDINGS:
        faults.append(Fault(side, str(_("最多 {most} 个，请分成几行。").format(most=MOST_WORDINGS))))
    if long := [text for text in texts if len(text) > LONGEST_WORDING]:
        sentence = _("“{text}”太长，最多 {most} 个字，请只写关键的词。").format(text=long[0][:30], most=LONGEST_WORDING)
        faults.append(Fault(side, str(sentence)))
    if short := [text for text in texts if len(text) < SHORTEST_WORDING]:
        sentence = _("“{text}”只有一个字，容易误会，请至少写两个字。").format(text=short[0])
        faults.append(Fault(side, str(sentence)))
    return faults


def _wording(text: str) -> str:
    return to_simplified(tidy(text)).replace(" ", "")


def _record(deed: str, row: Synonym, actor: Actor, **more: object) -> None:
    Vocabulary.advance()
    transaction.on_commit(prepare)  # here at once; other processes follow by themselves
    ledger.record(deed=deed, subject=f"synonym:{row.pk}", actor=actor, facts={**_facts(row), **more})


def _facts(row: Synonym) -> dict[str, object]:
    return {"say": list(row.say), "mean": list(row.mean), "same": row.same}
