"""The REST port of the assembled server over TLS."""

from __future__ import annotations

import http.client
import socket
import ssl
from contextlib import ExitStack

import pytest

from tfserve.server import ModelServer


@pytest.fixture
def serve(empty_server, tmp_path):
    """Starts servers without models; the flags name the certificates."""
    with ExitStack() as started:
        yield lambda *flags: started.enter_context(empty_server(tmp_path, *flags))


@pytest.fixture
def files(authority, tmp_path):
    certificate, key = authority.sign().write(tmp_path)
    return [f"--tls_cert_file={certificate}", f"--tls_key_file={key}"]


def trusting(root: bytes, pair=None, directory=None) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=root.decode())
    if pair is not None:
        file = directory / "client.pem"
        file.write_bytes(pair.key + pair.certificates)
        context.load_cert_chain(file)
    return context


def ask(server: ModelServer, context: ssl.SSLContext) -> int:
    """The status of `GET /healthz` over a connection of its own."""
    connection = http.client.HTTPSConnection(
        "localhost", server._config.rest.port, timeout=10, context=context
    )
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def is_refused(server: ModelServer, context: ssl.SSLContext) -> bool:
    with pytest.raises((OSError, http.client.HTTPException)):
        ask(server, context)
    return True


def test_requests_are_answered_over_tls(serve, files, authority, stranger):
    server = serve(*files)
    assert ask(server, trusting(authority.root)) == 200
    assert is_refused(server, trusting(stranger.root))


def test_plain_text_gets_no_answer_and_others_do(serve, files, authority):
    server = serve(*files)
    with socket.create_connection(("127.0.0.1", server._config.rest.port), 10) as plain:
        plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        answer = b""
        try:
            while data := plain.recv(4096):
                answer += data
        except ConnectionError:
            pass
    assert b"HTTP/1.1" not in answer
    assert ask(server, trusting(authority.root)) == 200


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_tls_before_1_2_is_refused(serve, files, authority, version):
    context = trusting(authority.root)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    assert is_refused(serve(*files), context)


def test_mutual_tls_takes_clients_of_its_authority_only(
    serve, files, authority, stranger, tmp_path
):
    roots = tmp_path / "clients.crt"
    roots.write_bytes(authority.root)
    server = serve(*files, f"--tls_client_ca_file={roots}")
    assert ask(server, trusting(authority.root, authority.sign(), tmp_path)) == 200
    assert is_refused(server, trusting(authority.root))
    assert is_refused(server, trusting(authority.root, stranger.sign(), tmp_path))
    expired = authority.sign(expired=True)
    assert is_refused(server, trusting(authority.root, expired, tmp_path))


def test_new_certificates_are_used_and_bad_ones_are_not(
    serve, files, authority, stranger, tmp_path
):
    server = serve(*files)
    (tmp_path / "tls.key").write_text("nonsense")
    server._protection._tls.poll_once()
    assert ask(server, trusting(authority.root)) == 200
    stranger.sign().write(tmp_path)
    server._protection._tls.poll_once()
    assert ask(server, trusting(stranger.root)) == 200
    assert is_refused(server, trusting(authority.root))


def test_a_client_that_never_finishes_the_handshake_holds_up_nobody(serve, files, authority):
    server = serve(*files)
    with socket.create_connection(("127.0.0.1", server._config.rest.port), 10):
        assert ask(server, trusting(authority.root)) == 200


def test_an_ssl_config_file_encrypts_rest_too(serve, authority, tmp_path):
    file = tmp_path / "ssl.config"
    file.write_text(authority.sign().ssl_config())
    assert ask(serve(f"--ssl_config_file={file}"), trusting(authority.root)) == 200


def test_rest_may_stay_in_plain_text(serve, files):
    server = serve(*files, "--rest_api_tls=false")
    connection = http.client.HTTPConnection("localhost", server._config.rest.port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
    finally:
        connection.close()
