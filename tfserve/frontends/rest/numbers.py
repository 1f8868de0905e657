"""Floating-point numbers as TensorFlow Serving prints them (spec 9.8), many at once.

`decimal_text` says what is right, for one number. `decimal_texts` gives the same bytes for an array
of float32: it works on pieces that fit the processor's cache, computes nine digits of each number
in double precision, looks their text up by groups of three, and leaves to the C library the few of
which double precision cannot tell how to round.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence

import numpy as np

from tfserve.core.servable import Array

__all__ = ["decimal_text", "decimal_texts"]

_PIECE = 1 << 13  # elements worked on at once
_VERY_FEW = 16  # up to here one by one is quickest
_FEW = 64  # and up to here in texts
_FLOAT32 = struct.Struct("f")
_SHORT_DIGITS = 6
_LONG_DIGITS = 9  # of a float32
_ZERO_EXPONENT = 64  # where the tables by decimal exponent have 0
_TABLE = 128
_DOUBT_UNITS = 1e-5  # as near as this to half a unit of the ninth digit: do not trust the rounding


def decimal_text(value: float, *, is_double: bool) -> str:
    """One number: six digits where they give the value again, else 9 (float) or 17 (double).

    Whole numbers without an exponent end in `.0`.

    Args:
        value: a float32's value, or any double.
        is_double: which of them it is.
    """
    if not math.isfinite(value):
        return _special(value)
    text = f"{value:.6g}"
    if _parsed(text, is_double=is_double) != value:
        text = f"{value:.17g}" if is_double else f"{value:.9g}"
    return text if "." in text or "e" in text else f"{text}.0"


def _parsed(text: str, *, is_double: bool) -> float:
    # Through a double: where that would round twice, six digits are too far from any float32 to be
    # one.
    number = float(text)
    return number if is_double else _FLOAT32.unpack(_FLOAT32.pack(number))[0]


def decimal_texts(numbers: Array, ends: Sequence[tuple[int, bytes]] = ()) -> bytes:
    """The texts of a one-dimensional array, a comma after each but the last.

    Args:
        numbers: float32 or float64.
        ends: a period and the one byte that stands after every so manieth number instead of the
            comma; later ones override earlier ones.
    """
    if numbers.dtype == np.float32 and len(numbers) > _FEW:
        return b"".join(_float_pieces(numbers, ends))[:-1]
    after = ["," for _ in range(len(numbers))]
    for period, mark in ends:
        after[period - 1 :: period] = [mark.decode()] * (len(numbers) // period)
    texts = [""] * (2 * len(numbers))
    if len(numbers) <= _VERY_FEW:
        is_double = numbers.dtype == np.float64
        texts[::2] = [decimal_text(each, is_double=is_double) for each in numbers.tolist()]
    else:
        texts[::2] = _formatted(numbers)
    texts[1::2] = after
    return "".join(texts)[:-1].encode()


def _formatted(numbers: Array) -> list[str]:
    """The texts of any numbers, by the C library's own formatting."""
    texts = np.empty(len(numbers), object)
    candidates = _may_be_short(numbers)
    short = _printed("%.6g", numbers[candidates])
    with np.errstate(over="ignore", invalid="ignore"):
        parsed = np.array(list(map(float, short))).astype(numbers.dtype, copy=False)
        is_whole = (numbers == np.floor(numbers)) & (np.abs(numbers) < 1e17)
    is_finite = np.isfinite(numbers)
    is_short = np.zeros(len(numbers), np.bool_)
    is_short[candidates] = parsed == numbers[candidates]
    is_short &= is_finite
    texts[candidates] = short
    long = ~is_short & is_finite
    texts[long] = _printed("%.17g" if numbers.dtype == np.float64 else "%.9g", numbers[long])
    for at in np.flatnonzero(~is_finite).tolist():
        texts[at] = _special(float(numbers[at]))
    for at in np.flatnonzero(is_whole).tolist():
        if "e" not in texts[at]:
            texts[at] += ".0"
    whole: list[str] = texts.tolist()
    return whole


def _printed(form: str, numbers: Array) -> list[str]:
    return (f"{form}," * len(numbers) % tuple(numbers.tolist())).split(",")[:-1]


