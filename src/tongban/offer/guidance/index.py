"""
The search index: every item of the catalogue once, in memory, never changed after it is made.

Three ways lead to an item: the words of its name and of what people call it (BM25), its sounds (for pinyin, and for characters
mistaken for others of the same sound), and its initials. What they find is ranked by how alike the question is to a name.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import rjieba
import tantivy

from tongban.groundwork.foundation.text import to_simplified
from tongban.offer.catalogue.api import OfferCard
from tongban.offer.guidance.answers import Hit, Reason, Suggestion, Why
from tongban.offer.guidance.rules import Language, likeness, pairs, sound_pairs, tidy
from tongban.offer.guidance.speech import Listener, Question, full_sounds_of, initials_of, sounds_of, weighted

CANDIDATES = 60
WRITER_BYTES = 15_000_000  # the least that tantivy takes; given back when the index is made
FIELDS = {"name": 3.0, "alias": 2.5, "about": 0.5}
SAID_OFTEN = 10_000  # how common the sayings are made for the segmenter
FEWEST_INITIALS = 2
ENGLISH_STEM = 5  # letters by which English words are compared: marriage and married are one
SOUNDS_LIKE = 0.5  # below it, what sounds alike does so by accident

# What each way of finding an item counts in its rank.
WORDS, NAMES, MEANINGS, SOUNDS, INITIALS, ENGLISH, COMPLETE_GUIDE = 1.0, 1.5, 0.9, 0.8, 1.5, 2.0, 0.35

Choice = Callable[[Sequence[OfferCard]], OfferCard | None]


@dataclass(frozen=True)
class Label:
    """One way of calling an item: its name or an alias."""

    text: str
    core: str
    pairs: frozenset[str]
    sound_pairs: frozenset[str]
    spelled: str
    initials: str
    is_name: bool


@dataclass(frozen=True)
class Entry:
    """One item of the index with the cards of all who offer it, complete guides first."""

    cards: tuple[OfferCard, ...]
    labels: tuple[Label, ...]
    about: str
    english_name: frozenset[str]
    english: frozenset[str]  # with the summary

    @property
    def card(self) -> OfferCard:
        return self.cards[0]


class SearchIndex:
    """Answers questions about the items it was made of."""

    def __init__(self, cards: Iterable[OfferCard], language: Language) -> None:
        for row in language.synonyms:
            for saying in row.say:
                if 2 <= len(saying) <= 5:
                    rjieba.add_word(saying, SAID_OFTEN, "n")
        groups: dict[str, list[OfferCard]] = defaultdict(list)
        for card in cards:
            groups[card.group_code or card.code].append(card)
        sayings = [saying for row in language.synonyms for saying in row.say if len(saying) > 1]
        says = [(" ".join(sounds_of(saying)), saying) for saying in sayings]
        texts = [text for group in groups.values() for text in (group[0].name, *group[0].aliases)]
        syllables = {syllable for text in (*texts, *sayings) for syllable in full_sounds_of(text)}
        self._listener = Listener(language, syllables=syllables, says=says)
        self._entries = tuple(self._entry(group) for group in groups.values())
        self._by_sound = _inverted((entry.labels, number) for number, entry in enumerate(self._entries))
        uses = Counter(stem for entry in self._entries for stem in entry.english)
        self._english = {stem: count**-0.5 for stem, count in uses.items()}  # rare words say more
        self._index, self._searcher = self._indexed()

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, asked: str, *, choose: Choice, limit: int) -> tuple[str, str | None, tuple[Hit, ...]]:
        """Return the question as it was read, what was understood where that differs, and the hits, best first."""
        question = self._listener.hear(asked)
        ranked = sorted(self._ranked(question), key=lambda found: (-found[0], found[1].card.name))
        hits = []
        for score, entry, why in ranked:
            card = choose(entry.cards)
            if card is not None:
                hits.append(Hit(card=card, why=why, score=round(score, 4)))
            if len(hits) == limit:
                break
        return question.text, self._understood(question, hits), tuple(hits)

    def suggest(self, typed: str, *, choose: Choice, limit: int) -> tuple[Suggestion, ...]:
        """Return names and ways of saying that begin with, or contain, what is typed so far, by character or by pinyin."""
        text = to_simplified(tidy(typed)).replace(" ", "")
        if not text:
            return ()
        found = []
        for entry in self._entries:
            fits = [(fit, label) for label in entry.labels if (fit := _fit(text, label)) is not None]
            card = choose(entry.cards) if fits else None
            if card is not None:
                fit, label = min(fits, key=lambda each: (each[0], len(each[1].text)))
                found.append((fit, not card.is_online, len(label.text), label.text, card))
        found.sort(key=lambda each: each[:4])
        return tuple(Suggestion(text=text, name=card.name, code=card.code) for _, _, _, text, card in found[:limit])

    def _entry(self, group: list[OfferCard]) -> Entry:
        cards = tuple(sorted(group, key=lambda card: (not card.is_online, card.region_code)))
        first = cards[0]
        labels = tuple(self._label(text, text == first.name) for text in dict.fromkeys((first.name, *first.aliases)))
        about = tidy(" ".join((first.summary, first.main_item, *first.life_events, *first.themes)))
        english_name = _stems(first.name_en)
        return Entry(
            cards=cards,
            labels=labels,
            about=to_simplified(about),
            english_name=english_name,
            english=english_name | _stems(first.summary_en),
        )

    def _label(self, text: str, is_name: bool) -> Label:
        core = self._listener.core(to_simplified(tidy(text)))
        sounds = sounds_of(core)
        return Label(
            text=text,
            core=core.replace(" ", ""),
            pairs=pairs(core),
            sound_pairs=sound_pairs(sounds),
            spelled="".join(sounds),
            initials=initials_of(core.replace(" ", "")),
            is_name=is_name,
        )

    def _indexed(self) -> tuple[tantivy.Index, tantivy.Searcher]:
        builder = tantivy.SchemaBuilder()
        for name in FIELDS:
            builder.add_text_field(name, stored=False, tokenizer_name="spaces", index_option="freq")
        builder.add_unsigned_field("entry", stored=True, fast=True)
        index = tantivy.Index(builder.build())
        spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("spaces", spaces)
        writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
        for number, entry in enumerate(self._entries):
            aliases = " ".join(label.core for label in entry.labels if not label.is_name)
            document = tantivy.Document()
            document.add_text("name", " ".join(weighted(entry.labels[0].core)))
            document.add_text("alias", " ".join(weighted(aliases)))
            document.add_text("about", " ".join(weighted(entry.about)))
            document.add_unsigned("entry", number)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return index, index.searcher()

    def _ranked(self, question: Question) -> Iterator[tuple[float, Entry, Why]]:
        by_words = self._by_words(question)
        most = max(by_words.values(), default=1.0)
        english = {
            stem: weight for word in question.letters if (weight := self._english.get(stem := word[:ENGLISH_STEM]))
        }
        spelled = sound_pairs([syllable for word in question.spelled for syllable in word])
        sounds = sound_pairs(question.sounds)
        letters = [
            word for word in question.letters if len(word) >= FEWEST_INITIALS and word[:ENGLISH_STEM] not in english
        ]
        candidates = set(by_words) | self._by_sounds(sounds | spelled)
        if letters or english:
            candidates |= self._by_letters(letters, english)
        asked_pairs = pairs(question.core) if question.core else frozenset()
        for number in candidates:
            entry = self._entries[number]
            found = _Found(entry)
            found.by_words(by_words.get(number, 0.0) / most, question)
            found.by_name(asked_pairs, question.core.replace(" ", ""))
            found.by_meaning(question)
            found.by_sound(spelled, weight=1.6)
            found.by_sound(sounds, weight=0.5)
            found.by_initials(letters)
            found.by_english(english)
            if found.why is not None:
                yield found.score + COMPLETE_GUIDE * entry.card.is_online, entry, found.why

    def _by_words(self, question: Question) -> dict[int, float]:
        words = Counter(question.words) | Counter(question.meant_words)
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(name, word), weight * FIELDS[name]))
            for word, weight in words.items()
            for name in FIELDS
        ]
        if not clauses:
            return {}
        result = self._searcher.search(tantivy.Query.boolean_query(clauses), CANDIDATES)
        return {self._searcher.doc(address)["entry"][0]: score for score, address in result.hits}

    def _term(self, name: str, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, name, word, index_option="freq")

    def _by_sounds(self, sounds: frozenset[str]) -> set[int]:
        counts = Counter(number for pair in sounds for number in self._by_sound.get(pair, ()))
        return {number for number, _ in counts.most_common(CANDIDATES)}

    def _by_letters(self, letters: list[str], english: Mapping[str, float]) -> set[int]:
        return {
            number
            for number, entry in enumerate(self._entries)
            if any(word in label.initials for word in letters for label in entry.labels)
            or not entry.english.isdisjoint(english)
        }

    def _understood(self, question: Question, hits: list[Hit]) -> str | None:
        """Return the Chinese that was meant by letters or by characters of the same sound."""
        if not hits:
            return None
        best = hits[0].why
        was_spelled = question.letters and not question.core and best.reason is not Reason.NAME
        return best.text if was_spelled or best.reason is Reason.SOUND else None


class _Found:
    """Adds up for one item what speaks for it; the weightiest reason is the one that is told."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.score = 0.0
        self.why: Why | None = None
        self._weight = 0.0

    def by_words(self, share: float, question: Question) -> None:
        self.score += WORDS * share
        told = [word for word in question.words if len(word) > 1 and word in self.entry.about]
        if share and told:
            self._tell(0.1 * share, Why(Reason.ABOUT, max(told, key=len)))

    def by_name(self, asked: frozenset[str], core: str) -> None:
        alike, label = max(
            ((likeness(asked, label.pairs) + 0.3 * (core == label.core), label) for label in self.entry.labels),
            key=lambda each: (each[0], each[1].is_name),
        )
        self.score += NAMES * alike
        if alike:
            self._tell(
                NAMES * alike,
                Why(Reason.NAME, _shared(core, label.core)) if label.is_name else Why(Reason.ALIAS, label.text),
            )

    def by_meaning(self, question: Question) -> None:
        name = self.entry.labels[0].core
        fitting = [meaning for meaning in question.meanings if meaning in name]
        if fitting:
            meaning = max(fitting, key=len)
            weight = MEANINGS * len(fitting) / len(question.meanings) ** 0.5
            self.score += weight
            self._tell(weight, Why(Reason.SYNONYM, meaning, question.meanings[meaning]))

    def by_sound(self, sounds: frozenset[str], *, weight: float) -> None:
        alike, label = max(
            ((likeness(sounds, label.sound_pairs), label) for label in self.entry.labels), key=lambda each: each[0]
        )
        self.score += SOUNDS * weight * alike
        if alike >= SOUNDS_LIKE:
            self._tell(SOUNDS * weight * alike * 0.5, Why(Reason.SOUND, label.text))

    def by_initials(self, letters: list[str]) -> None:
        fits = [
            (len(word) / len(label.initials) + 0.2 * label.initials.startswith(word), label)
            for word in letters
            for label in self.entry.labels
            if word in label.initials
        ]
        if fits:
            fit, label = max(fits, key=lambda each: each[0])
            self.score += INITIALS * fit
            self._tell(INITIALS * fit, Why(Reason.SOUND, label.text))

    def by_english(self, words: Mapping[str, float]) -> None:
        told = [word for word in words if word in self.entry.english]
        if told:
            weight = sum(words[word] * (2 if word in self.entry.english_name else 1) for word in told)
            weight *= ENGLISH / sum(words.values())
            self.score += weight
            self._tell(weight, Why(Reason.NAME, self.entry.card.name_en))

    def _tell(self, weight: float, why: Why) -> None:
        if weight > self._weight:
            self._weight, self.why = weight, why


