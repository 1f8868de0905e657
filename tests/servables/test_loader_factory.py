"""Loaders for the models of one platform."""

from __future__ import annotations

import pytest

from tfserve.core.ids import ServableId
from tfserve.errors import InvalidArgument
from tfserve.servables.loader_factory import LoaderFactory
from tfserve.sources import LocalStorage
from tfserve.testing import FakeClock, FakeServable, InlineExecutor

M, N = ServableId("m", 1), ServableId("n", 1)


class FakePlatform:
    """Counts its openers and remembers what they opened."""

    def __init__(self):
        self.openers: list[object] = []
        self.opened: list[tuple[object, ServableId, str]] = []

    def opener(self, settings):
        self.openers.append(settings)

        def open_servable(servable_id, directory):
            self.opened.append((settings, servable_id, directory))
            return FakeServable()

        return open_servable


@pytest.fixture
def platform():
    return FakePlatform()


def factory(platform, settings_for=lambda name: f"settings of {name}", **options):
    return LoaderFactory(
        platform="fake",
        settings_for=settings_for,
        storage=LocalStorage(),
        executor=InlineExecutor(),
        clock=FakeClock(),
        make_opener=lambda _name, settings, **_: platform.opener(settings),
        **options,
    )


def test_a_loader_opens_its_directory_with_its_models_settings(platform, tmp_path):
    factory(platform)(M, str(tmp_path)).load()
    assert platform.opened == [("settings of m", M, str(tmp_path))]


def test_making_a_loader_opens_nothing(platform, tmp_path):
    factory(platform)(M, str(tmp_path))
    assert platform.openers == []


def test_models_with_equal_settings_share_what_opens_them(platform, tmp_path):
    make = factory(platform, settings_for=lambda _: "the same")
    make(M, str(tmp_path)).load()
    make(N, str(tmp_path)).load()
    assert platform.openers == ["the same"]


def test_settings_that_cannot_be_are_refused_before_anything_is_opened(platform, tmp_path):
    def refuse(name):
        raise InvalidArgument(f"no settings for {name}")

    with pytest.raises(InvalidArgument, match="no settings for m"):
        factory(platform, settings_for=refuse)(M, str(tmp_path))


def test_preparing_makes_the_opener_that_loads_use(platform, tmp_path):
    make = factory(platform, settings_for=lambda _: "the same")
    make.prepare()
    make(M, str(tmp_path)).load()
    assert platform.openers == ["the same"]


def test_what_is_to_be_done_before_a_version_serves_is_done(platform, tmp_path):
    seen = []
    make = factory(platform, before_available=lambda *arguments: seen.append(arguments[:2]))
    make(M, str(tmp_path)).load()
    assert seen == [(M, str(tmp_path))]
