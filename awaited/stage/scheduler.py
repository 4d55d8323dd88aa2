"""One deterministic scheduler for everything that waits: the heart of virtual time.

Every thread of a snippet is a *fiber*: a thread of control that runs until it waits. Exactly one fiber runs at any
moment, and it hands over in one place only, ``Scheduler.park``. So the scheduler *knows* that everyone waits:
nobody is ready to run. Only then does the clock move, to the earliest deadline. Nothing is measured, guessed or
polled; two runs of the same program do the same things in the same order.

Why fibers instead of real threads and a count of those that wait: real threads need a hook in every primitive that
can block, a watchdog for those one forgot, and still run in an order that the operating system chooses. Fibers make
the order part of the program, cost a microsecond a switch, and are the only kind of thread a web page has, so the tests and
the reader's browser run the same scheduler. What is lost is parallel computing, which a tutorial on waiting does not need.

How to switch between fibers is the only thing that differs by platform. Here it is done with ``greenlet``; in the
browser, with WebAssembly stack switching (``awaited/browser.py``).
"""

import asyncio
import heapq
import itertools
import sys
from collections import deque
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from awaited.stage.choices import Tape

NANOSECONDS = 1_000_000_000

FREE_READINGS = 10_000
"""How often the clock can be read within one moment before reading takes time. No program that waits properly comes near."""
FREE_QUESTIONS = 1_000_000
"""How often code that is not the program's own can ask for the time, or whether a socket is ready, within one moment, beyond those: a pool of
connections asks about each of them for each request, a pool of threads twice for each job."""
READING = 10_000
"""What a reading then takes, in nanoseconds, and more and more of it, up to half a millisecond: a program that waits by looking at the clock
sees its end late by as much."""
SPINS = 500_000
"""After how many of those in a row, some two minutes, the program is taken to compute for ever."""
LATE = 0.001
"""By how many seconds a timer is late, where it is."""
HELD_UP = 3 * NANOSECONDS
"""For how long a thread is held up, at most, in nanoseconds."""
FREE_PASSES = 10_000
"""How often fibers can give way to each other within one moment (``sleep(0)``) before that takes time."""
PASS = 20_000
"""What such a pass then takes, in nanoseconds: as much as a turn of a real event loop. It may be work as well as waiting."""
PATIENCE, DOUBLES = 50_000, 20_000
"""After how many of those passes take longer, where a timer is set: it may be an hour away. And after how many more they take twice as long."""
ENDLESS = 500_000
"""After how many of them, where none is, the program is taken to poll for something that never happens."""
ALONE = 100_000
"""After how many waits in a row that ended by their time alone, while nobody woke anybody and nothing was written: the same."""

ROUNDS = 4
"""How often each server looks round before the stage believes that nobody will ever give it anything to do. uvicorn needs two to end."""


POLLS = "the program asks again and again for something that never happens: nobody else can go on"


class Deadlock(RuntimeError):
    """Every thread waits and no timer is set: nothing would ever happen again."""


class TooLong(RuntimeError):
    """The program waited for longer than a whole virtual day: most likely it loops for ever."""


class Clock(Protocol):
    """What the scheduler needs of a clock. Times are whole nanoseconds since the program began."""

    @property
    def now(self) -> int: ...

    @property
    def grain(self) -> int:
        """What is not worth telling apart: nothing, 0, where time is virtual."""

    def advance_to(self, when: int) -> None:
        """Return when the clock shows ``when``: at once in virtual time, after a real wait in real time."""

    def pass_on(self, nanoseconds: int) -> None:
        """Let time pass that the program spends on busy waiting: nothing to do where time is real."""


