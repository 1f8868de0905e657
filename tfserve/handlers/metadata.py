"""GetModelMetadata: the signatures of a model (spec 6.10)."""

from __future__ import annotations

from tfserve.apis import get_model_metadata_pb2
from tfserve.core.handle import ServableHandle
from tfserve.errors import InvalidArgument
from tfserve.handlers.model_spec import answer_with
from tfserve.handlers.signature_defs import signature_def_map

__all__ = ["check_metadata_fields", "model_metadata"]

_SIGNATURE_DEF = "signature_def"


def check_metadata_fields(request: get_model_metadata_pb2.GetModelMetadataRequest) -> None:
    """Whether the request asks for what there is; before the model is looked up.

    Raises:
        InvalidArgument: no ModelSpec, no field, or another than `signature_def`.
    """
    if not request.HasField("model_spec"):
        raise InvalidArgument("Missing ModelSpec")
    if not request.metadata_field:
        raise InvalidArgument("GetModelMetadataRequest must specify at least one metadata_field")
    for field in request.metadata_field:
        if field != _SIGNATURE_DEF:
            raise InvalidArgument(
                f"Metadata field {field} is not supported",
                details={"available_metadata_fields": _SIGNATURE_DEF},
            )


def model_metadata(handle: ServableHandle) -> get_model_metadata_pb2.GetModelMetadataResponse:
    """Name, version and all signatures of the version that `handle` holds."""
    response = get_model_metadata_pb2.GetModelMetadataResponse()
    answer_with(response.model_spec, handle.id)
    response.metadata[_SIGNATURE_DEF].Pack(signature_def_map(handle.servable))
    return response
