"""Messages of tensorflow_serving/config/file_system_storage_path_source.proto. Written by protos/build.py; do not edit."""

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


DESCRIPTOR: FileDescriptor

class FileSystemStoragePathSourceConfig(Message):
    """Which directories are watched for versions, and how often."""
    DESCRIPTOR: Descriptor

    class ServableVersionPolicy(Message):
        """Which of the versions found are served."""
        DESCRIPTOR: Descriptor

        class Latest(Message):
            """The highest ones; 0 counts as 1."""
            DESCRIPTOR: Descriptor
            NUM_VERSIONS_FIELD_NUMBER: Literal[1]
            num_versions: builtins.int
            def __init__(
                self,
                *,
                num_versions: builtins.int | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["num_versions"]) -> None: ...

        class All(Message):
            """Every one."""
            DESCRIPTOR: Descriptor
            def __init__(self) -> None: ...

        class Specific(Message):
            """Exactly these."""
            DESCRIPTOR: Descriptor
            VERSIONS_FIELD_NUMBER: Literal[1]
            @builtins.property
            def versions(self) -> RepeatedScalarFieldContainer[builtins.int]: ...
            def __init__(
                self,
                *,
                versions: Iterable[builtins.int] | None = ...,
            ) -> None: ...
            def ClearField(self, field_name: Literal["versions"]) -> None: ...

        LATEST_FIELD_NUMBER: Literal[100]
        ALL_FIELD_NUMBER: Literal[101]
        SPECIFIC_FIELD_NUMBER: Literal[102]
        @builtins.property
        def latest(self) -> FileSystemStoragePathSourceConfig.ServableVersionPolicy.Latest: ...
        @builtins.property
        def all(self) -> FileSystemStoragePathSourceConfig.ServableVersionPolicy.All: ...
        @builtins.property
        def specific(self) -> FileSystemStoragePathSourceConfig.ServableVersionPolicy.Specific: ...
        def __init__(
            self,
            *,
            latest: FileSystemStoragePathSourceConfig.ServableVersionPolicy.Latest | None = ...,
            all: FileSystemStoragePathSourceConfig.ServableVersionPolicy.All | None = ...,
            specific: FileSystemStoragePathSourceConfig.ServableVersionPolicy.Specific | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["latest", "all", "specific", "policy_choice"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["latest", "all", "specific", "policy_choice"]) -> None: ...
        def WhichOneof(
            self, oneof_group: Literal["policy_choice"]
        ) -> Literal["latest", "all", "specific"] | None: ...

    class ServableToMonitor(Message):
        """One servable and the directory of its versions."""
        DESCRIPTOR: Descriptor
        SERVABLE_NAME_FIELD_NUMBER: Literal[1]
        BASE_PATH_FIELD_NUMBER: Literal[2]
        SERVABLE_VERSION_POLICY_FIELD_NUMBER: Literal[4]
        servable_name: builtins.str
        base_path: builtins.str
        @builtins.property
        def servable_version_policy(self) -> FileSystemStoragePathSourceConfig.ServableVersionPolicy: ...
        def __init__(
            self,
            *,
            servable_name: builtins.str | None = ...,
            base_path: builtins.str | None = ...,
            servable_version_policy: FileSystemStoragePathSourceConfig.ServableVersionPolicy | None = ...,
        ) -> None: ...
        def HasField(self, field_name: Literal["servable_version_policy"]) -> builtins.bool: ...
        def ClearField(self, field_name: Literal["servable_name", "base_path", "servable_version_policy"]) -> None: ...

    SERVABLES_FIELD_NUMBER: Literal[5]
    FILE_SYSTEM_POLL_WAIT_SECONDS_FIELD_NUMBER: Literal[3]
    FAIL_IF_ZERO_VERSIONS_AT_STARTUP_FIELD_NUMBER: Literal[4]
    SERVABLE_VERSIONS_ALWAYS_PRESENT_FIELD_NUMBER: Literal[6]
    @builtins.property
    def servables(self) -> RepeatedCompositeFieldContainer[FileSystemStoragePathSourceConfig.ServableToMonitor]: ...
    file_system_poll_wait_seconds: builtins.int
    fail_if_zero_versions_at_startup: builtins.bool
    servable_versions_always_present: builtins.bool
    def __init__(
        self,
        *,
        servables: Iterable[FileSystemStoragePathSourceConfig.ServableToMonitor] | None = ...,
        file_system_poll_wait_seconds: builtins.int | None = ...,
        fail_if_zero_versions_at_startup: builtins.bool | None = ...,
        servable_versions_always_present: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["servables", "file_system_poll_wait_seconds", "fail_if_zero_versions_at_startup", "servable_versions_always_present"]) -> None: ...
