"""Real servers whose connections are encrypted."""

from __future__ import annotations

import grpc
import pytest

from tfserve.testing.running_server import RunningServer, running_server

pytestmark = pytest.mark.tensorflow


def serves(server, roots: bytes, pair=None) -> bool:
    """Whether a call over a new connection reaches the server."""
    credentials = grpc.ssl_channel_credentials(roots, pair and pair.key, pair and pair.certificates)
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_retries", 0)]
    with grpc.secure_channel(server.address, credentials, options) as channel:
        try:
            channel.unary_unary("/no.Service/Method")(b"", timeout=30)
        except grpc.RpcError as error:
            return error.code() is grpc.StatusCode.UNIMPLEMENTED
    raise AssertionError("there is no such method")


def test_certificates_are_changed_without_a_restart_and_bad_ones_are_not_taken(
    half_plus_two, authority, stranger, tmp_path
):
    certificate, key = authority.sign().write(tmp_path)
    flags = [
        "--model_name=m", f"--model_base_path={half_plus_two}",
        f"--tls_cert_file={certificate}", f"--tls_key_file={key}",
        "--security_files_poll_wait_seconds=0.05",
    ]  # fmt: skip
    with running_server(*flags) as server:
        assert serves(server, authority.root)
        key.write_text("nonsense")
        server.wait_for("The new certificates cannot be used, the old ones stay")
        assert serves(server, authority.root)
        stranger.sign().write(tmp_path)
        server.wait_for("New certificates are in use")
        assert serves(server, stranger.root)
        assert not serves(server, authority.root)
        assert "PRIVATE" not in server.output


def test_an_ssl_config_file_encrypts_and_asks_for_certificates(half_plus_two, authority, tmp_path):
    file = tmp_path / "ssl.config"
    file.write_text(authority.sign().ssl_config(client_ca=authority.root))
    flags = ["--model_name=m", f"--model_base_path={half_plus_two}", f"--ssl_config_file={file}"]
    with running_server(*flags) as server:
        assert serves(server, authority.root, authority.sign())
        assert not serves(server, authority.root)


@pytest.mark.one_plane  # no port is opened
def test_a_broken_file_ends_the_start_before_anything_slow(tmp_path):
    file = tmp_path / "ssl.config"
    file.write_text('server_key: "-----BEGIN PRIVATE KEY----- deadbeef" server_cert: ""')
    server = RunningServer(
        [f"--model_base_path={tmp_path}", f"--ssl_config_file={file}"], environment=None
    )
    assert server.wait() == 255
    assert "Failed to start server. Error: INVALID_ARGUMENT: TLS key and certificate" in (
        server.output
    )
    assert "deadbeef" not in server.output
