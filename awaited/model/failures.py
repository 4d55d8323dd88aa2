"""How a model server fails: the ways in which it refuses, and those in which it just breaks."""

from collections.abc import Mapping
from typing import Literal

Failure = Literal["status", "reset", "cut", "error", "never", "garbage", "slow"]
"""How a request fails:

- ``status``: with an HTTP status, before the first token;
- ``reset``: the connection is reset before the answer;
- ``cut``: the connection is closed in mid-answer, after some tokens;
- ``error``: after some tokens a line of the stream says that the answer failed, as Ollama says it when a model crashes;
- ``never``: no answer ever comes, and the connection stays open;
- ``garbage``: a page of HTML comes instead of an answer, as from a proxy or a sign-in page, with status 200;
- ``slow``: the answer is right, and late.
"""

BUSY = "server busy, please try again.  maximum pending requests exceeded"
"""What a full queue answers, with status 503: Ollama's own words, two spaces included."""


class ServerError(RuntimeError):
    """The server refuses a request, as HTTP would say it.

    Args:
        status: An HTTP status code.
        message: The server's own words.
        retry_after: Seconds after which it is worth another try, where the server says so.
    """

    def __init__(self, status: int, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_after = retry_after


class NoSuchModel(ServerError):
    """There is no model of that name."""

    def __init__(self, model: str) -> None:
        super().__init__(404, f"model '{model}' not found")
        self.model = model


class Busy(ServerError):
    """As many requests queue for the model as may."""

    def __init__(self) -> None:
        super().__init__(503, BUSY)


class RateLimited(ServerError):
    """More requests or tokens in a minute than the model takes.

    Args:
        model: The model that was asked.
        kind: ``requests`` or ``tokens``.
        limit: How many of them a minute.
        used: How many are used up.
        requested: How many more the request would take.
        wait: Seconds until there are enough again.
    """

    def __init__(self, model: str, kind: str, limit: int, used: int, requested: int, wait: float) -> None:
        super().__init__(429, f"{limit} {kind} a minute are used up, try again in {wait:.3f} s", wait)
        self.model = model
        self.kind = kind
        self.limit = limit
        self.used = used
        self.requested = requested
        self.wait = wait


class Broken(ConnectionError):
    """The connection breaks, or says something that is no answer."""


class Reset(Broken):
    """The connection is reset before the answer."""


class CutOff(Broken):
    """The connection is closed in mid-answer."""


class Garbage(Broken):
    """What comes is no answer.

    Args:
        text: What comes.
    """

    def __init__(self, text: str = "<html><body><h1>502 Bad Gateway</h1></body></html>\n") -> None:
        super().__init__("what comes is no answer")
        self.text = text


WORDS: Mapping[int, str] = {
    400: "invalid request",
    401: "unauthorized",
    403: "forbidden",
    404: "not found",
    408: "request timeout",
    409: "conflict",
    422: "unprocessable entity",
    429: "too many requests",
    500: "internal server error",
    502: "bad gateway",
    503: "the server is overloaded",
    504: "gateway timeout",
}
"""What is said with a status where an answer has no words of its own."""
