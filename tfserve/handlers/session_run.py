"""SessionRun: feed and fetch any tensor of a graph by name; off unless the operator allows it."""

from __future__ import annotations

from tfserve.apis import session_service_pb2
from tfserve.core.deadline import Deadline
from tfserve.core.handle import ServableHandle
from tfserve.core.servable import Array, RawSession
from tfserve.errors import Internal, Unimplemented
from tfserve.handlers.model_spec import answer_with
from tfserve.handlers.tensor_inputs import decode_input
from tfserve.tensors import encode

__all__ = ["refuse_session_run", "session_run"]


def refuse_session_run() -> Unimplemented:
    """The answer where it is off: what TensorFlow Serving, which never registers the service,
    answers too.
    """
    return Unimplemented(
        "SessionRun lets a client feed and fetch any tensor; --enable_session_run allows it",
        details={"flag": "enable_session_run"},
    )


def session_run(
    request: session_service_pb2.SessionRunRequest,
    handle: ServableHandle,
    deadline: Deadline,
    *,
    max_tensor_bytes: int,
) -> session_service_pb2.SessionRunResponse:
    """Run and answer, in the calling thread.

    Raises:
        Unimplemented: a model without a graph to feed, or a request with aliases.
        InvalidArgument: a tensor that cannot be decoded, an unknown name.
        ServingError: what the run raises.
    """
    servable = handle.servable
    if not isinstance(servable, RawSession):
        raise Unimplemented(f"SessionRun is not supported by servable {handle.id}")
    if request.tensor_name_is_alias:
        raise Unimplemented("SessionRun with tensor_name_is_alias is not supported")
    feeds: dict[str, Array] = {}
    room = max_tensor_bytes
    for feed in request.feed:
        feeds[feed.name] = array = decode_input(feed.name, feed.tensor, room)
        room -= array.nbytes
    fetches = tuple(request.fetch)
    arrays = servable.run_raw(feeds, fetches, tuple(request.target), deadline)
    if len(arrays) != len(fetches):
        raise Internal(
            f"Servable {handle.id} returned {len(arrays)} tensors instead of {len(fetches)}"
        )
    response = session_service_pb2.SessionRunResponse()
    answer_with(response.model_spec, handle.id)
    for name, array in zip(fetches, arrays, strict=True):
        encode(array, into=response.tensor.add(name=name).tensor)
    return response
