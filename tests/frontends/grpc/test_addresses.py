"""Addresses that cannot be bound, and why."""

from __future__ import annotations

import socket

import pytest

from tfserve.errors import InvalidArgument
from tfserve.frontends.grpc.addresses import check_address, remove_stale_socket, split_tcp
from tfserve.frontends.grpc.channel_arguments import parse_channel_arguments


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "socket"


def test_a_free_port_is_free(taken):
    check_address("127.0.0.1:0")
    check_address("[::1]:0")


def test_a_taken_port_is_refused_with_address_and_reason(taken):
    with pytest.raises(InvalidArgument) as caught:
        check_address(f"127.0.0.1:{taken}")
    assert caught.value.message == (
        f"Failed to BuildAndStart gRPC server: cannot listen on 127.0.0.1:{taken}: "
        "Address already in use"
    )
    assert caught.value.details == {"flag": "port"}


@pytest.mark.parametrize("address", ["8500", "localhost:http", "", "unix"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(InvalidArgument, match="Not an address"):
        check_address(address)


def test_tcp_addresses_are_split_at_the_last_colon():
    assert split_tcp("[::]:8500") == ("::", 8500)
    assert split_tcp("0.0.0.0:1") == ("0.0.0.0", 1)


def test_a_host_that_does_not_exist_is_refused():
    with pytest.raises(InvalidArgument, match=r"cannot listen on 192\.0\.2\.1:0"):
        check_address("192.0.2.1:0")


def test_a_socket_that_is_served_is_taken(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        remove_stale_socket(f"unix:{path}")
        with pytest.raises(InvalidArgument, match="Address already in use"):
            check_address(f"unix:{path}")


def test_a_stale_socket_file_is_free_and_is_removed(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
    check_address(f"unix:{path}")
    remove_stale_socket(f"unix:{path}")
    assert not path.exists()


def test_a_file_that_is_no_socket_is_kept(path):
    path.write_text("precious")
    remove_stale_socket(f"unix:{path}")
    with pytest.raises(InvalidArgument, match="File exists"):
        check_address(f"unix:{path}")
    assert path.read_text() == "precious"


def test_a_directory_that_is_missing_is_named(tmp_path):
    with pytest.raises(InvalidArgument, match="No such file or directory"):
        check_address(f"unix:{tmp_path}/none/socket")


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("", ()),
        ("grpc.so_reuseport=0", (("grpc.so_reuseport", 0),)),
        ("a=-1,b=x", (("a", -1), ("b", "x"))),
        ("a=", (("a", ""),)),
        ("a=b=c", (("a", "b=c"),)),
        ("a=2147483648", (("a", "2147483648"),)),
        ("a=1,,b=2,", (("a", 1), ("b", 2))),
    ],
)
def test_channel_arguments_are_ints_where_they_parse(text, arguments):
    assert parse_channel_arguments(text) == arguments


@pytest.mark.parametrize("text", ["a", "a=1,b", "=1"])
def test_a_channel_argument_without_name_and_value_is_refused(text):
    with pytest.raises(InvalidArgument) as caught:
        parse_channel_arguments(text)
    assert caught.value.details == {"flag": "grpc_channel_arguments"}
