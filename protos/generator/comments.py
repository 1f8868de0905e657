"""Comments of the .proto files as docstrings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from google.protobuf.descriptor_pb2 import FileDescriptorProto

WIDTH = 100


class Comments:
    """Leading comments of one file by the path of what they stand above.

    A path is that of `SourceCodeInfo.Location`: (4, 0) is the first message.
    """

    def __init__(self, file: FileDescriptorProto) -> None:
        self._texts = {
            tuple(location.path): " ".join(location.leading_comments.split())
            for location in file.source_code_info.location
        }

    def docstring(self, path: tuple[int, ...], indent: str) -> Iterator[str]:
        """Lines of a docstring; nothing where there is no comment."""
        text = self._texts.get(path)
        if not text:
            return
        lines = textwrap.wrap(text, WIDTH - len(indent) - 6)
        if len(lines) == 1:
            yield f'{indent}"""{lines[0]}"""'
            return
        yield f'{indent}"""{lines[0]}'
        yield from (f"{indent}{line}" for line in lines[1:])
        yield f'{indent}"""'
