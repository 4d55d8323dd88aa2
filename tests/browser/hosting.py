"""A static host under a sub-path, as slow and as unreliable as a test wants it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

from tests.site.serving import _Handler

SUB_PATH = "/some/sub-path/"


@dataclass
class Host:
    """What the host does, besides handing out files."""

    site: Path
    address: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    """Sent with every answer."""
    broken: str = ""
    """Paths that contain this are not answered as they should be."""
    way: Literal["error", "type", "truncated", "damaged", "silent"] = "error"
    """In which way."""
    bytes_per_second: float = 0
    """How fast the answers come, all together; 0: as fast as they can."""
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Hosted(_Handler):
    _way = ""

    def __init__(self, *args: Any, host: Host, **kwargs: Any) -> None:
        self._host = host
        super().__init__(*args, directory=str(host.site), **kwargs)

    def do_GET(self) -> None:  # noqa: N802
        host = self._host
        host.asked.append(self.path)
        self._way = host.way if host.broken and host.broken in self.path else ""
        if self._way == "error":
            self.send_error(503)
            return
        if self._way == "silent":
            while host.way == "silent" and host.broken in self.path and host.broken:
                time.sleep(0.05)
            self.close_connection = True
            return
        if self.path.startswith(SUB_PATH):
            self.path = "/" + self.path.removeprefix(SUB_PATH)
            super().do_GET()
        else:
            self.send_error(404)

    def send_header(self, keyword: str, value: str) -> None:
        if self._way == "type" and keyword == "Content-Type":
            value = "application/octet-stream"
        super().send_header(keyword, value)

    def end_headers(self) -> None:
        for name, value in self._host.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def setup(self) -> None:
        super().setup()
        self.wfile = _Slow(self.wfile, self)  # type: ignore[assignment]


class _Slow:
    """Lets bytes through at the host's pace, shared by all connections."""

    def __init__(self, file: Any, handler: "_Hosted") -> None:
        self._file = file
        self._handler = handler

    def write(self, data: bytes) -> int:
        host, way = self._handler._host, self._handler._way
        if way and not data.startswith(b"HTTP/"):  # the body
            if way == "truncated":
                self._handler.close_connection = True
                data = data[: len(data) // 2]
            elif way == "damaged":
                middle = len(data) // 2
                data = data[:middle] + bytes(1000) + data[middle + 1000 :]
        for start in range(0, len(data), 65536):
            part = data[start : start + 65536]
            if host.bytes_per_second:
                with host.lock:
                    time.sleep(len(part) / host.bytes_per_second)
            self._file.write(part)
            host.sent += len(part)
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def hosting(site: Path) -> Iterator[Host]:
    """Serve a folder under a sub-path on loopback."""
    host = Host(site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Hosted, host=host))
    server.daemon_threads = True
    host.address = f"http://127.0.0.1:{server.server_address[1]}{SUB_PATH}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
