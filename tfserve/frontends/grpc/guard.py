"""Who may call which method: the table, and the one place where it is enforced."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from tfserve.errors import ServingError
from tfserve.frontends.grpc.call import ServerCall
from tfserve.frontends.grpc.transport import Behaviour
from tfserve.security.access import Access
from tfserve.security.authorizer import Authorizer
from tfserve.security.principals import Principal

__all__ = ["RULES", "guarded", "models_of"]

Refuse: TypeAlias = Callable[[ServerCall, ServingError], None]
"""Ends a call that its caller may not make."""

_TENSORFLOW = {
    "serving.PredictionService/Classify": Access.PREDICT,
    "serving.PredictionService/Regress": Access.PREDICT,
    "serving.PredictionService/Predict": Access.PREDICT,
    "serving.PredictionService/MultiInference": Access.PREDICT,
    "serving.PredictionService/GetModelMetadata": Access.READ,
    "serving.ModelService/GetModelStatus": Access.READ,
    "serving.ModelService/HandleReloadConfigRequest": Access.ADMIN,
    "serving.SessionService/SessionRun": Access.ADMIN,
    "ProfilerService/Profile": Access.ADMIN,
    "ProfilerService/Monitor": Access.ADMIN,
    "ProfilerService/Terminate": Access.ADMIN,
}
_OPEN_INFERENCE = {
    "ServerLive": Access.OPEN,
    "ServerReady": Access.OPEN,
    "ModelReady": Access.OPEN,
    "ServerMetadata": Access.READ,
    "ModelMetadata": Access.READ,
    "ModelInfer": Access.PREDICT,
    "ModelStreamInfer": Access.PREDICT,
    "ModelConfig": Access.READ,
    "ModelStatistics": Access.READ,
    "RepositoryIndex": Access.READ,
    "RepositoryModelLoad": Access.ADMIN,
    "RepositoryModelUnload": Access.ADMIN,
}

RULES: Mapping[str, Access] = MappingProxyType(
    {f"/tensorflow.{name}": access for name, access in _TENSORFLOW.items()}
    | {f"/inference.GRPCInferenceService/{name}": each for name, each in _OPEN_INFERENCE.items()}
    | {f"/grpc.health.v1.Health/{name}": Access.OPEN for name in ("Check", "Watch", "List")}
    | {
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo": Access.READ
        for version in ("v1", "v1alpha")
    }
)
"""Full method name -> what its caller must be allowed to do."""


def refuse(call: ServerCall, error: ServingError) -> None:
    """End a call with an error."""
    call.fail(error)


def guarded(
    behaviours: Mapping[str, Behaviour],
    unknown: Behaviour,
    authorizer: Authorizer | None,
    refuse: Refuse = refuse,
) -> tuple[Mapping[str, Behaviour], Behaviour]:
    """The same behaviours behind their rules; without an authorizer, anybody may do anything.

    Decided by the metadata alone, before a message is received. Methods that do not exist are told
    to those who say who they are.

    Raises:
        KeyError: a method has no rule.
    """
    rules = {method: RULES[method] for method in behaviours}  # also where nobody enforces them
    if authorizer is None:
        return behaviours, unknown
    known = {
        method: _guarded(behaviour, rules[method], authorizer, refuse)
        for method, behaviour in behaviours.items()
    }
    return known, _guarded(unknown, Access.KNOWN, authorizer, refuse)


def _guarded(
    behaviour: Behaviour, access: Access, authorizer: Authorizer, refuse: Refuse
) -> Behaviour:
    # Health is not withheld from those who may use some models only.
    is_about_nothing = access in (Access.OPEN, Access.KNOWN)

    def begin(call: ServerCall) -> None:
        def decided(principal: Principal | None, error: ServingError | None) -> None:
            call.principal = principal
            if error is not None:
                refuse(call, error)
                return
            if is_about_nothing:
                call.principal = None
            call.attempt(lambda: behaviour(call))

        authorizer.authorize(access, call, decided)

    return begin


def models_of(request: Any) -> Iterable[str]:
    """The models that a request message names; none when it is not about models."""
    fields = request.DESCRIPTOR.fields_by_name
    if "tasks" in fields:
        return [task.model_spec.name for task in request.tasks]
    if "model_name" in fields:
        return [request.model_name]
    if "name" in fields and "version" in fields:
        return [request.name]
    return [request.model_spec.name] if "model_spec" in fields else []
