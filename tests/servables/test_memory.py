"""Where large blocks of memory come from while models load, and afterwards."""

from __future__ import annotations

import pytest

from tfserve.servables.memory import LargeBlocks

MMAP_THRESHOLD = -3


def test_blocks_are_mapped_from_the_first_load_to_the_end_of_the_last():
    calls = []
    blocks = LargeBlocks(lambda option, value: calls.append((option, value)))
    with blocks.mapped(), blocks.mapped():
        pass
    borders = [value >> 10 for option, value in calls if option == MMAP_THRESHOLD]
    assert borders == [256, 256, 256, 32 << 10]


def test_a_load_that_fails_ends_like_others():
    calls = []
    blocks = LargeBlocks(lambda option, value: calls.append((option, value)))
    with pytest.raises(ValueError, match="broken"), blocks.mapped():
        raise ValueError("broken")
    assert calls[-1] == (MMAP_THRESHOLD, 32 << 20)


def test_the_c_library_takes_both_borders():
    taken = []
    real = LargeBlocks()
    if real._mallopt is None:
        pytest.skip("this C library has no mallopt")
    blocks = LargeBlocks(lambda *change: taken.append(real._mallopt(*change)))
    with blocks.mapped():
        pass
    assert taken == [1, 1, 1]
