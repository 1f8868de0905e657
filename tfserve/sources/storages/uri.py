"""Base paths that are URIs: their scheme, and how they may be shown."""

from __future__ import annotations

__all__ = ["is_remote", "local_path", "scheme_of", "shown"]

_LOCAL = frozenset({"", "file"})


def scheme_of(path: str) -> str:
    """`s3` of `s3://bucket/model`, in lower case; "" of a plain path."""
    scheme, mark, _ = path.partition("://")
    return scheme.lower() if mark else ""


def is_remote(path: str) -> bool:
    """Whether `path` is a URI of something else than this machine's file system."""
    return scheme_of(path) not in _LOCAL


def local_path(path: str) -> str:
    """`/models/m` of `file:///models/m`; a plain path stays."""
    return path[len("file://") :] if scheme_of(path) == "file" else path


def shown(uri: str) -> str:
    """The URI for texts: without a password, and without the query of a URL, which may be a
    signature.
    """
    if scheme_of(uri) in ("http", "https"):
        uri = uri.partition("?")[0].partition("#")[0]
    if not is_remote(uri) or "@" not in uri:
        return uri
    scheme, mark, rest = uri.partition("://")
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if ":" in user:
        user = f"{user.partition(':')[0]}:***"
    return f"{scheme}{mark}{user}{at}{host}{slash}{path}"
