"""The `.pyi` of the message modules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

from generator import places
from generator.comments import Comments
from generator.types import Types

HEADER = '''"""Messages of {name}. Written by protos/build.py; do not edit."""

import builtins
from collections.abc import Iterable, Mapping
from typing import Any, Literal, overload

from google.protobuf.descriptor import Descriptor, FileDescriptor
from google.protobuf.internal.containers import (
    MessageMap,
    RepeatedCompositeFieldContainer,
    RepeatedScalarFieldContainer,
    ScalarMap,
)
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message
{imports}
DESCRIPTOR: FileDescriptor
'''
Field = FieldDescriptorProto


def module(file: FileDescriptorProto, files: FileDescriptorSet) -> str:
    """Source of the type stub."""
    return HEADER.format(name=file.name, imports=_imports(file, files)) + "\n".join(
        _Writer(file, files).lines()
    )


def _imports(file: FileDescriptorProto, files: FileDescriptorSet) -> str:
    public = {file.dependency[index] for index in file.public_dependency}
    lines = [
        f"from {places.module_name(other.name)} import {name} as {name}"
        for other in files.file
        if other.name in public
        for name in _top_level_names(other)
    ]
    lines += [places.import_line(name) for name in _reached(file)]
    return "".join(f"{line}\n" for line in ["", *lines])


def _top_level_names(file: FileDescriptorProto) -> Iterator[str]:
    yield from (message.name for message in file.message_type)
    for enum in file.enum_type:
        yield enum.name
        yield from (value.name for value in enum.value)


def _reached(file: FileDescriptorProto) -> Iterable[str]:
    """Files whose messages the stub may name."""
    names = dict.fromkeys(file.dependency)
    if "tensorflow/core/protobuf/rpc_options.proto" in names:  # it imports that one publicly
        names["xla/tsl/protobuf/rpc_options.proto"] = None
    return names


class _Writer:
    def __init__(self, file: FileDescriptorProto, files: FileDescriptorSet) -> None:
        self._file = file
        self._types = Types(file, files)
        self._comments = Comments(file)

    def lines(self) -> Iterator[str]:
        for index, enum in enumerate(self._file.enum_type):
            yield from self._enum(enum, (5, index), "")
        for index, message in enumerate(self._file.message_type):
            yield from self._message(message, (4, index), "")
        for service in self._file.service:
            yield ""
            yield f"def beta_create_{service.name}_stub("
            yield "    channel: Any,"
            yield "    host: str | None = None,"
            yield "    metadata_transformer: Any = None,"
            yield "    pool: Any = None,"
            yield "    pool_size: int | None = None,"
            yield ") -> Any: ..."
        yield ""

    def _enum(self, enum: EnumDescriptorProto, path: tuple[int, ...], indent: str) -> Iterator[str]:
        yield ""
        yield f"{indent}class _{enum.name}(EnumTypeWrapper):"
        yield from self._comments.docstring(path, f"{indent}    ")
        for value in enum.value:
            yield f"{indent}    {value.name}: Literal[{value.number}]"
        yield ""
        yield f"{indent}{enum.name}: _{enum.name}"
        for value in enum.value:
            yield f"{indent}{value.name}: Literal[{value.number}]"

    def _message(
        self, message: DescriptorProto, path: tuple[int, ...], indent: str
    ) -> Iterator[str]:
        yield ""
        yield f"{indent}class {message.name}(Message):"
        inner = f"{indent}    "
        yield from self._comments.docstring(path, inner)
        yield f"{inner}DESCRIPTOR: Descriptor"
        for index, enum in enumerate(message.enum_type):
            yield from self._enum(enum, (*path, 4, index), inner)
        for index, nested in enumerate(message.nested_type):
            if not nested.options.map_entry:
                yield from self._message(nested, (*path, 3, index), inner)
        if message.enum_type or message.nested_type:
            yield ""
        for field in message.field:
            yield f"{inner}{field.name.upper()}_FIELD_NUMBER: Literal[{field.number}]"
        for field in message.field:
            yield from self._field(field, inner)
        yield from self._init(message, inner)
        yield from self._presence(message, inner)

    def _field(self, field: Field, indent: str) -> Iterator[str]:
        container = self._container(field)
        if container is None and field.type != Field.TYPE_MESSAGE:
            yield f"{indent}{field.name}: {self._types.of(field)}"
            return
        yield f"{indent}@builtins.property"
        yield f"{indent}def {field.name}(self) -> {container or self._types.of(field)}: ..."

    def _container(self, field: Field) -> str | None:
        if entry := self._types.map_entry(field):
            key, value = (self._types.of(part) for part in entry.field)
            is_message = entry.field[1].type == Field.TYPE_MESSAGE
            return f"{'MessageMap' if is_message else 'ScalarMap'}[{key}, {value}]"
        if field.label != Field.LABEL_REPEATED:
            return None
        kind = "Composite" if field.type == Field.TYPE_MESSAGE else "Scalar"
        return f"Repeated{kind}FieldContainer[{self._types.of(field)}]"

    def _init(self, message: DescriptorProto, indent: str) -> Iterator[str]:
        if not message.field:
            yield f"{indent}def __init__(self) -> None: ..."
            return
        yield f"{indent}def __init__("
        yield f"{indent}    self,"
        yield f"{indent}    *,"
        for field in message.field:
            yield f"{indent}    {field.name}: {self._argument(field)} | None = ...,"
        yield f"{indent}) -> None: ..."

    def _argument(self, field: Field) -> str:
        if entry := self._types.map_entry(field):
            key, value = (self._types.of(part) for part in entry.field)
            return f"Mapping[{key}, {value}]"
        if field.label == Field.LABEL_REPEATED:
            return f"Iterable[{self._types.of(field)}]"
        return self._types.of(field)

    def _presence(self, message: DescriptorProto, indent: str) -> Iterator[str]:
        """HasField, ClearField and WhichOneof with the names that they take."""
        oneofs = self._oneofs(message)
        real = {name: fields for name, fields in oneofs.items() if not name.startswith("_")}
        with_presence = [*(f.name for f in message.field if self._has_presence(f)), *real]
        if with_presence:
            names = _literal(with_presence)
            yield f"{indent}def HasField(self, field_name: {names}) -> builtins.bool: ..."
        if message.field:
            names = _literal([*(field.name for field in message.field), *real])
            yield f"{indent}def ClearField(self, field_name: {names}) -> None: ..."
        for name, fields in real.items():
            if len(real) > 1:
                yield f"{indent}@overload"
            yield f"{indent}def WhichOneof("
            yield f"{indent}    self, oneof_group: {_literal([name])}"
            yield f"{indent}) -> {_literal(fields)} | None: ..."

    def _has_presence(self, field: Field) -> bool:
        if field.label == Field.LABEL_REPEATED:
            return False
        explicit = field.HasField("oneof_index") or self._file.syntax != "proto3"
        return explicit or field.type == Field.TYPE_MESSAGE

    @staticmethod
    def _oneofs(message: DescriptorProto) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {oneof.name: [] for oneof in message.oneof_decl}
        for field in message.field:
            if field.HasField("oneof_index"):
                groups[message.oneof_decl[field.oneof_index].name].append(field.name)
        return groups


def _literal(names: Iterable[str]) -> str:
    return "Literal[" + ", ".join(f'"{name}"' for name in names) + "]"
