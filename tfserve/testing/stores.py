"""Real object stores and web servers as processes on 127.0.0.1."""

from __future__ import annotations

import shutil
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tfserve.testing.running_server import ServerProcess, free_port

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["AzureServer", "FileServer", "GcsServer", "ObjectStore", "S3Server"]

_START_S = 60.0
_CALL_S = 30.0
_SIGNED = {  # nobody checks it, but it must be there to overwrite an object
    "Authorization": "AWS4-HMAC-SHA256 Credential=invented/20260101/us-east-1/s3/aws4_request"
}
_AZURITE_KEY = (  # no secret: the same in every Azurite
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
_BYTES = {"Content-Type": "application/octet-stream"}  # else servers take it for a form


class ObjectStore:
    """A store in a process of its own, with one empty bucket, `bucket`; what it holds ends with it.

    Args:
        command: starts it; has the port already.
        port: where it listens.
        ready: the part of its output that says that it does.
    """

    bucket = "bucket"

    def __init__(self, command: list[str], *, port: int, ready: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._command = command
        self._ready = ready
        self._process: ServerProcess | None = None

    def start(self) -> None:
        """Begin, or begin again, with nothing in it."""
        self._process = ServerProcess(self._command)
        self._process.wait_for(self._ready, timeout_s=_START_S)

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.close()

    def put(self, key: str, content: bytes) -> None:
        """Write an object."""
        raise NotImplementedError

    def put_directory(self, key: str, directory: Path, *, last: str = "saved_model.pb") -> None:
        """Upload all files below `directory`; the one named `last` comes last."""
        files = [path for path in sorted(directory.rglob("*")) if path.is_file()]
        for path in sorted(files, key=lambda path: path.name == last):
            self.put(f"{key}/{path.relative_to(directory).as_posix()}", path.read_bytes())

    def _send(self, method: str, path: str, content: bytes = b"", **headers: str) -> None:
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            self.url + path, data=content, method=method, headers={**_BYTES, **headers}
        )
        with urllib.request.urlopen(request, timeout=_CALL_S):  # noqa: S310 - the same
            pass

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Kill."""
        self.kill()


class S3Server(ObjectStore):
    """Moto's server."""

    def __init__(self) -> None:
        port = free_port()
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        super().__init__(command, port=port, ready="Running on")

    def start(self) -> None:
        """Begin with an empty bucket."""
        super().start()
        self._send("PUT", f"/{self.bucket}")

    def put(self, key: str, content: bytes, **headers: str) -> None:
        """Write an object."""
        self._send("PUT", f"/{self.bucket}/{quote(key)}", content, **_SIGNED, **headers)

    @staticmethod
    def environment(url: str) -> Mapping[str, str]:
        """What makes S3's libraries talk to `url`, with invented credentials."""
        return {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "invented",
            "AWS_SECRET_ACCESS_KEY": "invented-secret",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }


class GcsServer(ObjectStore):
    """The emulator `gcp-storage-emulator`."""

    def __init__(self) -> None:
        port = free_port()
        command = [
            sys.executable, "-m", "gcp_storage_emulator", "start", "--in-memory",
            "--host", "127.0.0.1", "--port", str(port), "--default-bucket", self.bucket,
        ]  # fmt: skip
        super().__init__(command, port=port, ready="All services started")

    def put(self, key: str, content: bytes) -> None:
        """Write an object."""
        name = quote(key, safe="")
        path = f"/upload/storage/v1/b/{self.bucket}/o?uploadType=media&name={name}"
        self._send("POST", path, content)

    @staticmethod
    def environment(url: str) -> Mapping[str, str]:
        """What makes GCS' libraries talk to `url`."""
        return {"STORAGE_EMULATOR_HOST": url}


class AzureServer(ObjectStore):
    """Microsoft's emulator Azurite, a program of Node.js (`npm install azurite`); its bucket is a
    container.

    Args:
        program: `azurite-blob`; see `find`.
    """

    def __init__(self, program: Path) -> None:
        port = free_port()
        command = [
            str(program), "--blobHost", "127.0.0.1", "--blobPort", str(port),
            "--inMemoryPersistence", "--skipApiVersionCheck",
        ]  # fmt: skip
        super().__init__(command, port=port, ready="successfully listens")

    @staticmethod
    def find() -> Path | None:
        """Where the program is: in PATH, or where `make setup` has put it; None when it is not."""
        in_path = shutil.which("azurite-blob")
        installed = Path(sys.prefix, "azurite", "node_modules", ".bin", "azurite-blob")
        if in_path is not None:
            return Path(in_path)
        return installed if installed.exists() else None

    def start(self) -> None:
        """Begin with an empty container."""
        super().start()
        with self._client() as client:
            client.create_container(self.bucket)

    def put(self, key: str, content: bytes) -> None:
        """Write a blob."""
        with self._client() as client:
            client.get_blob_client(self.bucket, key).upload_blob(content, overwrite=True)

    def _client(self) -> Any:
        from azure.storage.blob import BlobServiceClient

        (connection,) = self.environment(self.url).values()
        return BlobServiceClient.from_connection_string(connection)

    @staticmethod
    def environment(url: str) -> Mapping[str, str]:
        """What makes Azure's libraries talk to `url`: the account that every Azurite has, with the
        key that its manual prints.
        """
        account = "devstoreaccount1"
        return {
            "AZURE_STORAGE_CONNECTION_STRING": (
                f"DefaultEndpointsProtocol=http;AccountName={account};AccountKey={_AZURITE_KEY};"
                f"BlobEndpoint={url}/{account};"
            )
        }


class FileServer(ServerProcess):
    """`python -m http.server` on a directory."""

    def __init__(self, directory: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__(
            [
                sys.executable, "-u", "-m", "http.server", str(port), "--bind", "127.0.0.1",
                "--directory", str(directory),
            ]
        )  # fmt: skip
        self.wait_for("Serving HTTP", timeout_s=_START_S)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.close()
