"""A program, a model and a stage in; a recording out."""

import os
import socket
import sys
import threading
from collections.abc import Callable, Container, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import decode_source
from pathlib import Path
from typing import Any, Self

from awaited import langchain
from awaited.model import providers
from awaited.model.model import Answers, Model
from awaited.recording.calls import CallLog
from awaited.recording.calls import Path as CallPath
from awaited.recording.output_limit import OutputLimit
from awaited.recording.recorder import Recorder
from awaited.recording.recording import Print, Recording
from awaited.stage import network, threads
from awaited.stage.chance import by_chance, pace_of
from awaited.stage.choices import Tape
from awaited.stage.machine import Machine
from awaited.stage.process import variables
from awaited.stage.scheduler import Clock, Parking, Scheduler, Switch, VirtualClock
from awaited.stage.servants import beside

REAL_CLIENTS = sys.platform != "emscripten"
"""Whether programs use the providers' packages as they are installed. In a web page there are none: classes of ours stand for them."""

OLLAMA_PORT = 11434
OPENAI = "api.openai.com"
OPENAI_ADDRESS = "203.0.113.10"
"""An address that belongs to nobody (RFC 5737)."""


class AnyStage:
    """A stage with all that can be set: what ``Stage`` takes, and what a web page, a test runner and the commands of this package set besides.

    Args:
        model: What answers.
        seed: See ``Stage``.
        limit: See ``Stage``.
        name: What tracebacks and warnings call a program that has no file.
        clock: Another clock: the browser's of real seconds.
        switch: Another way to switch fibers: the browser's.
        on_print: Called with each ``Print`` as it happens.
        output_limit: How much of the output is kept. None: all.
        tape: Another order, where it is known in full.
        guest: The program's own files, where it runs in the process of a test runner.
        turns: Whether the recording tells what tasks and threads do between their calls, and whose the calls are.
    """

    _machine_class: type[Machine] = Machine

    def __init__(
        self,
        model: Model | None = None,
        *,
        seed: int | None = None,
        limit: float = 86_400.0,
        name: str = "example.py",
        clock: Clock | None = None,
        switch: Switch | None = None,
        on_print: Callable[[Print], None] = lambda written: None,
        output_limit: OutputLimit | None = None,
        tape: Tape | None = None,
        guest: Container[str] | None = None,
        turns: bool = True,
    ) -> None:
        self._name = name
        # Of the functions below only one refers to the stage, and of that the machine lets go: what refers to itself stays until somebody looks for
        # rings, or for ever where the collector is told to leave alone what there is.
        clock, log = clock or VirtualClock(limit), CallLog()
        self._clock, self._log = clock, log
        if not isinstance(model, Model | None):
            raise TypeError(f"model is a Model, not {type(model).__name__}: write Model({{...}}) round a table of answers")
        self.model = (model or Model({})).for_run(log)
        self.tape = by_chance(seed) if tape is None and seed is not None else tape
        """Who chooses what real life would leave to chance; None: the plain order."""
        self._recorder = Recorder(log, lambda: clock.now, clock.grain, on_print, output_limit, turns)
        self._machine = self._machine_class(
            self._recorder,
            name,
            clock,
            switch,
            layers=[lambda on: langchain.patches(log)],
            around=[self._surroundings],
            seed=seed or 0,
            tape=self.tape,
            guest=guest is not None,
            files=guest or (),
        )

    @contextmanager
    def _surroundings(self, on: Scheduler) -> Iterator[None]:
        self._scheduler = on
        if self.tape is not None:
            self.model.pace = pace_of(self.tape, on)
        with ExitStack() as stack:
            if REAL_CLIENTS:
                stack.enter_context(self._servers(on))
            else:
                stack.enter_context(providers.installed(self.model))
            yield

    @contextmanager
    def _servers(self, on: Scheduler) -> Iterator[None]:
        """The model behind the addresses at which real clients look for it, from their first connection on."""
        # Not there in a web page, where no real client asks.
        from awaited.model.stand_in import serve
        from awaited.stage import tls

        reached = network.current()
        assert reached is not None
        self._network = reached

        def caller(port: int) -> tuple[str | None, CallPath]:
            return reached.writer(port) or (None, "native")

        def ollama(sock: socket.socket) -> Coroutine[Any, Any, None]:
            return serve(self.model, sock, caller=caller, since=on.seconds)

        def openai(sock: socket.socket) -> Coroutine[Any, Any, None]:
            return serve(self.model, sock, caller=caller, context=tls.server_context(OPENAI), since=on.seconds)

        def there() -> None:
            if any(down <= on.seconds < up for down, up in self.model.outages):
                raise ConnectionRefusedError

        def trusted() -> None:
            there()
            tls.server_context(OPENAI)

        # Without a key OpenAI's client does not even ask.
        key = {} if "OPENAI_API_KEY" in os.environ else {"OPENAI_API_KEY": "the-stage-wants-none"}
        with beside(reached) as servants, variables(**key):
            servants.offer("127.0.0.1", OLLAMA_PORT, ollama, prepare=there)
            reached.names[OPENAI] = OPENAI_ADDRESS
            servants.offer(OPENAI_ADDRESS, 443, openai, prepare=trusted)
            langchain.forget_clients()
            try:
                yield
            finally:
                self._log.closed = True
        langchain.forget_clients()

    def __enter__(self) -> Self:
        self._machine.__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        try:
            self._machine.__exit__(*exc)
        finally:
            self._log.began = self._log.ended = None

    @property
    def answers(self) -> Answers:
        """What the model says; more can be added at any time."""
        return self.model.answers

    @property
    def seconds(self) -> float:
        """Virtual seconds since the stage was made; how long the program took, once it has ended."""
        return self._recorder.seconds

    @property
    def recording(self) -> Recording:
        """What has happened so far. What happens later does not change it."""
        files = self._machine.files
        return self._recorder.recording(Path(next(iter(files), self._name)).stem, files)

    # -- for the tests' stage

    @property
    def scheduler(self) -> Scheduler:
        """Who runs its threads."""
        return self._scheduler

    @property
    def files(self) -> Container[str]:
        """The program's own."""
        return self._machine.own_files

    def note_print(self, text: str, to: str) -> None:
        """Note that the program has written something to a stream that is not the stage's."""
        self._recorder.printed(self._clock.now, text, to)

    def alive(self) -> list[threading.Thread]:
        """The program's threads that have not ended, but for the main one."""
        return self._machine.alive()

    def listening(self) -> list[str]:
        """The addresses at which servers of the program listen."""
        return self._network.listening()

    def recorded_as(self, snippet: str) -> Recording:
        """The recording under the name of a snippet, ``chapter/name``."""
        recording = self.recording
        recording.snippet = snippet
        return recording

    def advance(self, seconds: float) -> None:
        """Let time pass, while everybody else goes on.

        Args:
            seconds: Virtual seconds.

        Raises:
            NotUp: The stage is not entered yet, or over.
        """
        self._machine.must_be_up("advance()")
        on = self._scheduler
        on.park(Parking(on), seconds, f"advance({seconds:g})", own_loop=True)

    def call(self, function: Callable[[], object]) -> None:
        """Call ``function`` as the body of a main program: an exception ends it with a traceback, and its threads are waited for."""
        self._machine.must_be_up("call()")
        threads.look_at_what_comes_along()
        self._machine.run(function)

    def execute(self, code: str, path: str | None = None) -> None:
        """Run a program's text as ``python FILE`` would.

        Args:
            code: The text.
            path: Its file. Modules beside it can be imported.
        """
        self._machine.must_be_up("execute()")
        self._machine.execute(code, path)


