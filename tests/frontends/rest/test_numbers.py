"""How numbers are printed (spec 9.8): the quick way gives the same bytes as the plain one."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from tfserve.frontends.rest.numbers import decimal_text, decimal_texts

WORKED = [
    (0.1, "0.1"), (3, "3.0"), (999999, "999999.0"), (9000000, "9e+06"), (0.00003, "3e-05"),
    (555557.5, "555557.5"), (1 / 3, "0.333333343"), (1234567, "1234567.0"), (-0.0, "-0.0"),
    (math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity"), (0.0001, "0.0001"),
    (1e-45, "1.4013e-45"), (3.4028235e38, "3.40282347e+38"), (1e6, "1e+06"), (100, "100.0"),
    (123456789, "123456792.0"), (16777217, "16777216.0"), (1e9, "1e+09"), (999999.5, "999999.5"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), WORKED, ids=str)
def test_floats_that_the_specification_names(value, text):
    number = np.float32(value)
    assert decimal_text(float(number), is_double=False) == text
    for count in (1, 20, 100):  # few are printed in another way than many
        assert decimal_texts(np.full(count, number)).split(b",") == [text.encode()] * count


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (16777217.0, "16777217.0"), (0.1, "0.1"), (1 / 3, "0.33333333333333331"), (9e6, "9e+06"),
        (1e17, "1e+17"), (123456789012345678.0, "1.2345678901234568e+17"), (-0.0, "-0.0"),
        (1e300, "1e+300"), (5e-324, "4.94066e-324"), (math.nan, "NaN"),
        (-math.inf, "-Infinity"), (1e16 + 2, "10000000000000002.0"),
    ],
    ids=str,
)  # fmt: skip
def test_doubles(value, text):
    assert decimal_text(value, is_double=True) == text
    for count in (1, 20):
        assert decimal_texts(np.full(count, value)).split(b",") == [text.encode()] * count


def plain(numbers):
    is_double = numbers.dtype == np.float64
    return ",".join(decimal_text(each, is_double=is_double) for each in numbers.tolist()).encode()


def test_random_bits_of_floats():
    bits = np.random.default_rng(5).integers(0, 2**32, 50_000, dtype=np.uint64)
    numbers = bits.astype(np.uint32).view(np.float32)
    assert decimal_texts(numbers) == plain(numbers)


def test_random_bits_of_doubles():
    numbers = np.random.default_rng(5).integers(0, 2**63, 10_000).view(np.float64)
    assert decimal_texts(numbers) == plain(numbers)


@pytest.mark.parametrize(
    "numbers",
    [
        2.0 ** np.arange(-149, 128), -(2.0 ** np.arange(-149, 128)),
        10.0 ** np.arange(-44.9, 38, 0.1), np.arange(-20_000, 20_000), np.arange(20_000) / 8,
        np.arange(999_000, 1_001_000) / 1, np.arange(20_000) * 1e-9, np.arange(1, 10_000) * 1e5,
        np.zeros(100), np.arange(10_000) * 1e-42,
        np.nextafter(np.float32(10.0) ** np.arange(-30, 38), np.float32(0)).repeat(2),
        np.random.default_rng(1).normal(size=20_000),
        np.round(np.random.default_rng(2).normal(size=20_000) * 1000, 3),
        np.exp(np.random.default_rng(3).normal(size=20_000) * 9),
    ],
    ids=range(14),
)  # fmt: skip
def test_numbers_near_the_borders_of_the_format(numbers):
    for each in (numbers.astype(np.float32), np.nextafter(numbers.astype(np.float32), np.inf)):
        assert decimal_texts(each.astype(np.float32)) == plain(each.astype(np.float32))


@given(npst.arrays(np.float32, st.integers(65, 200), elements=st.floats(width=32)))
def test_any_floats(numbers):
    assert decimal_texts(numbers) == plain(numbers)


@given(st.lists(st.floats(), max_size=100))
def test_any_doubles(values):
    numbers = np.array(values, np.float64)
    assert decimal_texts(numbers) == plain(numbers)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_text_gives_the_number_again(value):
    text = decimal_text(value, is_double=False)
    assert struct.pack("f", np.float32(float(text))) == struct.pack("f", value)


@pytest.mark.parametrize("count", [12, 60, 120, 20_000])
def test_ends_of_lists_are_marked(count):
    numbers = np.ones(count, np.float32)
    text = decimal_texts(numbers, [(3, b"\x02"), (6, b"\x03")])
    row = b"1.0,1.0,1.0\x021.0,1.0,1.0\x03"
    assert text == (row * (count // 6))[:-1] if count % 6 == 0 else text.startswith(row)
