"""What stores' libraries raise, in our words.

Their texts are left out: they may carry signed URLs, keys or request headers.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError as FutureCancelled
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager

from tfserve.errors import (
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ServingError,
    Unavailable,
    of_os_error,
)
from tfserve.sources.storages.uri import shown

__all__ = ["store_errors"]

_log = logging.getLogger(__name__)

_TIMEOUTS = (TimeoutError, asyncio.TimeoutError, FutureTimeout)
_REFUSED = frozenset({401, 403})
_MISSING = frozenset({404, 410})
_BUSY = frozenset({429, 503})
# Names of classes of botocore, google.auth, azure.core and aiohttp: none need be installed.
_NO_CREDENTIALS = frozenset(
    (
        "NoCredentialsError",
        "PartialCredentialsError",
        "CredentialRetrievalError",
        "ProfileNotFound",
        "DefaultCredentialsError",
        "RefreshError",
        "ClientAuthenticationError",
    )
)
_UNREACHABLE = frozenset(
    (
        "EndpointConnectionError",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ConnectionClosedError",
        "ServiceRequestError",
        "TransportError",
        "ClientConnectionError",
        "ClientPayloadError",
        "ServerTimeoutError",
    )
)


@contextmanager
def store_errors(uri: str) -> Iterator[None]:
    """Whatever a store's library raises about `uri` becomes ours.

    Raises:
        ServingError: NotFound, PermissionDenied, InvalidArgument, or Unavailable for all that
            another try may cure.
    """
    try:
        yield
    except ServingError:
        raise
    except (Exception, FutureCancelled, asyncio.CancelledError) as error:
        _log.debug("%s failed with %s", shown(uri), type(error).__name__)
        raise _translated(error, shown(uri)) from error


def _translated(error: BaseException, uri: str) -> ServingError:
    names = {base.__name__ for base in type(error).__mro__}
    status = _http_status(error)
    if isinstance(error, FileNotFoundError) or status in _MISSING:
        return NotFound(f"{uri}; No such file or directory")
    if isinstance(error, PermissionError) or status in _REFUSED or names & _NO_CREDENTIALS:
        return PermissionDenied(f"{uri}; the store refuses access with the credentials it is given")
    trouble = _trouble(error, names, status)
    if trouble:
        return Unavailable(f"{uri}; {trouble}")
    if isinstance(error, ValueError):
        return InvalidArgument(f"{uri}; the store's library does not accept it")
    if type(error) is OSError and error.errno in errno.errorcode:  # HDFS has others
        return of_os_error(OSError(error.errno, ""), uri)
    code = f" (HTTP {status})" if status else ""
    return Unavailable(f"{uri}; the store failed with {type(error).__name__}{code}")


def _trouble(error: BaseException, names: set[str], status: int | None) -> str:
    """What passes by itself, in words; "" when it is something else."""
    if status in _BUSY or (isinstance(error, OSError) and error.errno == errno.EBUSY):
        return "the store asks for fewer requests"
    if isinstance(error, _TIMEOUTS) or "FSTimeoutError" in names:
        return "the store does not answer in time"
    if isinstance(error, ConnectionError) or names & _UNREACHABLE:
        return "the store cannot be reached"
    return ""


def _http_status(error: BaseException) -> int | None:
    """Of aiohttp's, gcsfs' and azure's errors."""
    for name in ("status", "status_code", "code"):
        value = getattr(error, name, None)
        try:
            number = int(value) if value is not None else 0
        except (TypeError, ValueError):
            continue
        if 400 <= number < 600:
            return number
    return None
