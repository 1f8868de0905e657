"""Base paths on plain web servers: pages that link to their children."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tfserve.core.storage import Entry
from tfserve.errors import FailedPrecondition, NotFound
from tfserve.sources.storages.remote_file import RemoteFile, entry_of, remote_file
from tfserve.sources.storages.store import Store
from tfserve.sources.storages.store_errors import store_errors
from tfserve.sources.storages.uri import shown

__all__ = ["HttpStore"]

_MOST_AT_ONCE = 8
_WALK_S = 120.0
_MOST_FILES = 10_000  # a page that links to itself under ever new names ends here


class HttpStore(Store):
    """Web servers with directory pages, as `python -m http.server`, nginx's autoindex and Apache
    make them. Thread-safe.

    A page's links to what lies directly below it are its children; those that end with / are
    directories. Size, ETag and time of a file come from HEAD: one request for each file.
    """

    def list(self, uri: str) -> Sequence[Entry]:
        """The children that the page of `uri` links to; files without size."""
        with store_errors(uri):
            file_system = self.file_system(uri)
            links = self.call(file_system, "ls_real", _url(uri, is_directory=True), detail=False)
        names = (_child(_url(uri, is_directory=True), link) for link in links)
        return sorted(
            (
                Entry(
                    name.rstrip("/"), is_directory=name.endswith("/"), size_bytes=0, fingerprint=""
                )
                for name in {unquote(name) for name in names if name}
            ),
            key=lambda entry: entry.name,
        )

    def stat(self, uri: str) -> Entry:
        """What `uri` is: a directory, if its page with / at the end is there."""
        with store_errors(uri):
            file_system = self.file_system(uri)
            try:
                self.call(file_system, "info", _url(uri, is_directory=True))
                info: dict[str, Any] = {"type": "directory"}
            except FileNotFoundError:
                info = self.call(file_system, "info", _url(uri))
        return entry_of(uri, info)

    def find(self, uri: str) -> Sequence[RemoteFile]:
        """Every file below `uri`: one request for each directory and each file."""
        with store_errors(uri):
            file_system = self.file_system(uri)
            root = _url(uri, is_directory=True)
            found = self._io.call(_walk, file_system, root, timeout_s=_WALK_S)
        if not found:
            raise NotFound(f"{shown(uri)}; No such file or directory")
        return sorted(found, key=lambda file: file.path)

    def key_of(self, file_system: Any, uri: str) -> str:  # noqa: ARG002 - as in Store
        """The URL."""
        return _url(uri)

    def is_digest(self, *_: object) -> bool:
        """It is."""
        return True


def _url(uri: str, *, is_directory: bool = False) -> str:
    scheme, mark, rest = uri.rstrip("/").partition("://")
    quoted = quote(rest, safe="/%:@?&=+,;~!$'()*[]")
    return f"{scheme}{mark}{quoted}{'/' if is_directory else ''}"


def _child(page: str, link: str) -> str:
    """The last part of a link to something directly below `page`; "" for other links."""
    parts = urlsplit(link)
    if parts.query or parts.fragment or not link.startswith(page):
        return ""
    name = link[len(page) :]
    if not name.strip("/") or "/" in name.rstrip("/") or unquote(name).rstrip("/") in (".", ".."):
        return ""
    return name


async def _walk(file_system: Any, root: str) -> list[RemoteFile]:
    limit = asyncio.Semaphore(_MOST_AT_ONCE)
    found: list[RemoteFile] = []

    async def directory(page: str) -> None:
        async with limit:
            links = await file_system._ls_real(page, detail=False)  # noqa: SLF001 - fsspec's seam
        names = {_child(page, link) for link in links} - {""}
        await asyncio.gather(*(child(f"{page}{name}") for name in names))

    async def child(url: str) -> None:
        if url.endswith("/"):
            await directory(url)
            return
        if len(found) >= _MOST_FILES:
            raise FailedPrecondition(f"{shown(root)}; has more than {_MOST_FILES} files")
        async with limit:
            info = await file_system._info(url)  # noqa: SLF001 - fsspec's seam
        found.append(remote_file(unquote(url[len(root) :]), url, info))

    await directory(root)
    return found
