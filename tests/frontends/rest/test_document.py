"""JSON documents of our own routes."""

from tfserve.frontends.rest.document import document, time_text


def test_a_document_is_readable_and_ends_with_its_line():
    assert document({"a": ["ö"]}).body.decode() == '{\n  "a": [\n    "ö"\n  ]\n}\n'


def test_names_that_are_no_text_do_no_harm():
    assert document({"a": "\udcff"}).body == b'{\n  "a": "?"\n}\n'


def test_times_are_those_of_rfc_3339():
    assert time_text(1767225601.5) == "2026-01-01T00:00:01.500Z"
