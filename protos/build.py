"""Write the stub library `tfserve.apis` from the .proto files beside this script.

    python protos/build.py [--check]

needs `grpcio-tools` for its protoc. It writes, below tfserve/apis:

- `descriptors.binpb`: every file as a serialized FileDescriptorSet. It is read when a stub is
  imported, so that the stubs run with any protobuf runtime; code written by protoc's own generator
  refuses runtimes that are older than the generator.
- `*_pb2.py`: thin modules that take their messages from there.
- `*_pb2_grpc.py`: client stubs and servicers.
- `*.pyi` for both, with the comments of the .proto files.

`--check` writes nothing and fails when something would change.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generator import descriptors, grpc_stubs, messages, places, type_stubs

PROTOS = Path(__file__).parent
APIS = PROTOS.parent / "tfserve" / "apis"
GENERATED = ("descriptors.binpb", "**/*_pb2.py", "**/*_pb2.pyi", "**/*_pb2_grpc.py*")


def outputs() -> dict[Path, bytes]:
    """Path below tfserve/apis -> content of every generated file."""
    commented = descriptors.compile_protos(PROTOS)
    written = {Path("descriptors.binpb"): descriptors.without_comments(commented)}
    for file in commented.file:
        place = places.module_path(file.name)
        written[place] = messages.module(file).encode()
        written[place.with_suffix(".pyi")] = type_stubs.module(file, commented).encode()
        if file.service:
            grpc = place.with_name(place.stem + "_grpc.py")
            written[grpc] = grpc_stubs.module(file, commented).encode()
            written[grpc.with_suffix(".pyi")] = grpc_stubs.type_stub(file, commented).encode()
    for package in {path.parent for path in written} - {Path()}:
        if not (APIS / package / "__init__.py").exists():
            sys.exit(f"tfserve/apis/{package}/__init__.py is missing: say there what it holds")
    return written


def main() -> None:
    """Write the files, or compare them with `--check`."""
    parser = argparse.ArgumentParser(description="Build tfserve.apis from protos/.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 on a difference")
    arguments = parser.parse_args()
    wanted = {APIS / path: content for path, content in outputs().items()}
    present = {path for pattern in GENERATED for path in APIS.glob(pattern)}
    changed = [path for path in wanted if not path.exists() or path.read_bytes() != wanted[path]]
    stale = sorted(present - set(wanted))
    if arguments.check:
        sys.exit("\n".join(f"differs: {path}" for path in [*changed, *stale]) or None)
    for path in changed:
        path.write_bytes(wanted[path])
    for path in stale:
        path.unlink()
    print(f"tfserve/apis: {len(wanted)} files, {len(changed)} changed, {len(stale)} removed")


if __name__ == "__main__":
    main()
