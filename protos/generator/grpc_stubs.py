"""The `_pb2_grpc.py` modules and their `.pyi`."""

from __future__ import annotations

from collections.abc import Iterator

from google.protobuf.descriptor_pb2 import (
    FileDescriptorProto,
    FileDescriptorSet,
    MethodDescriptorProto,
    ServiceDescriptorProto,
)

from generator import places
from generator.comments import Comments
from generator.types import Types

MODULE = '''"""Client stub and servicer of {name}. Written by protos/build.py; do not edit."""

import grpc

{imports}
'''
STUB_HEAD = '''
class {service}Stub:
    """Client of {full_name}; each attribute is one RPC."""

    def __init__(self, channel):
        """Calls go over `channel`, a `grpc.Channel` or `grpc.aio.Channel`."""
'''
STUB_METHOD = """        self.{method} = channel.{kind}(
            "/{full_name}/{method}",
            request_serializer={request}.SerializeToString,
            response_deserializer={response}.FromString,
        )
"""
SERVICER_HEAD = '''

class {service}Servicer:
    """Server side of {full_name}; override what is served, the rest answers UNIMPLEMENTED."""
'''
SERVICER_METHOD = '''
    def {method}(self, request, context):
        """{request} -> {response}."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")
'''
ADD_HEAD = '''

def add_{service}Servicer_to_server(servicer, server):
    """Let `server` answer the calls of {full_name} by `servicer`."""
    handlers = {{
'''
ADD_METHOD = """        "{method}": grpc.{kind}_rpc_method_handler(
            servicer.{method},
            request_deserializer={request}.FromString,
            response_serializer={response}.SerializeToString,
        ),
"""
ADD_TAIL = """    }}
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("{full_name}", handlers),)
    )
    server.add_registered_method_handlers("{full_name}", handlers)
"""
TYPES_HEAD = '''"""Client stub and servicer of {name}. Written by protos/build.py; do not edit."""

{iterator}from typing import Any

from tfserve.apis._call_types import {call_types}
{imports}
'''


def module(file: FileDescriptorProto, files: FileDescriptorSet) -> str:
    """Source of the module that holds the file's stubs and servicers."""
    types = Types(file, files, is_home=False)
    source = MODULE.format(name=file.name, imports=_imports(file))
    for service in file.service:
        names = {"service": service.name, "full_name": f"{file.package}.{service.name}"}
        methods = [names | _names(types, method) for method in service.method]
        source += STUB_HEAD.format(**names)
        source += "".join(STUB_METHOD.format(**method) for method in methods)
        source += SERVICER_HEAD.format(**names)
        source += "".join(SERVICER_METHOD.format(**method) for method in methods)
        source += ADD_HEAD.format(**names)
        source += "".join(ADD_METHOD.format(**method) for method in methods)
        source += ADD_TAIL.format(**names)
    return source


def type_stub(file: FileDescriptorProto, files: FileDescriptorSet) -> str:
    """Source of its `.pyi`."""
    types = Types(file, files, is_home=False)
    comments = Comments(file)
    methods = (method for service in file.service for method in service.method)
    call_types = ", ".join(sorted({_call_type(method) for method in methods}))
    source = TYPES_HEAD.format(
        name=file.name,
        imports=_imports(file),
        call_types=call_types,
        iterator=_iterator_import(call_types),
    )
    for index, service in enumerate(file.service):
        path = (6, index)
        source += "\n".join(_service_types(types, comments, path, service)) + "\n"
    return source


def _service_types(
    types: Types, comments: Comments, path: tuple[int, ...], service: ServiceDescriptorProto
) -> Iterator[str]:
    yield f"class {service.name}Stub:"
    yield from comments.docstring(path, "    ")
    yield "    def __init__(self, channel: Any) -> None: ..."
    for method in service.method:
        names = _names(types, method)
        call_type = _call_type(method)
        yield f"    {method.name}: {call_type}[{names['request']}, {names['response']}]"
    yield ""
    yield f"class {service.name}Servicer:"
    yield from comments.docstring(path, "    ")
    for method in service.method:
        names = _names(types, method)
        yield f"    def {method.name}("
        yield f"        self, {_parameter(method, names['request'])}, context: Any"
        yield f"    ) -> {_result(method, names['response'])}: ..."
    yield ""
    yield f"def add_{service.name}Servicer_to_server("
    yield f"    servicer: {service.name}Servicer, server: Any"
    yield ") -> None: ..."


def _names(types: Types, method: MethodDescriptorProto) -> dict[str, str]:
    return {
        "method": method.name,
        "kind": f"{_way(method.client_streaming)}_{_way(method.server_streaming)}",
        "request": types.message(method.input_type),
        "response": types.message(method.output_type),
    }


def _iterator_import(call_types: str) -> str:
    return "from collections.abc import Iterator\n" if "Stream" in call_types else ""


def _way(is_stream: bool) -> str:  # noqa: FBT001 - a field of the descriptor
    return "stream" if is_stream else "unary"


def _call_type(method: MethodDescriptorProto) -> str:
    return f"{_way(method.client_streaming)}_{_way(method.server_streaming)}".title().replace(
        "_", ""
    )


def _parameter(method: MethodDescriptorProto, message: str) -> str:
    if method.client_streaming:
        return f"request: Iterator[{message}]"
    return f"request: {message}"


def _result(method: MethodDescriptorProto, message: str) -> str:
    return f"Iterator[{message}]" if method.server_streaming else message


def _imports(file: FileDescriptorProto) -> str:
    return "\n".join(places.import_line(name) for name in (*file.dependency, file.name))
