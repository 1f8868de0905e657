"""A model on storage in memory, and the source that watches it."""

import logging

import pytest

from tfserve.config.models import Latest, ModelConfig
from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import NotFound
from tfserve.sources import FileSystemStoragePathSource, Rules
from tfserve.testing import FakeClock, RecordingTarget
from tfserve.testing.storage import FakeStorage

OLD_S = 1000.0


class World:
    """Everything around a FileSystemStoragePathSource; each round is asked for.

    A version is complete when it has a file `pb`.
    """

    def __init__(self):
        self.clock = FakeClock()
        self.storage = FakeStorage(self.clock)
        self.target = RecordingTarget()
        self.observed = 0
        self.source = self.make_source()

    def make_source(self, poll_interval_s=-1, **rules):
        return FileSystemStoragePathSource(
            storage=self.storage,
            target=self.target,
            clock=self.clock,
            poll_interval_s=poll_interval_s,
            rules=Rules(version_files=frozenset({"pb"}), **rules),
            missing_part=missing_part,
            observed=self._count,
        )

    def _count(self):
        self.observed += 1

    def add(self, version, *files, model="m", age_s=OLD_S):
        for file in files or ("pb",):
            self.storage.put(f"/{model}/{version}/{file}", age_s=age_s)

    def configure(self, *models, policy=Latest()):  # noqa: B008 - frozen
        self.source.set_config(
            [
                each if isinstance(each, ModelConfig) else model(each, policy)
                for each in models or ("m",)
            ]
        )

    def poll(self, after_s=0.0):
        self.clock.advance(after_s)
        self.source.poll_once()

    def aspired(self, name="m"):
        """Version -> path or error of the newest list."""
        return self.target.aspired(name)

    def lists(self, name="m"):
        """The versions of every list so far."""
        return [
            [each.id.version for each in data] for key, data in self.target.calls if key == name
        ]

    def becomes(self, state, version, error=None, name="m"):
        self.source.on_servable_state(ServableState(ServableId(name, version), state, error))

    def loads(self, version):
        self.becomes(ManagerState.AVAILABLE, version)

    def fails(self, version, error=None):
        self.becomes(ManagerState.END, version, error or NotFound("no"))


def model(name, policy=Latest(), **more):  # noqa: B008 - frozen
    return ModelConfig(name, f"/{name}", version_policy=policy, **more)


def missing_part(platform, storage, path, files):
    if "pb" not in files:
        return NotFound(f"{path}/pb is missing")
    storage.open(f"{path}/pb").close()
    return None


@pytest.fixture
def world():
    return World()


@pytest.fixture(scope="session")
def make_world():
    return World


@pytest.fixture
def logged(caplog):
    """The lines logged so far."""
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records]
