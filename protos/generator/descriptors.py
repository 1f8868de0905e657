"""From .proto files to descriptors."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from google.protobuf.descriptor_pb2 import DescriptorProto, FileDescriptorSet
from grpc_tools import protoc


def compile_protos(directory: Path) -> FileDescriptorSet:
    """Every .proto file below `directory`, imports first, comments included."""
    names = sorted(str(path.relative_to(directory)) for path in directory.rglob("*.proto"))
    includes = Path(protoc.__file__).parent / "_proto"
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "all.binpb"
        command = ["protoc", f"-I{directory}", f"-I{includes}", "--include_source_info"]
        if protoc.main([*command, f"--descriptor_set_out={out}", *names]) != 0:
            sys.exit("protoc failed")
        return FileDescriptorSet.FromString(out.read_bytes())


def without_comments(files: FileDescriptorSet) -> bytes:
    """The set as it is shipped: equal to what protoc's Python generator embeds."""
    shipped = FileDescriptorSet()
    shipped.CopyFrom(files)
    for file in shipped.file:
        file.ClearField("source_code_info")
        for message in file.message_type:
            _strip_json_names(message)
    return shipped.SerializeToString(deterministic=True)


def _strip_json_names(message: DescriptorProto) -> None:
    """Remove the JSON names that protoc has derived; those that were written down stay."""
    for field in message.field:
        if field.json_name == _lower_camel(field.name):
            field.ClearField("json_name")
    for nested in message.nested_type:
        _strip_json_names(nested)


def _lower_camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)
