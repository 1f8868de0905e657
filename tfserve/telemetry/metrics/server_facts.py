"""What the server's parts say about themselves, as one value that metrics are read off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tfserve.core.ids import ServableId
from tfserve.core.state import ManagerState
from tfserve.telemetry.metrics.families import Labels
from tfserve.telemetry.metrics.reading import Kind, Reading

__all__ = ["InflightFacts", "ServerFacts", "VersionFacts", "readings_of"]


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """One managed version.

    Args:
        id: which one.
        state: as GetModelStatus shows it.
        handles: requests that hold it.
        resident_bytes: by how much its load has grown the process; what is reserved for it where
            that is not known, 0 while nothing is.
    """

    id: ServableId
    state: ManagerState
    handles: int
    resident_bytes: int


@dataclass(frozen=True, slots=True)
class InflightFacts:
    """Requests and bytes charged to the budget now, and requests ever admitted and refused."""

    requests: int
    size_bytes: int
    admitted: int
    refused: int


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """The whole server at one moment.

    Args:
        versions: every managed version.
        models: configured model -> whether it serves.
        is_ready: whether the ready policy is met.
        inflight: of all frontends.
        abandoned_loads: threads stuck in loads that were given up.
        memory_limit_bytes: `--total_model_memory_limit_bytes`; 0 is none.
    """

    versions: Sequence[VersionFacts]
    models: Mapping[str, bool]
    is_ready: bool
    inflight: InflightFacts
    abandoned_loads: int = 0
    memory_limit_bytes: int = 0


def readings_of(facts: ServerFacts) -> Iterable[Reading]:
    """The metrics of these facts."""
    yield from _version_readings(facts.versions)
    inflight = facts.inflight
    models = [((name,), float(is_ready)) for name, is_ready in sorted(facts.models.items())]
    yield _gauge("tfserve_model_ready", "Whether a configured model serves", models, "model")
    for name, text, value in (
        ("ready", "Whether the ready policy is met and the server is not draining", facts.is_ready),
        ("inflight_requests", "Requests charged to the in-flight budget", inflight.requests),
        ("inflight_bytes", "Bytes charged to the in-flight budget", inflight.size_bytes),
        ("abandoned_loads", "Threads stuck in loads that were given up", facts.abandoned_loads),
        (
            "model_memory_limit_bytes",
            "Memory that models may take, by --total_model_memory_limit_bytes; 0 is no limit",
            facts.memory_limit_bytes,
        ),
    ):
        yield _gauge(f"tfserve_{name}", text, [((), float(value))])
    for name, text, value in (
        ("admitted", "Requests that the in-flight budget took", inflight.admitted),
        ("refused", "Requests that the in-flight budget refused", inflight.refused),
    ):
        samples: list[tuple[Labels, float]] = [((), float(value))]
        yield Reading(f"tfserve_requests_{name}", text, Kind.COUNTER, (), samples)


def _version_readings(versions: Sequence[VersionFacts]) -> Iterable[Reading]:
    yield _gauge(
        "tfserve_model_version_state",
        "1 for the state that a managed version is in",
        [((*_labels(each), each.state.name), 1.0) for each in versions],
        *_VERSION,
        "state",
    )
    yield _gauge(
        "tfserve_model_resident_bytes",
        "Memory reserved for a version: its loader's figure",
        [(_labels(each), float(each.resident_bytes)) for each in versions if each.resident_bytes],
        *_VERSION,
    )
    yield _gauge(
        "tfserve_model_handles",
        "Requests that hold a version, and keep it from being unloaded",
        [
            (_labels(each), float(each.handles))
            for each in versions
            if each.state is ManagerState.AVAILABLE or each.handles
        ],
        *_VERSION,
    )


_VERSION = ("model", "version")


def _labels(version: VersionFacts) -> Labels:
    return (version.id.name, str(version.id.version))


def _gauge(
    name: str, text: str, samples: Sequence[tuple[Labels, float]], *label_names: str
) -> Reading:
    return Reading(name, text, Kind.GAUGE, label_names, samples)
