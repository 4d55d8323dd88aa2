"""What a test gets: its stage."""

import asyncio
import inspect
import os
import sys
import sysconfig
from collections.abc import Awaitable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from _pytest.outcomes import Failed

from awaited.model.answers import Answers, UnknownPrompt
from awaited.model.model import Model
from awaited.model.speed import speed
from awaited.recording.recording import Recording
from awaited.runner import AnyStage
from awaited.stage import threads
from awaited.stage.choices import Tape
from awaited.stage.computing import not_for_ever
from awaited.testing import runner
from awaited.testing.asked import Calls
from awaited.testing.computing import ComputesForEver
from awaited.testing.held import Holds
from awaited.testing.left import Leftovers
from awaited.testing.settings import Settings
from awaited.testing.standing import Stand, standing

PLAN = pytest.StashKey["Plan"]()
"""How the run that comes is to be, and what came of it."""
DECIDED = pytest.StashKey["Plan"]()
"""The plan of the run whose outcome is the test's."""
ONLY = pytest.StashKey[str]()
"""Of a pytest configuration: the one file whose lines a recording tells of."""


class Told(Failed):
    """What a test is told in one sentence, which says all: pytest writes no traceback beside it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, pytrace=False)


class NotThere(Told):
    """The fixture ``stage`` is used where it cannot be; the message says what to do."""


class Plan:
    """One run of a test: in which order, and what is kept of it.

    Args:
        settings: The test's.
        tape: Who chooses; None: nobody, in a test that runs once.
        told: Whether there is a recording of it afterwards, turn by turn; most orders pass, and nobody reads theirs.
    """

    def __init__(self, settings: Settings, tape: Tape | None = None, told: bool = True) -> None:
        self.settings = settings
        self.tape = tape
        self.told = told
        self.read = False
        """Whether the test has read its recording: then there has to be one."""
        self.recording: Recording | None = None
        self.left: list[str] = []
        self.failed_subtests: dict[Any, int] = {}
        """By test, as pytest counts them."""
        self.stands: list[Stand] = []
        """Where everybody stood when the test failed."""


class Own:
    """The files of the project whose tests run: all below its folder that belong to no package and not to Python."""

    def __init__(self, root: str) -> None:
        self._root = root + os.sep
        self._known: dict[str, bool] = {}

    def __contains__(self, path: object) -> bool:
        found = self._known.get(path)  # type: ignore[call-overload]
        if found is None:
            found = self._known[path] = (  # type: ignore[index]
                isinstance(path, str)
                and path.startswith(self._root)
                and not path.startswith(_NOT)
                and "site-packages" not in path
            )
        return bool(found)


# Python's folders are looked up once: that takes as long as a call.
_HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")  # noqa: PTH100, PTH118, PTH120
_NOT = (sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), _HERE)


class TestStage:
    """The stage of a test: the fixture ``stage``.

    Example:
        >>> async def test_at_most_five(stage):
        ...     stage.answers["Summarise {text}"] = Answer("short", first_token=0.5)
        ...     await summarise_all(documents)
        ...     assert stage.recording.peak <= 5
    """

    __test__ = False

    def __init__(self, stage: AnyStage, item: Any, plan: Plan, holds: Holds) -> None:
        self._stage = stage
        self._holds = holds
        self._item = item
        self._plan = plan
        self._recording: Recording | None = None

    def __repr__(self) -> str:
        return f"<stage at {self.seconds:g} s>"

    @property
    def answers(self) -> Answers:
        """What the model says, by prompt: a text, an ``Answer``, or a function of the prompt. More can be added at any time."""
        return self._stage.answers

    @answers.setter
    def answers(self, given: object) -> None:
        raise AttributeError("answers are added to stage.answers, which stays: stage.answers.update({...})")

    @property
    def model(self) -> Model:
        """The model that answers. ``stage.model.outages = [(0, 5)]``, before the first call: nobody is there for the first five seconds."""
        return self._stage.model

    def speed(self, model: str = "*", **limits: Any) -> None:
        """Say how fast a model is, and how much it takes on.

        Args:
            model: Its name; ``*`` is every model that has no speed of its own.
            **limits: See ``Speed``: ``first_token``, ``per_token``, ``slots``, ``queue``, ``requests_per_minute``, ``tokens_per_minute``.
        """
        self._stage.model.set_speed(model, speed(model, limits))

    @property
    def seconds(self) -> float:
        """Virtual seconds since the stage was set."""
        return self._recording.seconds if self._recording else self._stage.seconds

    @property
    def recording(self) -> Recording:
        """What has happened so far."""
        self._plan.read = True
        return self._recording or self._stage.recording

    @property
    def calls(self) -> Calls:
        """The model calls so far, to be asked for in the words of a test."""
        return Calls(self._stage.model.calls)

    def advance(self, seconds: float) -> Awaitable[None]:
        """Let time pass, while everybody else goes on. In an async test it is awaited: ``await stage.advance(2)``.

        Args:
            seconds: Virtual seconds.
        """
        if not seconds >= 0:
            raise ValueError(f"stage.advance({seconds}): time goes on, and never back")
        if threads.scheduler() is not self._stage.scheduler:
            raise NotThere(f"the stage of {self._item.nodeid} is down: a test has a stage of its own, by the fixture `stage`")
        if asyncio._get_running_loop() is not None:
            return asyncio.sleep(seconds)
        self._stage.advance(seconds)
        return _Done()

    def between(self, lowest: float, highest: float) -> float:
        """A number that each order chooses: when a user closes the page, say. In the plain order it is the lowest.

        Args:
            lowest: The plain one.
            highest: The other bound.
        """
        if (tape := self._plan.tape) is None:
            return lowest

        def about(value: float) -> str:
            return f"stage.between({lowest:g}, {highest:g}) is {lowest + value:.4g}"

        return lowest + tape.take("value", "", 0, self._stage.seconds, about, highest - lowest)

    @contextmanager
    def playing(self) -> Iterator[None]:
        """While the test's own code runs: what it writes is recorded too, and where everybody stands when it fails is kept."""
        __tracebackhide__ = True
        with self._noted(), not_for_ever(self._plan.settings.computing, ComputesForEver):
            try:
                yield
            except BaseException as error:
                if isinstance(error, (Exception, ComputesForEver)) or type(error).__name__ == "Failed":
                    self._plan.stands = standing(self._stage.scheduler, self._stage.files)
                    self._explain(error)
                raise
        self._complain()

    def _explain(self, error: BaseException) -> None:
        model = self._stage.model
        if model.unanswered and self._plan.settings.unknown == "fail" and not isinstance(error, UnknownPrompt):
            error.add_note(str(model.answers.unknown(model.unanswered[0])))
        for inner in model.errors[:1]:
            error.add_note(f"a function that answers raised {inner!r}")

    def _complain(self) -> None:
        """Fail for what the program has swallowed."""
        __tracebackhide__ = True
        model, settings = self._stage.model, self._plan.settings
        if model.errors:
            raise model.errors[0]
        if model.unanswered and settings.unknown == "fail":
            raise Unanswered(str(model.answers.unknown(model.unanswered[0])))
        if settings.unused == "fail" and model.unused:
            raise UnusedAnswers(f"nobody asked for the answers to: {', '.join(map(repr, model.unused))}")
        held = self._holds.longest
        if settings.blocked is not None and held is not None and held.seconds > settings.blocked:
            raise LoopHeldUp(
                f"the event loop is held up for {held.seconds:g} s from {held.since:g} s on{held.where}; {settings.blocked:g} s are allowed"
            )

    @contextmanager
    def _noted(self) -> Iterator[None]:
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = (_Tee(s, self._stage, name) for s, name in zip(before, ("stdout", "stderr"), strict=True))
        mine = sys.stdout, sys.stderr
        try:
            yield
        finally:
            if sys.stdout is mine[0]:
                sys.stdout = before[0]
            if sys.stderr is mine[1]:
                sys.stderr = before[1]


