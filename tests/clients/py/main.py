"""The round of README.md with grpcio: main.py ADDRESS [ROOTS.pem]."""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import numpy as np
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tfserve.apis import (
    get_model_status_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
)
from tfserve.apis.tensorflow import tensor_pb2, types_pb2

LARGE_BYTES = 64 << 20
STREAMS = 200
LIMIT = 128 << 20
MINUTE_S = 60.0


def tensor(dtype, size, **values):
    made = tensor_pb2.TensorProto(dtype=dtype, **values)
    made.tensor_shape.dim.add(size=size)
    return made


def in_values(*values):
    return tensor(types_pb2.DT_FLOAT, len(values), float_val=values)


def in_content(*values):
    content = np.asarray(values, "<f4").tobytes()
    return tensor(types_pb2.DT_FLOAT, len(values), tensor_content=content)


def request(model, signature, name, value):
    made = predict_pb2.PredictRequest()
    made.model_spec.name = model
    made.model_spec.signature_name = signature
    made.inputs[name].CopyFrom(value)
    return made


def floats(value):
    return np.frombuffer(value.tensor_content, "<f4").tolist() or list(value.float_val)


class Round:
    def __init__(self, channel):
        self.predictions = prediction_service_pb2_grpc.PredictionServiceStub(channel)
        self.models = model_service_pb2_grpc.ModelServiceStub(channel)
        self.checks = health_pb2_grpc.HealthStub(channel)

    def predict(self, value, **options):
        sent = request("round", "", "x", value)
        response = self.predictions.Predict(sent, timeout=MINUTE_S, **options)
        spec = response.model_spec
        return {
            "y": floats(response.outputs["y"]),
            "version": spec.version.value,
            "signature": spec.signature_name,
        }

    def failure(self, sent, *, timeout_s=MINUTE_S):
        try:
            self.predictions.Predict(sent, timeout=timeout_s)
        except grpc.RpcError as error:
            return {"code": error.code().value[0], "text": error.details()}
        raise AssertionError("the call succeeded")

    def status(self):
        sent = get_model_status_pb2.GetModelStatusRequest()
        sent.model_spec.name = "round"
        sent.model_spec.version.value = 1
        response = self.models.GetModelStatus(sent, timeout=MINUTE_S)
        states = get_model_status_pb2.ModelVersionStatus.State
        return [
            {
                "version": each.version,
                "state": states.Name(each.state),
                "code": each.status.error_code,
            }
            for each in response.model_version_status
        ]

    def deadline(self):
        sent = request("round", "wait", "seconds", in_values(0.5))
        return self.failure(sent, timeout_s=0.1)["code"]

    def cancelled(self):
        sent = request("round", "wait", "seconds", in_values(0.5))
        running = self.predictions.Predict.future(sent, timeout=MINUTE_S)
        threading.Timer(0.1, running.cancel).start()
        try:
            running.result()
        except grpc.FutureCancelledError:
            return running.code().value[0]
        raise AssertionError("the call succeeded")

    def large(self):
        content = b"round!!?" * (LARGE_BYTES // 8)
        sent = tensor(types_pb2.DT_FLOAT, LARGE_BYTES // 4, tensor_content=content)
        response = self.predictions.Predict(request("round", "echo", "x", sent), timeout=MINUTE_S)
        received = response.outputs["x"].tensor_content
        return {"bytes": len(received), "same": received == content}

    def streams(self):
        with ThreadPoolExecutor(STREAMS) as pool:
            answers = pool.map(lambda i: self.predict(in_content(i))["y"], range(STREAMS))
            return sum(y == [i / 2 + 2] for i, y in enumerate(answers))

    def request_id(self):
        sent = request("round", "", "x", in_values(1))
        metadata = [("x-request-id", "round-1")]
        _, call = self.predictions.Predict.with_call(sent, timeout=MINUTE_S, metadata=metadata)
        return dict(call.trailing_metadata()).get("x-request-id")

    def health(self):
        response = self.checks.Check(health_pb2.HealthCheckRequest(), timeout=MINUTE_S)
        return health_pb2.HealthCheckResponse.ServingStatus.Name(response.status)


def connect(address, roots=None):
    options = [
        ("grpc.max_receive_message_length", LIMIT),
        ("grpc.max_send_message_length", LIMIT),
        ("grpc.enable_retries", 0),
    ]
    if roots is None:
        return grpc.insecure_channel(address, options)
    credentials = grpc.ssl_channel_credentials(Path(roots).read_bytes())
    return grpc.secure_channel(address, credentials, options)


def main(*arguments):
    with connect(*arguments) as channel:
        told = Round(channel)
        integers = tensor(types_pb2.DT_INT32, 1, int_val=[1])
        answers = {
            "values": told.predict(in_values(1, 2, 5)),
            "content": told.predict(in_content(1, 2, 5)),
            "gzip": told.predict(in_content(1, 2, 5), compression=grpc.Compression.Gzip),
            "status": told.status(),
            "unknown model": told.failure(request("nobody", "", "x", in_values(1))),
            "wrong dtype": told.failure(request("round", "", "x", integers)),
            "deadline": told.deadline(),
            "cancelled": told.cancelled(),
            "large": told.large(),
            "streams": told.streams(),
            "request id": told.request_id(),
            "health": told.health(),
        }
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
