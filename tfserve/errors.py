"""The one error tree of the server: canonical codes and the leaves that carry them.

Every failure that can reach a client is a `ServingError`. Frontends map `code` once (gRPC by equal
number, HTTP by one table); no other module mentions a transport's status code. Texts that
TensorFlow Serving has are used exactly; what we can say beyond them (names that exist, the flag
that governs a limit) travels apart, in `details`.
"""

from __future__ import annotations

import enum
import errno
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

__all__ = [
    "Aborted",
    "AlreadyExists",
    "Cancelled",
    "Code",
    "DataLoss",
    "DeadlineExceeded",
    "FailedPrecondition",
    "Internal",
    "InvalidArgument",
    "NotFound",
    "OutOfRange",
    "PermissionDenied",
    "ResourceExhausted",
    "ServingError",
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "Unknown",
    "error_of",
    "of_os_error",
    "translating",
]


class Code(enum.IntEnum):
    """The 17 canonical status codes, numbered as in `google.rpc.Code` and gRPC."""

    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    ALREADY_EXISTS = 6
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    DATA_LOSS = 15
    UNAUTHENTICATED = 16


class ServingError(Exception):
    """A failure with a canonical code; raise one of the leaves.

    Args:
        message: what was asked, what was found, what to do; one line unless TensorFlow Serving's
            text has more.
        details: extra facts for the client, sent apart from the text: `grpc-status-details-bin`
            over gRPC. Keys are short snake_case nouns (`available_models`, `flag`), values text;
            several names are joined by ", ".
    """

    code: Code = Code.UNKNOWN

    def __init__(self, message: str, *, details: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, str] = dict(details or {})

    @property
    def status(self) -> str:
        """The absl form that logs and nested messages use: `NOT_FOUND: no such model`."""
        return f"{self.code.name}: {self.message}"

    def __eq__(self, other: object) -> bool:
        """Errors are values: equal by code, text and details."""
        if not isinstance(other, ServingError):
            return NotImplemented
        return (self.code, self.message, self.details) == (other.code, other.message, other.details)

    def __hash__(self) -> int:
        """Hash of code and text."""
        return hash((self.code, self.message))

    def __repr__(self) -> str:
        """`NotFound('no such model')`."""
        return f"{type(self).__name__}({self.message!r})"


class Cancelled(ServingError):
    """The caller, or the manager, no longer wants the work."""

    code = Code.CANCELLED


class Unknown(ServingError):
    """A failure that TensorFlow Serving reports as UNKNOWN, such as models that did not become
    available.
    """

    code = Code.UNKNOWN


class InvalidArgument(ServingError):
    """The request itself is wrong, whatever the server's state."""

    code = Code.INVALID_ARGUMENT


class DeadlineExceeded(ServingError):
    """The caller's deadline passed while the work ran."""

    code = Code.DEADLINE_EXCEEDED


class NotFound(ServingError):
    """A model, version, file or signature that does not exist."""

    code = Code.NOT_FOUND


class AlreadyExists(ServingError):
    """Something of that name is there already."""

    code = Code.ALREADY_EXISTS


class PermissionDenied(ServingError):
    """The caller is known but may not do this; also unreadable files."""

    code = Code.PERMISSION_DENIED


class ResourceExhausted(ServingError):
    """A limit was hit; `details["flag"]` names the flag that governs it."""

    code = Code.RESOURCE_EXHAUSTED


class FailedPrecondition(ServingError):
    """Right request, wrong state."""

    code = Code.FAILED_PRECONDITION


class Aborted(ServingError):
    """A concurrent change won."""

    code = Code.ABORTED


class OutOfRange(ServingError):
    """Past the valid range."""

    code = Code.OUT_OF_RANGE


class Unimplemented(ServingError):
    """Not supported, or switched off; the message names the flag."""

    code = Code.UNIMPLEMENTED


class Internal(ServingError):
    """A bug or a failure inside a model; never carries a foreign exception's text to the client."""

    code = Code.INTERNAL


class Unavailable(ServingError):
    """Try again later."""

    code = Code.UNAVAILABLE


class DataLoss(ServingError):
    """A file is corrupt."""

    code = Code.DATA_LOSS


class Unauthenticated(ServingError):
    """No valid credentials."""

    code = Code.UNAUTHENTICATED


_BY_CODE: Mapping[Code, type[ServingError]] = {
    leaf.code: leaf
    for leaf in (
        Cancelled, Unknown, InvalidArgument, DeadlineExceeded, NotFound, AlreadyExists,
        PermissionDenied, ResourceExhausted, FailedPrecondition, Aborted, OutOfRange, Unimplemented,
        Internal, Unavailable, DataLoss, Unauthenticated,
    )
}  # fmt: skip


def error_of(code: int, message: str, *, details: Mapping[str, str] | None = None) -> ServingError:
    """The leaf for a canonical code number; numbers that are not canonical become `Unknown`."""
    try:
        leaf = _BY_CODE[Code(code)]
    except (ValueError, KeyError):
        leaf = Unknown
    return leaf(message, details=details)


_BY_ERRNO: Mapping[int, type[ServingError]] = {
    errno.ENOENT: NotFound,
    errno.EACCES: PermissionDenied,
    errno.EPERM: PermissionDenied,
    errno.ENOTDIR: FailedPrecondition,
    errno.EISDIR: FailedPrecondition,
    errno.ELOOP: FailedPrecondition,
    errno.EINVAL: InvalidArgument,
    errno.ENAMETOOLONG: InvalidArgument,
}


def of_os_error(error: OSError, path: str) -> ServingError:
    """What the system said about `path`, in TensorFlow's words: `/m; No such file or directory`.

    Whatever another try may cure (ESTALE, EIO, EMFILE, ...) is Unavailable.
    """
    leaf = _BY_ERRNO.get(error.errno or 0, Unavailable)
    return leaf(f"{path}; {os.strerror(error.errno) if error.errno else error}")


@contextmanager
def translating(
    table: Mapping[type[BaseException], type[ServingError]], prefix: str = ""
) -> Iterator[None]:
    """Turn foreign exceptions into ours at a seam; ours pass unchanged, others too.

    Args:
        table: foreign class -> our leaf, looked up along the exception's MRO.
        prefix: put before the foreign text.

    Raises:
        ServingError: the mapped leaf, chained from the foreign exception.
    """
    try:
        yield
    except ServingError:
        raise
    except tuple(table) as foreign:
        leaf = next(table[base] for base in type(foreign).__mro__ if base in table)
        raise leaf(f"{prefix}{foreign}") from foreign
