"""Fixtures that all tests may use."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tfserve.server import ModelServer

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


@pytest.fixture(scope="session")
def empty_server() -> Callable[..., AbstractContextManager[ModelServer]]:
    """`empty_server(directory, *flags)`: a server in this process, without a model, on a Unix
    socket in `directory` and on a free REST port.
    """
    from tfserve.flags import FLAGS, parse, server_config
    from tfserve.server import ModelServer
    from tfserve.testing.running_server import free_port

    @contextmanager
    def serving(directory: Path, *flags: str) -> Iterator[ModelServer]:
        (directory / "models.config").write_text("model_config_list {}")
        server = ModelServer(server_config(parse([
            "--port=0", f"--grpc_socket_path={directory}/s", f"--rest_api_port={free_port()}",
            "--bind_address=127.0.0.1", f"--model_config_file={directory}/models.config", *flags,
        ], FLAGS)))  # fmt: skip
        server.start()
        try:
            yield server
        finally:
            assert server.stop() == []

    return serving


@dataclass(frozen=True)
class Pair:
    """PEM texts of a certificate with its chain, and of its key."""

    key: bytes
    certificates: bytes

    def ssl_config(self, *, client_ca: bytes = b"") -> str:
        """The text of an SSLConfig as users write it: quoted lines, one under the other."""
        parts = {"server_key": self.key, "server_cert": self.certificates}
        if client_ca:
            parts["custom_ca"] = client_ca
        lines = [
            f"{field}:\n" + "\n".join(f'  "{line}\\n"' for line in pem.decode().splitlines())
            for field, pem in parts.items()
        ]
        return "\n".join([*lines, f"client_verify: {'true' if client_ca else 'false'}", ""])

    def write(self, directory: Path) -> tuple[Path, Path]:
        """Paths of certificate and key as a mounted secret has them."""
        certificate, key = directory / "tls.crt", directory / "tls.key"
        certificate.write_bytes(self.certificates)
        key.write_bytes(self.key)
        return certificate, key


class Authority:
    """Signs certificates for localhost; its root is `root`."""

    def __init__(self) -> None:
        import trustme

        self._kind = trustme.KeyType.ECDSA
        self._ca = trustme.CA(key_type=self._kind)
        self.root: bytes = self._ca.cert_pem.bytes()

    def sign(self, *, expired: bool = False) -> Pair:
        ended = dt.datetime(2020, 1, 2, tzinfo=dt.timezone.utc)
        times = {"not_before": ended - dt.timedelta(1), "not_after": ended} if expired else {}
        made = self._ca.issue_cert("localhost", "127.0.0.1", key_type=self._kind, **times)
        chain = b"".join(part.bytes() for part in made.cert_chain_pems)
        return Pair(made.private_key_pem.bytes(), chain)


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Whom servers and clients under test trust."""
    return Authority()


@pytest.fixture(scope="session")
def stranger() -> Authority:
    """Another authority, that nobody trusts."""
    return Authority()
