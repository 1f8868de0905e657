"""Batching parameters: defaults, the text file, and what cannot be."""

from __future__ import annotations

import pytest

from tfserve.config.batching import BatchingParameters, read_batching_parameters
from tfserve.config.machine import available_cpus
from tfserve.errors import InvalidArgument, NotFound


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        file = tmp_path / "parameters"
        file.write_text(text)
        return read_batching_parameters(str(file))

    return read_text


def test_absent_fields_have_tensorflow_servings_defaults(read):
    parameters = read("# nothing")
    assert parameters == BatchingParameters(
        max_batch_size=1000,
        batch_timeout_micros=0,
        max_enqueued_batches=10,
        num_batch_threads=available_cpus(),
        thread_pool_name="batch_threads",
    )
    assert (parameters.execution_rows, parameters.timeout_s) == (1000, 0)


def test_every_field_is_read(read):
    parameters = read(
        "max_batch_size { value: 128 } batch_timeout_micros { value: 1500 } "
        "max_enqueued_batches { value: 7 } num_batch_threads { value: 3 } "
        "thread_pool_name { value: 'p' } allowed_batch_sizes: 32 allowed_batch_sizes: 128 "
        "pad_variable_length_inputs: true enable_large_batch_splitting { value: true } "
        "max_execution_batch_size { value: 32 }"
    )
    assert parameters == BatchingParameters(128, 1500, 7, 3, "p", (32, 128), True, True, 32)
    assert (parameters.execution_rows, parameters.timeout_s) == (32, 0.0015)


@pytest.mark.parametrize(
    ("text", "message", "field"),
    [
        ("num_batch_threads { value: 0 }", "num_batch_threads must be positive; was 0",
         "num_batch_threads"),
        ("num_batch_threads { value: -2 }", "num_batch_threads must be positive; was -2",
         "num_batch_threads"),
        ("max_batch_size { value: 0 }", "input_batch_size_limit must be positive; was 0",
         "max_batch_size"),
        ("batch_timeout_micros { value: -1 }", "batch_timeout_micros must be non-negative; was -1",
         "batch_timeout_micros"),
        ("enable_large_batch_splitting { value: true } max_enqueued_batches { value: 0 }",
         "max_enqueued_batches must be positive; was 0", "max_enqueued_batches"),
        ("max_enqueued_batches { value: -1 }", "max_enqueued_batches must be positive; was -1",
         "max_enqueued_batches"),
        ("max_batch_size { value: 4 } allowed_batch_sizes: 4 allowed_batch_sizes: 2",
         ("Last entry in allowed_batch_sizes must match max_batch_size; last entry was 2; "
          "expected 4"), "allowed_batch_sizes"),
        ("allowed_batch_sizes: 8",
         ("Last entry in allowed_batch_sizes must match max_batch_size; last entry was 8; "
          "expected 1000"), "allowed_batch_sizes"),
        ("max_batch_size { value: 8 } allowed_batch_sizes: [4, 2, 8]",
         "allowed_batch_sizes entries must be monotonically increasing", "allowed_batch_sizes"),
        ("max_batch_size { value: 8 } allowed_batch_sizes: [0, 8]",
         "allowed_batch_sizes entries must be positive; one was 0", "allowed_batch_sizes"),
        (("max_batch_size { value: 16 } enable_large_batch_splitting { value: true } "
          "max_execution_batch_size { value: 32 }"),
         ("When enable_large_batch_splitting is true, input_batch_size_limit must be greater than "
          "or equal to max_execution_batch_size.11632"), "max_execution_batch_size"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_tensorflow_servings_words(read, text, message, field):
    with pytest.raises(InvalidArgument) as raised:
        read(text)
    assert raised.value == InvalidArgument(message, details={"field": field})


def test_no_enqueued_batches_count_as_one_without_splitting(read):
    assert read("max_enqueued_batches { value: 0 }").max_enqueued_batches == 0


def test_without_any_maximum_splitting_has_the_default_one(read):
    assert read("enable_large_batch_splitting { value: true }").execution_rows == 1000


def test_a_file_that_is_none_is_named(read, tmp_path):
    with pytest.raises(InvalidArgument, match="Invalid protobuf file") as raised:
        read("max_batch_sise { value: 4 }")
    assert 'Did you mean "max_batch_size"?' in raised.value.details["reason"]
    with pytest.raises(NotFound, match="No such file or directory"):
        read_batching_parameters(str(tmp_path / "missing"))
