"""Key and certificates: what is taken, what is refused and in which words."""

from __future__ import annotations

import ssl
import subprocess

import pytest

from tfserve.config.security import TlsFiles
from tfserve.errors import InvalidArgument, ServingError
from tfserve.security.tls import TlsIdentity, follow_tls, https_context
from tfserve.testing import FakeClock


def follow(files: TlsFiles):
    followed = follow_tls(files, interval_s=0, clock=FakeClock())
    followed.load()
    return followed


def refusal(text: str, tmp_path) -> ServingError:
    file = tmp_path / "ssl.config"
    file.write_text(text)
    with pytest.raises(ServingError) as raised:
        follow(TlsFiles(config_file=str(file)))
    return raised.value


def test_an_ssl_config_holds_the_texts_themselves(authority, tmp_path):
    pair = authority.sign()
    file = tmp_path / "ssl.config"
    file.write_text(pair.ssl_config())
    identity = follow(TlsFiles(config_file=str(file))).value
    assert identity == TlsIdentity(pair.key, pair.certificates)


def test_client_verify_asks_for_certificates_of_the_custom_ca(authority, tmp_path):
    file = tmp_path / "ssl.config"
    file.write_text(authority.sign().ssl_config(client_ca=authority.root))
    identity = follow(TlsFiles(config_file=str(file))).value
    assert identity.client_ca == authority.root
    assert identity.context().verify_mode is ssl.CERT_REQUIRED


def test_a_custom_ca_alone_asks_clients_for_nothing(authority, tmp_path):
    file = tmp_path / "ssl.config"
    text = authority.sign().ssl_config(client_ca=authority.root)
    file.write_text(text.replace("client_verify: true", "client_verify: false"))
    assert follow(TlsFiles(config_file=str(file))).value.client_ca is None


def test_files_are_taken_as_secrets_are_mounted(authority, tmp_path):
    pair = authority.sign()
    certificate, key = pair.write(tmp_path)
    identity = follow(TlsFiles(cert_file=str(certificate), key_file=str(key))).value
    assert identity == TlsIdentity(pair.key, pair.certificates)


def test_swapped_files_are_taken_and_a_pair_that_does_not_match_is_not(authority, tmp_path):
    certificate, key = authority.sign().write(tmp_path)
    followed = follow(TlsFiles(cert_file=str(certificate), key_file=str(key)))
    old, new = followed.value, authority.sign()
    certificate.write_bytes(new.certificates)  # the key is not there yet
    followed.poll_once()
    assert followed.value is old
    key.write_bytes(new.key)
    followed.poll_once()
    assert followed.value == TlsIdentity(new.key, new.certificates)


def test_new_roots_of_clients_are_taken_but_never_dropped(authority, stranger, tmp_path):
    file = tmp_path / "ssl.config"
    pair = authority.sign()
    file.write_text(pair.ssl_config(client_ca=authority.root))
    followed = follow(TlsFiles(config_file=str(file)))
    file.write_text(pair.ssl_config(client_ca=stranger.root))
    followed.poll_once()
    assert followed.value.client_ca == stranger.root
    file.write_text(pair.ssl_config())
    followed.poll_once()
    assert followed.value.client_ca == stranger.root


def test_demanding_certificates_cannot_begin_while_the_server_runs(authority, tmp_path, caplog):
    file = tmp_path / "ssl.config"
    pair = authority.sign()
    file.write_text(pair.ssl_config())
    followed = follow(TlsFiles(config_file=str(file)))
    file.write_text(pair.ssl_config(client_ca=authority.root))
    followed.poll_once()
    assert followed.value.client_ca is None
    assert "can be changed by a restart only" in caplog.text


def test_what_is_wrong_is_said(authority, tmp_path):
    pair, other = authority.sign(), authority.sign()
    cases = {
        "": "TLS key and certificate cannot be used: no PEM text in it",
        pair.ssl_config().replace("BEGIN CERT", "BEGIN DIRT"): "TLS key and certificate",
        pair.ssl_config().replace(
            pair.ssl_config().split("server_cert")[0],
            other.ssl_config().split("server_cert")[0],
        ): "TLS key and certificate cannot be used: key values mismatch",
        pair.ssl_config(client_ca=b"nonsense"): "TLS roots of client certificates cannot be used",
        pair.ssl_config() + "client_verify: maybe": "Invalid protobuf file",
        pair.ssl_config().replace("verify: false", "verify: true"): "client_verify needs custom_ca",
    }
    for text, expected in cases.items():
        error = refusal(text, tmp_path)
        assert isinstance(error, InvalidArgument)
        assert expected in error.message


def test_an_encrypted_key_is_refused_without_a_question_on_the_terminal(authority, tmp_path):
    pair = authority.sign()
    made = subprocess.run(
        ["openssl", "pkcs8", "-topk8", "-passout", "pass:secret"],
        input=pair.key, capture_output=True, check=True,
    )  # fmt: skip
    with pytest.raises(InvalidArgument, match="the private key is encrypted"):
        TlsIdentity(made.stdout, pair.certificates).context()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("server_key:", "server_key: }"),
        lambda text: text.replace('"', ""),
        lambda text: text.replace("\\n", "\n"),
        lambda text: text[: len(text) // 6],
        lambda text: text.replace("server_key", "server_kex"),
    ],
)
def test_a_broken_config_is_named_with_its_place_and_quotes_nothing_of_the_key(
    authority, tmp_path, caplog, spoil
):
    pair = authority.sign()
    error = refusal(spoil(pair.ssl_config()), tmp_path)
    assert "Invalid protobuf file" in error.message
    assert set(error.details) >= {"file", "line", "reason"}
    told = f"{error.message} {error.details} {error.__cause__} {caplog.text}"
    for line in pair.key.decode().splitlines():
        assert line not in told


def test_no_key_is_in_what_a_debugger_prints(authority):
    pair = authority.sign()
    assert repr(TlsIdentity(pair.key, pair.certificates)) == "TlsIdentity()"


def test_contexts_speak_tls_1_2_at_least_and_http_1_1(authority):
    pair = authority.sign()
    context = https_context(TlsIdentity(pair.key, pair.certificates))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_NONE
    assert handshake(context, authority).selected_alpn_protocol() == "http/1.1"


def handshake(server: ssl.SSLContext, authority) -> ssl.SSLObject:
    """The client's side of a connection through memory."""
    client = ssl.create_default_context(cadata=authority.root.decode())
    client.set_alpn_protocols(["h2", "http/1.1"])
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(back, there, server_hostname="localhost"),
        server.wrap_bio(there, back, server_side=True),
    ]
    waiting = list(ends)
    while waiting:
        for end in tuple(waiting):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting.remove(end)
    return ends[0]
