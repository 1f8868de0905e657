"""What is loaded, in what order, and how requests find it."""

from __future__ import annotations

from tfserve.manager.aspired_versions_manager import AspiredVersionsManager
from tfserve.manager.policy import (
    Action,
    AspiredServableStateSnapshot,
    AspiredVersionPolicy,
    AutoPolicy,
    AvailabilityPreservingPolicy,
    ResourcePreservingPolicy,
    ServableAction,
)
from tfserve.manager.resources import ResourceTracker
from tfserve.manager.state_monitor import ServableStateMonitor
from tfserve.manager.states import HarnessState
from tfserve.manager.statistics import ManagerStatistics, VersionStatistics

__all__ = [
    "Action",
    "AspiredServableStateSnapshot",
    "AspiredVersionPolicy",
    "AspiredVersionsManager",
    "AutoPolicy",
    "AvailabilityPreservingPolicy",
    "HarnessState",
    "ManagerStatistics",
    "ResourcePreservingPolicy",
    "ResourceTracker",
    "ServableAction",
    "ServableStateMonitor",
    "VersionStatistics",
]
