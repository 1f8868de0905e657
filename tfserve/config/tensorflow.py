"""How TensorFlow models are loaded and run: tags, session options, op libraries, threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

from tfserve.errors import InvalidArgument

__all__ = ["TENSORFLOW_OPTIONS", "RunInCaller", "TensorFlowConfig"]

RunInCaller: TypeAlias = Literal["auto", "always", "never"]
"""Where runs happen: short ones in the thread that asks (`auto`, by what real requests took), all
of them, or none.
"""


@dataclass(frozen=True, slots=True)
class TensorFlowConfig:
    """Settings of the platform `tensorflow`; the same for every model unless `for_model` says
    otherwise.

    Args:
        tags: the tag set of the MetaGraph to load; empty counts as `serve`.
        session_config: serialized `tensorflow.ConfigProto`, the base of every session's; empty for
            none.
        session_parallelism: threads for both pools, 0 for automatic; not together with both of
            `intra_op` and `inter_op`.
        intra_op: threads inside one op; 0 for automatic.
        inter_op: threads across ops; 0 for automatic.
        per_process_gpu_memory_fraction: share of each GPU's memory, 0 to 1; always wins over
            `session_config`, 0 too.
        allow_growth: take GPU memory as needed; None leaves it to `session_config`.
        visible_devices: GPUs by number, `0,2`; empty leaves it to `session_config`.
        log_device_placement: log where each op runs; None leaves it to `session_config`.
        allow_soft_placement: run ops on the CPU when their device is missing; None leaves it to
            `session_config`, and means yes where there is none.
        xla_cpu: compile graphs for the CPU with XLA.
        xla_gpu: compile graphs for GPUs with XLA.
        mixed_precision: `bfloat16` lets oneDNN compute in bfloat16; anything else is warned about.
        custom_op_paths: op libraries, or directories of them, to load before any model.
        custom_op_packages: Python packages whose op libraries are loaded without importing the
            package, such as `tensorflow_text`.
        run_in_caller: where runs happen.
        run_threads: how many runs may wait or work apart from the callers' threads; 0 for four per
            CPU.

    Raises:
        InvalidArgument: all three kinds of parallelism are set, or a value is out of range.
    """

    tags: tuple[str, ...] = ("serve",)
    session_config: bytes = b""
    session_parallelism: int = 0
    intra_op: int = 0
    inter_op: int = 0
    per_process_gpu_memory_fraction: float = 0.0
    allow_growth: bool | None = None
    visible_devices: str = ""
    log_device_placement: bool | None = None
    allow_soft_placement: bool | None = None
    xla_cpu: bool = False
    xla_gpu: bool = False
    mixed_precision: str = ""
    custom_op_paths: tuple[str, ...] = ()
    custom_op_packages: tuple[str, ...] = ()
    run_in_caller: RunInCaller = "auto"
    run_threads: int = 0

    def __post_init__(self) -> None:
        """Refuse what contradicts itself. Matches: model_servers/server.cc."""
        if self.session_parallelism > 0 and self.intra_op > 0 and self.inter_op > 0:
            raise InvalidArgument(
                "Either configure server_options.tensorflow_session_parallelism or "
                "(server_options.tensorflow_intra_op_parallelism, "
                "server_options.tensorflow_inter_op_parallelism) separately. You cannot configure "
                "all."
            )
        if self.run_in_caller not in get_args(RunInCaller):
            raise InvalidArgument(
                f"run_in_caller must be auto, always or never; it is {self.run_in_caller!r}"
            )
        if self.run_threads < 0:
            raise InvalidArgument(f"run_threads must not be negative; it is {self.run_threads}")

    def for_model(self, options: Mapping[str, Any]) -> TensorFlowConfig:
        """This config with one model's own options put over it.

        Args:
            options: `ModelConfig.options`; known keys are `saved_model_tags`, `custom_op_paths`,
                `custom_op_packages` (text separated by commas, or a list), `run_in_caller`,
                `mixed_precision` and `session_config`, an object with any of
                `log_device_placement`, `allow_soft_placement`, `allow_growth` and
                `per_process_gpu_memory_fraction`. Others belong to somebody else and are left
                alone.

        Raises:
            InvalidArgument: a known key has a value of the wrong type; the text names the key.
        """
        changes: dict[str, Any] = {}
        for key, field_name in _NAME_LISTS.items():
            if key in options:
                changes[field_name] = _names(key, options[key])
        for key in ("run_in_caller", "mixed_precision"):
            if key in options:
                changes[key] = _typed(key, options[key], str)
        session = _typed("session_config", options.get("session_config", {}), dict)
        for key, kind in _SESSION_KEYS.items():
            if key in session:
                changes[key] = _typed(f"session_config.{key}", session[key], kind)
        return replace(self, **changes) if changes else self


_NAME_LISTS: Mapping[str, str] = {
    "saved_model_tags": "tags",
    "custom_op_paths": "custom_op_paths",
    "custom_op_packages": "custom_op_packages",
}

_SESSION_KEYS: Mapping[str, type] = {
    "log_device_placement": bool,
    "allow_soft_placement": bool,
    "allow_growth": bool,
    "per_process_gpu_memory_fraction": float,
}


TENSORFLOW_OPTIONS: frozenset[str] = frozenset(
    {*_NAME_LISTS, "run_in_caller", "mixed_precision", "session_config"}
)
"""The keys that `TensorFlowConfig.for_model` knows."""


def _typed(key: str, value: Any, kind: type) -> Any:  # values come out of JSON, of any type
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind):
        raise InvalidArgument(f"{key} must be of type {kind.__name__}; it is {value!r}")
    return value


def _names(key: str, value: Any) -> tuple[str, ...]:  # values come out of JSON, of any type
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise InvalidArgument(f"{key} must be names separated by commas; it is {value!r}")
    return tuple(name.strip() for name in names if name.strip())