class Stage(AnyStage):
    """A program's world: virtual time, threads as fibers, and a fake model behind every chat model.

    Use it as a context manager, once. Everything that is done within it takes virtual time alone, and is recorded.

    Args:
        model: What answers. Without one, every prompt is unknown until ``answers`` has it.
        seed: Of the program's random numbers, and of another order: which of the things that a server and a scheduler may do they do.
        limit: Virtual seconds after which a program is taken to loop for ever.

    Raises:
        TypeError: ``model`` is no ``Model``.
        RuntimeError: It is entered a second time, a program is to run on it before that or after its end, or another stage is up: stages do not nest.

    Example:
        >>> from awaited import Model, Stage
        >>> with Stage(Model({"Hi": "Hello!"})) as stage:
        ...     stage.call(lambda: __import__("time").sleep(3600))
        >>> stage.seconds
        3600.0
    """

    def __init__(self, model: Model | None = None, *, seed: int | None = None, limit: float = 86_400.0) -> None:
        super().__init__(model, seed=seed, limit=limit)


def run(
    program: str | Path | Callable[[], object], *, model: Model | None = None, seed: int | None = None, limit: float = 86_400.0
) -> Recording:
    """Run a program on a stage of its own, to the end of its last thread.

    Args:
        program: A file, or a function.
        model: What answers.
        seed: Of the program's random numbers, and of another order, see ``Stage``.
        limit: Virtual seconds after which it is taken to loop for ever.

    Returns:
        What happened. An exception that ended the program is in it (``raised``, and its traceback in the output).

    Raises:
        TypeError: ``model`` is no ``Model``.
        OSError: The file cannot be read.
        UnicodeDecodeError: It is no text in its encoding: UTF-8, if its first two lines name no other one.
        SyntaxError: These lines are no text, or name an encoding that is none.
    """
    if callable(program):
        with AnyStage(model, seed=seed, limit=limit, name=f"{getattr(program, '__name__', 'program')}.py") as stage:
            stage.call(program)
        return stage.recording
    path = Path(program).absolute()
    code = decode_source(path.read_bytes())
    with AnyStage(model, seed=seed, limit=limit, name=path.name) as stage:
        stage.execute(code, str(path))
    return stage.recording
