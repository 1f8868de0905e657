import pytest

from tfserve.core.resources import MAIN_RAM_BYTES, Resource, ResourceAllocation

GPU = Resource("gpu", "ram_in_bytes", 0)


def test_amounts_without_zeros_are_equal_and_hash_alike():
    some = ResourceAllocation({MAIN_RAM_BYTES: 5, GPU: 0})
    assert some == ResourceAllocation.ram(5)
    assert hash(some) == hash(ResourceAllocation.ram(5))


def test_the_sum_has_the_resources_of_both():
    total = ResourceAllocation.ram(5) + ResourceAllocation({MAIN_RAM_BYTES: 2, GPU: 3})
    assert total == ResourceAllocation({MAIN_RAM_BYTES: 7, GPU: 3})


@pytest.mark.parametrize(
    ("need", "room", "fits"),
    [
        ({}, {}, True),
        ({MAIN_RAM_BYTES: 5}, {MAIN_RAM_BYTES: 5}, True),
        ({MAIN_RAM_BYTES: 6}, {MAIN_RAM_BYTES: 5}, False),
        ({MAIN_RAM_BYTES: 1, GPU: 1}, {MAIN_RAM_BYTES: 5}, False),
    ],
)
def test_an_amount_fits_where_there_is_as_much_of_everything(need, room, fits):
    assert ResourceAllocation(need).fits_into(ResourceAllocation(room)) is fits


def test_negative_quantities_are_refused():
    with pytest.raises(ValueError, match="must not be negative"):
        ResourceAllocation.ram(-1)


def test_an_amount_does_not_change_with_the_mapping_it_was_made_from():
    quantities = {MAIN_RAM_BYTES: 5}
    amount = ResourceAllocation(quantities)
    quantities[MAIN_RAM_BYTES] = 6
    assert amount == ResourceAllocation.ram(5)
