"""Datagrams (UDP) on the stage's network: each arrives whole, or not at all.

Nothing is lost on the way but what finds nobody, or no room; and nothing overtakes, unless the network's latency is changed.
"""

import errno
import ipaddress
import socket
from collections import deque
from typing import Any

from awaited.stage.network import ANY, LOOPBACK, ROOM, Address, End, Key, Network, _error

LONGEST = 65_507
"""Bytes that a datagram has at most."""

_MAPPED = "::ffff:"
"""What stands before an address of IPv4 where one of IPv6 is wanted."""


def _own(host: str) -> str:
    """The address from which a letter to a host comes."""
    return "::1" if ":" in host else LOOPBACK


class Post(End):
    """A socket of datagrams.

    Args:
        network: Where it lives.
        family: ``AF_INET`` or ``AF_INET6``.
    """

    kind = socket.SOCK_DGRAM

    def __init__(self, network: Network, family: int) -> None:
        super().__init__(network, family)
        self._letters: deque[tuple[bytes, Address]] = deque()

    def bound(self) -> dict[Key, End]:
        return self.network.posts

    # -- is it ready?

    def readable(self) -> bool:
        return bool(self._letters or self.error or self.shut_read)

    def writable(self) -> bool:
        return True

    def hung_up(self) -> bool:
        return self.shut_read and self.shut_write

    # -- what a connection has, and this has not

    def listen(self, limit: int) -> None:
        raise _error(errno.EOPNOTSUPP)

    def accept(self) -> End | None:
        raise _error(errno.EOPNOTSUPP)

    def shutdown(self, how: int) -> None:
        if how not in (socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_RDWR):
            raise _error(errno.EINVAL)
        if self.peer_name is None:
            raise _error(errno.ENOTCONN)
        self.shut_read = self.shut_read or how != socket.SHUT_WR
        self.shut_write = self.shut_write or how != socket.SHUT_RD
        self.changed()

    # -- sending and receiving

    def connect(self, address: Address) -> None:
        """Send to this address from now on, and hear of no other. Nobody needs to be there, or be reached."""
        host, port = self._nearest(address)
        self._have_a_name()
        self.peer_name = self._name(host, port)
        if self.name[0] in (ANY, "::"):
            self.name = self._name(_own(host), self.name[1])

    def _name(self, host: str, port: int) -> Address:
        """What it calls somebody: one of IPv6 hears of those of IPv4, too, in its own way."""
        return (host, port) if self.family == socket.AF_INET else (host if ":" in host else f"{_MAPPED}{host}", port, 0, 0)

    def _nearest(self, address: Address) -> tuple[str, int]:
        """Where an address leads to, also one that it has heard of in its own way."""
        host, port = self.network.nearest(address)
        found = ipaddress.ip_address(host)
        return (str(found.ipv4_mapped) if found.version == 6 and found.ipv4_mapped else host), port

    def _have_a_name(self) -> None:
        if self.key is None:
            self.network.bind(self, (ANY if self.family == socket.AF_INET else "::", 0))

    def send(self, data: memoryview) -> int:
        if self.peer_name is None:
            raise _error(errno.EDESTADDRREQ)
        return self.send_to(data, self.peer_name)

    def send_to(self, data: memoryview, address: Address) -> int:
        """Send a datagram to whoever is bound to the address when it arrives.

        Raises:
            NotOnStage: It is no address of the stage's.
        """
        if self.error:
            raise _error(self.take_error())
        if len(data) > LONGEST:
            raise _error(errno.EMSGSIZE)
        if self.shut_write:
            raise _error(errno.EPIPE)
        host, port = self._nearest(address)
        self.network.must_be_here(host, address)
        self._have_a_name()
        letter, own = bytes(data), self.name[0].removeprefix(_MAPPED)
        sender = _own(host) if own in (ANY, "::") else own, self.name[1]
        self.network._travel(self, lambda: self._arrives(host, port, letter, sender), len(letter))
        return len(letter)

    def _arrives(self, host: str, port: int, letter: bytes, sender: tuple[str, int]) -> None:
        found: Any = self.network.posts.get((host, port))
        found = found or self.network.posts.get(("::" if ":" in host else ANY, port)) or self.network.posts.get(("::", port))
        if found is None or found.peer_name not in (None, found._name(*sender)):  # who has named another partner is nobody
            if self.peer_name is not None:  # who has named his partner is told that nobody is there
                self.error = errno.ECONNREFUSED
                self.changed()
        elif sum(len(text) for text, _ in found._letters) + len(letter) <= ROOM:
            found._letters.append((letter, found._name(*sender)))
            found.changed()

    def receive(self, size: int, peek: bool = False) -> bytes | None:
        letter = self.receive_from(size, peek)
        return None if letter is None else letter[0]

    def receive_from(self, size: int, peek: bool = False) -> tuple[bytes, Address] | None:
        """The next datagram, up to ``size`` bytes of it, and who sent it; None: there is none."""
        if self.error:
            raise _error(self.take_error())
        if not self._letters:
            return (b"", None) if self.shut_read else None
        letter, sender = self._letters[0] if peek else self._letters.popleft()
        return letter[:size], sender
