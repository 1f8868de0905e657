"""The files for Prometheus and Grafana fit the server and one another."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tfserve.config.monitoring import metrics_path
from tfserve.core.clock import SystemClock
from tfserve.telemetry.metrics import InflightFacts, Metrics, ServerFacts, readings_of

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = DEPLOY / "grafana" / "dashboards" / "tfserve.json"


def queries(dashboard):
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"]
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["query"]["query"]


def test_prometheus_asks_where_the_server_answers():
    path = metrics_path(str(DEPLOY / "monitoring.config"))
    assert f"metrics_path: {path}" in (DEPLOY / "prometheus.yml").read_text()


def test_every_file_that_is_mounted_is_there():
    mounted = re.findall(r"- \./([^:]+):", (DEPLOY / "compose.yml").read_text())
    assert len(mounted) == 4
    for name in mounted:
        assert (DEPLOY / name).exists(), name


def test_no_panel_lies_over_another_and_ids_are_unique():
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells


@pytest.fixture(scope="module")
def exported():
    """Names of series, and of families without any yet, of a server that has done everything."""
    facts = ServerFacts(versions=(), models={}, is_ready=True, inflight=InflightFacts(0, 0, 0, 0))
    metrics = Metrics(clock=SystemClock(), readings=(lambda: readings_of(facts),))
    metrics.serving.count_batch([1], 1)
    metrics.serving.count_padding(1, 1)
    names = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", metrics.page().decode(), re.MULTILINE):
        suffixes = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
        names |= {f"{name}{suffix}" for suffix in suffixes}
    return names


# Told of by parts that this page is made without; the page of a real server has them.
OF_OTHERS = {"tfserve_log_lines_dropped_total", "tfserve_request_log_records_total"}


def test_every_metric_of_the_dashboard_is_one_that_the_server_exports(exported):
    dashboard = json.loads(DASHBOARD.read_text())
    asked = {
        name
        for query in queries(dashboard)
        for name in re.findall(r"(?:tfserve_|process_|:tensorflow:)[\w:]+", query)
    }
    assert len(asked) > 20
    assert asked <= exported | OF_OTHERS
