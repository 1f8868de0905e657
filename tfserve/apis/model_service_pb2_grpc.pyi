"""Client stub and servicer of tensorflow_serving/apis/model_service.proto. Written by protos/build.py; do not edit."""

from typing import Any

from tfserve.apis._call_types import UnaryUnary
from tfserve.apis import get_model_status_pb2 as _apis_get_model_status_pb2
from tfserve.apis import model_management_pb2 as _apis_model_management_pb2
from tfserve.apis import model_service_pb2 as _apis_model_service_pb2
class ModelServiceStub:
    """The state of the models, and their configuration."""
    def __init__(self, channel: Any) -> None: ...
    GetModelStatus: UnaryUnary[_apis_get_model_status_pb2.GetModelStatusRequest, _apis_get_model_status_pb2.GetModelStatusResponse]
    HandleReloadConfigRequest: UnaryUnary[_apis_model_management_pb2.ReloadConfigRequest, _apis_model_management_pb2.ReloadConfigResponse]

class ModelServiceServicer:
    """The state of the models, and their configuration."""
    def GetModelStatus(
        self, request: _apis_get_model_status_pb2.GetModelStatusRequest, context: Any
    ) -> _apis_get_model_status_pb2.GetModelStatusResponse: ...
    def HandleReloadConfigRequest(
        self, request: _apis_model_management_pb2.ReloadConfigRequest, context: Any
    ) -> _apis_model_management_pb2.ReloadConfigResponse: ...

def add_ModelServiceServicer_to_server(
    servicer: ModelServiceServicer, server: Any
) -> None: ...
