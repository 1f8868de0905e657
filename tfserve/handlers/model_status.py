"""GetModelStatus: the states of a model's versions (spec 3.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tfserve.apis import get_model_status_pb2
from tfserve.core.lookup import ModelStatus
from tfserve.core.state import ServableState
from tfserve.errors import InvalidArgument, NotFound
from tfserve.handlers.suggestions import known_names

__all__ = ["model_status"]


def model_status(
    request: get_model_status_pb2.GetModelStatusRequest, status: ModelStatus
) -> get_model_status_pb2.GetModelStatusResponse:
    """The one version asked for, or all that were ever seen, highest first; a label is ignored.

    Raises:
        InvalidArgument: `Missing ModelSpec`.
        NotFound: no such version, or no version at all.
    """
    if not request.HasField("model_spec"):
        raise InvalidArgument("Missing ModelSpec")
    name = request.model_spec.name
    states = status.version_states(name)
    if request.model_spec.WhichOneof("version_choice") == "version":
        version = request.model_spec.version.value
        chosen = [state for state in states if state.id.version == version]
        if not chosen:
            text = f"Could not find version {version} of model {name}"
            raise NotFound(text, details=_what_there_is(name, states, status))
        states = chosen
    elif not states:
        text = f"Could not find any versions of model {name}"
        raise NotFound(text, details=_what_there_is(name, states, status))
    return _response(states)


def _what_there_is(
    name: str, states: Sequence[ServableState], status: ModelStatus
) -> Mapping[str, str]:
    """The versions, or why there is none, or the models."""
    if states:
        return {"available_versions": ", ".join(str(state.id.version) for state in states)}
    reason = status.why_not_served(name)
    return {"reason": reason} if reason else known_names("models", name, status.model_names())


def _response(states: Sequence[ServableState]) -> get_model_status_pb2.GetModelStatusResponse:
    response = get_model_status_pb2.GetModelStatusResponse()
    for state in states:
        entry = response.model_version_status.add(version=state.id.version, state=state.state.value)
        entry.status.SetInParent()
        if state.error is not None:
            entry.status.error_code = state.error.code.value
            entry.status.error_message = state.error.message
        elif state.note:
            entry.status.error_message = state.note
    return response
