"""The thin `_pb2.py` modules."""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FileDescriptorProto

from generator import places

# The factory that gRPC's first generators put beside the messages.
BETA_STUB = '''

def beta_create_{service}_stub(
    channel, host=None, metadata_transformer=None, pool=None, pool_size=None
):
    """A stub in the call style of the early clients: `stub.{method}(request, 10.0)`.

    `host`, `pool` and `pool_size` are accepted and have no effect.
    """
    from tfserve.apis import _beta

    return _beta.stub(channel, DESCRIPTOR.services_by_name["{service}"], metadata_transformer)
'''


def module(file: FileDescriptorProto) -> str:
    """Source of the module that holds the file's messages."""
    public = {file.dependency[index] for index in file.public_dependency}
    lines = [
        f'"""Messages of {file.name}. Written by protos/build.py; do not edit."""',
        "",
        "from tfserve.apis import _pool",
    ]
    for name in file.dependency:
        if name in public:
            lines.append(f"from {places.module_name(name)} import *")
        else:
            lines.append(places.import_line(name))
    lines += ["", f'DESCRIPTOR = _pool.build("{file.name}", globals())', ""]
    source = "\n".join(lines)
    if file.name.startswith("inference/"):  # younger than that style
        return source
    for service in file.service:
        source += BETA_STUB.format(service=service.name, method=service.method[0].name)
    return source
