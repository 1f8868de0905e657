"""Changes bytes in the ways that break parsers."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

__all__ = ["mutate"]

MOST_CHANGES = 6
MOST_BYTES = 4096
INTERESTING = (0x00, 0x01, 0x0A, 0x12, 0x7F, 0x80, 0xFF)
LENGTHS = (
    0,
    1,
    127,
    128,
    2**16,
    2**31 - 1,
    2**31,
    2**32,
    2**40,
    2**62,
    2**63 - 1,
    2**63,
    2**64 - 1,
)


def mutate(
    data: bytes, others: Sequence[bytes], words: Sequence[bytes], chance: random.Random
) -> bytes:
    """`data` after a few random changes.

    Args:
        data: what to change.
        others: to take pieces from.
        words: pieces that mean something in this format.
        chance: decides.
    """
    changed = bytearray(data)
    for _ in range(chance.randint(1, MOST_CHANGES)):
        change = chance.choice(_CHANGES)
        change(changed, _Source(others, words, chance))
    return bytes(changed[:MOST_BYTES])


class _Source:
    """Where changes take their bytes from."""

    def __init__(
        self, others: Sequence[bytes], words: Sequence[bytes], chance: random.Random
    ) -> None:
        self.others, self.words, self.chance = others, words, chance

    def place(self, data: bytearray) -> int:
        """Somewhere in `data`, the end included."""
        return self.chance.randint(0, len(data))

    def stretch(self, data: Sequence[int]) -> slice:
        """A short piece of `data`."""
        begin = self.chance.randint(0, len(data))
        length = min(self.chance.expovariate(1 / 8), MOST_BYTES)
        return slice(begin, begin + int(length) + 1)


def _flip(data: bytearray, source: _Source) -> None:
    if data:
        data[source.chance.randrange(len(data))] ^= 1 << source.chance.randrange(8)


def _overwrite(data: bytearray, source: _Source) -> None:
    if data:
        data[source.chance.randrange(len(data))] = source.chance.choice(INTERESTING)


def _insert(data: bytearray, source: _Source) -> None:
    place = source.place(data)
    data[place:place] = source.chance.randbytes(source.chance.randint(1, 8))


def _insert_word(data: bytearray, source: _Source) -> None:
    if source.words:
        place = source.place(data)
        data[place:place] = source.chance.choice(source.words)


def _put_length(data: bytearray, source: _Source) -> None:
    """A varint, over what is there."""
    place = source.place(data)
    encoded = _varint(source.chance.choice(LENGTHS))
    data[place : place + source.chance.randint(0, len(encoded))] = encoded


def _delete(data: bytearray, source: _Source) -> None:
    del data[source.stretch(data)]


def _repeat(data: bytearray, source: _Source) -> None:
    piece = data[source.stretch(data)]
    place = source.place(data)
    data[place:place] = piece * source.chance.randint(1, 4)


def _splice(data: bytearray, source: _Source) -> None:
    """The end of another input in place of ours, or a piece of it within."""
    other = source.chance.choice(source.others)
    if source.chance.random() < 0.5:
        data[source.place(data) :] = other[source.chance.randint(0, len(other)) :]
    else:
        place = source.place(data)
        data[place:place] = other[source.stretch(other)]


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


_CHANGES: Sequence[Callable[[bytearray, _Source], None]] = (
    _flip, _overwrite, _insert, _insert_word, _put_length, _delete, _repeat, _splice,
)  # fmt: skip
