"""Fakes and conformance kits for this project's tests and for plug-ins of others."""

from __future__ import annotations

from tfserve.core.executor import InlineExecutor
from tfserve.testing.clock import FakeClock
from tfserve.testing.conformance import check_loader, check_servable, check_source
from tfserve.testing.exchange import Exchanges
from tfserve.testing.executor import ManualExecutor
from tfserve.testing.loader import FakeLoader, Gate
from tfserve.testing.models import DeferredServable, FakeModels
from tfserve.testing.servable import FakeServable
from tfserve.testing.target import RecordingTarget

__all__ = [
    "DeferredServable",
    "Exchanges",
    "FakeClock",
    "FakeLoader",
    "FakeModels",
    "FakeServable",
    "Gate",
    "InlineExecutor",
    "ManualExecutor",
    "RecordingTarget",
    "check_loader",
    "check_servable",
    "check_source",
]