class VirtualClock:
    """A clock that stands still until it is told to jump.

    Args:
        limit: Virtual seconds after which a program is taken to loop for ever.
    """

    grain = 0

    def __init__(self, limit: float = 24 * 3600) -> None:
        self.now = 0
        self._limit = round(limit * NANOSECONDS)

    def advance_to(self, when: int) -> None:
        if when > self._limit:
            raise TooLong(f"the program still waits after {self._limit // NANOSECONDS} virtual seconds: does it loop for ever?")
        self.now = max(self.now, when)

    def pass_on(self, nanoseconds: int) -> None:
        """Time that the program's own busy waiting takes. A clock of real time shows it by itself."""
        self.advance_to(self.now + nanoseconds)


class Fiber:
    """One thread of control. ``handle`` belongs to the ``Switch``."""

    def __init__(self, ident: int, servant: bool = False) -> None:
        self.ident = ident
        self.servant = servant
        """It serves the program from outside (the model's server, an alarm): the program does not wait for it at its end."""
        self.handle: Any = None
        self.error: BaseException | None = None
        """Raised in the fiber when it next runs."""
        self.signals: deque[Callable[[], object]] = deque()
        """Called in the fiber when it next runs, as the handlers of signals are in a main thread."""
        self.waits_for = ""
        """What it waits for, in words, for the message of a ``Deadlock``."""
        self.awaited_by: list[Parking] = []
        """Who waits for its end."""
        self.locals: dict[int, dict[str, Any]] = {}
        """What it keeps in thread-locals while it does not run."""


class Parking:
    """One wait of one fiber: it ends when somebody calls ``wake``, or when its time is up."""

    __slots__ = ("_scheduler", "fiber", "gives_up", "looks_round", "over", "woken")

    def __init__(self, scheduler: "Scheduler", looks_round: bool = False, gives_up: int | None = None) -> None:
        self._scheduler = scheduler
        self.fiber = scheduler.current
        self.looks_round = looks_round
        """Its time-out is no timer: a server will see that there is nothing to do (``awaited.stage.ticks``)."""
        self.gives_up = gives_up
        """When the clock shows this, somebody waits no longer for what another one was to do; None: that is no time-out, but a sleep."""
        self.over = False
        self.woken = False

    def wake(self) -> bool:
        """End the wait. Returns whether it was still going on."""
        if self.over:
            return False
        self.over = self.woken = True
        self._scheduler.ready.append(self.fiber)
        self._scheduler.something_happens()
        return True

    def expire(self) -> None:
        """The time is up."""
        self.over = True
        self._scheduler.ready.append(self.fiber)


class Timer:
    """Something that is to happen at a moment of the clock, without a fiber that waits for it."""

    __slots__ = ("_action", "over")

    looks_round = False

    def __init__(self, action: Callable[[], object]) -> None:
        self._action = action
        self.over = False
        """It has happened; set it, and it never does."""

    def expire(self) -> None:
        """The time has come."""
        self.over = True
        self._action()


class Locals(Protocol):
    """What belongs to a thread, and the interpreter keeps with the one thread that all fibers share."""

    def leave(self, fiber: Fiber) -> None: ...

    def enter(self, fiber: Fiber, new: bool) -> None: ...


class Switch(Protocol):
    """How control passes from one fiber to another."""

    def adopt(self, fiber: Fiber) -> None:
        """Take the code that runs now as ``fiber``."""

    def create(self, fiber: Fiber, run: Callable[[], Fiber]) -> None:
        """Prepare ``fiber`` to call ``run`` when first switched to, and to pass control to the fiber that it returns."""

    def switch(self, origin: Fiber, target: Fiber) -> None:
        """Run ``target``; return when ``origin`` is switched to again."""

    def alone(self, fiber: Fiber, function: Callable[[], object]) -> None:
        """Call ``function`` in ``fiber``, which runs now, with no frames below it."""


def _start_each(handle: Any) -> None:
    """The body of a greenlet: switch to the greenlet that it is given, each time that it has a turn."""
    while True:
        handle = handle.switch()


