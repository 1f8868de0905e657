"""The native plane as a frontend: its transport, and what tells it which versions are served."""

from __future__ import annotations

from tfserve.frontends.native.access import LearningAuthorizer, new_access
from tfserve.frontends.native.publisher import NativePublisher
from tfserve.frontends.native.transport import NativeCall, NativeTransport, new_ledger

__all__ = [
    "LearningAuthorizer",
    "NativeCall",
    "NativePublisher",
    "NativeTransport",
    "new_access",
    "new_ledger",
]
