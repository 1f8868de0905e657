"""Where the page of metrics is."""

from __future__ import annotations

import pytest

from tfserve.config.monitoring import metrics_path
from tfserve.errors import InvalidArgument


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("# nothing", ""),
        ("prometheus_config {}", ""),
        ("prometheus_config { enable: false path: '/m' }", ""),
        ("prometheus_config { enable: true }", "/monitoring/prometheus/metrics"),
        ("prometheus_config { enable: true path: '/metrics' }", "/metrics"),
    ],
)
def test_the_file_says_whether_and_where(tmp_path, text, path):
    file = tmp_path / "monitoring"
    file.write_text(text)
    assert metrics_path(str(file)) == path
    assert metrics_path("") == ""


@pytest.mark.parametrize("path", ["metrics", "/m?x", "/m#x"])
def test_a_path_that_nobody_could_ask_for_is_refused(tmp_path, path):
    file = tmp_path / "monitoring"
    file.write_text(f"prometheus_config {{ enable: true path: '{path}' }}")
    with pytest.raises(InvalidArgument, match="must begin with / and have no query"):
        metrics_path(str(file))