class GreenletSwitch:
    """Fibers as greenlets: coroutines of the C stack, in one operating-system thread."""

    def __init__(self) -> None:
        import greenlet  # not there in the browser

        self._greenlet = greenlet

    def adopt(self, fiber: Fiber) -> None:
        fiber.handle = self._main = self._greenlet.getcurrent()
        # A greenlet begins as deep as the one that first switches to it: thread upon thread, started by one that has many frames, they would
        # soon be at Python's limit of recursion. So this one starts them all, from here.
        self._starter = self._greenlet.greenlet(_start_each)
        self._starter.switch(self._main)

    def create(self, fiber: Fiber, run: Callable[[], Fiber]) -> None:
        def body(*_: object) -> None:
            # A greenlet that ends passes control to its parent.
            self._greenlet.getcurrent().parent = run().handle

        fiber.handle = self._greenlet.greenlet(body, self._main)

    def alone(self, fiber: Fiber, function: Callable[[], object]) -> None:
        outer = fiber.handle
        fiber.handle = self._greenlet.greenlet(function, outer)
        try:
            self._starter.switch(fiber.handle)
        finally:
            fiber.handle = outer

    def switch(self, origin: Fiber, target: Fiber) -> None:
        if target.handle:  # it has begun
            target.handle.switch()
        else:
            self._starter.switch(target.handle)