def _inverted(labelled: Iterable[tuple[tuple[Label, ...], int]]) -> dict[str, list[int]]:
    inverted: dict[str, list[int]] = defaultdict(list)
    for labels, number in labelled:
        for pair in frozenset().union(*(label.sound_pairs for label in labels)):
            inverted[pair].append(number)
    return dict(inverted)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:ENGLISH_STEM] for word in tidy(text).split() if len(word) > 2)


def _shared(asked: str, name: str) -> str:
    """Return the longest piece of a name that was asked for."""
    pieces = (
        name[start:end]
        for start in range(len(name))
        for end in range(start + 1, len(name) + 1)
        if name[start:end] in asked
    )
    return max(pieces, key=len, default=name)


def _fit(text: str, label: Label) -> int | None:
    """Return how well a label fits what is typed so far: the lower the better, None when it does not."""
    name = label.text.lower()
    if name.startswith(text):
        return 0
    if text in name or text in label.core:
        return 1
    if not text.isascii():
        return None
    if label.initials.startswith(text):
        return 2
    if label.spelled.startswith(plain_letters(text)):
        return 2
    if text in label.initials and len(text) >= FEWEST_INITIALS:
        return 3
    return None


def plain_letters(text: str) -> str:
    """Return letters as `plain_sound` would make them, also while a syllable is still being typed."""
    for hard, soft in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("v", "u")):
        text = text.replace(hard, soft)
    return text
