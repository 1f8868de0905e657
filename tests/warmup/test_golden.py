"""A version that does not answer as its admission tests say is refused."""

from __future__ import annotations

import pytest

from tfserve.core.ids import ServableId
from tfserve.errors import Code, FailedPrecondition
from tfserve.warmup import AdmissionTests

ID = ServableId("m", 3)
SEVERAL = (
    '{"signature_name": "several", "instances": [{"x": 2, "n": 3}], '
    '"predictions": [{"y": 6, "s": {"b64": "Mw=="}}]}'
)
GOOD = '{"instances": [1, 2], "predictions": [2.5, 3.0]}'


@pytest.fixture
def admit(predict, clock, model, tmp_path, put):
    """`admit(line, ...)` runs these admission tests on `model`."""

    def run(*lines):
        put("golden.jsonl", "\n".join(lines))
        AdmissionTests(predict=predict, clock=clock)(ID, str(tmp_path), model)

    return run


@pytest.fixture
def refused(admit):
    """`refused(line, ...)`: the error that they end with."""

    def run(*lines):
        with pytest.raises(FailedPrecondition) as raised:
            admit(*lines)
        return raised.value

    return run


def test_a_version_without_tests_is_admitted(predict, clock, model, tmp_path):
    AdmissionTests(predict=predict, clock=clock)(ID, str(tmp_path), model)

    assert model.ran == []


@pytest.mark.parametrize(
    "line",
    [
        GOOD,
        '{"inputs": {"x": [1, 2]}, "outputs": {"y": [2.5, 3.0]}}',
        '{"inputs": [1], "outputs": [2.6], "atol": 0.2}',
        '{"inputs": [1], "outputs": [2.6], "rtol": 0.1}',
        '{"signature_name": "several", "inputs": {"x": [2], "n": [3]}, "outputs": {"s": ["3"]}}',
        SEVERAL,
        '{"inputs": [1]}',
        '{"inputs": [1], "max_latency_ms": 2}',
        "",
    ],
)
def test_right_answers_are_admitted(admit, line):
    admit(line)


def test_each_request_runs_once_where_latency_does_not_matter(admit, model):
    admit(GOOD, GOOD)

    assert len(model.ran) == 2


def test_the_log_tells_how_many_were_passed(admit, caplog, tmp_path):
    caplog.set_level("INFO")
    admit(GOOD, GOOD)

    file = tmp_path / "assets.extra" / "golden.jsonl"
    assert caplog.messages == [
        f"Servable {{name: m version: 3}} has passed the 2 admission tests in {file}"
    ]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ('{"instances": [1, 2], "predictions": [2.5, 4]}',
         "output y: 1 of 2 values differ, at most by 1: [1] is 3.0 instead of 4.0"),
        ('{"instances": [1], "predictions": [[2.5]]}',
         "output y: its shape is [1] instead of [1,1]"),
        ('{"inputs": [1], "max_latency_ms": 0.5}',
         "the quickest of 5 runs took 1 ms; max_latency_ms is 0.5"),
        ('{"signature_name": "x", "inputs": [1]}',
         'FAILED_PRECONDITION: Serving signature key "x" not found.'),
        ('{"inputs": [1], "outputs": {"z": [1]}}',
         "INVALID_ARGUMENT: unknown name 'z'; there are: y"),
        ('{"inputs": [1], "output": [1]}',
         "INVALID_ARGUMENT: unknown name 'output'; did you mean 'outputs'?"),
        ('{"inputs": [1], "outputs": [1], "predictions": [1]}',
         "INVALID_ARGUMENT: only one of 'outputs' and 'predictions' may be there"),
        ('{"inputs": [1], "atol": -1}', "INVALID_ARGUMENT: atol must be a number from 0 on"),
        ('{"inputs": [1], "rtol": NaN}', "INVALID_ARGUMENT: rtol must be a number from 0 on"),
        ('{"inputs": [1], "max_latency_ms": true}',
         "INVALID_ARGUMENT: max_latency_ms must be a number from 0 on"),
        ("{", "Expecting property name enclosed in double quotes at column 2"),
    ],
)  # fmt: skip
def test_others_are_refused_with_line_output_and_difference(refused, line, text):
    error = refused(GOOD, line)

    assert error.code is Code.FAILED_PRECONDITION
    assert error.message == f"Admission test failed: assets.extra/golden.jsonl: line 2: {text}"
    assert error.details["line"] == "2"


def test_all_lines_are_run_and_the_first_failure_is_told(refused, model):
    wrong = '{"instances": [1], "predictions": [0]}'
    error = refused(GOOD, wrong, GOOD, wrong, wrong)

    assert len(model.ran) == 5
    assert "line 2: output y" in error.message
    assert error.message.endswith(" (and 2 of 5 lines more)")


def test_a_failed_version_is_not_tried_again(refused):
    assert refused("{").details["retry"] == "never"
