"""What protects a server: certificates and principals, from files that are read again when they
change.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfserve.config.security import SecurityConfig
from tfserve.core.clock import Clock
from tfserve.core.executor import ThreadExecutor
from tfserve.security.authorizer import (
    Authorizer,
    AuthStatistics,
    Book,
    PrincipalsAuthorizer,
    follow_principals,
)
from tfserve.security.followed import FollowedFiles, FollowedStatistics
from tfserve.security.tls import TlsIdentity, follow_tls, https_context

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Protection", "ProtectionStatistics"]

_log = logging.getLogger(__name__)

_CLOSE_S = 2.0


@dataclass(frozen=True, slots=True)
class ProtectionStatistics:
    """What happened so far.

    Args:
        decisions: about callers; None where nobody is asked.
        files: what was read from them, such as `certificates` -> how reading them again went.
    """

    decisions: AuthStatistics | None
    files: Mapping[str, FollowedStatistics]


class Protection:
    """TLS and authentication of all frontends. Thread-safe; a context manager that follows the
    files.

    Args:
        config: which files.
        clock: time.
    """

    def __init__(self, config: SecurityConfig, *, clock: Clock) -> None:
        self._owned = ExitStack()
        # Of one thread: guesses at passwords take one CPU at the most.
        self._passwords = ThreadExecutor("tfserve-passwords", 1)
        self._tls: FollowedFiles[TlsIdentity] | None = None
        self._book: FollowedFiles[Book] | None = None
        self._context: tuple[TlsIdentity, ssl.SSLContext] | None = None
        self._authorizer: PrincipalsAuthorizer | None = None
        self._has_https = config.rest_tls
        interval_s = config.poll_interval_s
        if config.tls is not None:
            self._tls = follow_tls(config.tls, interval_s=interval_s, clock=clock)
        if config.auth_config_file:
            book = self._book = follow_principals(
                config.auth_config_file,
                executor=self._passwords,
                interval_s=interval_s,
                clock=clock,
            )
            self._authorizer = PrincipalsAuthorizer(
                lambda: book.value, clock=clock, protects_health=config.auth_protects_health
            )

    @property
    def authorizer(self) -> Authorizer | None:
        """Decides who may do what; None: anybody anything."""
        return self._authorizer

    def remembered(self, forget: Callable[[], None], allowed: Callable[[], int]) -> None:
        """Decisions of the authorizer are remembered elsewhere.

        Args:
            forget: called when they are not true any more: the principals are others.
            allowed: how often somebody was let in because of them.
        """
        if self._book is not None and self._authorizer is not None:
            self._owned.enter_context(self._book.subscribe(forget))
            self._authorizer.counted_by(allowed)

    @property
    def identity(self) -> Callable[[], TlsIdentity] | None:
        """Gives the newest key and certificates; None: connections are not encrypted."""
        tls = self._tls
        return None if tls is None else lambda: tls.value

    @property
    def https(self) -> Callable[[], ssl.SSLContext] | None:
        """Gives the context for a new HTTP connection; None: they are not encrypted."""
        tls = self._tls if self._has_https else None
        return None if tls is None else lambda: self._https(tls.value)

    def _https(self, identity: TlsIdentity) -> ssl.SSLContext:
        """Made once per identity; two threads that make it at a time harm nobody."""
        made = self._context
        if made is None or made[0] is not identity:
            made = self._context = (identity, https_context(identity))
        return made[1]

    def statistics(self) -> ProtectionStatistics:
        """A snapshot."""
        followed = {"certificates": self._tls, "principals": self._book}
        return ProtectionStatistics(
            decisions=None if self._authorizer is None else self._authorizer.statistics(),
            files={what: each.statistics() for what, each in followed.items() if each is not None},
        )

    def warn(self, *, grpc_port: int, rest_port: int) -> None:
        """Log what those can do, or see, who can reach a port (0: not open) from elsewhere."""
        open_ports = {grpc_port: self.identity is not None, rest_port: self.https is not None}
        for port, is_encrypted in open_ports.items():
            if port and self._book is None:
                _log.warning(
                    "Whoever can reach port %d can ask and reconfigure this server: there is no "
                    "authentication. --auth_config_file asks for it; --bind_address=127.0.0.1 or "
                    "--grpc_socket_path limit who can reach it",
                    port,
                )
            elif port and not is_encrypted:
                _log.warning(
                    "Keys and passwords are sent to port %d in plain text: TLS is off. See "
                    "--tls_cert_file and --ssl_config_file",
                    port,
                )

    def __enter__(self) -> Self:
        """With the files read for the first time, and following them.

        Raises:
            ServingError: one of them is wrong.
        """
        followed = [files for files in (self._tls, self._book) if files is not None]
        for files in followed:
            files.load()
        self._owned.callback(self._passwords.close, _CLOSE_S)
        for files in followed:
            self._owned.enter_context(files)
        return self

    def __exit__(self, *_: object) -> None:
        """Left alone; nobody may be asked any more."""
        self._owned.close()
