"""The worked examples of the REST API on a real server with a real model (spec 9.10)."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.tensorflow


@pytest.fixture(scope="module")
def url(start_server, half_plus_two):
    flags = (f"--model_base_path={half_plus_two}", "--model_name=m", "--max_json_depth=8")
    return f"{start_server(*flags, with_rest=True).url}/v1/models"


def post(url: str, body: str) -> tuple[int, str]:
    """Status and body of the answer."""
    request = urllib.request.Request(url, body.encode(), method="POST")  # noqa: S310 - ours
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - ours
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


ANSWERS = [
    ("m:predict", '{"instances":[1.0,2,5]}', '"predictions": [2.5, 3.0, 4.5\n    ]'),
    ("m:predict", '{"instances":[{"x":[1]},{"x":[2]}]}', '"predictions": [[2.5], [3.0]\n    ]'),
    ("m/versions/123:predict", '{"inputs":[NaN]}', '"outputs": [\n        NaN\n    ]'),
    (
        "m:regress",
        '{"signature_name":"regress_x_to_y","examples":[{"x":80.0}]}',
        '"results": [42.0]',
    ),
    (
        "m:classify",
        ('{"signature_name":"classify_x_to_y","context":{"x2":0.0},'
        '"examples":[{"x":20.0},{"x":10.0}]}'),
        '"results": [[["", 12.0]], [["", 7.0]]\n    ]',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "inner"), ANSWERS, ids=range(len(ANSWERS)))
def test_answers(url, path, body, inner):
    assert post(f"{url}/{path}", body) == (200, f"{{\n    {inner}\n}}")


ERRORS = [
    ("m:predict", "", 400, "JSON Parse error: The document is empty"),
    ("m:predict", "instances=[1]", 400, "JSON Parse error: Invalid value. at offset: 0"),
    ("nope:predict", '{"instances":[1]}', 404, "Servable not found for request: Latest(nope)"),
    ("m/versions/9:predict", '{"instances":[1]}', 404,
     "Servable not found for request: Specific(m, 9)"),
    ("m/labels/stable:predict", '{"inputs":[1]}', 400,
     "Unrecognized servable version label: stable"),
    ("m:predict", '{"instances":' + "[" * 9, 400, ("JSON Parse error: Nested deeper "
     "than 8 levels, the limit set by --max_json_depth. at offset: 20")),
    ("m:predict", '{"instances":["a"]}', 400, ("Failed to process element: 0 of 'instances' list. "
     'Error: INVALID_ARGUMENT: JSON Value: "a" Type: String is not of expected type: float')),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "status", "text"), ERRORS, ids=range(len(ERRORS)))
def test_errors(url, path, body, status, text):
    got, answer = post(f"{url}/{path}", body)
    assert (got, json.loads(answer)) == (status, {"error": text})


def test_a_large_body_is_read_and_answered(url):
    values = [at / 4 for at in range(200_000)]
    status, answer = post(f"{url}/m:predict", json.dumps({"instances": values}))
    assert status == 200
    assert json.loads(answer)["predictions"] == [each / 2 + 2 for each in values]
