"""The routes that run models: predict, classify, regress (spec 9.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tfserve.apis import classification_pb2, predict_pb2, regression_pb2
from tfserve.errors import ServingError
from tfserve.frontends.rest.classify_regress import json_classify, json_regress
from tfserve.frontends.rest.error_details import Seen
from tfserve.frontends.rest.exchange import Request, Response
from tfserve.frontends.rest.inference import Begin, answering, is_protobuf
from tfserve.frontends.rest.json_reader import MAX_DEPTH
from tfserve.frontends.rest.predict import JsonPredict
from tfserve.frontends.rest.protobuf_body import message_call
from tfserve.frontends.rest.routes import Route
from tfserve.handlers.service import Handlers
from tfserve.limits import MAX_TENSOR_BYTES
from tfserve.security.access import Access

__all__ = ["inference_routes"]

_MODEL = "(?i:/v1/models)/(?P<model>[^/:]+)"
# Paths are matched without regard to case, but `:PREDICT` is nobody's.
_WHERE = (
    ("", "", "the latest version of a model"),
    ("(?i:/versions)/(?P<version>[0-9]+)", "/versions/{version}", "one version of a model"),
    ("(?i:/labels)/(?P<label>[^/:]+)", "/labels/{label}", "the version that a label names"),
)


def inference_routes(
    handlers: Handlers,
    *,
    max_json_depth: int = MAX_DEPTH,
    max_tensor_bytes: int = MAX_TENSOR_BYTES,
    check_method_names: bool = False,
    always_details: bool = False,
) -> Sequence[Route]:
    """`POST /v1/models/{model}[/versions/{version}|/labels/{label}]:predict|classify|regress`.

    Bodies and answers are TensorFlow Serving's JSON, byte for byte; with `Content-Type:
    application/x-protobuf` both are the messages of the gRPC call, and who names that type before
    JSON in Accept gets the response message for a JSON request, too.

    Args:
        handlers: run models.
        max_json_depth: how deep a body may nest.
        max_tensor_bytes: what the inputs of one request may take in memory.
        check_method_names: `--enable_signature_method_name_check`.
        always_details: whether errors have `details` without being asked for them.
    """
    predict = JsonPredict(handlers, max_json_depth, max_tensor_bytes, check_method_names)
    methods: Sequence[tuple[str, Begin, Begin]] = (
        ("predict", predict, message_call(predict_pb2.PredictRequest, handlers.predict)),
        (
            "classify",
            json_classify(handlers, max_json_depth),
            message_call(classification_pb2.ClassificationRequest, handlers.classify),
        ),
        (
            "regress",
            json_regress(handlers, max_json_depth),
            message_call(regression_pb2.RegressionRequest, handlers.regress),
        ),
    )
    return tuple(
        Route(
            method="POST",
            pattern=re.compile(f"{_MODEL}{pattern}:{method}"),
            access=Access.PREDICT,
            endpoint=answering(_by_content_type(json, message), always_details=always_details),
            takes_query=False,
            summary=f"{method.capitalize()} with {what}",
            template=f"/v1/models/{{model}}{template}:{method}",
            label=method,
        )
        for method, json, message in methods
        for pattern, template, what in _WHERE
    )


def _by_content_type(json: Begin, message: Begin) -> Begin:
    def begin(
        request: Request,
        seen: Seen,
        done: Callable[[Response | None, ServingError | None], None],
        ended: Callable[[], None],
    ) -> None:
        (message if is_protobuf(request) else json)(request, seen, done, ended)

    return begin
