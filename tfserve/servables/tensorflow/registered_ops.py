"""The operations that TensorFlow knows in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tfserve.apis.tensorflow import op_def_pb2

__all__ = ["RegisteredOps"]


class RegisteredOps:
    """Definitions by name. Thread-safe.

    Args:
        op_list: gives a serialized OpList of all that is registered at the moment.
    """

    def __init__(self, op_list: Callable[[], bytes]) -> None:
        self._op_list = op_list
        self._known: Mapping[str, op_def_pb2.OpDef] = {}  # replaced whole

    def __call__(self, name: str) -> op_def_pb2.OpDef | None:
        """What is registered under `name`; None when nothing is."""
        if name not in self._known:  # libraries may have come
            listed = op_def_pb2.OpList.FromString(self._op_list())
            self._known = {each.name: each for each in listed.op}
        return self._known.get(name)