def _may_be_short(numbers: Array) -> Array:
    """Where six digits may be enough: all where they are, and some more."""
    if len(numbers) <= _FEW or numbers.dtype != np.float64:
        return np.ones(len(numbers), np.bool_)
    size = np.abs(numbers.astype(np.float64))
    with np.errstate(all="ignore"):
        digits = size * 10.0 ** (_SHORT_DIGITS - 1 - np.floor(np.log10(size)))
        return (np.abs(digits - np.rint(digits)) < 1e-6) | (size < 1e-290)


def _special(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


# ---- tables


def _by_binary_exponent() -> tuple[Array, Array]:
    """For each binary exponent of a double: the decimal exponent of its smallest number, and half
    the distance between float32 numbers of that size.
    """
    exponents = np.arange(2048) - 1023
    decimal = np.floor(exponents * math.log10(2)).clip(-_ZERO_EXPONENT + 18, 39).astype(np.intp)
    return decimal, np.ldexp(1.0, exponents.clip(-126, 128) - 24)


def _by_decimal_exponent(digits: int) -> tuple[Array, Array, Array]:
    """For each decimal exponent: what to divide a number of nine digits by for the part before the
    point, by what to multiply the rest for twelve digits behind it, and the text of the exponent.
    """
    divisors, factors = np.full(_TABLE, 1e8), np.full(_TABLE, 1e4)
    texts = np.zeros((_TABLE, 4), np.uint8)
    for exponent in range(-_ZERO_EXPONENT, _TABLE - _ZERO_EXPONENT):
        at = exponent + _ZERO_EXPONENT
        if -4 <= exponent < digits:
            divisors[at], factors[at] = float(10 ** (8 - exponent)), float(10 ** (4 + exponent))
        else:
            texts[at] = np.frombuffer(f"e{exponent:+03d}".encode(), np.uint8)
    return divisors, factors, texts.view(np.uint32).ravel()


def _groups() -> tuple[Array, Array, Array]:
    """The texts of 0 to 999, each as one uint32 whose NUL bytes are to be left out.

    Returns:
        before the point: positive, then negative; its first group of three: with all digits, then
        without zeros at the end, then `.0` for zero; further groups: with all digits, then
        without zeros at the end.
    """
    whole = [f"{sign}{n}" for sign in ("", "-") for n in range(1000)]
    full = [f"{n:03d}" for n in range(1000)]
    cut = [text.rstrip("0") for text in full]
    first = [f".{text}" for text in full + cut]
    first[1000] = ""  # only zeros, behind an exponent
    return _packed(whole), _packed([*first, ".0"]), _packed(full + cut)


def _packed(texts: Sequence[str]) -> Array:
    return np.frombuffer(b"".join(text.encode().ljust(4, b"\0") for text in texts), np.uint32)


_DECIMAL_EXPONENT, _HALF_STEP = _by_binary_exponent()
_POWERS = np.array([float(f"1e{8 - at + _ZERO_EXPONENT}") for at in range(_TABLE)])
_DIVISORS, _FACTORS, _EXPONENT_TEXTS = (
    np.concatenate(pair)
    for pair in zip(
        _by_decimal_exponent(_LONG_DIGITS), _by_decimal_exponent(_SHORT_DIGITS), strict=True
    )
)
_WHOLE, _FIRST, _FURTHER = _groups()
_SPECIALS = tuple(
    (value, np.frombuffer(_special(value).encode().ljust(36, b"\0"), np.uint32))
    for value in (math.nan, math.inf, -math.inf)
)
_JUST_ZERO = 2000  # `.0` in _FIRST
_CUT = 1000  # from here on without zeros at the end


# ---- float32


def _float_pieces(numbers: Array, ends: Sequence[tuple[int, bytes]]) -> Iterator[bytes]:
    """Texts with what follows each, in pieces."""
    for begin in range(0, len(numbers), _PIECE):
        rows = _rows(numbers[begin : begin + _PIECE])
        rows[:, -1] = ord(",")
        for period, mark in ends:
            rows[(period - 1 - begin) % period :: period, -1] = ord(mark)
        yield rows.tobytes().translate(None, b"\0")


def _rows(numbers: Array) -> Array:
    """One row for each number: its text, with NUL bytes in it, as uint32; the last is empty."""
    with np.errstate(invalid="ignore"):  # signaling NaN
        exact = np.abs(numbers.astype(np.float64))
    is_finite, is_zero = exact < math.inf, exact == 0
    exact[~is_finite | is_zero] = 1.0
    digits, table, doubt = _digits(exact)
    digits[is_zero] = 0
    divisors = _DIVISORS[table]
    whole = np.floor(digits / divisors)
    rest = (digits - whole * divisors) * _FACTORS[table]  # twelve digits
    columns = [
        *_whole_columns(whole, np.signbit(numbers)),
        *_rest_columns(rest, _EXPONENT_TEXTS[table]),
    ]
    rows = np.empty((len(numbers), len(columns) + 1), np.uint32)
    for at, column in enumerate(columns):
        rows[:, at] = column
    if not is_finite.all():
        for value, text in _SPECIALS:
            rows[np.isnan(numbers) if math.isnan(value) else numbers == value] = text[
                : rows.shape[1]
            ]
    if doubt.any():
        _correct(rows, numbers, np.flatnonzero(doubt & is_finite))
    return rows


def _correct(rows: Array, numbers: Array, doubtful: Array) -> None:
    raw = rows.view(np.uint8)
    raw[doubtful] = 0
    texts = _formatted(numbers[doubtful])
    for at, text in zip(doubtful.tolist(), texts, strict=True):
        raw[at, : len(text)] = np.frombuffer(text.encode(), np.uint8)


def _digits(exact: Array) -> tuple[Array, Array, Array]:
    """The nine digits that are printed, as one number; the place in the tables by decimal exponent
    (second half: six digits are enough); where that is in doubt.
    """
    bits = exact.view(np.int64)
    binary = bits >> 52
    exponent = _DECIMAL_EXPONENT[binary] + _ZERO_EXPONENT
    scaled = exact * _POWERS[exponent]
    larger = scaled >= 999_999_999.5
    exponent += larger
    power = _POWERS[exponent]
    scaled = exact * power
    nine = np.rint(scaled)
    doubt = np.abs(np.abs(scaled - nine) - 0.5) < _DOUBT_UNITS
    six = np.rint(scaled * 1e-3) * 1e3
    # Six digits give the number again if they are nearer to it than to its neighbours. Below a
    # power of two these are twice as near; it is not worth a formula.
    distance = np.abs(six - scaled)
    half = _HALF_STEP[binary] * power
    is_short = distance < half
    near = np.abs(distance - half) < half * 1e-6
    near |= is_short & ((bits & ((1 << 52) - 1)) == 0) & (distance > half * 0.49)
    digits = np.where(is_short, six, nine)
    carried = digits >= 1e9
    if carried.any():
        digits[carried] = 1e8
        exponent += carried
    return digits, exponent + is_short * _TABLE, doubt & ~is_short | near


def _whole_columns(whole: Array, is_negative: Array) -> list[Array]:
    """Texts of what stands before the point, with its sign."""
    sign = is_negative * _CUT
    if not len(whole) or whole.max() < 1e3:
        return [_WHOLE[whole.astype(np.intp) + sign]]
    millions = np.floor(whole / 1e6)
    thousands = np.floor((whole - millions * 1e6) / 1e3)
    ones = (whole - millions * 1e6 - thousands * 1e3).astype(np.intp)
    has_millions, has_thousands = millions > 0, whole >= 1e3
    millions, thousands = millions.astype(np.intp), thousands.astype(np.intp)
    second = np.where(has_millions, _FURTHER[thousands], _WHOLE[thousands + sign])
    return [
        np.where(has_millions, _WHOLE[millions + sign], 0),
        np.where(has_thousands, second, 0),
        np.where(has_thousands, _FURTHER[ones], _WHOLE[ones + sign]),
    ]


def _rest_columns(rest: Array, exponents: Array) -> list[Array]:
    """Texts of twelve digits behind the point, and of the exponent."""
    first = np.floor(rest / 1e9)
    rest -= first * 1e9
    ends = rest == 0  # nothing but zeros follows
    at = first.astype(np.intp) + ends * _CUT
    at[ends & (first == 0) & (exponents == 0)] = _JUST_ZERO
    columns = [_FIRST[at]]
    for unit in (1e6, 1e3):
        group = np.floor(rest / unit)
        rest -= group * unit
        columns.append(_FURTHER[group.astype(np.intp) + (rest == 0) * _CUT])
    columns.append(_FURTHER[rest.astype(np.intp) + _CUT])
    columns.append(exponents)
    return columns
