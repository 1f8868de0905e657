import pytest

from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.errors import NotFound


@pytest.mark.parametrize("content", [{}, {"data": "/m/1", "error": NotFound("no such path")}])
def test_a_version_comes_with_exactly_one_of_data_and_error(content):
    with pytest.raises(ValueError, match=r"\{name: m version: 1\}: exactly one"):
        ServableData(ServableId("m", 1), **content)
