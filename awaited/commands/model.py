"""``awaited model``: the fake model on Ollama's port, until Ctrl+C."""

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from awaited.commands import Refused
from awaited.commands.answers import model_of, of_examples

if TYPE_CHECKING:
    from awaited.model.model import Model

PORT = 11434
"""Ollama's own port."""


def options(parser: argparse.ArgumentParser) -> None:
    """What may be said to the command."""
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}, Ollama's own")
    parser.add_argument("--answers", type=Path, metavar="TOML", help="what it says, and how fast: [answers], [models]")
    parser.add_argument(
        "--snippets", type=Path, default=Path("snippets"), metavar="FOLDER", help="or a folder of examples (default: snippets)"
    )


def main(given: argparse.Namespace) -> int:
    """Serve until Ctrl+C.

    Raises:
        Refused: There are no answers, or the address cannot be had.
    """
    from awaited.model.stand_in import PortInUse, listen, serve

    model = answers(given)
    try:
        sock = listen(given.host, given.port)
    except PortInUse as error:
        raise Refused(f"{error.strerror}, perhaps by Ollama itself: stop it, or choose another with --port") from None
    except (OSError, OverflowError) as error:
        raise Refused(f"cannot listen on {given.host}, port {given.port}: {error}") from None
    host, port = sock.getsockname()[:2]
    url = f"http://{f'[{given.host}]' if ':' in given.host else given.host}:{port}"
    print(f"The stand-in answers {len(model.answers)} prompts at {url}. Ctrl+C ends it.", flush=True)
    if not host.startswith("127.") and host != "::1":
        print("Other machines can reach it, too.", flush=True)
    if port != PORT or not host.startswith("127."):
        print(f"Tell programs so: OLLAMA_HOST={url}", flush=True)
    try:
        with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
            runner.run(serve(model, sock))
    except KeyboardInterrupt:
        pass
    finally:
        sock.close()
    return 0


def answers(given: argparse.Namespace) -> "Model":
    """The model that the command was told of.

    Raises:
        Refused: It has nothing to say, or its tables are wrong.
    """
    if given.answers:
        return model_of(given.answers)
    return of_examples(given.snippets)
