"""Stands between the snippets and a real Ollama: passes everything on, and counts what is in flight.

It changes one thing, the model's name: snippets ask for models that this Ollama may not have.
"""

import asyncio
import json
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import uvicorn
from ollama._client import _parse_host
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from awaited.model.stand_in import listen
from awaited.recording.calls import Call, CallLog

ASKING = {"/api/chat": "model", "/v1/chat/completions": "model", "/api/embed": "embedding"}


class NoOllamaError(LookupError):
    """No Ollama can be asked; the message says in a line why."""


def find() -> tuple[str, str]:
    """A real Ollama's address, and a model of it: ``OLLAMA_MODEL``, or the first that it has.

    Raises:
        NoOllamaError: Nothing answers at ``OLLAMA_HOST``, or it has no model.
    """
    host = _parse_host(os.environ.get("OLLAMA_HOST"))
    try:
        models = [m["model"] for m in httpx.get(host + "/api/tags", timeout=5).raise_for_status().json()["models"]]
    except (httpx.HTTPError, OSError, ValueError, KeyError) as error:
        raise NoOllamaError(f"no Ollama answers at {host} ({type(error).__name__}): start one, or set OLLAMA_HOST") from None
    model = os.environ.get("OLLAMA_MODEL") or next(iter(models), None)
    if model is None:
        raise NoOllamaError(f"the Ollama at {host} has no model: pull one")
    return host, model


def application(client: httpx.AsyncClient, model: str, log: CallLog) -> Starlette:
    """The relay as an ASGI application."""

    async def pass_on(request: Request) -> Response:
        body = await request.body()
        kind = ASKING.get(request.url.path)
        label = ""
        if kind is not None:
            asked = json.loads(body)
            label = str((asked.get("messages") or [{}])[-1].get("content", ""))
            body = json.dumps({**asked, "model": model}).encode()
        call = log.begin(kind, label, "native") if kind else None
        try:
            sent = client.build_request(
                request.method, request.url.path, content=body, headers={"content-type": "application/json"}
            )
            answer = await client.send(sent, stream=True)
        except BaseException as error:
            if call:
                log.end(call, error)
            raise

        async def parts() -> AsyncIterator[bytes]:
            held = b""
            try:
                async for part in answer.aiter_raw():
                    # The last part waits until the call is noted as ended: whoever has read it may start the next one.
                    if held:
                        yield held
                    held = part
                if call:
                    log.end(call)
                    call.first = call.start
                yield held
            finally:
                await answer.aclose()
                if call and call.end is None:
                    log.end(call, asyncio.CancelledError())

        return StreamingResponse(parts(), answer.status_code, media_type=answer.headers.get("content-type"))

    return Starlette(routes=[Route("/{path:path}", pass_on, methods=["GET", "HEAD", "POST"])])


@contextmanager
def relay(host: str, model: str) -> Iterator[tuple[str, list[Call]]]:
    """A relay in a thread of its own: its address, and the calls that went through it."""
    log = CallLog()
    servers: list[uvicorn.Server] = []
    limits = httpx.Limits(max_connections=None)

    async def serve() -> None:
        async with httpx.AsyncClient(base_url=host, timeout=None, limits=limits) as client:
            app = application(client, model, log)
            config = uvicorn.Config(
                app, loop="asyncio", http="h11", ws="none", lifespan="off", log_level="error", access_log=False
            )
            servers.append(uvicorn.Server(config))
            await servers[0].serve(sockets=[sock])

    with listen() as sock:
        thread = threading.Thread(target=lambda: asyncio.run(serve()), name="relay", daemon=True)
        thread.start()
        while not (servers and servers[0].started) and thread.is_alive():
            time.sleep(0.002)
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}", log.calls
        finally:
            servers[0].should_exit = True
            thread.join(10)
