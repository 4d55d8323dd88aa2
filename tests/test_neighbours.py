"""Other people's libraries around a stage: what was made and imported before it, on it and after it works as the real thing, with real threads
and on real loops.

In ``make test`` who imported them first is chance. ``tests/package`` runs this file in processes of its own, once with the libraries
imported before the first stage, and once on it (``FIRST=stage``).
"""

import asyncio
import io
import os
import threading
import time
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from awaited.model.model import Model
from awaited.runner import Stage

LIBRARIES = "sqlalchemy.orm", "sqlalchemy.pool", "sqlalchemy.ext.asyncio", "rich.progress", "jinja2", "numpy"
ON_THE_STAGE_FIRST = os.environ.get("FIRST") == "stage"


def import_all() -> None:
    for name in LIBRARIES:
        __import__(name)


def in_threads(work: Callable[[], object], number: int = 4) -> None:
    """Do some work in real threads, at once; what one raises is raised."""
    with ThreadPoolExecutor(number) as pool:
        for future in [pool.submit(work) for _ in range(number)]:
            future.result(20)


def together(*locks: Any) -> None:
    """Each of these keeps real threads out while another one is within."""
    for lock in locks:
        within, most = [0], [0]

        def enter(lock: Any = lock, within: list[int] = within, most: list[int] = most) -> None:
            with lock:
                within[0] += 1
                most[0] = max(most[0], within[0])
                time.sleep(0.002)
                within[0] -= 1

        in_threads(enter)
        assert most == [1], lock


class Database:
    """SQLAlchemy: a pool of one connection for several threads, mappers that are configured under the library's own lock."""

    def __init__(self, folder: Path) -> None:
        from sqlalchemy import create_engine, orm
        from sqlalchemy.pool import QueuePool

        self.engine = create_engine(f"sqlite:///{folder / 'it.db'}", poolclass=QueuePool, pool_size=1, max_overflow=0)

        class Base(orm.DeclarativeBase):
            pass

        class City(Base):
            __tablename__ = "city"
            name: orm.Mapped[str] = orm.mapped_column(primary_key=True)

        self.base, self.city = Base, City
        self.made = orm.sessionmaker(self.engine)
        self.scoped = orm.scoped_session(self.made)
        Base.metadata.drop_all(self.engine)
        Base.metadata.create_all(self.engine)

    def use(self) -> None:
        from sqlalchemy import orm, select
        from sqlalchemy.orm.mapper import _CONFIGURE_MUTEX

        def work() -> None:
            orm.configure_mappers()
            self.scoped().info["whose"] = threading.get_ident()
            with self.made.begin() as session:
                session.add(self.city(name=uuid.uuid4().hex))
                session.flush()
                time.sleep(0.002)
            assert self.scoped().info == {"whose": threading.get_ident()}, "each thread has a session of its own"
            self.scoped.remove()

        with self.made() as session:
            before = len(session.scalars(select(self.city)).all())
        in_threads(work)
        with self.made() as session:
            assert len(session.scalars(select(self.city)).all()) == before + 4
        assert self.engine.pool.checkedout() == 0
        together(_CONFIGURE_MUTEX)
        self.engine.dispose()


class Terminal:
    """rich: a display that a thread of its own draws anew, and that several threads write to."""

    def __init__(self, folder: Path) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self.written = io.StringIO()
        self.console = Console(file=self.written, force_terminal=True, width=60)
        self.progress = Progress(console=self.console, refresh_per_second=200)

    def use(self) -> None:
        self.written.seek(0)
        self.written.truncate()
        with self.progress:
            task = self.progress.add_task("work", total=40)

            def work() -> None:
                for _ in range(10):
                    self.progress.advance(task)
                self.console.print("a line")

            in_threads(work)
            before = self.written.tell()
            self.progress.update(task, description="later")
            while self.written.tell() == before:  # the thread draws it by itself
                time.sleep(0.005)
        assert self.progress.tasks[0].completed == 40
        assert self.written.getvalue().count("a line") == 4
        self.progress.remove_task(task)
        together(self.progress._lock, self.console._lock)


