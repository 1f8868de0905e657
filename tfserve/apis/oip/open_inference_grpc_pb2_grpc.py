"""Client stub and servicer of inference/open_inference_grpc.proto. Written by protos/build.py; do not edit."""

import grpc

from tfserve.apis.oip import open_inference_grpc_pb2 as _oip_open_inference_grpc_pb2

class GRPCInferenceServiceStub:
    """Client of inference.GRPCInferenceService; each attribute is one RPC."""

    def __init__(self, channel):
        """Calls go over `channel`, a `grpc.Channel` or `grpc.aio.Channel`."""
        self.ServerLive = channel.unary_unary(
            "/inference.GRPCInferenceService/ServerLive",
            request_serializer=_oip_open_inference_grpc_pb2.ServerLiveRequest.SerializeToString,
            response_deserializer=_oip_open_inference_grpc_pb2.ServerLiveResponse.FromString,
        )
        self.ServerReady = channel.unary_unary(
            "/inference.GRPCInferenceService/ServerReady",
            request_serializer=_oip_open_inference_grpc_pb2.ServerReadyRequest.SerializeToString,
            response_deserializer=_oip_open_inference_grpc_pb2.ServerReadyResponse.FromString,
        )
        self.ModelReady = channel.unary_unary(
            "/inference.GRPCInferenceService/ModelReady",
            request_serializer=_oip_open_inference_grpc_pb2.ModelReadyRequest.SerializeToString,
            response_deserializer=_oip_open_inference_grpc_pb2.ModelReadyResponse.FromString,
        )
        self.ServerMetadata = channel.unary_unary(
            "/inference.GRPCInferenceService/ServerMetadata",
            request_serializer=_oip_open_inference_grpc_pb2.ServerMetadataRequest.SerializeToString,
            response_deserializer=_oip_open_inference_grpc_pb2.ServerMetadataResponse.FromString,
        )
        self.ModelMetadata = channel.unary_unary(
            "/inference.GRPCInferenceService/ModelMetadata",
            request_serializer=_oip_open_inference_grpc_pb2.ModelMetadataRequest.SerializeToString,
            response_deserializer=_oip_open_inference_grpc_pb2.ModelMetadataResponse.FromString,
        )
        self.ModelInfer = channel.unary_unary(
            "/inference.GRPCInferenceService/ModelInfer",
            request_serializer=_oip_open_inference_grpc_pb2.ModelInferRequest.SerializeToString,
            response_deserializer=_oip_open_inference_grpc_pb2.ModelInferResponse.FromString,
        )
        self.ModelStreamInfer = channel.stream_stream(
            "/inference.GRPCInferenceService/ModelStreamInfer",
            request_serializer=_oip_open_inference_grpc_pb2.ModelInferRequest.SerializeToString,
            response_deserializer=_oip_open_inference_grpc_pb2.ModelStreamInferResponse.FromString,
        )
        self.RepositoryIndex = channel.unary_unary(
            "/inference.GRPCInferenceService/RepositoryIndex",
            request_serializer=_oip_open_inference_grpc_pb2.RepositoryIndexRequest.SerializeToString,
            response_deserializer=_oip_open_inference_grpc_pb2.RepositoryIndexResponse.FromString,
        )


