"""Client stub and servicer of inference/open_inference_grpc.proto. Written by protos/build.py; do not edit."""

from collections.abc import Iterator
from typing import Any

from tfserve.apis._call_types import StreamStream, UnaryUnary
from tfserve.apis.oip import open_inference_grpc_pb2 as _oip_open_inference_grpc_pb2
class GRPCInferenceServiceStub:
    """Health, metadata and inference of any model, by the Open Inference Protocol, version 2;
    with the model repository and streams as Triton has them.
    """
    def __init__(self, channel: Any) -> None: ...
    ServerLive: UnaryUnary[_oip_open_inference_grpc_pb2.ServerLiveRequest, _oip_open_inference_grpc_pb2.ServerLiveResponse]
    ServerReady: UnaryUnary[_oip_open_inference_grpc_pb2.ServerReadyRequest, _oip_open_inference_grpc_pb2.ServerReadyResponse]
    ModelReady: UnaryUnary[_oip_open_inference_grpc_pb2.ModelReadyRequest, _oip_open_inference_grpc_pb2.ModelReadyResponse]
    ServerMetadata: UnaryUnary[_oip_open_inference_grpc_pb2.ServerMetadataRequest, _oip_open_inference_grpc_pb2.ServerMetadataResponse]
    ModelMetadata: UnaryUnary[_oip_open_inference_grpc_pb2.ModelMetadataRequest, _oip_open_inference_grpc_pb2.ModelMetadataResponse]
    ModelInfer: UnaryUnary[_oip_open_inference_grpc_pb2.ModelInferRequest, _oip_open_inference_grpc_pb2.ModelInferResponse]
    ModelStreamInfer: StreamStream[_oip_open_inference_grpc_pb2.ModelInferRequest, _oip_open_inference_grpc_pb2.ModelStreamInferResponse]
    RepositoryIndex: UnaryUnary[_oip_open_inference_grpc_pb2.RepositoryIndexRequest, _oip_open_inference_grpc_pb2.RepositoryIndexResponse]

class GRPCInferenceServiceServicer:
    """Health, metadata and inference of any model, by the Open Inference Protocol, version 2;
    with the model repository and streams as Triton has them.
    """
    def ServerLive(
        self, request: _oip_open_inference_grpc_pb2.ServerLiveRequest, context: Any
    ) -> _oip_open_inference_grpc_pb2.ServerLiveResponse: ...
    def ServerReady(
        self, request: _oip_open_inference_grpc_pb2.ServerReadyRequest, context: Any
    ) -> _oip_open_inference_grpc_pb2.ServerReadyResponse: ...
    def ModelReady(
        self, request: _oip_open_inference_grpc_pb2.ModelReadyRequest, context: Any
    ) -> _oip_open_inference_grpc_pb2.ModelReadyResponse: ...
    def ServerMetadata(
        self, request: _oip_open_inference_grpc_pb2.ServerMetadataRequest, context: Any
    ) -> _oip_open_inference_grpc_pb2.ServerMetadataResponse: ...
    def ModelMetadata(
        self, request: _oip_open_inference_grpc_pb2.ModelMetadataRequest, context: Any
    ) -> _oip_open_inference_grpc_pb2.ModelMetadataResponse: ...
    def ModelInfer(
        self, request: _oip_open_inference_grpc_pb2.ModelInferRequest, context: Any
    ) -> _oip_open_inference_grpc_pb2.ModelInferResponse: ...
    def ModelStreamInfer(
        self, request: Iterator[_oip_open_inference_grpc_pb2.ModelInferRequest], context: Any
    ) -> Iterator[_oip_open_inference_grpc_pb2.ModelStreamInferResponse]: ...
    def RepositoryIndex(
        self, request: _oip_open_inference_grpc_pb2.RepositoryIndexRequest, context: Any
    ) -> _oip_open_inference_grpc_pb2.RepositoryIndexResponse: ...

def add_GRPCInferenceServiceServicer_to_server(
    servicer: GRPCInferenceServiceServicer, server: Any
) -> None: ...
