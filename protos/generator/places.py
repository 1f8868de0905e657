"""Where the Python module of a proto file lies."""

from __future__ import annotations

from pathlib import Path

# First match wins. Directory of the .proto file -> package below tfserve.apis.
PACKAGES = (
    ("tensorflow_serving/apis/internal/", "internal"),
    ("tensorflow_serving/apis/", ""),
    ("tensorflow_serving/config/", "config"),
    ("tensorflow_serving/", "servables"),
    ("tensorflow/core/grappler/", "servables"),  # these two are imported by saved_model_config
    ("tensorflow/core/tfrt/", "servables"),      # alone, and TensorFlow's wheel has neither
    ("tensorflow/", "tensorflow"),
    ("xla/tsl/", "tensorflow/tsl"),
    ("inference/", "oip"),
)  # fmt: skip


def module_path(file_name: str) -> Path:
    """The `_pb2.py` of a proto file, relative to tfserve/apis."""
    for prefix, package in PACKAGES:
        if file_name.startswith(prefix):
            return Path(package) / f"{Path(file_name).stem}_pb2.py"
    raise ValueError(file_name)


def module_name(file_name: str) -> str:
    """The importable name: `tfserve.apis.config.ssl_config_pb2`."""
    if file_name.startswith("google/protobuf/"):
        return file_name.removesuffix(".proto").replace("/", ".") + "_pb2"
    return "tfserve.apis." + ".".join(module_path(file_name).with_suffix("").parts)


def import_line(file_name: str) -> str:
    """An import of that module under its private name."""
    package, _, module = module_name(file_name).rpartition(".")
    return f"from {package} import {module} as {alias(file_name)}"


def alias(file_name: str) -> str:
    """The private name under which a generated module knows another one."""
    package, _, module = module_name(file_name).rpartition(".")
    owner = package.rpartition(".")[2]
    return f"_{owner}_{module}"
