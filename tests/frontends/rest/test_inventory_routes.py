"""The list of all models."""

from __future__ import annotations

import json

from tfserve.config.models import ModelConfig
from tfserve.core.ids import ServableId
from tfserve.core.inventory import ModelReport, VersionReport
from tfserve.core.state import ManagerState, ServableState
from tfserve.errors import DataLoss
from tfserve.frontends.rest.inventory_routes import inventory_routes
from tfserve.testing import Exchanges


class Here:
    """Handlers that run what blocks in the caller's thread."""

    def execute(self, work, done, ended):
        done(work(), None)
        ended()


class Models:
    def __init__(self, *reports):
        self.reports = reports

    def models(self):
        return self.reports


def state(version, which, error=None, **more):
    return ServableState(ServableId("m", version), which, error, **more)


def test_every_model_is_listed_with_versions_labels_and_reasons():
    config = ModelConfig("m", "/models/m", version_labels={"stable": 8})
    report = ModelReport(
        config,
        (
            VersionReport(state(9, ManagerState.START), waits_for="being copied"),
            VersionReport(
                state(8, ManagerState.AVAILABLE, note="changed", reason="latest"),
                labels=("stable",),
                reserved_bytes=2**40,
                requests=3,
            ),
            VersionReport(state(7, ManagerState.END, DataLoss("cut off"), reason="latest")),
        ),
    )
    server = Exchanges(
        inventory_routes(Models(report, ModelReport(ModelConfig("n", "/n"), (), "missing")), Here())
    )
    response = server.ask("GET", "/v1/models")
    first, second = json.loads(response.body)["models"]
    assert second == {
        "name": "n",
        "ready": False,
        "reason": "missing",
        "base_path": "/n",
        "platform": "tensorflow",
        "version_policy": {"latest": {"num_versions": 1}},
        "labels": {},
        "versions": [],
    }
    assert (first["ready"], first["reason"], first["labels"]) == (True, "", {"stable": "8"})
    assert first["versions"] == [
        {
            "version": "9",
            "state": "START",
            "status": {"error_code": "OK", "error_message": ""},
            "reason": "being copied",
            "labels": [],
            "memory_bytes": None,
            "requests": 0,
        },
        {
            "version": "8",
            "state": "AVAILABLE",
            "status": {"error_code": "OK", "error_message": "changed"},
            "reason": "latest",
            "labels": ["stable"],
            "memory_bytes": str(2**40),
            "requests": 3,
        },
        {
            "version": "7",
            "state": "END",
            "status": {"error_code": "DATA_LOSS", "error_message": "cut off"},
            "reason": "latest",
            "labels": [],
            "memory_bytes": None,
            "requests": 0,
        },
    ]


def test_no_models_are_an_empty_list():
    response = Exchanges(inventory_routes(Models(), Here())).ask("GET", "/v1/models")
    assert (response.status, json.loads(response.body)) == (200, {"models": []})
