"""Which library opens which scheme, imported when a base path first asks for it."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from tfserve.errors import FailedPrecondition, InvalidArgument
from tfserve.sources.storages.uri import is_remote, scheme_of, shown

__all__ = ["Library", "check_base_path", "library_of", "remote_schemes"]

# Below warnings they tell of each request, at debug level with its signature.
_LOGGERS = ("aiobotocore", "azure", "botocore", "fsspec", "gcsfs", "google", "s3fs", "urllib3")
_CONNECT_S = 10
_READ_S = 30  # without a byte
_CONNECTIONS = (
    128  # a thousand models share them; the libraries' 10 let a few slow calls hold up all
)


@dataclass(frozen=True, slots=True)
class Library:
    """How to open a scheme's file system.

    Args:
        module: `package.module:Class`.
        package: what to import to see whether it is installed.
        extra: of this project, which installs it.
        options: makes the class' arguments; the user's own (fsspec's configuration) go over them.
        reads_ranges: whether a part of a file can be read for sure.
    """

    module: str
    package: str
    extra: str
    options: Callable[[], Mapping[str, Any]] = MappingProxyType[str, Any]({}).copy
    reads_ranges: bool = True

    def open(self, uri: str, loop: asyncio.AbstractEventLoop) -> Any:
        """A file system for `uri`, whose coroutines belong into `loop`.

        Raises:
            FailedPrecondition: the library is not installed.
        """
        module, _, name = self.module.partition(":")
        try:
            importlib.import_module(self.package)
            cls = getattr(importlib.import_module(module), name)
        except ImportError as error:
            raise FailedPrecondition(
                f"{shown(uri)}; {scheme_of(uri)}:// needs the Python package {self.package}: "
                f"pip install 'pytfserve[{self.extra}]'"
            ) from error
        from fsspec.config import conf

        for logger in _LOGGERS:
            logging.getLogger(logger).setLevel(logging.WARNING)

        options = {**self.options(), **_of_url(cls, uri)}
        for protocol in (cls.protocol,) if isinstance(cls.protocol, str) else cls.protocol:
            options.update(conf.get(protocol, {}))
        shared = {"skip_instance_cache": True, "use_listings_cache": False}
        if getattr(cls, "async_impl", False):
            return cls(loop=loop, asynchronous=False, **shared, **options)
        return cls(**shared, **options)


def _of_url(cls: Any, uri: str) -> Mapping[str, Any]:
    """What the URI's authority says: the name node of HDFS, an account of Azure."""
    return {
        key: value for key, value in cls._get_kwargs_from_urls(uri).items() if key != "version_id"
    }


def _s3_options() -> Mapping[str, Any]:
    return {
        "config_kwargs": {
            "connect_timeout": _CONNECT_S,
            "read_timeout": _READ_S,
            "max_pool_connections": _CONNECTIONS,
            "retries": {"max_attempts": 1},  # s3fs itself tries five times
        }
    }


def _http_options() -> Mapping[str, Any]:
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_S, sock_read=_READ_S)
    # encoded: what a page links to is a URL already. trust_env: ~/.netrc, HTTPS_PROXY.
    return {"client_kwargs": {"timeout": timeout, "trust_env": True}, "encoded": True}


def _azure_options() -> Mapping[str, Any]:
    return {"connection_timeout": _CONNECT_S, "read_timeout": _READ_S}


def _hdfs_options() -> Mapping[str, Any]:
    """Also keeps the Java VM, which libhdfs starts in this process and which is told in no other
    way, from taking SIGTERM for itself: the server would end without a drain.
    """
    given = os.environ.get("LIBHDFS_OPTS", "")
    if "-Xrs" not in given.split():
        os.environ["LIBHDFS_OPTS"] = f"{given} -Xrs".strip()
    return {}


_S3 = Library("s3fs:S3FileSystem", "s3fs", "s3", _s3_options)
# Not gcsfs.GCSFileSystem, which asks a second API, over gRPC, what kind of bucket it is.
_GCS = Library(
    "gcsfs.core:GCSFileSystem", "gcsfs", "gcs", lambda: {"requests_timeout": 2 * _READ_S}
)
_AZURE = Library("adlfs:AzureBlobFileSystem", "adlfs", "azure", _azure_options)
_HDFS = Library("fsspec.implementations.arrow:HadoopFileSystem", "pyarrow", "hdfs", _hdfs_options)
_HTTP = Library(
    "fsspec.implementations.http:HTTPFileSystem", "aiohttp", "http", _http_options,
    reads_ranges=False,
)  # fmt: skip

_LIBRARIES: Mapping[str, Library] = {
    "s3": _S3, "s3a": _S3,
    "gs": _GCS, "gcs": _GCS,
    "abfs": _AZURE, "abfss": _AZURE, "az": _AZURE,
    "hdfs": _HDFS,
    "http": _HTTP, "https": _HTTP,
}  # fmt: skip


def remote_schemes() -> tuple[str, ...]:
    """All that base paths may have besides none and `file`."""
    return tuple(sorted(_LIBRARIES))


def library_of(uri: str) -> Library:
    """The library for the scheme of `uri`.

    Raises:
        InvalidArgument: nobody knows the scheme.
    """
    scheme = scheme_of(uri)
    if scheme not in _LIBRARIES:
        raise InvalidArgument(
            f"{shown(uri)}; no storage has the scheme {scheme}://",
            details={"schemes": ", ".join(remote_schemes())},
        )
    return _LIBRARIES[scheme]


def check_base_path(path: str) -> None:
    """Refuse a base path that cannot be, before anything is done with it.

    Raises:
        InvalidArgument: nobody knows its scheme; or it has a password or a signature, which would
            be in logs and answers from then on.
    """
    if not is_remote(path):
        return
    library = library_of(path)
    has_query = library is _HTTP and ("?" in path or "#" in path)
    if has_query or path != shown(path):
        raise InvalidArgument(
            f"{shown(path)}; a base path must not carry credentials: they would be in logs and "
            "answers. Use those that the library finds by itself; for web servers ~/.netrc"
        )
