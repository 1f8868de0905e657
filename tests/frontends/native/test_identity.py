"""Certificates for native handshakes."""

from __future__ import annotations

import pytest

from tfserve.security.tls import TlsIdentity

pytest.importorskip("tfserve_native", reason="the native plane is not installed")

from tfserve.frontends.native.identity import NativeIdentity


def identity(authority, **options) -> TlsIdentity:
    pair = authority.sign()
    return TlsIdentity(pair.key, pair.certificates, **options)


def test_the_same_identity_is_made_once_and_another_anew(authority):
    now = [identity(authority)]
    native = NativeIdentity(lambda: now[-1])
    first = native()
    assert native() is first
    now.append(identity(authority, client_ca=authority.root))
    assert native() is not first


@pytest.mark.parametrize(
    ("key", "certificates", "reason"),
    [
        (b"", None, "no private key in it"),
        (None, b"-----BEGIN CERTIFICATE-----\n!\n", "a certificate is no PEM text"),
    ],
)
def test_what_cannot_be_used_is_refused_at_the_start(authority, key, certificates, reason):
    pair = authority.sign()
    wrong = TlsIdentity(
        pair.key if key is None else key,
        pair.certificates if certificates is None else certificates,
    )
    with pytest.raises(ValueError, match=reason):
        NativeIdentity(lambda: wrong)


def test_later_ones_that_cannot_be_used_leave_the_last_and_are_complained_of_once(
    authority, caplog
):
    now = [identity(authority)]
    native = NativeIdentity(lambda: now[-1])
    first = native()
    now.append(TlsIdentity(b"secret", now[0].certificates))
    assert native() is first
    assert native() is first
    assert len(caplog.records) == 1
    assert "secret" not in caplog.text
