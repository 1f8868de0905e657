"""Opening a version directory with a SavedModel in it."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from tfserve.config.tensorflow import TensorFlowConfig
from tfserve.core.clock import Clock
from tfserve.core.executor import Executor
from tfserve.core.ids import ServableId
from tfserve.errors import ServingError
from tfserve.servables.tensorflow.effects import effective_nodes
from tfserve.servables.tensorflow.endpoints import Engine
from tfserve.servables.tensorflow.op_libraries import load_op_libraries
from tfserve.servables.tensorflow.servable import SavedModelServable
from tfserve.servables.tensorflow.session_bundle import refuse_session_bundle
from tfserve.servables.tensorflow.session_config import session_config
from tfserve.servables.tensorflow.signatures import signature_def_map, signatures_of

__all__ = ["SavedModelOpener", "opener_with"]

_log = logging.getLogger(__name__)


class SavedModelOpener:
    """Opens SavedModels with the same settings. An OpenServable. Thread-safe.

    Args:
        settings: tags, session options, op libraries; the libraries are loaded now.
        engine: loads and runs graphs.
        executor: where long runs of every model go; owned by the caller.
        clock: time.

    Raises:
        NotFound, FailedPrecondition: an op library is missing or does not load.
        InvalidArgument: the session config is none.
    """

    def __init__(
        self, settings: TensorFlowConfig, *, engine: Engine, executor: Executor, clock: Clock
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._tags = settings.tags or TensorFlowConfig().tags
        self._config = session_config(settings)
        self._executor = executor
        self._clock = clock
        libraries = load_op_libraries(
            settings.custom_op_paths, settings.custom_op_packages, load=engine.load_op_library
        )
        if libraries:
            _log.info("Loaded op libraries: %s", ", ".join(libraries))
        with suppress(ServingError):  # every load will say so
            engine.start_threads(self._config)

    def __call__(self, servable_id: ServableId, path: str) -> SavedModelServable:
        """Read, restore and initialise the SavedModel in directory `path`; `prepare` comes next.

        Raises:
            ServingError: why it cannot be served, naming the file; nothing is kept.
        """
        directory = Path(path)
        refuse_session_bundle(directory)
        session, meta_graph = self._engine.open(directory, self._tags, self._config)
        try:
            signatures = signatures_of(meta_graph)
            _log.debug("%s has signatures %s", servable_id, ", ".join(signatures))
            effective = effective_nodes(meta_graph, self._engine.op_definition)
            meta_graph.ClearField("graph_def")  # the session has it; constants can be large
            return SavedModelServable(
                session=session,
                signatures=signatures,
                signature_defs=signature_def_map(meta_graph),
                executor=self._executor,
                clock=self._clock,
                run_in_caller=self._settings.run_in_caller,
                effective_nodes=effective,
            )
        except BaseException:
            session.close()
            raise


def opener_with(
    engine: Engine, settings: object, *, executor: Executor, clock: Clock
) -> SavedModelOpener:
    """What opens SavedModels in an engine, as an `OpenerFactory` of the platform `tensorflow` makes
    it.

    Args:
        engine: loads and runs graphs.
        settings: a TensorFlowConfig; None for its defaults.
        executor: where long runs go.
        clock: time.
    """
    if settings is None:
        settings = TensorFlowConfig()
    if not isinstance(settings, TensorFlowConfig):
        msg = f"platform tensorflow takes a TensorFlowConfig, not {type(settings).__name__}"
        raise TypeError(msg)
    return SavedModelOpener(settings, engine=engine, executor=executor, clock=clock)
