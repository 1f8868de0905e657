"""What a client sees of an error: status and body, byte for byte (spec 9.3)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfserve.errors import Code, InvalidArgument, NotFound, Unavailable, error_of
from tfserve.frontends.rest.errors import asks_for_details, error_response, http_status

STATUS = {
    "CANCELLED": 499, "UNKNOWN": 500, "INVALID_ARGUMENT": 400, "DEADLINE_EXCEEDED": 504,
    "NOT_FOUND": 404, "ALREADY_EXISTS": 409, "PERMISSION_DENIED": 403, "UNAUTHENTICATED": 401,
    "RESOURCE_EXHAUSTED": 429, "FAILED_PRECONDITION": 400, "ABORTED": 409, "OUT_OF_RANGE": 400,
    "UNIMPLEMENTED": 501, "INTERNAL": 500, "UNAVAILABLE": 503, "DATA_LOSS": 500,
}  # fmt: skip


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.OK], ids=str)
def test_each_code_has_the_status_of_tensorflow_serving(code):
    assert http_status(code) == STATUS[code.name]
    assert error_response(error_of(code, "no")).status == STATUS[code.name]


def test_the_body_is_the_text_alone_without_a_line_end():
    response = error_response(NotFound("Servable not found for request: Latest(nope)"))
    assert response.body == b'{\n    "error": "Servable not found for request: Latest(nope)"\n}'
    assert response.content_type == "application/json"
    assert response.headers == {}


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ('a "b" \\ /', b'"a \\"b\\" \\\\ /"'),
        ("\b\f\n\r\t", b'"\\b\\f\\n\\r\\t"'),
        ("\0\x1b\x1f\x7f", b'"\\u0000\\u001B\\u001F\x7f"'),
        ("Größe \U0001f600", '"Größe \U0001f600"'.encode()),
        ("\ud800", b'"?"'),
    ],
)
def test_the_text_is_escaped_as_rapidjson_does(text, body):
    assert error_response(InvalidArgument(text)).body == b'{\n    "error": ' + body + b"\n}"


@given(st.text(), st.dictionaries(st.text(max_size=3), st.text()))
def test_any_text_and_any_details_are_json(text, details):
    body = json.loads(error_response(InvalidArgument(text, details=details), True).body)
    assert set(body) == {"error", "details"}


def test_details_are_added_on_request():
    error = NotFound("no", details={"did_you_mean": "mlp", "expected_inputs": '{"x": "float[?]"}'})
    body = error_response(error, True).body
    assert body == (
        b'{\n    "error": "no",\n    "details": {\n        "code": "NOT_FOUND",\n'
        b'        "did_you_mean": "mlp",\n        "expected_inputs": {"x": "float[?]"}\n    }\n}'
    )


def test_a_better_status_may_be_given():
    assert error_response(InvalidArgument("too long"), status=413).status == 413


def test_what_may_work_later_says_when():
    assert error_response(Unavailable("full")).headers == {"retry-after": "1"}


@pytest.mark.parametrize(
    ("headers", "asks"),
    [
        ({}, False),
        ({"accept": "*/*"}, False),
        ({"accept": "application/json"}, False),
        ({"accept": "application/problem+json"}, True),
        ({"accept": "text/html, Application/Problem+JSON;q=0.9"}, True),
    ],
)
def test_details_are_asked_for_by_the_accept_header(headers, asks):
    assert asks_for_details(headers) is asks
