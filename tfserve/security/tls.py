"""Who the server is on an encrypted connection, and whom it lets connect."""

from __future__ import annotations

import os
import ssl
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from google.protobuf import text_format

from tfserve.apis.config.ssl_config_pb2 import SSLConfig
from tfserve.config.security import TlsFiles
from tfserve.core.clock import Clock
from tfserve.errors import FailedPrecondition, InvalidArgument
from tfserve.security.followed import FollowedFiles

__all__ = ["TlsIdentity", "follow_tls", "https_context"]


@dataclass(frozen=True, slots=True)
class TlsIdentity:
    """Key and certificates, checked: they are readable and belong together.

    Args:
        key: PEM of the private key, not encrypted.
        certificates: PEM of the server's certificate, then those that lead to the root.
        client_ca: PEM of the roots of clients' certificates; None: clients need none.
    """

    key: bytes = field(repr=False)
    certificates: bytes = field(repr=False)
    client_ca: bytes | None = field(default=None, repr=False)

    def context(self) -> ssl.SSLContext:
        """A context for servers: TLS 1.2 or later; clients' certificates required where there is a
        `client_ca`.

        Raises:
            InvalidArgument: which part is wrong, and OpenSSL's reason.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
        try:
            with _as_file(self.key + b"\n" + self.certificates) as path:
                context.load_cert_chain(path, password=_no_password)
        except (OSError, ValueError) as error:
            raise InvalidArgument(
                f"TLS key and certificate cannot be used: {_reason(error)}"
            ) from error
        if self.client_ca is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            try:
                context.load_verify_locations(cadata=self.client_ca.decode("ascii", "replace"))
            except (OSError, ValueError) as error:
                raise InvalidArgument(
                    f"TLS roots of client certificates cannot be used: {_reason(error)}"
                ) from error
        return context


def _no_password() -> str:
    """Instead of OpenSSL's question on the terminal."""
    raise ValueError("the private key is encrypted, which is not supported")


def _reason(error: Exception) -> str:
    """OpenSSL's reason; where it has none, it found nothing of the kind."""
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.lower().replace("_", " ")
    return "no PEM text in it" if isinstance(error, ssl.SSLError) else str(error)


@contextmanager
def _as_file(content: bytes) -> Iterator[str]:
    """A path under which `content` can be read: the ssl module takes keys from nowhere else. It is
    in memory where the system can do that, and for this process and its user alone.
    """
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("tfserve-tls")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            yield f"/proc/self/fd/{descriptor}"
    else:
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            yield file.name


def follow_tls(files: TlsFiles, *, interval_s: float, clock: Clock) -> FollowedFiles[TlsIdentity]:
    """The identity that `files` give, now and after each change.

    Whether clients need certificates cannot change while the server runs: listeners are opened for
    the one or the other.
    """

    def make(contents: Sequence[bytes], before: TlsIdentity | None) -> TlsIdentity:
        if files.config_file:
            identity = _from_config(contents[0], files.config_file)
        else:
            identity = TlsIdentity(contents[1], contents[0], *contents[2:])
        identity.context()  # raises where a part is wrong
        if before is not None and (before.client_ca is None) != (identity.client_ca is None):
            raise FailedPrecondition(
                "whether clients need certificates can be changed by a restart only"
            )
        return identity

    return FollowedFiles(
        "certificates",
        paths=files.paths,
        make=make,
        interval_s=interval_s,
        clock=clock,
    )


def _from_config(content: bytes, path: str) -> TlsIdentity:
    """What an SSLConfig text says; it holds PEM texts, not paths (spec 12.3)."""
    config = _parsed(content, path)
    if config.client_verify and not config.custom_ca:
        raise InvalidArgument(
            "client_verify needs custom_ca: without roots no client's certificate can be verified"
        )
    return TlsIdentity(
        config.server_key.encode(),
        config.server_cert.encode(),
        config.custom_ca.encode() if config.client_verify else None,
    )


def _parsed(content: bytes, path: str) -> SSLConfig:
    try:
        return text_format.Parse(content.decode(), SSLConfig())
    except text_format.ParseError as error:
        where = {"line": str(error.GetLine() or 1), "column": str(error.GetColumn() or 1)}
    except UnicodeDecodeError as error:
        where = {"line": str(content[: error.start].count(b"\n") + 1)}
    # What stands there may be a part of the key: protobuf's reason quotes it, this does not, and
    # leaves protobuf's exception behind.
    where["reason"] = "not the text form of an SSLConfig"
    raise InvalidArgument(f"Invalid protobuf file: '{path}'", details={"file": path, **where})


def https_context(identity: TlsIdentity) -> ssl.SSLContext:
    """A context for an HTTP/1.1 server."""
    context = identity.context()
    context.set_alpn_protocols(["http/1.1"])
    return context
