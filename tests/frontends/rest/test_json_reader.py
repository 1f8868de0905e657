"""The JSON reader: RapidJSON's texts and offsets, and both ways of reading agree (spec 9.4)."""

from __future__ import annotations

import json
import math

import numpy as np
import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tfserve.errors import InvalidArgument
from tfserve.frontends.rest import json_reader
from tfserve.frontends.rest.exact_reader import RepeatingObject, read_exactly
from tfserve.frontends.rest.json_reader import read_document
from tfserve.frontends.rest.number_runs import cut_runs, read_run

EMPTY = "The document is empty."
VALUE = "Invalid value."
NAME = "Missing a name for object member."
COLON = "Missing a colon after a name of object member."
CURLY = "Missing a comma or '}' after an object member."
SQUARE = "Missing a comma or ']' after an array element."
HEX = "Incorrect hex digit after \\u escape in string."
SURROGATE = "The surrogate pair in string is invalid."
ESCAPE = "Invalid escape character in string."
QUOTE = "Missing a closing quotation mark in string."
TOO_BIG = "Number too big to be stored in double."
FRACTION = "Miss fraction part in number."
EXPONENT = "Miss exponent in number."
ROOT = "The document root must not be followed by other values."

ERRORS = [
    (b" \n", EMPTY, 2), (b"\0", EMPTY, 0), (b"]", EMPTY, 0), (b"}", EMPTY, 0), (b":", EMPTY, 0),
    (b"instances=[1]", VALUE, 0), (b'{"a":', VALUE, 5), (b"[", VALUE, 1), (b"[1,", VALUE, 3),
    (b"[1,]", VALUE, 3), (b'{"a":}', VALUE, 5), (b"[,1]", VALUE, 1), (b"nul", VALUE, 3),
    (b"[trux]", VALUE, 4), (b"fal ", VALUE, 3), (b"+1", VALUE, 0), (b".5", VALUE, 0),
    (b"-", VALUE, 1), (b"-x", VALUE, 1), (b"[Na0]", VALUE, 3), (b"[In]", VALUE, 3),
    (b"[Infin]", VALUE, 6), (b"'a'", VALUE, 0), (b"/* */ 1", VALUE, 0), (b"\xff\xfe{", VALUE, 0),
    (b"{", NAME, 1), (b"{1:2}", NAME, 1), (b'{"a":1,', NAME, 7), (b'{"a":1,}', NAME, 7),
    (b"{'a':1}", NAME, 1), (b"{,}", NAME, 1),
    (b'{"a"', COLON, 4), (b'{"a" 1}', COLON, 5), (b'{"a",1}', COLON, 4),
    (b'{"a":1', CURLY, 6), (b'{"a":1 2', CURLY, 7), (b'{"a":1]', CURLY, 6),
    (b'{"a":[]"b"', CURLY, 7), (b'{"a":1.5.', CURLY, 8), (b'{"a":01}', CURLY, 6),
    (b"[1", SQUARE, 2), (b"[1 2]", SQUARE, 3), (b"[[]", SQUARE, 3), (b"[Infinityx]", SQUARE, 9),
    (b"[1}", SQUARE, 2), (b'["a":', SQUARE, 4), (b"[1,2\0,3]", SQUARE, 4),
    (b'"\\u12', HEX, 1), (b'"a\\u00g0"', HEX, 2), (b'"\\ud800\\u00"', HEX, 1),
    (b'"\\ud800"', SURROGATE, 1), (b'"x\\ud800\\u0041"', SURROGATE, 2),
    (b'"\\ud800\\n"', SURROGATE, 1),
    (b'"\\x"', ESCAPE, 1), (b'"a\nb"', ESCAPE, 2), (b'"\\', ESCAPE, 1), (b'"\t"', ESCAPE, 1),
    (b'"abc', QUOTE, 4), (b'{"a', QUOTE, 3), (b'"a\0b"', QUOTE, 2),
    (b"1e400", TOO_BIG, 0), (b"[0,-1e400]", TOO_BIG, 3), (b"[" + b"9" * 5000 + b"]", TOO_BIG, 1),
    (b"[1,2,3,4,5,6,7,8,9,1e999,1]", TOO_BIG, 19), (b"1.8e308", TOO_BIG, 0),
    (b"1.", FRACTION, 2), (b"[1.e5]", FRACTION, 3), (b"[-0.]", FRACTION, 4),
    (b"1e", EXPONENT, 2), (b"1e+", EXPONENT, 3), (b"[2E-]", EXPONENT, 4), (b"1.5ex", EXPONENT, 4),
    (b"{} x", ROOT, 3), (b"[1],", ROOT, 3), (b"1 2", ROOT, 2), (b"{}\0", ROOT, 2),
    (b"{}{}", ROOT, 2),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text", "offset"), ERRORS, ids=lambda value: repr(value)[:30])
def test_texts_and_byte_offsets_of_errors(body, text, offset):
    with pytest.raises(InvalidArgument) as caught:
        read_document(body)
    assert caught.value.message == f"JSON Parse error: {text} at offset: {offset}"


def test_offsets_count_bytes_and_the_byte_order_mark():
    with pytest.raises(InvalidArgument, match=r"at offset: 9$"):
        read_document('\ufeff{"é":x'.encode())


def test_a_body_without_bytes_has_a_text_of_its_own():
    with pytest.raises(InvalidArgument) as caught:
        read_document(b"")
    assert caught.value.message == "JSON Parse error: The document is empty"


VALUES = [
    (b"-0", 0), (b"9223372036854775808", 9223372036854775808), (b"1e5", 1e5), (b"1E+2", 100.0),
    (b"18446744073709551616", 18446744073709551616.0), (b"-9223372036854775809", -(2.0**63)),
    (b"1e-400", 0.0), (b"Infinity", math.inf), (b"-Inf", -math.inf), (b"true", True),
    (b" [ ] ", []), (b"{ }", {}), (b'"\\u00e9\\ud83d\\ude00\\/\\b"', "é\U0001f600/\b"),
    (b'"\xff\x7f"', "\udcff\x7f"), (b'"\\udc00"', "\udced\udcb0\udc80"), (b'"\\u0000"', "\0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES, ids=lambda value: repr(value)[:30])
def test_what_rapidjson_accepts(text, value):
    got = read_document(b'{"a":' + text + b"}").root["a"]
    assert (type(got), got) == (type(value), value)


@pytest.mark.parametrize("text", [b"NaN", b"-NaN"])
def test_nan_is_a_number(text):
    assert math.isnan(read_document(b'{"a":' + text + b"}").root["a"])


@pytest.mark.parametrize("body", [b'{"a":1,"a":2}', b'{"a":1,"\\u0061":2}', b'{"a" :1,"a"\t:2}'])
def test_of_repeated_names_the_first_counts_and_the_last_is_kept(body):
    root = read_document(body).root
    assert isinstance(root, RepeatingObject)
    assert (root["a"], root.last["a"], root.repeated) == (1, 2, "a")


@pytest.mark.parametrize(
    "body", [b'{"a":":", "b":"x\\":"}', b'{"a" : {"b": "http://x"}}', b'{"a":[{"b":1},{"b":2}]}']
)
def test_names_in_strings_and_in_several_objects_are_not_repeated(body):
    assert read_document(body).root == json.loads(body)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_256_levels_are_read_and_257_refused(opening):
    closing = b"]" if opening == b"[" else b"}"

    def nested(levels):
        return b'{"x":' + opening * (levels - 1) + b"1" + closing * (levels - 1) + b"}"

    assert read_document(nested(256)).root
    with pytest.raises(InvalidArgument, match="Nested deeper than 256 levels"):
        read_document(nested(257))


def test_depth_is_not_the_number_of_lists():
    body = json.dumps({"a": [[1]] * 2000, "b": "x"}).encode()
    assert read_document(body).plain() == json.loads(body)


def test_the_parser_nests_as_deep_as_is_reckoned_with():
    depth = json_reader._PARSER_DEPTH
    assert orjson.loads(b"[" * depth + b"]" * depth)
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(b"[" * (depth + 1) + b"]" * (depth + 1))


def test_two_values_are_not_taken_for_one():
    body = b'{"a":1' + b"}" + b"],[" + b"[" * 300
    with pytest.raises(InvalidArgument, match="root must not be followed"):
        read_document(body)


# ---- runs of numbers


def run_of(shape, kind=float):
    values = np.arange(math.prod(shape)).reshape(shape)
    return (values / 8 if kind is float else values).tolist()


@pytest.mark.parametrize("indent", [None, 0, 2])
@pytest.mark.parametrize("shape", [(500,), (1, 500), (500, 1), (10, 10, 5), (2, 1, 3, 1, 100)])
@pytest.mark.parametrize("kind", [float, int])
def test_long_runs_of_numbers_become_arrays(shape, kind, indent):
    document = read_document(json.dumps({"x": run_of(shape, kind), "s": "a" * 2000}, indent=indent)
                             .encode())  # fmt: skip
    array = document.root["x"]
    assert array.dtype == (np.float64 if kind is float else np.int64)
    assert array.tolist() == run_of(shape, kind)
    assert document.plain()["x"] == run_of(shape, kind)


def test_runs_become_arrays_wherever_they_are():
    value = {"a": {"b": [{"c": run_of((20, 20))}], "e": run_of((300,))}, 'd"[1,2]\\': [[]]}
    root = read_document(json.dumps(value).encode() + b" " * 2048).root
    assert isinstance(root["a"]["e"], np.ndarray)
    assert isinstance(root["a"]["b"][0]["c"], np.ndarray)
    assert root['d"[1,2]\\'] == [[]]


def test_runs_within_strings_are_left_alone():
    text = str(run_of((600,)))
    assert read_document(json.dumps({"a": text}).encode()).root == {"a": text}


IRREGULAR = [
    b"[]", b"[[],[]]", b"[[1],[2,3]]", b"[[1,2],[3]]", b"[1,[2]]", b"[[1],2]", b"[[1]2]", b"[1]2",
    b"[[1]2,[3]]", b"[[1],2[3]]", b"[1[2]]", b"[1,,2]", b"[1,2,]", b"[,1]", b"[1 2]", b"[[1][2]]",
    b"[1,2", b"1,2]", b"[1]]", b"[[1]", b"[1],[2]", b"[1.]", b"[01]", b"[1e400]", b"[true]",
    b"[null]", b"[1-2]", b"[--1]", b"[Na]", b"[NaNN]", b"[Infin]", b"[9223372036854775808]",
    b"[18446744073709551616]",
    b"[-9223372036854775809]", b"[1,1e999,Infinity]", b"[[[1]],[[2],[3]]]", b"[" * 40 + b"]" * 40,
    b"[+1]", b"[1]\0", b"[1\xa0]", b"[[1,2]3,[4,5]]",
]  # fmt: skip


@pytest.mark.parametrize("run", IRREGULAR, ids=repr)
def test_irregular_runs_are_left_to_the_parser(run):
    assert read_run(run) is None


def test_special_numbers_in_runs():
    array = read_run(b"[[NaN,-NaN],[Inf,-Inf],[Infinity,-Infinity],[1,-1.5e3]]")
    assert [str(each) for each in array.ravel()] == [
        "nan", "nan", "inf", "-inf", "inf", "-inf", "1.0", "-1500.0"
    ]  # fmt: skip


NUMBERS = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0, 1, -0.0, 1e22, 2**63 - 1, -(2**63), 2**64 - 1]),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


def as_read(value):
    """What the reader makes of a value: integers beyond 64 bits are doubles."""
    if isinstance(value, list):
        return [as_read(each) for each in value]
    if isinstance(value, dict):
        return {name: as_read(each) for name, each in value.items()}
    if type(value) is int and not -(2**63) <= value < 2**64:
        return float(value)
    return value


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=3), st.sampled_from([None, 1]))
def test_both_ways_of_reading_agree_with_the_value(value, indent):
    for ascii_only in (True, False):
        body = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
        assert read_exactly(body, 256) == as_read(value)
        assert read_document(body).root == as_read(value)


