"""Messages of xla/tsl/protobuf/coordination_config.proto. Written by protos/build.py; do not edit."""

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

class CoordinatedJob(Message):
    """A job of a distributed run and how many tasks it has."""
    DESCRIPTOR: Descriptor
    NAME_FIELD_NUMBER: Literal[1]
    NUM_TASKS_FIELD_NUMBER: Literal[2]
    name: builtins.str
    num_tasks: builtins.int
    def __init__(
        self,
        *,
        name: builtins.str | None = ...,
        num_tasks: builtins.int | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["name", "num_tasks"]) -> None: ...

class CoordinationServiceConfig(Message):
    """How the tasks of a distributed run find and watch each other."""
    DESCRIPTOR: Descriptor
    SERVICE_TYPE_FIELD_NUMBER: Literal[1]
    SERVICE_LEADER_FIELD_NUMBER: Literal[2]
    ENABLE_HEALTH_CHECK_FIELD_NUMBER: Literal[3]
    CLUSTER_REGISTER_TIMEOUT_IN_MS_FIELD_NUMBER: Literal[4]
    CLUSTER_REGISTER_WITH_BARRIER_FIELD_NUMBER: Literal[14]
    HEARTBEAT_TIMEOUT_IN_MS_FIELD_NUMBER: Literal[5]
    COORDINATED_JOB_LIST_FIELD_NUMBER: Literal[10]
    SHUTDOWN_BARRIER_TIMEOUT_IN_MS_FIELD_NUMBER: Literal[7]
    AGENT_DESTRUCTION_WITHOUT_SHUTDOWN_FIELD_NUMBER: Literal[8]
    RECOVERABLE_JOBS_FIELD_NUMBER: Literal[9]
    ALLOW_NEW_INCARNATION_TO_RECONNECT_FIELD_NUMBER: Literal[11]
    FORCE_DISABLE_FIELD_NUMBER: Literal[12]
    POLL_FOR_ERROR_FROM_SERVICE_AT_STARTUP_FIELD_NUMBER: Literal[13]
    service_type: builtins.str
    service_leader: builtins.str
    enable_health_check: builtins.bool
    cluster_register_timeout_in_ms: builtins.int
    cluster_register_with_barrier: builtins.bool
    heartbeat_timeout_in_ms: builtins.int
    @builtins.property
    def coordinated_job_list(self) -> RepeatedCompositeFieldContainer[CoordinatedJob]: ...
    shutdown_barrier_timeout_in_ms: builtins.int
    agent_destruction_without_shutdown: builtins.bool
    @builtins.property
    def recoverable_jobs(self) -> RepeatedScalarFieldContainer[builtins.str]: ...
    allow_new_incarnation_to_reconnect: builtins.bool
    force_disable: builtins.bool
    poll_for_error_from_service_at_startup: builtins.bool
    def __init__(
        self,
        *,
        service_type: builtins.str | None = ...,
        service_leader: builtins.str | None = ...,
        enable_health_check: builtins.bool | None = ...,
        cluster_register_timeout_in_ms: builtins.int | None = ...,
        cluster_register_with_barrier: builtins.bool | None = ...,
        heartbeat_timeout_in_ms: builtins.int | None = ...,
        coordinated_job_list: Iterable[CoordinatedJob] | None = ...,
        shutdown_barrier_timeout_in_ms: builtins.int | None = ...,
        agent_destruction_without_shutdown: builtins.bool | None = ...,
        recoverable_jobs: Iterable[builtins.str] | None = ...,
        allow_new_incarnation_to_reconnect: builtins.bool | None = ...,
        force_disable: builtins.bool | None = ...,
        poll_for_error_from_service_at_startup: builtins.bool | None = ...,
    ) -> None: ...
    def ClearField(self, field_name: Literal["service_type", "service_leader", "enable_health_check", "cluster_register_timeout_in_ms", "cluster_register_with_barrier", "heartbeat_timeout_in_ms", "coordinated_job_list", "shutdown_barrier_timeout_in_ms", "agent_destruction_without_shutdown", "recoverable_jobs", "allow_new_incarnation_to_reconnect", "force_disable", "poll_for_error_from_service_at_startup"]) -> None: ...
