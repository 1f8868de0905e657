"""Client stub and servicer of tensorflow_serving/apis/prediction_service.proto. Written by protos/build.py; do not edit."""

import grpc

from tfserve.apis import classification_pb2 as _apis_classification_pb2
from tfserve.apis import get_model_metadata_pb2 as _apis_get_model_metadata_pb2
from tfserve.apis import inference_pb2 as _apis_inference_pb2
from tfserve.apis import predict_pb2 as _apis_predict_pb2
from tfserve.apis import regression_pb2 as _apis_regression_pb2
from tfserve.apis import prediction_service_pb2 as _apis_prediction_service_pb2

class PredictionServiceStub:
    """Client of tensorflow.serving.PredictionService; each attribute is one RPC."""

    def __init__(self, channel):
        """Calls go over `channel`, a `grpc.Channel` or `grpc.aio.Channel`."""
        self.Classify = channel.unary_unary(
            "/tensorflow.serving.PredictionService/Classify",
            request_serializer=_apis_classification_pb2.ClassificationRequest.SerializeToString,
            response_deserializer=_apis_classification_pb2.ClassificationResponse.FromString,
        )
        self.Regress = channel.unary_unary(
            "/tensorflow.serving.PredictionService/Regress",
            request_serializer=_apis_regression_pb2.RegressionRequest.SerializeToString,
            response_deserializer=_apis_regression_pb2.RegressionResponse.FromString,
        )
        self.Predict = channel.unary_unary(
            "/tensorflow.serving.PredictionService/Predict",
            request_serializer=_apis_predict_pb2.PredictRequest.SerializeToString,
            response_deserializer=_apis_predict_pb2.PredictResponse.FromString,
        )
        self.MultiInference = channel.unary_unary(
            "/tensorflow.serving.PredictionService/MultiInference",
            request_serializer=_apis_inference_pb2.MultiInferenceRequest.SerializeToString,
            response_deserializer=_apis_inference_pb2.MultiInferenceResponse.FromString,
        )
        self.GetModelMetadata = channel.unary_unary(
            "/tensorflow.serving.PredictionService/GetModelMetadata",
            request_serializer=_apis_get_model_metadata_pb2.GetModelMetadataRequest.SerializeToString,
            response_deserializer=_apis_get_model_metadata_pb2.GetModelMetadataResponse.FromString,
        )


class PredictionServiceServicer:
    """Server side of tensorflow.serving.PredictionService; override what is served, the rest answers UNIMPLEMENTED."""

    def Classify(self, request, context):
        """_apis_classification_pb2.ClassificationRequest -> _apis_classification_pb2.ClassificationResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def Regress(self, request, context):
        """_apis_regression_pb2.RegressionRequest -> _apis_regression_pb2.RegressionResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def Predict(self, request, context):
        """_apis_predict_pb2.PredictRequest -> _apis_predict_pb2.PredictResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def MultiInference(self, request, context):
        """_apis_inference_pb2.MultiInferenceRequest -> _apis_inference_pb2.MultiInferenceResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")

    def GetModelMetadata(self, request, context):
        """_apis_get_model_metadata_pb2.GetModelMetadataRequest -> _apis_get_model_metadata_pb2.GetModelMetadataResponse."""
        context.set_code(grpc.StatusCode.UNIMPLEMENTED)
        context.set_details("Method not implemented!")
        raise NotImplementedError("Method not implemented!")


def add_PredictionServiceServicer_to_server(servicer, server):
    """Let `server` answer the calls of tensorflow.serving.PredictionService by `servicer`."""
    handlers = {
        "Classify": grpc.unary_unary_rpc_method_handler(
            servicer.Classify,
            request_deserializer=_apis_classification_pb2.ClassificationRequest.FromString,
            response_serializer=_apis_classification_pb2.ClassificationResponse.SerializeToString,
        ),
        "Regress": grpc.unary_unary_rpc_method_handler(
            servicer.Regress,
            request_deserializer=_apis_regression_pb2.RegressionRequest.FromString,
            response_serializer=_apis_regression_pb2.RegressionResponse.SerializeToString,
        ),
        "Predict": grpc.unary_unary_rpc_method_handler(
            servicer.Predict,
            request_deserializer=_apis_predict_pb2.PredictRequest.FromString,
            response_serializer=_apis_predict_pb2.PredictResponse.SerializeToString,
        ),
        "MultiInference": grpc.unary_unary_rpc_method_handler(
            servicer.MultiInference,
            request_deserializer=_apis_inference_pb2.MultiInferenceRequest.FromString,
            response_serializer=_apis_inference_pb2.MultiInferenceResponse.SerializeToString,
        ),
        "GetModelMetadata": grpc.unary_unary_rpc_method_handler(
            servicer.GetModelMetadata,
            request_deserializer=_apis_get_model_metadata_pb2.GetModelMetadataRequest.FromString,
            response_serializer=_apis_get_model_metadata_pb2.GetModelMetadataResponse.SerializeToString,
        ),
    }
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler("tensorflow.serving.PredictionService", handlers),)
    )
    server.add_registered_method_handlers("tensorflow.serving.PredictionService", handlers)
