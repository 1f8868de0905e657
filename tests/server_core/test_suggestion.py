"""Which name is offered to whom asked for another one."""

import pytest

from tfserve.errors import NotFound
from tfserve.server_core.suggestion import with_suggestion


@pytest.mark.parametrize(
    ("asked", "existing", "suggested"),
    [
        ("image-search", ["image_search"], "image_search"),
        ("MNIST", ["other", "mnist"], "mnist"),
        ("mnist", ["half_plus_two"], None),
        ("x" * 1000, ["x" * 999], None),  # nobody mistypes that; comparing would take long
    ],
)
def test_the_nearest_name_is_suggested(asked, existing, suggested):
    error = with_suggestion(NotFound("no"), asked, existing)
    assert error.details.get("did_you_mean") == suggested