class Scheduler:
    """Runs fibers one at a time, and moves the clock only when all of them wait.

    Args:
        clock: Virtual in the tests and the build; real or virtual in the browser.
        switch: How to pass control between fibers.
        main_ident: The identifier of the thread that the scheduler is made in, which becomes the first fiber.
        on_blocked: Called with (start, end) in nanoseconds when a wait other than its own held up a running event loop.
    """

    def __init__(
        self,
        clock: Clock,
        switch: Switch,
        main_ident: int,
        on_blocked: Callable[[int, int], None] = lambda start, end: None,
    ) -> None:
        self.clock = clock
        self.ready: deque[Fiber] = deque()
        self._behind: deque[Parking] = deque()
        """Who was interrupted. Invariant: they go on before time does."""
        self._switch = switch
        self._timers: list[tuple[int, int, Parking | Timer]] = []
        self._order = itertools.count()
        self._idents = itertools.count(1)
        self._servants = itertools.count(1_000_001)
        self.on_blocked = on_blocked
        self.closing = False
        """The program has ended, and the fibers that are left are being ended."""
        self.exit: BaseException | None = None
        """The program has ended its process. Whoever has caught this in the main fiber, as an event loop does, meets it at its next wait."""
        self.main = self.current = Fiber(main_ident)
        self.others: list[Fiber] = []
        self.spawned: set[int] = set()
        """The numbers of all fibers but the main one, also of those that have ended."""
        self.locals: Locals
        """Set before the first fiber is made."""
        self.watch: Any = None
        """Who wants to know what fibers wait for (``awaited.stage.watch.Watch``), if anybody does."""
        self.tape: Tape | None = None
        """Who chooses where real life would leave it to chance; None: the plain order."""
        self.tracer: Callable[..., Any] | None = None
        """What each new fiber is traced by (``sys.settrace``)."""
        self.pools: Any = None
        self.importer: Callable[[], str] = lambda: ""
        """Names the package that is being imported by the code that runs, if one is."""
        self.owns: Callable[[FrameType], bool] = lambda frame: True
        """Whether a frame is the program's own code."""
        self._readings = self._passes = self._questions = self._idle = 0
        self._in_vain = self._alone = 0
        """How often servers have looked round since anything else happened, and how often the clock alone ended a wait."""
        self._moment = 0
        switch.adopt(self.main)

    def spawn(self, function: Callable[[], object], servant: bool = False) -> Fiber:
        """Start a fiber that runs ``function``. It gets its turn when the current one waits.

        Args:
            function: What it does.
            servant: It is none of the program's: it has a number of another kind, and nobody waits for it.
        """
        fiber = Fiber(next(self._servants if servant else self._idents), servant)

        def run() -> Fiber:
            self.current = fiber
            asyncio._set_running_loop(None)
            sys.set_asyncgen_hooks(None, None)
            self.locals.enter(fiber, new=True)
            if self.tracer is not None and not servant:
                sys.settrace(self.tracer)
            if not self.closing:
                function()
            self.others.remove(fiber)
            for parking in fiber.awaited_by:
                parking.wake()
            self.locals.leave(fiber)
            fiber.locals.clear()
            return self._next()

        self.spawned.add(fiber.ident)
        self.something_happens()
        self._switch.create(fiber, run)
        self.others.append(fiber)
        self.ready.append(fiber)
        return fiber

    def alone(self, function: Callable[[], object]) -> None:
        """Call ``function`` in the main fiber, as the interpreter calls the main module: there is nothing below it on the stack."""
        if self.tracer is not None:  # who looks for orders; it is set where this fiber runs now
            function()
        else:
            self._switch.alone(self.main, function)

    def outlast(self, ident: int) -> None:
        """Wait for the end of a fiber, if it has not come yet."""
        for fiber in self.others:
            if fiber.ident == ident:
                parking = Parking(self)
                fiber.awaited_by.append(parking)
                self.park(parking, None, f"the end of thread {ident}")
                return

    def park(self, parking: Parking, timeout: float | None = None, waits_for: str = "", own_loop: bool = False) -> bool:
        """Let others run until ``parking`` is woken or ``timeout`` seconds have passed.

        Args:
            parking: The wait, made by the fiber that now waits.
            timeout: In seconds; None waits for ever.
            waits_for: What for, in words.
            own_loop: The caller is an event loop that has nothing to do, so that nothing is held up.

        Returns:
            Whether it was woken (False: the time was up).
        """
        if self.watch is not None and not own_loop:
            return self.watch.parks(self._park, parking, timeout, waits_for)
        return self._park(parking, timeout, waits_for, own_loop)

    def _park(self, parking: Parking, timeout: float | None, waits_for: str, own_loop: bool = False) -> bool:
        me = self.current
        if self.exit is not None and me is self.main:
            raise self.exit
        if self.closing:  # it has caught SystemExit, and goes on: it is left where it is for good
            self.others.remove(me)
            self._switch.switch(me, self.main)
        start = self.clock.now
        if timeout is not None:
            # A wait that is not nothing lasts a nanosecond at least: what is left of a time-out may round to nothing, again and again.
            deadline = start + (max(1, round(timeout * NANOSECONDS)) if timeout > 0 else 0)
            heapq.heappush(self._timers, (deadline, next(self._order), parking))
        me.waits_for = waits_for
        loop = asyncio._get_running_loop()
        while True:
            target = self._next()
            if target is not me:
                self._hand_over(me, target, loop)
            while me.signals and not self.closing:
                try:
                    me.signals.popleft()()
                except BaseException:
                    parking.over = True
                    raise
                finally:
                    # It runs: where it was woken before, or by its own handler, it has its turn now and no second one.
                    while me in self.ready:
                        self.ready.remove(me)
            # Invariant: a wait ends by its wake, its time, an error or the end of the program, and by nothing else. A fiber that
            # was made ready for another reason (a signal whose handler has returned, say) waits on.
            if parking.over or me.error is not None or self.closing:
                break
        if loop is not None and not own_loop and self.clock.now > start:
            self.on_blocked(start, self.clock.now)
        if me.error is not None:
            error, me.error = me.error, None
            parking.over = True
            raise error
        if self.closing:
            raise SystemExit
        return parking.woken

    def something_happens(self) -> None:
        """Somebody does something that another one may wait for."""
        self._in_vain = self._alone = 0

    def later(self, nanoseconds: int, action: Callable[[], object]) -> Timer:
        """Call ``action`` when so much time has passed.

        It runs in whatever fiber lets the clock move. Invariant: it wakes others, and does not wait itself.
        """
        timer = Timer(action)
        heapq.heappush(self._timers, (self.clock.now + nanoseconds, next(self._order), timer))
        return timer

    def give_way(self, asks: bool = False) -> None:
        """Let the others that are ready run first. Time stands still, unless that is all that anybody does.

        Args:
            asks: Somebody has asked whether there is something to do for him.
        """
        self._same_moment()
        self._passes += 1
        if self._passes > FREE_PASSES:
            if asks and self._a_library_asks() and self._questions <= FREE_QUESTIONS:
                self._passes -= 1
            else:
                self._move_on()
        if self.ready:
            parking = Parking(self)
            parking.wake()
            self.park(parking, own_loop=True)

    def interrupted(self) -> None:
        """Let everybody else do what there is to do at this moment, before the current fiber goes on, which wants to."""
        parking = Parking(self)
        self._behind.append(parking)
        self._park(parking, None, "its turn", own_loop=True)

    def held_up(self, gone_on: Callable[[], bool]) -> None:
        """Let time pass for the others, until they have gone on at a later moment, before the current fiber goes on, which wants to.

        Args:
            gone_on: Whether they have.
        """
        self.interrupted()
        since = self.clock.now
        while not gone_on() and (when := self._earliest()) is not None and when <= self._at_most(since):
            self._park(Parking(self), (when - self.clock.now) / NANOSECONDS, "its turn", own_loop=True)
            self.interrupted()

    def _at_most(self, since: int) -> int:
        """Until when a fiber may be held up: half of the time is left to whoever gives up on it, and to the main thread where it sleeps for
        longer than ``Tape.patience``, since it then expects that all is done."""
        most = since + HELD_UP
        patience = since + round(self.tape.patience * NANOSECONDS) if self.tape is not None else most
        for when, _, parking in self._timers:
            if isinstance(parking, Parking) and not parking.over and not parking.fiber.servant:
                if parking.gives_up is not None:
                    most = min(most, (since + parking.gives_up) // 2)
                elif parking.fiber is self.main and when > patience:
                    most = min(most, (since + when) // 2)
        return most

    @property
    def others_go_on_later(self) -> bool:
        """Whether a thread beside the current one may go on at a later moment. An event loop is not held up: that is another fault."""
        return (
            asyncio._get_running_loop() is None
            and (bool(self.ready) or self._earliest() is not None)
            and (self.current is not self.main or any(not fiber.servant for fiber in self.others))
        )

    @property
    def others_can_go_on(self) -> bool:
        """Whether there is somebody who has something to do at this moment, beside the current fiber."""
        return bool(self._behind) or any(not fiber.servant for fiber in self.ready) or self._something_is_due()

    def _something_is_due(self) -> bool:
        when = self._earliest()
        return when is not None and when <= self.clock.now

    # -- choices

    @property
    def current_tape(self) -> "Tape | None":
        """Who chooses for the fiber that runs: nobody for servants, which are none of the program's."""
        return None if self.current.servant else self.tape

    def late(self, seconds: float) -> float:
        """By how many seconds the timer is late that the current fiber sets, for so many."""
        tape, at = self.current_tape, self.seconds
        if tape is None:
            return 0.0

        def about(value: float) -> str:
            return f"the timer that {self.called} sets at {at:g} s, for {seconds:g} s, is late"

        return LATE if tape.take("timer", self.name, 2, at, about, at + seconds) else 0.0

    @property
    def seconds(self) -> float:
        """What the clock shows."""
        return self.clock.now / NANOSECONDS

    @property
    def name(self) -> str:
        """A name of the current fiber that is the same in each run."""
        return _named(self.current, self.main)

    @property
    def called(self) -> str:
        """The same for those who read."""
        return _called(self.current, self.main)

    def _chosen(self, tape: "Tape") -> Fiber:
        """Which of the fibers that are ready goes on."""
        first = self.ready[0]
        others = [fiber for fiber in self.ready if not fiber.servant]
        if first.servant or first.error is not None or first.signals or len(others) < 2:
            return self.ready.popleft()
        fiber = others[self._turn(others, tape)]
        self.ready.remove(fiber)
        return fiber

    def _first_of(self, when: int, first: "Parking | Timer", tape: "Tape") -> "Parking | Timer":
        """Which of the fibers whose time is up at this moment is first; the others stay where they are."""
        if not isinstance(first, Parking) or first.fiber.servant:
            return first
        due = [first]
        for _, _, other in sorted(entry for entry in self._timers if entry[0] == when):
            if isinstance(other, Parking) and not other.over and not other.fiber.servant:
                due.append(other)
        if len(due) == 1:
            return first
        chosen = due[self._turn([parking.fiber for parking in due], tape)]
        if chosen is not first:
            heapq.heappush(self._timers, (when, -next(self._order), first))
        return chosen

    def _turn(self, fibers: list[Fiber], tape: "Tape") -> int:
        """Which of several fibers goes on: its place among them. The first would."""

        def about(value: float) -> str:
            return f"{_called(fibers[int(value)], self.main)} goes on before {_called(fibers[0], self.main)}"

        return int(tape.take("turn", "", len(fibers), self.seconds, about))

    def read_clock(self) -> int:
        """What the clock shows, for a program that asks."""
        self._same_moment()
        self._readings += 1
        if self._readings > FREE_READINGS and not self.closing:
            if not self._a_library_asks():
                self._spin(self._readings - FREE_READINGS)
            else:
                self._readings -= 1
                if (readings := self._questions - FREE_QUESTIONS) > 0:
                    self._spin(readings)
        return self.clock.now

    def _a_library_asks(self) -> bool:
        """Count a question, if it is not the program's own."""
        if self.owns(_who_asks()):
            return False
        self._questions += 1
        return True

    def _spin(self, readings: int) -> None:
        """Somebody only reads the clock: let time pass."""
        if self._behind:
            self._behind.popleft().wake()
            self.give_way()
            return
        try:
            self.clock.pass_on(READING * (1 + readings // 10_000))
            if readings > SPINS:
                self._readings = self._questions = 0
                raise TooLong(POLLS)
        except TooLong as error:
            self.interrupt(error)
        self._moment = self.clock.now  # readings go on to take time, until something else lets it pass
        if self._expire() or self.ready:
            self.give_way()

    def _same_moment(self) -> None:
        if self._moment != self.clock.now:
            self._moment = self.clock.now
            self._readings = self._passes = self._questions = 0

    def _move_on(self) -> None:
        """Everybody only gives way: let time pass until something else happens."""
        if self._behind:
            self._behind.popleft().wake()
            return
        timer = self._earliest()
        self._idle += 1
        takes = PASS if timer is None else PASS << max(0, self._idle - PATIENCE) // DOUBLES
        try:
            if timer is not None and timer <= self.clock.now + takes:
                self._idle = 0
                self.clock.advance_to(timer)
                self._expire()
            else:
                self.clock.pass_on(takes)
                self._moment = self.clock.now  # passes go on to take time, until something else lets it pass
                if timer is None and self._idle > ENDLESS:
                    raise TooLong(POLLS)
        except TooLong as error:
            self.interrupt(error)

    def _earliest(self) -> int | None:
        """When the next timer is due."""
        while self._timers and self._timers[0][2].over:
            heapq.heappop(self._timers)
        return self._timers[0][0] if self._timers else None

    def _expire(self) -> bool:
        """End the waits whose time has come. Returns whether there were any."""
        found = False
        while (when := self._earliest()) is not None and when <= self.clock.now:
            heapq.heappop(self._timers)[2].expire()
            found = True
        return found

    def interrupt(self, error: BaseException) -> None:
        """Raise ``error`` in the main fiber, as a signal would be."""
        self.main.error = error
        self.ready.appendleft(self.main)

    def signal(self, handler: Callable[[], object]) -> None:
        """Call ``handler`` in the main fiber, which goes on with its wait afterwards."""
        self.main.signals.append(handler)
        self.ready.appendleft(self.main)

    def close(self) -> None:
        """End the fibers that are left: each is resumed with SystemExit."""
        self.closing = True
        for fiber in list(self.others):
            self._hand_over(self.main, fiber, asyncio._get_running_loop())
        self._timers.clear()

    def _hand_over(self, me: Fiber, target: Fiber, loop: asyncio.AbstractEventLoop | None) -> None:
        # "The running loop" and "the current task" belong to a thread, but asyncio keeps them with the thread of the
        # operating system, of which all fibers have but one. (The task from Python 3.14 on, as in a page; before, it is the loop's.)
        task = asyncio.current_task(loop) if loop is not None else None
        if loop is not None and task is not None:
            asyncio.tasks._leave_task(loop, task)
        hooks = sys.get_asyncgen_hooks()
        self.locals.leave(me)
        self._switch.switch(me, target)
        sys.set_asyncgen_hooks(*hooks)
        self.current = me
        self.locals.enter(me, new=False)
        asyncio._set_running_loop(loop)
        if loop is not None and task is not None:
            asyncio.tasks._enter_task(loop, task)

    def _next(self) -> Fiber:
        """The fiber whose turn it is; when all wait, the clock moves first."""
        if self.closing:
            return self.main
        while not self.ready:
            if self._behind and not self._something_is_due():
                self._behind.popleft().wake()
                break
            if not self._timers:
                self.interrupt(Deadlock(self._deadlock("no timer is set")))
                break
            when, _, parking = heapq.heappop(self._timers)
            if parking.over:
                continue
            if not parking.looks_round:
                self._in_vain = 0
            elif self._nothing_is_left():
                heapq.heappush(self._timers, (when, next(self._order), parking))
                self.interrupt(Deadlock(self._deadlock("no timer is set but those by which servers look round")))
                break
            if when > self.clock.now:
                self._idle = 0
                try:
                    self.clock.advance_to(when)
                except TooLong as error:
                    self.interrupt(error)
                    break
            (parking if self.tape is None else self._first_of(when, parking, self.tape)).expire()
            self._alone += 1
            if self._alone > ALONE:
                self._alone = 0
                self.interrupt(TooLong(POLLS))
        return self.ready.popleft() if self.tape is None else self._chosen(self.tape)

    def _nothing_is_left(self) -> bool:
        """Whether servers look round, again and again, and nothing else will ever happen."""
        others = 0
        for _, _, waits in self._timers:
            if not waits.over:
                if not waits.looks_round:
                    return False
                others += 1
        self._in_vain += 1
        if self._in_vain <= ROUNDS * (1 + others):
            return False
        self._in_vain = 0
        return True

    def _deadlock(self, timers: str) -> str:
        waits = "; ".join(f"thread {f.ident} waits for {f.waits_for}" for f in self.others if not f.servant)
        mine = f"the main thread waits for {self.main.waits_for}" + (f"; {waits}" if waits else "")
        return f"nothing will ever wake this program: {mine}, and {timers}"


def _who_asks() -> FrameType:
    """Whose code has called the stage."""
    frame = sys._getframe(2)
    while frame.f_back is not None and str(frame.f_globals.get("__name__")).startswith("awaited.stage."):
        frame = frame.f_back
    return frame


def _named(fiber: Fiber, main: Fiber) -> str:
    return "M" if fiber is main else str(fiber.ident)


def _called(fiber: Fiber, main: Fiber) -> str:
    return "the main thread" if fiber is main else f"thread {fiber.ident}"
