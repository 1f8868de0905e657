"""Recorded requests, as they stand in a warm-up file, made ready to be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from google.protobuf.message import DecodeError

from tfserve.apis import (
    classification_pb2,
    inference_pb2,
    prediction_log_pb2,
    regression_pb2,
)
from tfserve.core.handle import ServableHandle
from tfserve.errors import DataLoss, InvalidArgument, ServingError, Unimplemented, error_of
from tfserve.handlers.classify import CLASSIFICATION
from tfserve.handlers.example_task import ExampleHandler
from tfserve.handlers.multi_inference import MultiInferenceHandler, asked_by_tasks
from tfserve.handlers.predict import PredictHandler
from tfserve.handlers.regress import REGRESSION
from tfserve.handlers.run import Prepared
from tfserve.records import ByteStream, read_json_lines, read_records
from tfserve.warmup.json_tensors import (
    REQUEST_NAMES,
    check_names,
    predict_request,
    signature_named,
)

__all__ = ["RecordedRequest", "RequestReader", "naming"]

_SHOWN_BYTES = 64  # of a record that is no message

Prepare: TypeAlias = Callable[[ServableHandle], Prepared[Any]]  # of any response


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request of a warm-up file.

    Args:
        place: where it stands: `record 3` (counted from 0) or `line 3` (counted from 1).
        what: the kind of request.
        prepare: what to run for it on a version, and how the outputs become its response; None for
            a record that asks for nothing.
    """

    place: str
    what: str
    prepare: Prepare | None


class RequestReader:
    """Reads warm-up files. Thread-safe.

    Args:
        predict: makes calls of Predict requests.
        check_method_names: `--enable_signature_method_name_check`.
    """

    def __init__(self, *, predict: PredictHandler, check_method_names: bool) -> None:
        self._predict = predict
        classify = ExampleHandler(
            CLASSIFICATION,
            classification_pb2.ClassificationResponse,
            check_method_names=check_method_names,
        )
        regress = ExampleHandler(
            REGRESSION, regression_pb2.RegressionResponse, check_method_names=check_method_names
        )
        self._multi_inference = MultiInferenceHandler()
        # The request is of each one's own type.
        self._prepares: Mapping[str, Callable[[Any, ServableHandle], Prepared[Any]]] = {
            "predict_log": self._predict.prepare,
            "classify_log": classify.prepare,
            "regress_log": regress.prepare,
            "multi_inference_log": self._several,
        }

    def records(self, stream: ByteStream, path: str) -> Iterator[RecordedRequest]:
        """The requests of a TFRecord file of PredictionLog messages (spec 8).

        Raises:
            DataLoss: the file is damaged.
            InvalidArgument: a record is no PredictionLog.
            Unimplemented: a record is of a kind that cannot be replayed.
        """
        records = read_records(stream, path)
        index = 0
        while True:
            try:
                data = next(records, None)
            except DataLoss as error:
                hint = f"{error.message}. Please verify your warmup data is in TFRecord format."
                raise naming(DataLoss(hint, details=error.details), f"record {index}") from error
            if data is None:
                return
            place = f"record {index}"
            try:
                yield self._recorded(data, place, path)
            except ServingError as error:
                raise naming(error, place) from error
            index += 1

    def _recorded(self, data: bytes, place: str, path: str) -> RecordedRequest:
        try:
            log = prediction_log_pb2.PredictionLog.FromString(data)
        except DecodeError as error:
            shown = repr(data[:_SHOWN_BYTES])[2:-1] + "..." * (len(data) > _SHOWN_BYTES)
            raise InvalidArgument(f"Failed to parse warmup record: {shown} from {path}") from error
        kind = log.WhichOneof("log_type")
        if kind is None:
            return RecordedRequest(place, "nothing", None)
        handler = self._prepares.get(kind)
        if handler is None:
            number = log.DESCRIPTOR.fields_by_name[kind].number
            raise Unimplemented(f"Unsupported log_type for warmup: {number}")
        prepare = partial(handler, getattr(log, kind).request)
        return RecordedRequest(place, kind.removesuffix("_log"), prepare)

    def _several(
        self, request: inference_pb2.MultiInferenceRequest, handle: ServableHandle
    ) -> Prepared[Any]:
        asked_by_tasks(request)  # refuses one without tasks
        return self._multi_inference.prepare(request, handle)

    def lines(self, stream: ByteStream, path: str) -> Iterator[RecordedRequest]:
        """The requests of a file that has in each line the JSON body of a Predict call.

        Raises:
            InvalidArgument: a line is no JSON, or not of this form.
        """
        for line in read_json_lines(stream, path):
            place = f"line {line.number}"
            try:
                body = check_names(line.value, REQUEST_NAMES)
            except ServingError as error:
                raise naming(error, place) from error

            def prepare(handle: ServableHandle, body: Any = body) -> Prepared[Any]:
                signature = signature_named(body, handle.servable)
                return self._predict.prepare(predict_request(body, signature), handle)

            yield RecordedRequest(place, "predict", prepare)


def naming(error: ServingError, place: str) -> ServingError:
    """`error` with the place where it happened after its text, and in its details."""
    key, _, number = place.partition(" ")
    details = {**error.details, key: number}
    return error_of(error.code, f"{error.message} ({place})", details=details)
