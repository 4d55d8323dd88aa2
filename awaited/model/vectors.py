"""Embeddings without a model: texts that share words get vectors that are close."""

import hashlib
import math
import re
from collections.abc import Sequence

EMBEDDING_SECONDS = 0.2
"""How long a request for embeddings takes, whatever the number of texts."""

DIMENSIONS = 256
"""The length of a vector, where no other is asked for."""


def embed(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """A vector of length one for a text: each word adds to one of its components."""
    vector = [0.0] * dimensions
    for word in re.findall(r"\w+", text.lower()):
        vector[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4]) % dimensions] += 1.0
    length = math.sqrt(sum(x * x for x in vector)) or 1.0
    return [x / length for x in vector]


def label(texts: Sequence[str]) -> str:
    """What a request for embeddings is called in a recording."""
    return texts[0] if len(texts) == 1 else f"{len(texts)} texts"
