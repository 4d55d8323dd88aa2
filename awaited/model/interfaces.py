"""Which path of the HTTP interfaces answers what."""

from collections.abc import Callable, Mapping

from awaited.model import wire, wire_ollama, wire_openai, wire_responses
from awaited.model.answers import UnknownPrompt
from awaited.model.failures import CutOff, Garbage, Reset, ServerError
from awaited.model.http_server import BadRequest, HangUp, HTTPAnswer, HTTPRequest
from awaited.model.model import Model
from awaited.model.wire import Asked
from awaited.recording.calls import Path

ENDPOINTS: Mapping[str, Mapping[str, wire.Endpoint]] = {
    **wire_ollama.ENDPOINTS,
    **wire_openai.ENDPOINTS,
    **wire_responses.ENDPOINTS,
}

Caller = Callable[[int], tuple[str | None, Path]]
"""Who is at the client's end of a connection, by its port: the name of a task or thread, and how it asks."""


class Interfaces:
    """The model behind the HTTP interfaces of Ollama and OpenAI: what an ``HTTPServer`` is to answer with.

    Args:
        model: What answers; it may be replaced by another while requests come.
        caller: Who is at the client's end of a connection; None: whoever asks is known by the server's own task.
    """

    def __init__(self, model: Model, caller: Caller | None = None) -> None:
        self.model = model
        self._caller = caller
        self._asked = 0

    async def __call__(self, request: HTTPRequest) -> HTTPAnswer:
        """Answer a request."""
        self._asked += 1
        number = self._asked
        refusal = wire_openai.refusal if request.path.startswith("/v1/") else wire_ollama.refusal
        if request.refused is not None:
            return refusal(request.refused, number)
        by, path = self._caller(request.client_port) if self._caller is not None else (None, "native")
        asked = Asked(self.model, request, number, by, path)
        try:
            return await self._endpoint(request)(asked)
        except (ServerError, UnknownPrompt, BadRequest) as error:
            return refusal(error, number)
        except Reset:
            raise HangUp(reset=True) from None
        except CutOff:  # before anything was said
            raise HangUp from None
        except Garbage as garbage:
            return HTTPAnswer(200, garbage.text.encode(), (("content-type", "text/html; charset=utf-8"),))
        except Exception as error:
            # A function that answers is somebody's code; what it raises is to be seen on both sides.
            self.model.errors.append(error)
            return refusal(ServerError(500, f"{type(error).__name__}: {error}"), number)

    def _endpoint(self, request: HTTPRequest) -> wire.Endpoint:
        methods = ENDPOINTS.get(request.path)
        if methods is None:
            return _no_such_path
        return methods.get("GET" if request.method == "HEAD" else request.method, _no_such_method)


async def _no_such_path(asked: Asked) -> HTTPAnswer:
    return wire.text("404 page not found", 404)


async def _no_such_method(asked: Asked) -> HTTPAnswer:
    return wire.text("405 method not allowed", 405, (("allow", ", ".join(ENDPOINTS[asked.http.path])),))
