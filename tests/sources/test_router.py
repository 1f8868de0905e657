"""Routing by platform, and what becomes of paths."""

import pytest

from tfserve.core.ids import ServableId
from tfserve.core.source import ServableData
from tfserve.errors import DataLoss, Internal, NotFound
from tfserve.sources import LoaderAdapter, SourceRouter, StaticStoragePathSource
from tfserve.testing import FakeLoader, RecordingTarget


def data(version=1):
    return ServableData(ServableId("m", version), f"/m/{version}")


def test_lists_go_to_the_target_of_the_models_platform():
    one, two, rest = RecordingTarget(), RecordingTarget(), RecordingTarget()
    router = SourceRouter(targets={"one": one, "two": two}, unrouted=rest)
    router.set_routes({"m": "two"})
    router.aspire("m", (data(),))
    assert (one.calls, len(two.calls), rest.calls) == ((), 1, ())


def test_versions_of_a_model_without_a_platform_become_errors():
    rest = RecordingTarget()
    SourceRouter(targets={}, unrouted=rest).aspire("m", (data(),))
    assert rest.aspired("m") == {1: Internal("No platform found for model")}


def test_an_unrouted_error_keeps_its_own_text():
    rest = RecordingTarget()
    failed = ServableData(ServableId("m", 1), error=DataLoss("cut off"))
    SourceRouter(targets={}, unrouted=rest).aspire("m", (failed,))
    assert rest.aspired("m") == {1: DataLoss("cut off")}


def test_the_adapter_makes_a_loader_of_each_path_and_passes_errors():
    target, made = RecordingTarget(), []

    def make_loader(servable_id, path):
        made.append((servable_id, path))
        return FakeLoader()

    adapter = LoaderAdapter(make_loader=make_loader, target=target)
    failed = ServableData(ServableId("m", 2), error=DataLoss("cut off"))
    adapter.aspire("m", (data(), failed))
    assert made == [(ServableId("m", 1), "/m/1")]
    assert target.aspired("m")[2] == DataLoss("cut off")


def test_a_path_that_no_loader_can_be_made_for_becomes_an_error():
    target = RecordingTarget()

    def make_loader(servable_id, path):
        raise NotFound("no opener")

    LoaderAdapter(make_loader=make_loader, target=target).aspire("m", (data(),))
    assert target.aspired("m") == {1: NotFound("no opener")}


@pytest.mark.parametrize("step", ["estimate", "load"])
@pytest.mark.parametrize("error", [DataLoss("cut off"), RuntimeError("secret")])
def test_every_failed_attempt_is_told(step, error):
    target, told = RecordingTarget(), []
    failures = {"load": "failures", "estimate": "estimate_failures"}
    adapter = LoaderAdapter(
        make_loader=lambda servable_id, path: FakeLoader(**{failures[step]: [error]}),
        target=target,
        attempt_failed=lambda servable_id, reason: told.append((servable_id, reason)),
    )
    adapter.aspire("m", (data(),))
    loader = target.aspired("m")[1]
    with pytest.raises(type(error)):
        getattr(loader, step)()
    ((servable_id, reason),) = told
    assert servable_id == ServableId("m", 1)
    assert "secret" not in reason.message


def test_the_adapters_loader_does_what_the_loader_does():
    target = RecordingTarget()
    inner = FakeLoader()
    LoaderAdapter(make_loader=lambda *_: inner, target=target).aspire("m", (data(),))
    loader = target.aspired("m")[1]
    loader.estimate()
    loader.load()
    assert loader.servable is inner.servable
    loader.unload()
    assert (inner.loads, inner.unloads) == (1, 1)


def test_a_static_source_aspires_its_one_version():
    target = RecordingTarget()
    StaticStoragePathSource(id=ServableId("m", 3), path="/m/x", target=target).start()
    assert target.aspired("m") == {3: "/m/x"}
