"""What the protocol tells about the server and its models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tfserve import __version__
from tfserve.core.ids import ModelSpec
from tfserve.core.inventory import ModelInventory, VersionReport
from tfserve.core.lookup import ModelHealth, ModelStatus
from tfserve.core.servable import TensorSpec
from tfserve.core.state import ManagerState
from tfserve.errors import ServingError
from tfserve.frontends.oip.datatypes import datatype_name, shape_of
from tfserve.frontends.oip.inference import choose_signature
from tfserve.handlers.service import Handlers

__all__ = [
    "EXTENSIONS",
    "SERVER_NAME",
    "SERVER_VERSION",
    "Catalog",
    "IndexEntry",
    "ModelDescription",
    "TensorDescription",
]

SERVER_NAME = "tfserve"
SERVER_VERSION = __version__
EXTENSIONS = ("binary_tensor_data", "parameters")

_PLATFORMS = {"tensorflow": "tensorflow_savedmodel"}
_STATES = {
    ManagerState.START: "LOADING",
    ManagerState.LOADING: "LOADING",
    ManagerState.AVAILABLE: "READY",
    ManagerState.UNLOADING: "UNLOADING",
    ManagerState.END: "UNAVAILABLE",
}
_READY = "READY"


@dataclass(frozen=True, slots=True)
class TensorDescription:
    """An input or output; -1 in `shape` where any size goes."""

    name: str
    datatype: str
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ModelDescription:
    """A model as metadata has it; `versions` are those that serve, highest first."""

    name: str
    versions: tuple[str, ...]
    platform: str
    inputs: tuple[TensorDescription, ...]
    outputs: tuple[TensorDescription, ...]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One version in the repository index; `version` is empty for a model without any."""

    name: str
    version: str
    state: str
    reason: str


class Catalog:
    """Answers questions. Thread-safe.

    Args:
        handlers: know signatures.
        health: knows what is ready.
        status: knows the states of versions.
        inventory: knows all models.
    """

    def __init__(
        self,
        *,
        handlers: Handlers,
        health: ModelHealth,
        status: ModelStatus,
        inventory: ModelInventory,
    ) -> None:
        self._handlers = handlers
        self._health = health
        self._status = status
        self._inventory = inventory

    def is_server_ready(self) -> bool:
        """Whether the ready policy is met and the server is not draining."""
        return self._health.is_ready()

    def is_model_ready(self, spec: ModelSpec) -> bool | None:
        """Whether the version, or any where none is named, serves; None for a model that is not
        configured. While the server drains, nothing is ready.
        """
        is_ready = self._health.is_model_ready(spec.name)
        if not is_ready or (spec.version is None and spec.label is None):
            return is_ready
        try:
            self._handlers.describe(spec)
        except ServingError:
            return False
        return True

    def model(self, spec: ModelSpec, signature: str = "") -> ModelDescription:
        """Versions, inputs and outputs of a model; `signature` as in a request.

        Raises:
            ServingError: no such version serves, or it has no such signature.
        """
        servable_id, signatures = self._handlers.describe(spec)
        chosen = choose_signature(signatures, signature)
        config = self._inventory.model_config(spec.name)
        platform = "" if config is None else config.platform
        return ModelDescription(
            name=servable_id.name,
            versions=tuple(
                str(each.id.version)
                for each in self._status.version_states(spec.name)
                if each.state is ManagerState.AVAILABLE
            ),
            platform=_PLATFORMS.get(platform, platform),
            inputs=tuple(_tensor(*each) for each in chosen.inputs.items()),
            outputs=tuple(_tensor(*each) for each in chosen.outputs.items()),
        )

    def index(self, *, only_ready: bool) -> Sequence[IndexEntry]:
        """Every version of every configured model; or those that serve."""
        entries: list[IndexEntry] = []
        for report in self._inventory.models():
            name = report.config.name
            entries += [_entry(name, version) for version in report.versions]
            if not report.versions:
                entries.append(IndexEntry(name, "", "UNAVAILABLE", report.not_ready))
        return [each for each in entries if not only_ready or each.state == _READY]


def _tensor(name: str, spec: TensorSpec) -> TensorDescription:
    return TensorDescription(name, datatype_name(spec.dtype), shape_of(spec))


def _entry(name: str, version: VersionReport) -> IndexEntry:
    state = version.state
    reason = version.waits_for
    if state.error is not None:
        reason = state.error.status
    elif state.state in (ManagerState.UNLOADING, ManagerState.END):
        reason = state.reason
    return IndexEntry(name, str(state.id.version), _STATES[state.state], reason)