PIECES = st.sampled_from([
    b"[", b"]", b"{", b"}", b",", b":", b'"', b'"a"', b"1", b"-", b".", b"e", b"0", b"NaN", b"Inf",
    b"inity", b"true", b"null", b" ", b"\\", b"\\u", b"d800", b"\xff", b"\0", b"\n", b"1.5",
    b"[[1,2],",
])  # fmt: skip


@given(st.lists(PIECES, max_size=12).map(b"".join))
@example(b'{"a":1],[1}')
def test_what_is_read_quickly_is_read_alike_exactly(body):
    """Whatever the C parser takes, the exact reader takes for the same."""
    try:
        quick = orjson.loads(body)
    except orjson.JSONDecodeError:
        return
    assert read_exactly(body, 10_000) == quick


@given(st.lists(st.one_of(PIECES, st.just(b"1,2,3,4,5,6,7,8,9,")), max_size=12).map(b"".join))
def test_runs_are_as_the_parser_reads_them(run):
    array = read_run(run)
    if array is not None:
        assert array.tolist() == pytest.approx(read_exactly(run, 256), nan_ok=True)


def as_floats(value):
    """Lists instead of arrays, and all numbers alike: beside a double, integers are doubles."""
    if isinstance(value, dict):
        return {name: as_floats(each) for name, each in value.items()}
    if isinstance(value, list | np.ndarray):
        return [as_floats(each) for each in value]
    return float(value) if isinstance(value, int | float | np.number) else value


@given(st.integers(0, 40), st.lists(PIECES, max_size=6).map(b"".join), st.booleans())
def test_cutting_runs_out_changes_nothing(at, piece, keep):
    """A mutilated long document is refused, or read, as without cutting."""
    body = json.dumps({"a": run_of((40, 5)), "b": [run_of((64,)), "\\"], "c": "]" * 9}).encode()
    at = at * len(body) // 40
    body = body[:at] + piece + body[at + (0 if keep else len(piece)) :] + b" " * 2048
    try:
        exact = read_exactly(body, 256)
    except InvalidArgument as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        with pytest.raises(InvalidArgument) as caught:
            read_document(body)
        assert caught.value.message == refused.message
    elif isinstance(exact, dict):
        document = read_document(body)
        assert repr(as_floats(document.root)) == repr(as_floats(exact))
        assert repr(document.plain()) == repr(exact)


def test_short_documents_are_not_cut():
    assert cut_runs(b"[1,2,3]") == (b"[1,2,3]", {})
