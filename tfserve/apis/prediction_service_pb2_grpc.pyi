"""Client stub and servicer of tensorflow_serving/apis/prediction_service.proto. Written by protos/build.py; do not edit."""

from typing import Any

from tfserve.apis._call_types import UnaryUnary
from tfserve.apis import classification_pb2 as _apis_classification_pb2
from tfserve.apis import get_model_metadata_pb2 as _apis_get_model_metadata_pb2
from tfserve.apis import inference_pb2 as _apis_inference_pb2
from tfserve.apis import predict_pb2 as _apis_predict_pb2
from tfserve.apis import regression_pb2 as _apis_regression_pb2
from tfserve.apis import prediction_service_pb2 as _apis_prediction_service_pb2
class PredictionServiceStub:
    """Inference with the models that are loaded."""
    def __init__(self, channel: Any) -> None: ...
    Classify: UnaryUnary[_apis_classification_pb2.ClassificationRequest, _apis_classification_pb2.ClassificationResponse]
    Regress: UnaryUnary[_apis_regression_pb2.RegressionRequest, _apis_regression_pb2.RegressionResponse]
    Predict: UnaryUnary[_apis_predict_pb2.PredictRequest, _apis_predict_pb2.PredictResponse]
    MultiInference: UnaryUnary[_apis_inference_pb2.MultiInferenceRequest, _apis_inference_pb2.MultiInferenceResponse]
    GetModelMetadata: UnaryUnary[_apis_get_model_metadata_pb2.GetModelMetadataRequest, _apis_get_model_metadata_pb2.GetModelMetadataResponse]

class PredictionServiceServicer:
    """Inference with the models that are loaded."""
    def Classify(
        self, request: _apis_classification_pb2.ClassificationRequest, context: Any
    ) -> _apis_classification_pb2.ClassificationResponse: ...
    def Regress(
        self, request: _apis_regression_pb2.RegressionRequest, context: Any
    ) -> _apis_regression_pb2.RegressionResponse: ...
    def Predict(
        self, request: _apis_predict_pb2.PredictRequest, context: Any
    ) -> _apis_predict_pb2.PredictResponse: ...
    def MultiInference(
        self, request: _apis_inference_pb2.MultiInferenceRequest, context: Any
    ) -> _apis_inference_pb2.MultiInferenceResponse: ...
    def GetModelMetadata(
        self, request: _apis_get_model_metadata_pb2.GetModelMetadataRequest, context: Any
    ) -> _apis_get_model_metadata_pb2.GetModelMetadataResponse: ...

def add_PredictionServiceServicer_to_server(
    servicer: PredictionServiceServicer, server: Any
) -> None: ...
