"""How connections are protected and who may use the server."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SecurityConfig", "TlsFiles"]


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where the server's key and certificates are: in one SSLConfig text, or in PEM files.

    Args:
        config_file: of the SSLConfig text; "" for PEM files.
        cert_file: the server's certificate and those that lead to its root.
        key_file: its private key.
        client_ca_file: roots of clients' certificates; "": clients need none.
    """

    config_file: str = ""
    cert_file: str = ""
    key_file: str = ""
    client_ca_file: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files: the config, or certificate, key and, where there are any, roots."""
        if self.config_file:
            return (self.config_file,)
        paths = (self.cert_file, self.key_file)
        return (*paths, self.client_ca_file) if self.client_ca_file else paths


@dataclass(frozen=True, slots=True)
class SecurityConfig:
    """Files that are read at the start and again when they change.

    Args:
        ssl_config_file: SSLConfig text; "" without one.
        tls_cert_file: see `TlsFiles`; "" without one.
        tls_key_file: the same.
        tls_client_ca_file: the same.
        rest_tls: the REST port is encrypted as the gRPC port is.
        auth_config_file: JSON with the principals; "": nobody is asked.
        auth_protects_health: health asks for credentials, too.
        poll_interval_s: how often the files are looked at; 0 or less: never again.
    """

    ssl_config_file: str
    tls_cert_file: str
    tls_key_file: str
    tls_client_ca_file: str
    rest_tls: bool
    auth_config_file: str
    auth_protects_health: bool
    poll_interval_s: float

    @property
    def tls(self) -> TlsFiles | None:
        """Where key and certificates are; None: connections are not encrypted."""
        files = TlsFiles(
            self.ssl_config_file, self.tls_cert_file, self.tls_key_file, self.tls_client_ca_file
        )
        return files if files.config_file or files.cert_file else None
