"""Requests made from the documents that a server gives: it must be as they say."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

pytestmark = [pytest.mark.tensorflow, pytest.mark.one_plane]  # only the REST port is asked

EXAMPLES = 4  # for each operation and mode: a minute is too long
NOT_READY = 503
NOT_IMPLEMENTED = 501


@pytest.fixture(scope="module")
def url(start_server, half_plus_two):
    flags = (f"--model_base_path={half_plus_two}", "--model_name=half_plus_two")
    return start_server(*flags, with_rest=True).url


def every_operation(url, path):
    """The operations of a document, by their ids."""
    schema = schemathesis.openapi.from_url(f"{url}{path}")
    return [each.ok() for each in schema.get_all_operations()]


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        ("/openapi.json", schemathesis.GenerationMode.POSITIVE),
        ("/openapi.json", schemathesis.GenerationMode.NEGATIVE),
        ("/v1/models/half_plus_two/openapi.json", schemathesis.GenerationMode.POSITIVE),
    ],
    ids=str,
)
def test_every_answer_is_one_that_the_document_tells_of(url, path, mode):
    operations = every_operation(url, path)
    assert len(operations) > 20
    if mode is schemathesis.GenerationMode.NEGATIVE:  # it takes long to find what is not a path
        operations = [each for each in operations if each.path.startswith("/v1/models/{model}:")]
        assert len(operations) == 3
    for operation in operations:

        @settings(suppress_health_check=list(HealthCheck), max_examples=EXAMPLES, database=None)
        @given(operation.as_strategy(generation_mode=mode))
        def check(case):
            response = case.call(base_url=url, timeout=20)
            assert response.status_code not in (500, 502, 505), response.text
            if response.status_code in (NOT_READY, NOT_IMPLEMENTED):  # an answer like others here
                return
            case.validate_response(
                response,
                checks=[
                    schemathesis.checks.CHECKS.get_one(name)
                    for name in ("content_type_conformance", "response_schema_conformance")
                ],
            )

        with suppress(Unsatisfiable):  # where nothing about a request can be wrong
            check()


def test_the_documents_are_answered(url):
    import urllib.request

    for path in ("/openapi.json", "/v1/models/half_plus_two/openapi.json"):
        with urllib.request.urlopen(f"{url}{path}", timeout=20) as response:  # noqa: S310 - ours
            assert json.loads(response.read())["openapi"] == "3.1.0"
