"""Why a JSON value is no tensor: TensorFlow Serving's texts, found element by element (spec 9.5).

Matches: util/json_tensor.cc, GetDenseTensorShape and FillTensorProto.
"""

from __future__ import annotations

from collections.abc import Mapping

from tfserve.errors import InvalidArgument, ServingError, Unimplemented
from tfserve.frontends.rest.base64_values import decode_base64
from tfserve.frontends.rest.exact_reader import JsonValue
from tfserve.frontends.rest.json_debug import debug_text, type_word
from tfserve.frontends.rest.json_tensors import INTEGER_RANGES
from tfserve.tensors import DataType

__all__ = ["dense_shape", "element_count", "shape_text", "tensor_error"]

_TYPES: Mapping[DataType, tuple[type, ...]] = {
    DataType.DT_FLOAT: (int, float),
    DataType.DT_DOUBLE: (int, float),
    **dict.fromkeys(INTEGER_RANGES, (int,)),
    DataType.DT_BOOL: (bool,),
    DataType.DT_STRING: (str,),
}
"""JSON's values, as Python has them, that each type takes."""


def dense_shape(value: JsonValue) -> tuple[int, ...]:
    """The shape that the first elements of a nested list have."""
    shape: list[int] = []
    while isinstance(value, list):
        shape.append(len(value))
        if not value:
            break
        value = value[0]
    return tuple(shape)


def shape_text(shape: tuple[int, ...]) -> str:
    """`[2,1]`."""
    return f"[{','.join(map(str, shape))}]"


def tensor_error(value: JsonValue, dtype: DataType) -> ServingError | None:
    """The first thing that is wrong with `value` as a tensor of `dtype`; None for none.

    Args:
        value: lists, no arrays, in it.
        dtype: without reference.
    """
    try:
        element_count(value, dtype)
    except ServingError as error:
        return error
    return None


def element_count(value: JsonValue, dtype: DataType) -> int:
    """How many elements `value` has as a tensor of `dtype`.

    Raises:
        ServingError: it is no such tensor.
    """
    shape = dense_shape(value)
    count = 0
    level = 0
    rest = [iter([value])]  # of the lists around the element in hand
    while rest:
        for element in rest[-1]:
            if isinstance(element, list):
                _check_list(element, level, shape)
                rest.append(iter(element))
                level += 1
                break
            if level != len(shape):
                raise InvalidArgument(
                    f"JSON Value: {debug_text(element)} found at incorrect level: {level + 1} "
                    f"in the JSON DOM. Expected at level: {len(shape)}"
                )
            _check_element(element, dtype)
            count += 1
        else:
            rest.pop()
            level -= 1
    return count


def _check_list(element: list[JsonValue], level: int, shape: tuple[int, ...]) -> None:
    if level >= len(shape):
        raise InvalidArgument(
            f"Encountered list at unexpected level: {level} expected < {len(shape)}"
        )
    if len(element) != shape[level]:
        raise InvalidArgument(
            f"Encountered list at unexpected size: {len(element)} at level: {level} "
            f"expected size: {shape[level]}"
        )


def _check_element(value: JsonValue, dtype: DataType) -> None:
    if isinstance(value, dict):
        if dtype is not DataType.DT_STRING:
            raise _wrong_type(value, dtype)
        decode_base64(value)
        return
    types = _TYPES.get(dtype)
    if types is None:
        raise Unimplemented(f"Conversion of JSON Value: {debug_text(value)} to type: {dtype.label}")
    if type(value) not in types:
        raise _wrong_type(value, dtype)
    if dtype in INTEGER_RANGES:
        low, high = INTEGER_RANGES[dtype]
        if not low <= value <= high:
            raise _wrong_type(value, dtype)


def _wrong_type(value: JsonValue, dtype: DataType) -> InvalidArgument:
    return InvalidArgument(
        f"JSON Value: {debug_text(value)} Type: {type_word(value)} is not of expected type: "
        f"{dtype.label}"
    )
