"""Servants: servers that are none of the program's, and run beside it on its own network.

A servant is a fiber with an event loop of its own. It has no part in what the program sees of itself: it is no thread of ``threading``,
its tasks have other names, nobody waits for it at the end, and a program that can only wait for a servant which has nothing to do is in
a deadlock at once: an idle servant sets no timer.
"""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

from awaited.stage.network import Network
from awaited.stage.scheduler import Parking
from awaited.stage.sockets import Socket

PATIENCE = 1.0
"""Virtual seconds that a servant has to end when the program has ended."""


class Servant:
    """A server beside the program, from the first connection to it to the end of the program.

    Args:
        network: Where it serves.
        serve: Makes the coroutine that serves until it is cancelled. Invariant: it waits for sockets alone while nobody asks.
    """

    def __init__(self, network: Network, serve: Callable[[], Coroutine[Any, Any, object]]) -> None:
        self._network = network
        self._serve = serve
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task | None = None
        self._over = False
        self._waiting: Parking | None = None

    def start(self) -> None:
        """Begin to serve, as soon as it is this fiber's turn."""
        self._network.scheduler.spawn(self._run, servant=True)

    def _run(self) -> None:
        # Not asyncio.run: it asks for the current thread, and would make one that the program could see.
        self._loop = loop = asyncio.SelectorEventLoop()
        try:
            self._task = loop.create_task(self._serve())
            loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        finally:
            self._over = True
            loop.close()
            if self._waiting is not None:
                self._waiting.wake()

    def end(self) -> None:
        """Let it end by itself: a fiber that is ended from outside would leave connections in mid-air."""
        if self._over or self._task is None or self._loop is None:
            return
        self._loop.call_soon_threadsafe(self._task.cancel)
        scheduler = self._network.scheduler
        self._waiting = Parking(scheduler)
        scheduler.park(self._waiting, PATIENCE, "a servant that ends", own_loop=True)


class Servants:
    """The servants of a run."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._all: list[Servant] = []

    def offer(
        self,
        host: str,
        port: int,
        serve: Callable[[Any], Coroutine[Any, Any, object]],
        prepare: Callable[[], object] = lambda: None,
    ) -> None:
        """Let somebody serve at an address, from the first connection on.

        Args:
            host: An address of the network.
            port: The port.
            serve: Makes the coroutine that serves, of a socket that listens.
            prepare: Called before the first client is connected: what a client must find, such as a certificate to trust. If it raises
                ``ConnectionRefusedError``, nobody is there yet.
        """

        def start() -> None:
            prepare()
            sock = Socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            sock.bind((host, port))
            sock.listen(2048)
            servant = Servant(self._network, lambda: serve(sock))
            self._all.append(servant)
            servant.start()

        self._network.offer(host, port, start)

    def end(self) -> None:
        """End all of them."""
        for servant in self._all:
            servant.end()


@contextmanager
def beside(network: Network) -> Iterator[Servants]:
    """The servants of a network; they end with the context."""
    servants = Servants(network)
    try:
        yield servants
    finally:
        servants.end()
