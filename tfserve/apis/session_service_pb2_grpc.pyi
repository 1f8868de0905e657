"""Client stub and servicer of tensorflow_serving/apis/session_service.proto. Written by protos/build.py; do not edit."""

from typing import Any

from tfserve.apis._call_types import UnaryUnary
from tfserve.apis.tensorflow import config_pb2 as _tensorflow_config_pb2
from tfserve.apis.tensorflow import named_tensor_pb2 as _tensorflow_named_tensor_pb2
from tfserve.apis import model_pb2 as _apis_model_pb2
from tfserve.apis import session_service_pb2 as _apis_session_service_pb2
class SessionServiceStub:
    """Runs any part of a model's graph."""
    def __init__(self, channel: Any) -> None: ...
    SessionRun: UnaryUnary[_apis_session_service_pb2.SessionRunRequest, _apis_session_service_pb2.SessionRunResponse]

class SessionServiceServicer:
    """Runs any part of a model's graph."""
    def SessionRun(
        self, request: _apis_session_service_pb2.SessionRunRequest, context: Any
    ) -> _apis_session_service_pb2.SessionRunResponse: ...

def add_SessionServiceServicer_to_server(
    servicer: SessionServiceServicer, server: Any
) -> None: ...
