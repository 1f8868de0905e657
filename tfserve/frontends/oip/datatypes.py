"""The protocol's names of datatypes, and ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tfserve.core.servable import TensorSpec
from tfserve.errors import InvalidArgument
from tfserve.tensors import DataType

__all__ = ["data_type", "datatype_name", "element_count", "shape_of"]

_TYPES: Mapping[str, DataType] = {
    "BOOL": DataType.DT_BOOL,
    "UINT8": DataType.DT_UINT8,
    "UINT16": DataType.DT_UINT16,
    "UINT32": DataType.DT_UINT32,
    "UINT64": DataType.DT_UINT64,
    "INT8": DataType.DT_INT8,
    "INT16": DataType.DT_INT16,
    "INT32": DataType.DT_INT32,
    "INT64": DataType.DT_INT64,
    "FP16": DataType.DT_HALF,
    "FP32": DataType.DT_FLOAT,
    "FP64": DataType.DT_DOUBLE,
    "BF16": DataType.DT_BFLOAT16,
    "BYTES": DataType.DT_STRING,
}
_NAMES = {data_type: name for name, data_type in _TYPES.items()}
_MOST_ELEMENTS = 2**63 - 1


def data_type(name: str) -> DataType:
    """The type that the protocol calls `name`.

    Raises:
        InvalidArgument: it has none of that name.
    """
    found = _TYPES.get(name)
    if found is None:
        known = ", ".join(_TYPES)
        raise InvalidArgument(f"Unknown datatype {name!r}", details={"available_datatypes": known})
    return found


def datatype_name(dtype: DataType) -> str:
    """The protocol's name for `dtype`; for types that it does not know, TensorFlow's in capitals,
    such as `COMPLEX64`.
    """
    return _NAMES.get(dtype.base) or dtype.base.label.upper()


def shape_of(spec: TensorSpec) -> tuple[int, ...]:
    """A signature's shape in the protocol's form: -1 where any size goes. Unknown rank, for which
    there is no form, is one dimension of any size.
    """
    if spec.shape is None:
        return (-1,)
    return tuple(-1 if size is None else size for size in spec.shape)


def element_count(name: str, shape: Sequence[int]) -> int:
    """How many elements a tensor of `shape` has.

    Args:
        name: the tensor's, for the error.
        shape: from a request.

    Raises:
        InvalidArgument: a negative size, or too many elements.
    """
    count = 1
    for size in shape:
        if size < 0:
            raise InvalidArgument(f"Input {name} has a negative dimension: {list(shape)[:8]}")
        count *= size
        if count > _MOST_ELEMENTS:
            raise InvalidArgument(f"Input {name} has too many elements: {list(shape)[:8]}")
    return count