class Pages:
    """jinja2: a cache under a lock, and templates that render on a loop."""

    def __init__(self, folder: Path) -> None:
        from jinja2 import DictLoader, Environment

        pages = {f"p{n}": "{% for x in those %}{{ x }}{% endfor %}" for n in range(9)}
        self.environment = Environment(loader=DictLoader(pages), cache_size=2, enable_async=True)

    def use(self) -> None:
        async def those() -> AsyncIterator[int]:
            for n in range(3):
                await asyncio.sleep(0)
                yield n

        def work() -> None:
            for n in range(9):
                page = self.environment.get_template(f"p{n}")
                assert asyncio.run(page.render_async(those=those())) == "012"

        in_threads(work)
        together(self.environment.cache._wlock)


class Numbers:
    """numpy: a generator of random numbers, which has a lock of its own."""

    def __init__(self, folder: Path) -> None:
        import numpy

        self.generator = numpy.random.default_rng(1)
        self.state = numpy.random.RandomState(1)

    def use(self) -> None:
        drawn: list[float] = []
        in_threads(lambda: drawn.extend([*self.generator.random(50), *self.state.random_sample(50)]))
        assert len(set(drawn)) == 400
        together(self.generator.bit_generator.lock)


class Parts:
    """asyncio: what synchronizes tasks, made far from any loop."""

    def __init__(self, folder: Path) -> None:
        self.lock, self.event, self.queue, self.ready = asyncio.Lock(), asyncio.Event(), asyncio.Queue(1), threading.Event()

    def use(self) -> None:
        async def main() -> None:
            ident = threading.get_ident()
            self.event.clear()

            async def give() -> None:
                async with self.lock:
                    for n in range(3):
                        await self.queue.put(n)
                self.event.set()

            task = asyncio.create_task(give())
            assert [await self.queue.get() for _ in range(3)] == [0, 1, 2]
            await asyncio.wait_for(self.event.wait(), 5)
            assert await asyncio.to_thread(threading.get_ident) != ident
            await task

        began = time.perf_counter()
        with asyncio.Runner() as runner:
            runner.run(main())
            runner.run(asyncio.sleep(0.02))
        assert time.perf_counter() - began >= 0.0199, "a real loop waits"
        # Of a loop that is gone, they keep nothing that the next one minds.
        self.__init__(Path())


KINDS = [Database, Terminal, Pages, Numbers, Parts]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """Of each kind one that was made before a stage, one on it, and one after it."""
    found: dict[str, list[Any]] = {"before": [], "on": [], "after": []}

    def make(when: str) -> None:
        folder = tmp_path_factory.mktemp(when)
        found[when] = [kind(folder) for kind in KINDS]

    if not ON_THE_STAGE_FIRST:
        make("before")
        for thing in found["before"]:
            thing.use()

    def program() -> None:
        import_all()
        make("on")
        for thing in [*found["before"], *found["on"]]:
            thing.use()
        assert type(threading.current_thread()).__name__ == "_MainThread"

    with Stage(Model({})) as stage:
        stage.call(program)
    assert (stage.recording.raised, stage.recording.left) == ("", []), stage.recording.output
    make("after")
    if ON_THE_STAGE_FIRST:  # the other way round: what was there before the next stage
        make("before")
        with Stage(Model({})) as stage:
            stage.call(lambda: [thing.use() for thing in found["before"]])
        assert (stage.recording.raised, stage.recording.left) == ("", []), stage.recording.output
    return found


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=[kind.__name__ for kind in KINDS])
@pytest.mark.parametrize("when", ["before", "on", "after"])
def test_it_works(when: str, kind: int, made: dict[str, list[Any]]) -> None:
    made[when][kind].use()
    made[when][kind].use()


@pytest.fixture
async def of_a_loop(made: dict[str, list[Any]]) -> AsyncIterator[asyncio.AbstractEventLoop]:
    await asyncio.sleep(0)
    yield asyncio.get_running_loop()
    await asyncio.sleep(0)


async def test_a_test_that_is_a_coroutine(of_a_loop: asyncio.AbstractEventLoop) -> None:
    loop = asyncio.get_running_loop()
    assert of_a_loop is loop
    assert type(loop).__module__ == "asyncio.unix_events"
    began = time.perf_counter()
    async with asyncio.timeout(5):
        await asyncio.gather(asyncio.sleep(0.01), asyncio.to_thread(time.sleep, 0.01))
    assert time.perf_counter() - began >= 0.0099
    assert type(asyncio.current_task()) is asyncio.Task


async def test_an_engine_on_a_loop(made: dict[str, list[Any]], tmp_path: Path) -> None:
    from sqlalchemy import text
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'it.db'}")
    async with engine.connect() as connection:
        assert (await connection.execute(text("select 1"))).scalar() == 1
    await engine.dispose()
