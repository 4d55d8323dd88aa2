"""A static host under a sub-path, as slow and as unreliable as a test wants it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

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
    """Paths that contain this are answered by an error."""
    bytes_per_second: float = 0
    """How fast the answers come, all together; 0: as fast as they can."""
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Hosted(_Handler):
    def __init__(self, *args: Any, host: Host, **kwargs: Any) -> None:
        self._host = host
        super().__init__(*args, directory=str(host.site), **kwargs)

    def do_GET(self) -> None:  # noqa: N802
        host = self._host
        host.asked.append(self.path)
        if host.broken and host.broken in self.path:
            self.send_error(503)
            return
        if self.path.startswith(SUB_PATH):
            self.path = "/" + self.path.removeprefix(SUB_PATH)
            super().do_GET()
        else:
            self.send_error(404)

    def end_headers(self) -> None:
        for name, value in self._host.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def setup(self) -> None:
        super().setup()
        self.wfile = _Slow(self.wfile, self._host)  # type: ignore[assignment]


class _Slow:
    """Lets bytes through at the host's pace, shared by all connections."""

    def __init__(self, file: Any, host: Host) -> None:
        self._file = file
        self._host = host

    def write(self, data: bytes) -> int:
        host = self._host
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
