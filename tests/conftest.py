"""Fixtures that all tests may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

_ROOT = Path(__file__).resolve().parent.parent
_E2E_TIMEOUT_S = 120

# Machines that build are slow and busy: no deadline per example.
settings.register_profile("default", deadline=None)
settings.load_profile("default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests under e2e/ start real servers: marked, and given the time that takes."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(_E2E_TIMEOUT_S))


@pytest.fixture(scope="session")
def shared_models() -> Path:
    """The directory of models that TensorFlow Serving and others made; it lies beside the
    repository.

    Without it the test is skipped, or fails where TFSERVE_REQUIRE_SHARED is set.
    """
    path = Path(os.environ.get("TFSERVE_SHARED_MODELS", _ROOT.parent / "shared" / "models"))
    if path.is_dir():
        return path
    reason = f"the models of other servers are not there: {path} (TFSERVE_SHARED_MODELS)"
    if os.environ.get("TFSERVE_REQUIRE_SHARED"):
        pytest.fail(reason)
    pytest.skip(reason)