class Unanswered(Told, UnknownPrompt):
    """There is no answer to a prompt, and the program has swallowed that it was told so."""


class UnusedAnswers(Told, AssertionError):
    """A test has answers that nobody asked for."""


class LoopHeldUp(Told, AssertionError):
    """The event loop was held up for longer than the test allows."""


class LeftBehind(Told):
    """Something is still there when the test is over."""


class _Done:
    def __await__(self) -> Generator[None, None, None]:
        return
        yield


class _Tee:
    """A stream that is written to by the test, and noted in the recording."""

    def __init__(self, stream: Any, stage: AnyStage, name: str) -> None:
        self._stream, self._stage, self._name = stream, stage, name

    def write(self, text: str) -> int:
        self._stage.note_print(text, self._name)
        count: int = self._stream.write(text)
        return count

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def on_stage(request: Any) -> Iterator[TestStage]:
    """The fixture itself: the stage is up from its setup to its teardown, which comes after those of all others of the test's own scope."""
    item = request.node
    plan: Plan | None = item.stash.get(PLAN, None)
    if plan is None:
        raise NotThere("the fixture `stage` is asked for too late: name it among the test's own arguments, def test_...(stage)")
    if threads.scheduler() is not None:
        raise NotThere("a stage is up already: a test has one stage; take the fixture `stage` out of whatever else asks for it")
    _check_loop(item)
    stage = AnyStage(
        Model({}),
        limit=plan.settings.limit,
        name=item.path.name,
        tape=plan.tape,
        guest={only} if (only := item.config.stash.get(ONLY, None)) else Own(str(item.config.rootpath)),
        turns=plan.told,
    )
    left = Leftovers(stage)
    # While the stage comes down, too: garbage is collected then, and tells of coroutines that nobody awaited.
    with left.watched():
        with stage:
            holds = Holds(stage.scheduler, stage.files)
            tested = TestStage(stage, item, plan, holds)
            yield tested
            if plan.told:
                tested._recording = plan.recording = stage.recording
            runner.close(item)
            # A thread that has been told to end, as those of anyio's pool are with their loop, does so.
            stage.scheduler.interrupted()
            left.look(holds.longest)
        plan.left = left.found
    if plan.recording is not None:
        plan.recording.left = plan.left
    if plan.left and plan.settings.leftovers == "fail":
        raise LeftBehind("the test leaves behind: " + "; ".join(plan.left))


def _check_loop(item: Any) -> None:
    """An event loop that lives longer than the test is not on its stage."""
    scope = getattr(item, "_loop_scope", "function")
    if scope != "function":
        raise NotThere(
            f"pytest-asyncio runs this test on the event loop of its {scope}, which is older than the stage: "
            'mark it with @pytest.mark.asyncio(loop_scope="function")'
        )
    backend = item.callspec.params.get("anyio_backend", "asyncio") if hasattr(item, "callspec") else "asyncio"
    name = backend if isinstance(backend, str) else backend[0]
    if name != "asyncio":
        pytest.skip(f"the stage runs asyncio, and this is the same test on {name}")
    if inspect.isasyncgenfunction(item.function):
        raise NotThere("a test is a function: this one yields")
