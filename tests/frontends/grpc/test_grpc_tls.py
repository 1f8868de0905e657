"""gRPC over TLS: real handshakes with real certificates."""

from __future__ import annotations

import socket
import ssl

import grpc
import pytest

from tfserve.apis.prediction_service_pb2_grpc import PredictionServiceStub
from tfserve.security.tls import TlsIdentity


def identity(authority, *, client_ca=None) -> TlsIdentity:
    pair = authority.sign()
    return TlsIdentity(pair.key, pair.certificates, client_ca)


def predict(port, request, *, roots, pair=None):
    """Predict over a connection of its own; the certificate that the server showed."""
    credentials = grpc.ssl_channel_credentials(roots, pair and pair.key, pair and pair.certificates)
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_retries", 0)]
    with grpc.secure_channel(f"localhost:{port}", credentials, options) as channel:
        return PredictionServiceStub(channel).Predict(request, timeout=30)


def is_refused(port, request, **how) -> bool:
    with pytest.raises(grpc.RpcError) as raised:
        predict(port, request, **how)
    return raised.value.code() is grpc.StatusCode.UNAVAILABLE


def shown(port, authority) -> bytes:
    """The certificate that the server shows to a new connection."""
    context = ssl.create_default_context(cadata=authority.root.decode())
    context.set_alpn_protocols(["h2"])
    with (
        socket.create_connection(("localhost", port), 5) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as encrypted,
    ):
        return ssl.DER_cert_to_PEM_cert(encrypted.getpeercert(binary_form=True)).encode()


def normal(pem: bytes) -> bytes:
    return b"".join(pem.split())


def test_predict_answers_over_tls(running, predict_request, authority):
    mine = identity(authority)
    server = running(tls=lambda: mine)
    assert predict(server.port, predict_request(), roots=authority.root).outputs


def test_a_client_that_does_not_trust_the_server_goes(
    running, predict_request, authority, stranger
):
    mine = identity(authority)
    server = running(tls=lambda: mine)
    assert is_refused(server.port, predict_request(), roots=stranger.root)


def test_plain_text_to_an_encrypted_port_is_refused_and_others_are_served(
    running, predict_request, authority
):
    mine = identity(authority)
    server = running(tls=lambda: mine)
    with pytest.raises(grpc.RpcError) as raised:
        server.stub.Predict(predict_request(), timeout=30)
    assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
    assert predict(server.port, predict_request(), roots=authority.root).outputs


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_tls_before_1_2_is_refused_in_the_handshake(running, authority, version):
    mine = identity(authority)
    server = running(tls=lambda: mine)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=authority.root.decode())
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("localhost", server.port), 5) as plain,
        pytest.raises(OSError, match=r"(?i)alert|reset|protocol|eof"),
    ):
        context.wrap_socket(plain, server_hostname="localhost")


def test_mutual_tls_takes_clients_of_its_authority_only(
    running, predict_request, authority, stranger
):
    mine = identity(authority, client_ca=authority.root)
    server = running(tls=lambda: mine)
    request, roots = predict_request(), authority.root
    assert predict(server.port, request, roots=roots, pair=authority.sign()).outputs
    assert is_refused(server.port, request, roots=roots)
    assert is_refused(server.port, request, roots=roots, pair=stranger.sign())
    assert is_refused(server.port, request, roots=roots, pair=authority.sign(expired=True))


def test_new_certificates_and_roots_are_used_for_new_connections(
    running, predict_request, authority, stranger
):
    now = [identity(authority)]
    server = running(tls=lambda: now[-1])
    assert normal(shown(server.port, authority)) in normal(now[-1].certificates)
    now.append(identity(authority))
    assert normal(shown(server.port, authority)) in normal(now[-1].certificates)
    assert normal(shown(server.port, authority)) in normal(now[-1].certificates)
    assert predict(server.port, predict_request(), roots=authority.root).outputs


def test_clients_are_measured_by_the_roots_of_their_moment(
    running, predict_request, authority, stranger
):
    now = [identity(authority, client_ca=authority.root)]
    server = running(tls=lambda: now[-1])
    request, roots = predict_request(), authority.root
    assert predict(server.port, request, roots=roots, pair=authority.sign()).outputs
    now.append(identity(authority, client_ca=stranger.root))
    assert predict(server.port, request, roots=roots, pair=stranger.sign()).outputs
    assert is_refused(server.port, request, roots=roots, pair=authority.sign())


def test_unix_sockets_are_encrypted_as_ports_are(running, predict_request, authority, tmp_path):
    mine = identity(authority)
    address = f"unix:{tmp_path / 's'}"
    running(tls=lambda: mine, addresses=["127.0.0.1:0", address])
    credentials = grpc.ssl_channel_credentials(authority.root)
    options = [("grpc.ssl_target_name_override", "localhost")]
    with grpc.secure_channel(address, credentials, options) as channel:
        assert PredictionServiceStub(channel).Predict(predict_request(), timeout=30).outputs


def test_who_does_not_offer_http_2_is_not_served(running, authority):
    mine = identity(authority)
    server = running(tls=lambda: mine)
    context = ssl.create_default_context(cadata=authority.root.decode())
    with (
        socket.create_connection(("localhost", server.port), 5) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as encrypted,
    ):
        encrypted.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0")
        assert encrypted.recv(1) == b""
