"""Messages of tensorflow/core/protobuf/saved_object_graph.proto. Written by protos/build.py; do not edit."""

import builtins
from collections.abc import Iterable, Mapping
from typing import Any, Literal, overload

from google.protobuf.descriptor import Descriptor, FileDescriptor
from google.protobuf.internal.containers import (
    MessageMap,
    RepeatedCompositeFieldContainer,
    RepeatedScalarFieldContainer,
    ScalarMap,
)
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper
from google.protobuf.message import Message

from google.protobuf import any_pb2 as _protobuf_any_pb2
from tfserve.apis.tensorflow import tensor_shape_pb2 as _tensorflow_tensor_shape_pb2
from tfserve.apis.tensorflow import types_pb2 as _tensorflow_types_pb2
from tfserve.apis.tensorflow import variable_pb2 as _tensorflow_variable_pb2
from tfserve.apis.tensorflow import versions_pb2 as _tensorflow_versions_pb2
from tfserve.apis.tensorflow import struct_pb2 as _tensorflow_struct_pb2
from tfserve.apis.tensorflow import trackable_object_graph_pb2 as _tensorflow_trackable_object_graph_pb2

DESCRIPTOR: FileDescriptor

class SavedObjectGraph(Message):
    """The objects of a TF2 SavedModel; the first one is the root."""
    DESCRIPTOR: Descriptor

    NODES_FIELD_NUMBER: Literal[1]
    CONCRETE_FUNCTIONS_FIELD_NUMBER: Literal[2]
    @builtins.property
    def nodes(self) -> RepeatedCompositeFieldContainer[SavedObject]: ...
    @builtins.property
    def concrete_functions(self) -> MessageMap[builtins.str, SavedConcreteFunction]: ...
    def __init__(
        self,
        *,
        nodes: Iterable[SavedObject] | None = ...,
        concrete_functions: Mapping[builtins.str, SavedConcreteFunction] | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["nodes", "concrete_functions"]) -> None: ...

