"""Metrics: TensorFlow Serving's own set, and `tfserve_*`."""

from tfserve.telemetry.metrics.call_cell import FINE_LIMITS_S, CountedElsewhere
from tfserve.telemetry.metrics.calls import VersionCounts
from tfserve.telemetry.metrics.page import Metrics
from tfserve.telemetry.metrics.reading import Kind, Reading, Readings
from tfserve.telemetry.metrics.server_facts import (
    InflightFacts,
    ServerFacts,
    VersionFacts,
    readings_of,
)
from tfserve.telemetry.metrics.serving import ServingMetrics

__all__ = [
    "FINE_LIMITS_S",
    "CountedElsewhere",
    "InflightFacts",
    "Kind",
    "Metrics",
    "Reading",
    "Readings",
    "ServerFacts",
    "ServingMetrics",
    "VersionCounts",
    "VersionFacts",
    "readings_of",
]
