"""`examples` and `context` of a classify or regress request -> an Input message (spec 9.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tfserve.errors import InvalidArgument
from tfserve.frontends.rest.base64_values import decode_base64, is_base64
from tfserve.frontends.rest.exact_reader import JsonValue, RepeatingObject
from tfserve.frontends.rest.json_debug import debug_text, type_word
from tfserve.frontends.rest.json_reader import Document

if TYPE_CHECKING:
    from tfserve.apis import input_pb2
    from tfserve.apis.tensorflow import example_pb2, feature_pb2

__all__ = ["fill_input"]

_EXAMPLES = "examples"
_CONTEXT = "context"
_INT64_END = 1 << 63


def fill_input(document: Document, message: input_pb2.Input) -> None:
    """Write the request's Examples into `message`, with the context if there is one.

    Raises:
        InvalidArgument: with the texts of spec 9.6.

    Matches: util/json_tensor.cc, FillClassifyRegressRequestFromJson.
    """
    root = document.plain()
    if _CONTEXT in root:
        with_context = message.example_list_with_context
        _fill_example(root[_CONTEXT], with_context.context)
        add = with_context.examples.add
    else:
        add = message.example_list.examples.add
    for each in _examples(root):
        _fill_example(each, add())


def _examples(root: dict[str, JsonValue]) -> Sequence[JsonValue]:
    if _EXAMPLES not in root:
        raise _wrong_format(
            root, f"When method is classify, key '{_EXAMPLES}' is expected and was not found"
        )
    examples = root[_EXAMPLES]
    if not isinstance(examples, list):
        raise _wrong_format(root, f"Expecting '{_EXAMPLES}' value to be an list/array")
    if not examples:
        raise _wrong_format(root, f"'{_EXAMPLES}' value is an empty array")
    return examples


def _wrong_format(root: dict[str, JsonValue], text: str) -> InvalidArgument:
    return InvalidArgument(f"JSON Value: {debug_text(root)} {text}")


def _fill_example(value: JsonValue, example: example_pb2.Example) -> None:
    if not isinstance(value, dict):
        raise InvalidArgument(f"Example must be JSON object but got JSON {type_word(value)}")
    features = value.last if isinstance(value, RepeatingObject) else value
    # Even without a feature the message has its `features`, so that it is told from none.
    example.features.SetInParent()
    for name, content in features.items():
        elements = content if isinstance(content, list) else [content]
        text = name.encode("utf-8", "replace").decode()  # a proto3 string is UTF-8
        feature = example.features.feature[text]
        feature.Clear()
        _fill_feature(text, elements, feature)


def _fill_feature(name: str, elements: Sequence[JsonValue], feature: feature_pb2.Feature) -> None:
    """All elements at once; what is not of one kind is gone through one by one."""
    types = set(map(type, elements))
    if types == {float}:
        feature.float_list.value.extend(_float32(elements))
    elif types and types <= {int, bool} and max(elements) < _INT64_END:
        feature.int64_list.value.extend(list(map(int, elements)))
    elif types == {str}:
        feature.bytes_list.value.extend(
            [each.encode("utf-8", "surrogateescape") for each in elements]
        )
    else:
        kind = ""
        for element in elements:
            kind = _add(name, element, kind, feature)


def _float32(elements: Sequence[float]) -> list[float]:
    with np.errstate(over="ignore"):  # beyond float32 is infinity
        numbers: list[float] = np.array(elements, np.float64).astype(np.float32).tolist()
    return numbers


def _add(name: str, value: JsonValue, kind: str, feature: feature_pb2.Feature) -> str:
    """Add one element; returns the feature's kind, which the first element has decided."""
    own = _kind(name, value)
    if kind not in ("", own):
        raise InvalidArgument(f"Unexpected element type in feature: {name} expecting type: {kind}")
    if own == "float":
        feature.float_list.value.extend(_float32([value]))
    elif own == "int64":
        if value >= _INT64_END:
            raise InvalidArgument(
                f"Feature: {name} has uint64_t element. Only int64_t is supported."
            )
        feature.int64_list.value.append(int(value))
    elif isinstance(value, str):
        feature.bytes_list.value.append(value.encode("utf-8", "surrogateescape"))
    else:
        feature.bytes_list.value.append(decode_base64(value))
    return own


def _kind(name: str, value: JsonValue) -> str:
    if isinstance(value, float):
        return "float"
    if isinstance(value, int):  # also true and false
        return "int64"
    if isinstance(value, str) or is_base64(value):
        return "bytes"
    raise InvalidArgument(
        f"Feature: {name} has element with unexpected JSON type: {type_word(value)}"
    )
