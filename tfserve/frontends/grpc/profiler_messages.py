"""The messages of tensorflow.ProfilerService, as far as it is served.

They are not in `tfserve.apis`: TensorFlow and TensorBoard's plug-in register files of these names
in protobuf's default pool, in versions that differ, and a second one of a name is refused. These
have a pool of their own, keep what they do not know, and take a recording for the bytes that it is
on the wire: hundreds of megabytes that need not be parsed.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

__all__ = ["MonitorRequest", "ProfileRequest", "ProfileResponse", "TerminateRequest",
           "TerminateResponse", "descriptors"]  # fmt: skip

_Field = descriptor_pb2.FieldDescriptorProto
_TEXT, _BYTES, _BOOL = _Field.TYPE_STRING, _Field.TYPE_BYTES, _Field.TYPE_BOOL
_UINT32, _UINT64 = _Field.TYPE_UINT32, _Field.TYPE_UINT64
_OPTIONS = "ProfileOptions"

# Message -> field -> number, and its type: a scalar's number, or a message's name.
_MESSAGES: dict[str, dict[str, tuple[int, Any]]] = {
    _OPTIONS: {
        "host_tracer_level": (2, _UINT32),
        "device_tracer_level": (3, _UINT32),
        "python_tracer_level": (4, _UINT32),
        "start_timestamp_ns": (8, _UINT64),
        "duration_ms": (9, _UINT64),
        "override_hostname": (15, _TEXT),
    },
    "ProfileRequest": {
        "duration_ms": (1, _UINT64),
        "opts": (4, _OPTIONS),
        "repository_root": (5, _TEXT),
        "session_id": (6, _TEXT),
        "host_name": (7, _TEXT),
        "emit_xspace": (9, _BOOL),
    },
    "ProfileResponse": {"empty_trace": (7, _BOOL), "xspace": (8, _BYTES)},
    "TerminateRequest": {"session_id": (1, _TEXT)},
    "TerminateResponse": {},
    "MonitorRequest": {"duration_ms": (1, _UINT64)},
    "MonitorResponse": {"data": (1, _TEXT)},
}
_METHODS = {
    "Profile": "ProfileResponse",
    "Terminate": "TerminateResponse",
    "Monitor": "MonitorResponse",
}


def _file() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto(
        name="profiler_service.proto", package="tensorflow", syntax="proto3"
    )
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            made = message.field.add(name=field, number=number, label=_Field.LABEL_OPTIONAL)
            if isinstance(kind, str):
                made.type, made.type_name = _Field.TYPE_MESSAGE, f".tensorflow.{kind}"
            else:
                made.type = kind
    service = file.service.add(name="ProfilerService")
    for name, answer in _METHODS.items():
        service.method.add(
            name=name, input_type=f".tensorflow.{name}Request", output_type=f".tensorflow.{answer}"
        )
    return file


descriptors = descriptor_pool.DescriptorPool()
"""Describes the service and its messages."""

descriptors.Add(_file())


def _class(name: str) -> Any:  # a message class that no checker knows
    return message_factory.GetMessageClass(descriptors.FindMessageTypeByName(f"tensorflow.{name}"))


ProfileRequest = _class("ProfileRequest")
ProfileResponse = _class("ProfileResponse")
TerminateRequest = _class("TerminateRequest")
TerminateResponse = _class("TerminateResponse")
MonitorRequest = _class("MonitorRequest")