class SavedObject(Message):
    """One object: what kind it is, and its children."""
    DESCRIPTOR: Descriptor

    CHILDREN_FIELD_NUMBER: Literal[1]
    DEPENDENCIES_FIELD_NUMBER: Literal[15]
    SLOT_VARIABLES_FIELD_NUMBER: Literal[3]
    USER_OBJECT_FIELD_NUMBER: Literal[4]
    ASSET_FIELD_NUMBER: Literal[5]
    FUNCTION_FIELD_NUMBER: Literal[6]
    VARIABLE_FIELD_NUMBER: Literal[7]
    BARE_CONCRETE_FUNCTION_FIELD_NUMBER: Literal[8]
    CONSTANT_FIELD_NUMBER: Literal[9]
    RESOURCE_FIELD_NUMBER: Literal[10]
    CAPTURED_TENSOR_FIELD_NUMBER: Literal[12]
    SAVEABLE_OBJECTS_FIELD_NUMBER: Literal[11]
    REGISTERED_NAME_FIELD_NUMBER: Literal[13]
    SERIALIZED_USER_PROTO_FIELD_NUMBER: Literal[14]
    REGISTERED_SAVER_FIELD_NUMBER: Literal[16]
    @builtins.property
    def children(self) -> RepeatedCompositeFieldContainer[_tensorflow_trackable_object_graph_pb2.TrackableObjectGraph.TrackableObject.ObjectReference]: ...
    @builtins.property
    def dependencies(self) -> RepeatedCompositeFieldContainer[_tensorflow_trackable_object_graph_pb2.TrackableObjectGraph.TrackableObject.ObjectReference]: ...
    @builtins.property
    def slot_variables(self) -> RepeatedCompositeFieldContainer[_tensorflow_trackable_object_graph_pb2.TrackableObjectGraph.TrackableObject.SlotVariableReference]: ...
    @builtins.property
    def user_object(self) -> SavedUserObject: ...
    @builtins.property
    def asset(self) -> SavedAsset: ...
    @builtins.property
    def function(self) -> SavedFunction: ...
    @builtins.property
    def variable(self) -> SavedVariable: ...
    @builtins.property
    def bare_concrete_function(self) -> SavedBareConcreteFunction: ...
    @builtins.property
    def constant(self) -> SavedConstant: ...
    @builtins.property
    def resource(self) -> SavedResource: ...
    @builtins.property
    def captured_tensor(self) -> CapturedTensor: ...
    @builtins.property
    def saveable_objects(self) -> MessageMap[builtins.str, SaveableObject]: ...
    registered_name: builtins.str
    @builtins.property
    def serialized_user_proto(self) -> _protobuf_any_pb2.Any: ...
    registered_saver: builtins.str
    def __init__(
        self,
        *,
        children: Iterable[_tensorflow_trackable_object_graph_pb2.TrackableObjectGraph.TrackableObject.ObjectReference] | None = ...,
        dependencies: Iterable[_tensorflow_trackable_object_graph_pb2.TrackableObjectGraph.TrackableObject.ObjectReference] | None = ...,
        slot_variables: Iterable[_tensorflow_trackable_object_graph_pb2.TrackableObjectGraph.TrackableObject.SlotVariableReference] | None = ...,
        user_object: SavedUserObject | None = ...,
        asset: SavedAsset | None = ...,
        function: SavedFunction | None = ...,
        variable: SavedVariable | None = ...,
        bare_concrete_function: SavedBareConcreteFunction | None = ...,
        constant: SavedConstant | None = ...,
        resource: SavedResource | None = ...,
        captured_tensor: CapturedTensor | None = ...,
        saveable_objects: Mapping[builtins.str, SaveableObject] | None = ...,
        registered_name: builtins.str | None = ...,
        serialized_user_proto: _protobuf_any_pb2.Any | None = ...,
        registered_saver: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["user_object", "asset", "function", "variable", "bare_concrete_function", "constant", "resource", "captured_tensor", "serialized_user_proto", "kind"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["children", "dependencies", "slot_variables", "user_object", "asset", "function", "variable", "bare_concrete_function", "constant", "resource", "captured_tensor", "saveable_objects", "registered_name", "serialized_user_proto", "registered_saver", "kind"]) -> None: ...
    def WhichOneof(
        self, oneof_group: Literal["kind"]
    ) -> Literal["user_object", "asset", "function", "variable", "bare_concrete_function", "constant", "resource", "captured_tensor"] | None: ...

class SavedUserObject(Message):
    """An object of the user's own type."""
    DESCRIPTOR: Descriptor
    IDENTIFIER_FIELD_NUMBER: Literal[1]
    VERSION_FIELD_NUMBER: Literal[2]
    METADATA_FIELD_NUMBER: Literal[3]
    identifier: builtins.str
    @builtins.property
    def version(self) -> _tensorflow_versions_pb2.VersionDef: ...
    metadata: builtins.str
    def __init__(
        self,
        *,
        identifier: builtins.str | None = ...,
        version: _tensorflow_versions_pb2.VersionDef | None = ...,
        metadata: builtins.str | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["version"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["identifier", "version", "metadata"]) -> None: ...

class SavedAsset(Message):
    """A file that the model needs, as an index into the asset file definitions."""
    DESCRIPTOR: Descriptor
    ASSET_FILE_DEF_INDEX_FIELD_NUMBER: Literal[1]
    asset_file_def_index: builtins.int
    def __init__(
        self,
        *,
        asset_file_def_index: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["asset_file_def_index"]) -> None: ...

class SavedFunction(Message):
    """A function with all signatures that were traced."""
    DESCRIPTOR: Descriptor
    CONCRETE_FUNCTIONS_FIELD_NUMBER: Literal[1]
    FUNCTION_SPEC_FIELD_NUMBER: Literal[2]
    @builtins.property
    def concrete_functions(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    @builtins.property
    def function_spec(self) -> FunctionSpec: ...
    def __init__(
        self,
        *,
        concrete_functions: Iterable[builtins.str] | None = ...,
        function_spec: FunctionSpec | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["function_spec"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["concrete_functions", "function_spec"]) -> None: ...

class CapturedTensor(Message):
    """A value that a function has caught from outside."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    CONCRETE_FUNCTION_FIELD_NUMBER: Literal[2]
    name: builtins.str
    concrete_function: builtins.str
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        concrete_function: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "concrete_function"]) -> None: ...

class SavedConcreteFunction(Message):
    """One traced signature of a function and the objects it has caught."""
    DESCRIPTOR: Descriptor
    BOUND_INPUTS_FIELD_NUMBER: Literal[2]
    CANONICALIZED_INPUT_SIGNATURE_FIELD_NUMBER: Literal[3]
    OUTPUT_SIGNATURE_FIELD_NUMBER: Literal[4]
    @builtins.property
    def bound_inputs(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
    @builtins.property
    def canonicalized_input_signature(self) -> _tensorflow_struct_pb2.StructuredValue: ...
    @builtins.property
    def output_signature(self) -> _tensorflow_struct_pb2.StructuredValue: ...
    def __init__(
        self,
        *,
        bound_inputs: Iterable[builtins.int] | None = ...,
        canonicalized_input_signature: _tensorflow_struct_pb2.StructuredValue | None = ...,
        output_signature: _tensorflow_struct_pb2.StructuredValue | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["canonicalized_input_signature", "output_signature"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["bound_inputs", "canonicalized_input_signature", "output_signature"]) -> None: ...

class SavedBareConcreteFunction(Message):
    """One traced signature that is called by argument names."""
    DESCRIPTOR: Descriptor
    CONCRETE_FUNCTION_NAME_FIELD_NUMBER: Literal[1]
    ARGUMENT_KEYWORDS_FIELD_NUMBER: Literal[2]
    ALLOWED_POSITIONAL_ARGUMENTS_FIELD_NUMBER: Literal[3]
    FUNCTION_SPEC_FIELD_NUMBER: Literal[4]
    concrete_function_name: builtins.str
    @builtins.property
    def argument_keywords(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    allowed_positional_arguments: builtins.int
    @builtins.property
    def function_spec(self) -> FunctionSpec: ...
    def __init__(
        self,
        *,
        concrete_function_name: builtins.str | None = ...,
        argument_keywords: Iterable[builtins.str] | None = ...,
        allowed_positional_arguments: builtins.int | None = ...,
        function_spec: FunctionSpec | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["function_spec"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["concrete_function_name", "argument_keywords", "allowed_positional_arguments", "function_spec"]) -> None: ...

class SavedConstant(Message):
    """A constant, by the name of its node."""
    DESCRIPTOR: Descriptor
    OPERATION_FIELD_NUMBER: Literal[1]
    operation: builtins.str
    def __init__(
        self,
        *,
        operation: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["operation"]) -> None: ...

class SavedVariable(Message):
    """A variable: type, shape and how it is placed."""
    DESCRIPTOR: Descriptor
    DTYPE_FIELD_NUMBER: Literal[1]
    SHAPE_FIELD_NUMBER: Literal[2]
    TRAINABLE_FIELD_NUMBER: Literal[3]
    SYNCHRONIZATION_FIELD_NUMBER: Literal[4]
    AGGREGATION_FIELD_NUMBER: Literal[5]
    NAME_FIELD_NUMBER: Literal[6]
    DEVICE_FIELD_NUMBER: Literal[7]
    EXPERIMENTAL_DISTRIBUTED_VARIABLE_COMPONENTS_FIELD_NUMBER: Literal[8]
    dtype: builtins.int
    @builtins.property
    def shape(self) -> _tensorflow_tensor_shape_pb2.TensorShapeProto: ...
    trainable: builtins.bool
    synchronization: builtins.int
    aggregation: builtins.int
    name: builtins.str
    device: builtins.str
    @builtins.property
    def experimental_distributed_variable_components(self) -> RepeatedCompositeFieldContainer[SavedVariable]: ...
    def __init__(
        self,
        *,
        dtype: builtins.int | None = ...,
        shape: _tensorflow_tensor_shape_pb2.TensorShapeProto | None = ...,
        trainable: builtins.bool | None = ...,
        synchronization: builtins.int | None = ...,
        aggregation: builtins.int | None = ...,
        name: builtins.str | None = ...,
        device: builtins.str | None = ...,
        experimental_distributed_variable_components: Iterable[SavedVariable] | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["shape"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["dtype", "shape", "trainable", "synchronization", "aggregation", "name", "device", "experimental_distributed_variable_components"]) -> None: ...

class FunctionSpec(Message):
    """The Python signature of a saved function."""
    DESCRIPTOR: Descriptor

    class _JitCompile(EnumTypeWrapper):
        """Whether a function is compiled by XLA."""
        DEFAULT: Literal[0]
        ON: Literal[1]
        OFF: Literal[2]

    JitCompile: _JitCompile
    DEFAULT: Literal[0]
    ON: Literal[1]
    OFF: Literal[2]

    FULLARGSPEC_FIELD_NUMBER: Literal[1]
    IS_METHOD_FIELD_NUMBER: Literal[2]
    INPUT_SIGNATURE_FIELD_NUMBER: Literal[5]
    JIT_COMPILE_FIELD_NUMBER: Literal[6]
    @builtins.property
    def fullargspec(self) -> _tensorflow_struct_pb2.StructuredValue: ...
    is_method: builtins.bool
    @builtins.property
    def input_signature(self) -> _tensorflow_struct_pb2.StructuredValue: ...
    jit_compile: builtins.int
    def __init__(
        self,
        *,
        fullargspec: _tensorflow_struct_pb2.StructuredValue | None = ...,
        is_method: builtins.bool | None = ...,
        input_signature: _tensorflow_struct_pb2.StructuredValue | None = ...,
        jit_compile: builtins.int | None = ...,
    ) -> None: ...
    def HasField(self, field_name: Literal["fullargspec", "input_signature"]) -> builtins.bool: ...
    def ClearField(self, field_name: Literal["fullargspec", "is_method", "input_signature", "jit_compile"]) -> None: ...

class SavedResource(Message):
    """A resource such as a table, which code of the model creates again."""
    DESCRIPTOR: Descriptor
    DEVICE_FIELD_NUMBER: Literal[1]
    device: builtins.str
    def __init__(
        self,
        *,
        device: builtins.str | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["device"]) -> None: ...

class SaveableObject(Message):
    """Functions that save and restore an object."""
    DESCRIPTOR: Descriptor
    SAVE_FUNCTION_FIELD_NUMBER: Literal[2]
    RESTORE_FUNCTION_FIELD_NUMBER: Literal[3]
    save_function: builtins.int
    restore_function: builtins.int
    def __init__(
        self,
        *,
        save_function: builtins.int | None = ...,
        restore_function: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["save_function", "restore_function"]) -> None: ...
