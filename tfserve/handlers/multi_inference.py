"""MultiInference: several classifications and regressions of the same Examples (spec 6.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tfserve.apis import inference_pb2
from tfserve.core.handle import ServableHandle
from tfserve.core.ids import ModelSpec
from tfserve.core.servable import DEFAULT_SIGNATURE, Outputs, Servable, Signature, SignatureCall
from tfserve.errors import InvalidArgument, Unimplemented
from tfserve.handlers.classify import CLASSIFICATION
from tfserve.handlers.example_task import ExampleTask, batch_size, example_call
from tfserve.handlers.model_spec import answer_with, named
from tfserve.handlers.regress import REGRESSION
from tfserve.handlers.run import Prepared
from tfserve.handlers.suggestions import known_names

__all__ = ["MultiInferenceHandler", "asked_by_tasks"]

_TASKS: Mapping[str, ExampleTask[Any]] = {  # of two kinds of results
    task.method_name: task for task in (CLASSIFICATION, REGRESSION)
}


@dataclass(frozen=True, slots=True)
class _Evaluation:
    """One signature to evaluate, how, and what to fetch from it."""

    task: ExampleTask[Any]  # of either kind of result
    signature: Signature
    part: SignatureCall


def asked_by_tasks(request: inference_pb2.MultiInferenceRequest) -> ModelSpec:
    """The model and version of a request: those of its first task; later tasks' are ignored.

    Raises:
        InvalidArgument: `ModelSpec has no name specified.`, also when there are no tasks.
    """
    if not request.tasks:
        raise InvalidArgument("ModelSpec has no name specified.")
    return named(request.tasks[0].model_spec)


class MultiInferenceHandler:
    """Turns MultiInferenceRequests into calls of several parts. Thread-safe, without state."""

    def prepare(
        self, request: inference_pb2.MultiInferenceRequest, handle: ServableHandle
    ) -> Prepared[inference_pb2.MultiInferenceResponse]:
        """What to run for `request`, in one run, and how the outputs become its response.

        Raises:
            ServingError: in the order and with the texts of spec 6.8; one bad task fails all.
        """
        servable_id = handle.id
        asked = _evaluations(request, handle.servable)
        signatures = tuple(each.signature for each in asked)
        call = example_call(request.input, signatures, tuple(each.part for each in asked))
        count = batch_size(call)

        def answer(outputs: Outputs) -> inference_pb2.MultiInferenceResponse:
            response = inference_pb2.MultiInferenceResponse()
            for each, arrays in zip(asked, outputs, strict=True):
                result = response.results.add()
                answer_with(result.model_spec, servable_id, each.signature.name)
                each.task.fill(
                    getattr(result, f"{each.task.name}_result"), each.part, arrays, count
                )
            return response

        return call, answer


def _evaluations(
    request: inference_pb2.MultiInferenceRequest, servable: Servable
) -> tuple[_Evaluation, ...]:
    """What each task asks for, in order, or what is wrong with the first bad one."""
    model = request.tasks[0].model_spec.name
    asked: dict[str, _Evaluation] = {}
    for task in request.tasks:
        if not task.model_spec.name:
            raise InvalidArgument("Found ModelSpec with an empty model name.")
        if task.model_spec.name != model:
            raise InvalidArgument(
                "All ModelSpecs in a MultiInferenceRequest must access the same model name."
            )
        name = task.model_spec.signature_name or DEFAULT_SIGNATURE
        if name in asked:
            raise InvalidArgument(f"Duplicate evaluation of signature: {name}")
        asked[name] = _evaluation(name, task.method_name, servable)
    return tuple(asked.values())


def _evaluation(name: str, method_name: str, servable: Servable) -> _Evaluation:
    signature = servable.signatures.get(name)
    if signature is None:
        raise InvalidArgument(
            f"Requested signature not found in model graph: {name}",
            details=known_names("signatures", name, servable.signatures),
        )
    task = _TASKS.get(method_name)
    if task is None:
        raise Unimplemented(f"Unsupported signature method_name: {method_name}")
    return _Evaluation(task, signature, task.part(signature, servable))
