"""Reading files that hold a protobuf message in text form, and saying where they are wrong."""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from google.protobuf import text_format
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from tfserve.errors import InvalidArgument, of_os_error

__all__ = ["parse_text_proto", "read_file", "read_text_proto"]

_log = logging.getLogger(__name__)

M = TypeVar("M", bound=Message)

# `3:5 : Message type "a.B" has no field named "c".`, as protobuf words it.
_POSITION = re.compile(r"^\s*\d+:\d+\s*:\s*")
_UNKNOWN_FIELD = re.compile(r'Message type "(?P<type>[^"]+)" has no field named "(?P<name>[^"]+)"')


def read_file(path: str) -> bytes:
    """The content of `path`.

    Raises:
        ServingError: in TensorFlow's words: `/c.conf; No such file or directory`.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise of_os_error(error, path) from error
    except ValueError as error:  # a zero byte in the name
        raise InvalidArgument(f"{path!r}; {error}") from error


def read_text_proto(path: str, message: M) -> M:
    """Fill `message` from the text file `path` and return it.

    Raises:
        ServingError: the file cannot be read, is empty, or is not such a message; a line in the log
            says where and why.
    """
    content = read_file(path)
    if not content:  # TensorFlow Serving maps the file into memory, which fails for nothing
        raise InvalidArgument(f"{path}; Invalid argument")
    return parse_text_proto(content, path, message)


def parse_text_proto(content: bytes, path: str, message: M) -> M:
    """Fill `message` from `content`, which was read from `path`, and return it.

    Raises:
        InvalidArgument: `Invalid protobuf file: '/c.conf'`; details tell `line`, `column`, `reason`
            and `file`. The log gets TensorFlow Serving's line as well.
    """
    try:
        text_format.Parse(content.decode(), message)
    except text_format.ParseError as error:
        line, column = error.GetLine() or 1, error.GetColumn() or 1
        reason = _reason(str(error), message)
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        reason = "Invalid UTF-8."
    else:
        return message
    name = message.DESCRIPTOR.full_name
    where = f"{line}:{column}: {reason}"
    _log.error("Error parsing text-format %s: %s [%s]", name, where, path)
    details = {"file": path, "line": str(line), "column": str(column), "reason": reason}
    raise InvalidArgument(f"Invalid protobuf file: '{path}'", details=details)


def _reason(text: str, message: Message) -> str:
    text = " ".join(_POSITION.sub("", text).split())
    unknown = _UNKNOWN_FIELD.search(text)
    if unknown is None:
        return text
    near = difflib.get_close_matches(unknown["name"], _fields(message, unknown["type"]), n=1)
    return f'{text} Did you mean "{near[0]}"?' if near else text


def _fields(message: Message, full_name: str) -> Sequence[str]:
    """Field names of the message type `full_name`, which `message` is or is made of."""
    waiting = [message.DESCRIPTOR]
    seen = {message.DESCRIPTOR.full_name}
    for descriptor in waiting:  # grows while it is read
        if descriptor.full_name == full_name:
            return [field.name for field in descriptor.fields]
        for field in descriptor.fields:
            part = field.message_type if field.type == FieldDescriptor.TYPE_MESSAGE else None
            if part is not None and part.full_name not in seen:
                seen.add(part.full_name)
                waiting.append(part)
    return ()
