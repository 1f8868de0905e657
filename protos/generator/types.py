"""The Python type of every proto type."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

from generator import places

Field = FieldDescriptorProto
SCALARS = {
    Field.TYPE_BOOL: "bool",
    Field.TYPE_BYTES: "bytes",
    Field.TYPE_STRING: "str",
    Field.TYPE_FLOAT: "float",
    Field.TYPE_DOUBLE: "float",
    Field.TYPE_ENUM: "int",
}  # every other scalar is an int


class Types:
    """Names of types as one generated module writes them.

    Args:
        file: the file whose module is written.
        files: all files, to know where a message lives.
        is_home: whether that module holds the file's own messages itself.
    """

    def __init__(
        self, file: FileDescriptorProto, files: FileDescriptorSet, *, is_home: bool = True
    ) -> None:
        self._file = file
        self._home = file.name if is_home else ""
        self._packages = {each.package for each in files.file}
        self._homes: dict[str, str] = {}
        self._map_entries: dict[str, DescriptorProto] = {}
        for each in files.file:
            for message in each.message_type:
                self._note(each.name, f".{each.package}", message)

    def _note(self, file_name: str, scope: str, message: DescriptorProto) -> None:
        full_name = f"{scope}.{message.name}"
        self._homes[full_name] = file_name
        if message.options.map_entry:
            self._map_entries[full_name] = message
        for nested in message.nested_type:
            self._note(file_name, full_name, nested)

    def map_entry(self, field: Field) -> DescriptorProto | None:
        """The entry type of a map field, None for other fields."""
        return self._map_entries.get(field.type_name)

    def of(self, field: Field) -> str:
        """The type of one value of `field`."""
        if field.type == Field.TYPE_MESSAGE:
            return self.message(field.type_name)
        return f"builtins.{SCALARS.get(field.type, 'int')}"

    def message(self, full_name: str) -> str:
        """A message class by its full name, `.tensorflow.TensorProto`."""
        home = self._homes.get(full_name)
        if home is None:  # google.protobuf brings its own modules and stubs
            short = full_name.removeprefix(".google.protobuf.")
            owner = next(name for name in self._file.dependency if _brings(name, short))
            return f"{places.alias(owner)}.{short}"
        package = next(name for name in _prefixes(full_name) if name in self._packages)
        short = full_name.removeprefix(f".{package}.")
        return short if home == self._home else f"{places.alias(home)}.{short}"


def _prefixes(full_name: str) -> list[str]:
    """Packages that may enclose a full name, longest first."""
    words = full_name.strip(".").split(".")
    return [".".join(words[:count]) for count in range(len(words) - 1, 0, -1)]


def _brings(file_name: str, message: str) -> bool:
    return file_name == f"google/protobuf/{'any' if message == 'Any' else 'wrappers'}.proto"
