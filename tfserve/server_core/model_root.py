"""A directory whose sub-folders are the models, followed while the server runs."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tfserve.config.models import ModelConfig, ModelServerConfig
from tfserve.core.clock import Clock
from tfserve.core.deadline import Deadline
from tfserve.core.lookup import ConfigReloader
from tfserve.core.periodic import PeriodicTask
from tfserve.core.storage import Entry, Storage
from tfserve.errors import ServingError, Unknown, error_of
from tfserve.sources.version_policy import version_of

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Folders", "ModelRoot", "follow"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Folders:
    """The models of a root, as far as they are known.

    Args:
        present: names of models.
        missing: those of them that the newest listing did not have.
    """

    present: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


def follow(known: Folders, children: Sequence[Entry]) -> Folders:
    """What is known after a listing. Pure.

    A new folder is a model at once; one that is gone stops being one when two listings in a row do
    not have it. A listing without any model changes nothing: a mount that was lost looks like that.
    """
    listed = frozenset(each.name for each in children if each.is_directory and _is_model(each.name))
    if not listed:
        return known
    gone = known.present - listed
    return Folders(present=listed | (gone - known.missing), missing=gone - known.missing)


def _is_model(name: str) -> bool:
    """Whether a folder of this name is a model: not when it is hidden, or a version number."""
    return not name.startswith((".", "_")) and version_of(name) is None


class ModelRoot:
    """Lists the root again and again and applies what it finds as a config. Thread-safe.

    As long as the root cannot be read, or has no folder, the models stay. What another reload
    changes meanwhile is changed back at the next round, as with a config file.

    Args:
        path: the root, local or a URI.
        storage: where it is.
        reloader: applies configs.
        options: model's name -> settings that ModelConfig has no field for.
        interval_s: seconds between two rounds; 0 or less: only the first.
        clock: time.
    """

    def __init__(
        self,
        *,
        path: str,
        storage: Storage,
        reloader: ConfigReloader,
        options: Mapping[str, Mapping[str, Any]],
        interval_s: float,
        clock: Clock,
    ) -> None:
        self._path = path.rstrip("/") or "/"
        self._storage = storage
        self._reloader = reloader
        self._options = options
        self._clock = clock
        self._folders = Folders()  # the starting thread's, then the polling thread's
        self._complaint = ""  # the same
        self._task = PeriodicTask(
            "tfserve-model-root", self.poll_once, interval_s=interval_s, clock=clock
        )

    def first(self) -> ModelServerConfig:
        """The models to start with; none where there is no folder yet.

        Raises:
            ServingError: the root cannot be read; the details name the flag.
        """
        try:
            self._folders = follow(self._folders, self._storage.list(self._path))
        except ServingError as error:
            text = f"The model root cannot be read: {error.message}"
            raise error_of(error.code, text, details={"flag": "model_root"}) from error
        if not self._folders.present:
            _log.warning(
                "Model root %s has no models yet: it has no folder with a name", self._path
            )
        return self._config()

    def poll_once(self) -> None:
        """One round."""
        try:
            folders = follow(self._folders, self._storage.list(self._path))
        except ServingError as error:
            self._complain(f"The model root cannot be read, its models stay: {error.message}")
            return
        for name in sorted(folders.present - self._folders.present):
            _log.info("Model root %s has a new model: %s", self._path, name)
        for name in sorted(self._folders.present - folders.present):
            _log.info("Model root %s does not have model %s any more", self._path, name)
        self._folders = folders
        if not folders.present:
            return
        try:
            # Nothing is waited for: the next round must not come late because a model is slow.
            self._reloader.reload(self._config(), Deadline(self._clock.now()))
        except Unknown:
            pass  # new models are not there yet; status and readiness tell
        except ServingError as error:
            self._complain(f"The models of the model root are refused: {error.message}")
            return
        self._complaint = ""

    def _config(self) -> ModelServerConfig:
        base = self._path.rstrip("/")
        return ModelServerConfig(
            tuple(
                ModelConfig(name, f"{base}/{name}", options=self._options.get(name, {}))
                for name in sorted(self._folders.present)
            )
        )

    def _complain(self, text: str) -> None:
        if text != self._complaint:
            self._complaint = text
            _log.error("%s", text)

    def start(self) -> None:
        """Follow the root from now on."""
        self._task.start(at_once=False)

    def close(self, timeout_s: float = 1.0) -> bool:
        """Stop; False when storage still hangs after `timeout_s` seconds, whose thread holds up
        nothing.
        """
        return self._task.close(timeout_s)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()
