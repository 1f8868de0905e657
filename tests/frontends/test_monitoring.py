"""What orchestrators and balancers are told."""

from __future__ import annotations

import json

import pytest

from tfserve.frontends.monitoring import OpenedHealth, health_routes
from tfserve.security.access import Access
from tfserve.testing import Exchanges


class Core:
    """One model, `m`."""

    def __init__(self) -> None:
        self.serves = True
        self.is_draining = False

    def is_ready(self) -> bool:
        return self.serves and not self.is_draining

    def not_ready(self) -> dict[str, str]:
        return {} if self.serves else {"m": "NOT_FOUND: nothing there"}

    def is_model_ready(self, name: str) -> bool | None:
        return self.is_ready() if name == "m" else None

    def subscribe(self, changed) -> None:
        return changed


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def get(core):
    """Asks a server whose start is over."""
    exchanges = Exchanges(health_routes(OpenedHealth(core, lambda: True)))

    def get_(path: str) -> tuple[int, dict]:
        response = exchanges.ask("GET", path)
        return response.status, json.loads(response.body)

    return get_


def test_the_process_is_alive_whatever_the_models_do(core, get):
    core.serves = False
    core.is_draining = True
    assert get("/healthz") == (200, {"alive": True})


def test_ready_means_that_the_policy_is_met(core, get):
    assert get("/readyz") == (200, {"ready": True})
    core.serves = False
    waits_for = {"m": "NOT_FOUND: nothing there"}
    assert get("/readyz") == (503, {"ready": False, "waits_for": waits_for})


def test_a_draining_server_is_not_ready_and_neither_are_its_models(core, get):
    core.is_draining = True
    assert get("/readyz") == (503, {"ready": False, "waits_for": {}})
    assert get("/v1/models/m/ready")[0] == 503


def test_a_model_is_ready_when_some_version_serves(core, get):
    assert get("/v1/models/m/ready") == (200, {"ready": True, "model": "m"})
    core.serves = False
    assert get("/v1/models/m/ready") == (503, {"ready": False, "model": "m"})
    assert get("/v1/models/n/ready")[0] == 404


def test_nothing_is_ready_before_the_start_is_over(core):
    is_open: list[bool] = []
    health = OpenedHealth(core, lambda: bool(is_open))
    assert not health.is_ready()
    assert health.is_model_ready("m") is False
    assert health.is_model_ready("n") is None
    is_open.append(True)
    assert health.is_ready()
    assert health.is_model_ready("m")
    assert health.not_ready() == {}
    assert health.subscribe(len) is len


def test_health_is_open_to_everybody_and_never_cached(core):
    routes = health_routes(core)
    assert {route.access for route in routes} == {Access.OPEN}
    response = Exchanges(routes).ask("GET", "/healthz")
    assert response.headers == {"cache-control": "no-store"}