class GRPCInferenceServiceServicer:
    """Server side of inference.GRPCInferenceService; override what is served, the rest answers UNIMPLEMENTED."""

    def ServerLive(self, request, context):
        """_oip_open_inference_grpc_pb2.ServerLiveRequest -> _oip_open_inference_grpc_pb2.ServerLiveResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def ServerReady(self, request, context):
        """_oip_open_inference_grpc_pb2.ServerReadyRequest -> _oip_open_inference_grpc_pb2.ServerReadyResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def ModelReady(self, request, context):
        """_oip_open_inference_grpc_pb2.ModelReadyRequest -> _oip_open_inference_grpc_pb2.ModelReadyResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def ServerMetadata(self, request, context):
        """_oip_open_inference_grpc_pb2.ServerMetadataRequest -> _oip_open_inference_grpc_pb2.ServerMetadataResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def ModelMetadata(self, request, context):
        """_oip_open_inference_grpc_pb2.ModelMetadataRequest -> _oip_open_inference_grpc_pb2.ModelMetadataResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def ModelInfer(self, request, context):
        """_oip_open_inference_grpc_pb2.ModelInferRequest -> _oip_open_inference_grpc_pb2.ModelInferResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def ModelStreamInfer(self, request, context):
        """_oip_open_inference_grpc_pb2.ModelInferRequest -> _oip_open_inference_grpc_pb2.ModelStreamInferResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def RepositoryIndex(self, request, context):
        """_oip_open_inference_grpc_pb2.RepositoryIndexRequest -> _oip_open_inference_grpc_pb2.RepositoryIndexResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")


def add_GRPCInferenceServiceServicer_to_server(servicer, server):
    """Let `server` answer the calls of inference.GRPCInferenceService by `servicer`."""
    handlers = {
        "ServerLive": grpc.unary_unary_rpc_method_handler(
            servicer.ServerLive,
            request_deserializer=_oip_open_inference_grpc_pb2.ServerLiveRequest.FromString,
            response_serializer=_oip_open_inference_grpc_pb2.ServerLiveResponse.SerializeToString,
        ),
        "ServerReady": grpc.unary_unary_rpc_method_handler(
            servicer.ServerReady,
            request_deserializer=_oip_open_inference_grpc_pb2.ServerReadyRequest.FromString,
            response_serializer=_oip_open_inference_grpc_pb2.ServerReadyResponse.SerializeToString,
        ),
        "ModelReady": grpc.unary_unary_rpc_method_handler(
            servicer.ModelReady,
            request_deserializer=_oip_open_inference_grpc_pb2.ModelReadyRequest.FromString,
            response_serializer=_oip_open_inference_grpc_pb2.ModelReadyResponse.SerializeToString,
        ),
        "ServerMetadata": grpc.unary_unary_rpc_method_handler(
            servicer.ServerMetadata,
            request_deserializer=_oip_open_inference_grpc_pb2.ServerMetadataRequest.FromString,
            response_serializer=_oip_open_inference_grpc_pb2.ServerMetadataResponse.SerializeToString,
        ),
        "ModelMetadata": grpc.unary_unary_rpc_method_handler(
            servicer.ModelMetadata,
            request_deserializer=_oip_open_inference_grpc_pb2.ModelMetadataRequest.FromString,
            response_serializer=_oip_open_inference_grpc_pb2.ModelMetadataResponse.SerializeToString,
        ),
        "ModelInfer": grpc.unary_unary_rpc_method_handler(
            servicer.ModelInfer,
            request_deserializer=_oip_open_inference_grpc_pb2.ModelInferRequest.FromString,
            response_serializer=_oip_open_inference_grpc_pb2.ModelInferResponse.SerializeToString,
        ),
        "ModelStreamInfer": grpc.stream_stream_rpc_method_handler(
            servicer.ModelStreamInfer,
            request_deserializer=_oip_open_inference_grpc_pb2.ModelInferRequest.FromString,
            response_serializer=_oip_open_inference_grpc_pb2.ModelStreamInferResponse.SerializeToString,
        ),
        "RepositoryIndex": grpc.unary_unary_rpc_method_handler(
            servicer.RepositoryIndex,
            request_deserializer=_oip_open_inference_grpc_pb2.RepositoryIndexRequest.FromString,
            response_serializer=_oip_open_inference_grpc_pb2.RepositoryIndexResponse.SerializeToString,
        ),
    }
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("inference.GRPCInferenceService", handlers),)
    )
    server.add_registered_method_handlers("inference.GRPCInferenceService", handlers)
