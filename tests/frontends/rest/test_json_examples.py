"""Examples in JSON -> messages (spec 9.6)."""

from __future__ import annotations

import math

import pytest

from tfserve.apis.input_pb2 import Input
from tfserve.frontends.rest.json_examples import fill_input
from tfserve.frontends.rest.json_reader import read_document


def read(body):
    message = Input()
    fill_input(read_document(body.encode()), message)
    return message


def feature(value):
    (example,) = read(f'{{"examples":[{{"f":{value}}}]}}').example_list.examples
    return example.features.feature["f"]


KINDS = [
    ("1.5", "float_list", [1.5]),
    ("[1e3, 2.0]", "float_list", [1000.0, 2.0]),
    ("[Infinity, 1e39]", "float_list", [math.inf, math.inf]),
    ("18446744073709551616", "float_list", [2.0**64]),
    ("3", "int64_list", [3]),
    ("[-9223372036854775808, 9223372036854775807]", "int64_list", [-(2**63), 2**63 - 1]),
    ("[true, false, 2]", "int64_list", [1, 0, 2]),
    ('"a"', "bytes_list", [b"a"]),
    ('["é", {"b64": "/w=="}, ""]', "bytes_list", ["é".encode(), b"\xff", b""]),
    ('[{"b64": "aGk"}]', "bytes_list", [b"hi"]),
]


@pytest.mark.parametrize(("value", "kind", "elements"), KINDS, ids=str)
def test_the_kind_of_a_feature_is_that_of_its_elements(value, kind, elements):
    message = feature(value)
    assert message.WhichOneof("kind") == kind
    assert list(getattr(message, kind).value) == elements


def test_nan_is_a_float():
    assert math.isnan(feature("NaN").float_list.value[0])


def test_an_empty_list_is_a_feature_without_kind():
    assert feature("[]").WhichOneof("kind") is None


def test_of_repeated_features_the_last_counts():
    (example,) = read('{"examples":[{"f":1,"f":["b"]}]}').example_list.examples
    assert list(example.features.feature["f"].bytes_list.value) == [b"b"]


def test_a_context_makes_it_a_list_with_context():
    message = read('{"context":{"c":"x"},"examples":[{},{"f":1}]}')
    assert message.WhichOneof("kind") == "example_list_with_context"
    with_context = message.example_list_with_context
    assert list(with_context.context.features.feature["c"].bytes_list.value) == [b"x"]
    assert [len(each.features.feature) for each in with_context.examples] == [0, 1]


def test_long_lists_are_read_alike():
    numbers = list(range(5000))
    assert list(feature(str(numbers)).int64_list.value) == numbers
    floats = [each + 0.5 for each in numbers]
    assert list(feature(str(floats)).float_list.value) == floats
