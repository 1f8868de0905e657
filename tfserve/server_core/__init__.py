"""ServerCore: from ModelSpec to handle; configs, labels, status, and when the server is ready."""

from __future__ import annotations

from tfserve.server_core.config_file import ConfigFilePoller
from tfserve.server_core.event_log import EventLog
from tfserve.server_core.model_root import ModelRoot
from tfserve.server_core.progress import LoadProgress
from tfserve.server_core.readiness import StartRule
from tfserve.server_core.server_core import ServerCore

__all__ = ["ConfigFilePoller", "EventLog", "LoadProgress", "ModelRoot", "ServerCore", "StartRule"]
