"""The certificates of the moment, for native handshakes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import tfserve_native

from tfserve.security.tls import TlsIdentity

__all__ = ["NativeIdentity"]

_log = logging.getLogger(__name__)


class NativeIdentity:
    """Gives what each handshake uses; made anew when the identity is another one. Thread-safe.

    Args:
        identity: gives the newest key and certificates; must be quick.

    Raises:
        ValueError: the native side cannot use the first ones, and why.
    """

    def __init__(self, identity: Callable[[], TlsIdentity]) -> None:
        self._identity = identity
        self._lock = threading.Lock()
        self._seen = identity()  # guarded by _lock
        self._made = _native(self._seen)  # guarded by _lock

    def __call__(self) -> tfserve_native.NativeTls:
        """For one handshake; the last ones that could be used."""
        now = self._identity()
        with self._lock:
            if now is self._seen:
                return self._made
            self._seen = now
            try:
                self._made = _native(now)
            except ValueError as error:
                unusable = error
            else:
                return self._made
            made = self._made
        _log.error("The new certificates cannot be used natively, the old ones stay: %s", unusable)
        return made


def _native(identity: TlsIdentity) -> tfserve_native.NativeTls:
    return tfserve_native.NativeTls(identity.key, identity.certificates, identity.client_ca)
