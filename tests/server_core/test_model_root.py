"""Folders of a root as models, as they come and go."""

import logging

import pytest

from tfserve.core.storage import Entry
from tfserve.errors import NotFound, Unavailable
from tfserve.server_core.model_root import Folders, ModelRoot, follow


def folders(*names):
    return [Entry(name, is_directory=True, size_bytes=0, fingerprint="") for name in names]


@pytest.fixture
def root(server):
    """The root of the server's storage, with models a and b."""
    server.add("root/a", 1)
    server.add("root/b", 1)
    return ModelRoot(
        path="/root/",
        storage=server.storage,
        reloader=server.core,
        options={"b": {"aspired_version_policy": "resource"}},
        interval_s=1.0,
        clock=server.clock,
    )


def started(server, root):
    server.core.start(root.first())
    server.settle()


def names(server):
    return list(server.core.model_names())


def poll(server, root):
    root.poll_once()
    server.settle()


def test_each_folder_is_a_model_with_its_options(server, root):
    started(server, root)
    assert names(server) == ["a", "b"]
    assert [server.serves(each) for each in ("a", "b")] == [1, 1]
    assert server.core.model_config("b").options == {"aspired_version_policy": "resource"}


def test_files_hidden_folders_and_version_numbers_are_no_models(server, root):
    server.storage.put("/root/README")
    for name in (".git", "_tmp", "7"):
        server.add(f"root/{name}", 1)
    assert [model.name for model in root.first().models] == ["a", "b"]


def test_a_new_folder_is_served_and_the_others_go_on(server, root):
    started(server, root)
    server.add("root/c", 3)
    poll(server, root)
    assert names(server) == ["a", "b", "c"]
    assert (server.serves("a"), server.serves("c")) == (1, 3)


def test_a_folder_that_is_gone_twice_in_a_row_is_no_model_any_more(server, root):
    started(server, root)
    server.storage.remove("/root/a")
    poll(server, root)
    assert server.serves("a") == 1
    poll(server, root)
    assert names(server) == ["b"]
    server.fails("a")


def test_one_that_comes_back_was_never_gone():
    known = Folders(frozenset("ab"))
    known = follow(known, folders("a"))
    known = follow(known, folders("a", "b"))
    assert follow(known, folders("a")).present == frozenset("ab")


@pytest.mark.parametrize("error", [NotFound("/root; gone"), Unavailable("/root; stale")])
def test_a_root_that_cannot_be_read_changes_nothing_and_is_told_once(server, root, error, caplog):
    started(server, root)
    server.storage.fail("/root", error)
    with caplog.at_level(logging.ERROR, "tfserve.server_core.model_root"):
        for _ in range(3):
            root.poll_once()
    assert names(server) == ["a", "b"]
    assert [record.getMessage() for record in caplog.records] == [
        f"The model root cannot be read, its models stay: {error.message}"
    ]


def test_a_root_that_is_empty_changes_nothing(server, root):
    started(server, root)
    server.storage.remove("/root")
    server.storage.make_directory("/root")
    for _ in range(3):
        poll(server, root)
    assert [server.serves(each) for each in ("a", "b")] == [1, 1]


def test_a_root_that_cannot_be_read_at_the_start_names_the_flag(server, root):
    server.storage.fail("/root", NotFound("/root; No such file or directory"))
    with pytest.raises(NotFound, match="The model root cannot be read: /root;") as raised:
        root.first()
    assert raised.value.details == {"flag": "model_root"}


def test_a_model_that_does_not_load_holds_up_no_round(server, root):
    server.add("root/bad", 1, file="broken")
    started(server, root)
    server.add("root/c", 1)
    poll(server, root)
    assert names(server) == ["a", "b", "bad", "c"]
    assert server.serves("c") == 1


def test_what_a_reload_changed_is_changed_back(server, root):
    started(server, root)
    server.reload_now("other")
    poll(server, root)
    assert names(server) == ["a", "b"]


def test_a_root_without_models_waits_for_the_first(server, root):
    for name in ("a", "b"):
        server.storage.remove(f"/root/{name}")
    server.storage.make_directory("/root")
    started(server, root)
    assert names(server) == []
    server.add("root/a", 1)
    poll(server, root)
    assert server.serves("a") == 1
