"""What the server's parts tell about themselves, gathered for metrics."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from tfserve.core.resources import MAIN_RAM_BYTES
from tfserve.frontends.http import HttpStatistics
from tfserve.limits import InflightBudget
from tfserve.manager import AspiredVersionsManager
from tfserve.manager.states import manager_state
from tfserve.manager.statistics import VersionStatistics
from tfserve.security.protection import ProtectionStatistics
from tfserve.server_core import ServerCore
from tfserve.telemetry.metrics import InflightFacts, Kind, Reading, ServerFacts, VersionFacts

__all__ = ["http_readings", "protection_readings", "server_facts"]


def server_facts(
    *,
    manager: AspiredVersionsManager,
    core: ServerCore,
    budget: InflightBudget,
    memory_limit_bytes: int,
) -> ServerFacts:
    """The server at this moment."""
    now, inflight, available = manager.statistics(), budget.statistics(), manager.available()
    return ServerFacts(
        versions=tuple(_facts_of(each) for each in now.versions),
        models={name: bool(available.get(name)) for name in core.model_names()},
        is_ready=core.is_ready(),
        inflight=InflightFacts(
            inflight.requests, inflight.size_bytes, inflight.admitted, inflight.refused
        ),
        abandoned_loads=now.abandoned_loads,
        memory_limit_bytes=memory_limit_bytes,
    )


def _facts_of(version: VersionStatistics) -> VersionFacts:
    reserved = version.reserved
    resident = 0 if reserved is None else reserved.quantities.get(MAIN_RAM_BYTES, 0)
    if version.resident_bytes is not None and reserved is not None:
        resident = max(0, version.resident_bytes)
    return VersionFacts(
        id=version.id,
        state=manager_state(version.state),
        handles=version.handles,
        resident_bytes=resident,
    )


def http_readings(now: HttpStatistics) -> Iterable[Reading]:
    """What the HTTP server does before anybody is asked."""
    yield Reading(
        "tfserve_http_connections",
        "Connections to the HTTP port that are open",
        Kind.GAUGE,
        (),
        [((), float(now.connections))],
    )
    yield Reading(
        "tfserve_http_connections_refused",
        "Connections turned away because there were as many as there may be",
        Kind.COUNTER,
        (),
        [((), float(now.refused_connections))],
    )


def protection_readings(now: ProtectionStatistics) -> Iterable[Reading]:
    """What the protection does; nothing where there is none."""
    if now.decisions is not None:
        decisions = dataclasses.asdict(now.decisions)
        yield Reading(
            "tfserve_auth_decisions",
            "Decisions about callers, where credentials are asked for",
            Kind.COUNTER,
            ("outcome",),
            [((outcome,), float(count)) for outcome, count in decisions.items()],
        )
    if not now.files:
        return
    yield Reading(
        "tfserve_security_reloads",
        "Attempts to read changed certificates and principals",
        Kind.COUNTER,
        ("files", "outcome"),
        [
            ((what, outcome), float(count))
            for what, each in now.files.items()
            for outcome, count in (("taken", each.taken), ("refused", each.refused))
        ],
    )
    yield Reading(
        "tfserve_security_files_current",
        "0 while changed files are wrong and the old certificates or principals stay in use",
        Kind.GAUGE,
        ("files",),
        [((what,), float(each.is_current)) for what, each in now.files.items()],
    )
