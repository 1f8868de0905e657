"""Ids that clients bring and ids that are made."""

from __future__ import annotations

import pytest

from tfserve.core.request_id import RequestIds


@pytest.mark.parametrize("given", ["abc-1", "x" * 128, '"{}"', "00-4bf9-01"])
def test_a_fit_id_is_taken_as_it_is(given):
    assert RequestIds().of(given) == given


@pytest.mark.parametrize("given", [None, "", "x" * 129, "a b", "a\nb", "\x1b[31m", "ü"])
def test_an_unfit_id_is_none_or_replaced(given):
    assert RequestIds().of(given) == ""
    made = RequestIds(makes=True)
    assert made.of(given) != made.of(given)
