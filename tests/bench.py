"""What a snippet, the stage and an embedding cost, as ratios: `make bench`.

The figures are processor seconds of whole processes (user and system), medians of several runs, so that a busy machine matters little.
"""

import contextlib
import gc
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import stress  # noqa: E402

QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def cost(*command: str, cwd: Path = ROOT) -> float:
    """Processor seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | QUIET | {"PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as in `make test`
    subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(*command: str, cwd: Path = ROOT, runs: int = 5) -> float:
    cost(*command, cwd=cwd)
    return statistics.median(cost(*command, cwd=cwd) for _ in range(runs))


def snippets() -> None:
    """The snippet tests against an interpreter that imports what the snippets import."""
    files = sorted((ROOT / "snippets").glob("*/*.py"))
    lines = {line for f in files for line in f.read_text().splitlines() if line.startswith(("import ", "from "))}
    lines = {line for line in lines if not line.endswith("(")}
    imports = "\n".join(f"try:\n    {line}\nexcept Exception: pass" for line in sorted(lines))
    bare = median("-W", "ignore", "-c", imports)
    suite = median("-m", "pytest", "-q", "tests/test_snippets.py")
    few = median("-m", "pytest", "-q", "tests/test_snippets.py", "-k", "lesson/gather]")
    each = (suite - few) / (len(files) - 1)
    print(f"importing what the snippets import   {bare:6.2f} s of processor time")
    print(f"running all {len(files)} snippets             {suite:6.2f} s, {suite / bare:.2f} times the imports (at most 2.2)")
    print(f"one more snippet, its test included  {each * 1000:6.1f} ms, of {CALLS} calls on average")


CALLS = 2.3
"""How many calls of a model a snippet makes, on average."""

GATHER = """
import asyncio
BODY = b'{"model": "llama3", "stream": false, "messages": [{"role": "user", "content": "Hi"}]}'
HEAD = b"POST /api/chat HTTP/1.1\\r\\nhost: x\\r\\ncontent-length: %d\\r\\nconnection: close\\r\\n\\r\\n" % len(BODY)
async def ask():
    reader, writer = await asyncio.open_connection("127.0.0.1", 11434)
    writer.write(HEAD + BODY)
    answer = await reader.read()
    writer.close()
    assert b"Hello" in answer
async def main():
    await asyncio.gather(*(ask() for _ in range(NUMBER)))
asyncio.run(main())
"""
"""Calls without a client's library, so that the figure is the stage's and the model's."""

ECHO = """
import asyncio
async def serve(reader, writer):
    while line := await reader.readline():
        writer.write(line)
    writer.close()
async def talk(go):
    reader, writer = await asyncio.open_connection("127.0.0.1", 8000)
    await go.wait()
    for _ in range(5):
        writer.write(b"hello\\n")
        await reader.readline()
    writer.close()
async def main():
    go = asyncio.Event()
    async with await asyncio.start_server(serve, "127.0.0.1", 8000, backlog=4000):
        talks = [asyncio.create_task(talk(go)) for _ in range(NUMBER)]
        await asyncio.sleep(1)
        go.set()
        await asyncio.gather(*talks)
asyncio.run(main())
"""
"""Connections that are all open at once."""


def spent() -> float:
    """Processor seconds of this process. (On the stage `time.process_time` is virtual.)"""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def stage() -> None:
    """One run in a process that has run others; many calls and connections against fewer; what many runs leave in memory."""
    from awaited import Model, Stage
    from awaited.site.library import Library

    library = Library(ROOT / "snippets")

    def run(code: str, path: Path | None = None) -> float:
        began = spent()
        with Stage(library.server() if path is not None else Model({"Hi": "Hello."})) as on:
            on.execute(code, None if path is None else str(path))
        assert not on.recording.raised, on.recording.output
        return spent() - began

    def again(name: str, times: int = 25) -> float:
        code, path = library.code(name), library.path(name)
        run(code, path)
        return statistics.median(run(code, path) for _ in range(times))

    recording(library)
    nothing = statistics.median(run("pass") for _ in range(25))
    print(f"one more run of a program of nothing {nothing * 1000:6.1f} ms")
    for name in ("lesson/invoke", "lesson/ainvoke"):
        print(f"one more run of {name:20} {again(name) * 1000:6.1f} ms (at most 12)")
    for what, code, most in (("calls under gather", GATHER, 12.0), ("open connections", ECHO, 15.0)):
        few, many = (min(run(code.replace("NUMBER", str(n))) for _ in range(3)) for n in (100, 1000))
        print(f"1000 {what}: {many:.2f} s, {many / few:.1f} times 100 of them (at most {most:g})")
    growth = stress.grows(500)
    print(f"memory after 500 more runs: {growth:+.1f} MB (at most +{stress.MEGABYTES})")


class _Nobody:
    """An observer that nobody tells of turns, and that keeps the rest."""

    turns = watch = None

    def __init__(self, keeps: Any) -> None:
        self._keeps = keeps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keeps, name)


def recording(library: Any) -> None:
    """What a snippet pays for being recorded: turn by turn, and the recording at the end, against a run of which nobody is told."""
    from awaited import Stage
    from awaited.testing import is_test

    def once(name: str, told: bool) -> float:
        stage = Stage(library.server())
        if not told:
            stage._machine._observer = _Nobody(stage._recorder)
        began = time.process_time()  # finer than spent()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), stage:
            stage.execute(library.code(name), str(library.path(name)))
        assert not told or stage.recording
        return time.process_time() - began

    started = library.data().exempt.get("stage", {})
    names = [n for n in library.names()[::12] if n not in started and not is_test(n) and not library.recording(n).raised]
    least: dict[tuple[str, bool], float] = {}
    for again in range(8):
        if again == 1:  # all is imported; a collection that falls into one of two runs says nothing of either
            gc.freeze()
            gc.disable()
        for name in names:
            for told in (True, False):
                least[name, told] = min(least.get((name, told), 9.0), once(name, told))
    gc.enable()
    gc.unfreeze()
    costs = sorted(1000 * (least[name, True] - least[name, False]) for name in names)
    print(
        f"recording one of {len(names)} snippets          {statistics.median(costs):6.1f} ms (at most 1.5), {statistics.mean(costs):.1f} on average,"
        f" {costs[-1]:.0f} for the one that costs most"
    )


def embedding() -> None:
    """A site whose pages embed snippets against the same pages with plain fences, and no timelines."""
    from awaited.site.library import Library

    library = Library(ROOT / "snippets")
    names = [f"lesson/{name}" for name in ("invoke", "ainvoke", "gather", "one_by_one", "batch")]
    for copies in (1, 10, 100):
        figures = {}
        for kind in ("plain", "embedded"):
            with tempfile.TemporaryDirectory() as folder:
                site = Path(folder)
                (site / "docs").mkdir()
                shutil.copytree(ROOT / "snippets", site / "snippets")
                config = (
                    "site_name: Bench\ntheme: {name: material, font: false, features: [navigation.prune]}\nplugins: [search]\n"
                    "markdown_extensions:\n  - pymdownx.highlight\n  - pymdownx.superfences\n"
                )
                (site / "mkdocs.yml").write_text(config + ("  - awaited.site.embedding\n" if kind == "embedded" else ""))
                for n in range(copies * 4):
                    parts = [f"# Page {n}\n"]
                    for name in names:
                        body = f"```python\n{library.code(name)}```\n" if kind == "plain" else f"@snippet {name}\n"
                        parts.append(f"## About {name}\n\nSome words about this example.\n\n{body}")
                    (site / "docs" / f"page{n}.md").write_text("\n".join(parts))
                figures[kind] = median("-m", "mkdocs", "build", "-q", cwd=site, runs=3 if copies < 100 else 1)
        print(
            f"{copies * 4:4} pages: plain fences {figures['plain']:7.2f} s, embedded {figures['embedded']:7.2f} s, "
            f"{100 * (figures['embedded'] / figures['plain'] - 1):+.0f} % (at most +10 %)"
        )


PLAIN = "def test_nothing():\n    pass\n"

TESTS = """
import asyncio
from langchain_ollama import ChatOllama

llm = ChatOllama(model="llama3")

async def ask(stage, got):
    stage.answers["Say {text}"] = "{text}"
    async def one(text):
        got.append((await llm.ainvoke(f"Say {text}")).content)
    await asyncio.gather(*(one(text) for text in "abc"))

async def test_three_calls(stage):
    await ask(stage, [])

async def test_fails(stage):
    got = []
    await ask(stage, got)
    assert sorted(got) == ["a", "b", "c"] and got[:2] != ["c", "b"]
"""


def plugin() -> None:
    """A test on the stage, many orders of it, the way back from one that fails, and what a suite pays that uses none of it."""
    import contextlib
    import io

    import pytest

    bare = ("-q", "-p", "no:awaited", "-p", "no:cacheprovider", "-c", os.devnull)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test_it.py"
        path.write_text(PLAIN)
        without, with_it = (median("-m", "pytest", *bare, *more, str(path)) for more in ((), ("-p", "awaited.testing.plugin")))
        print(f"a suite that does not use the plugin {(with_it - without) * 1000:+6.0f} ms (at most +50)")
        path.write_text(TESTS)
        others = [o for name in ("asyncio", "anyio", "randomly", "socket", "timeout", "xdist") for o in ("-p", f"no:{name}")]
        options = [*bare, *others, "-p", "awaited.testing.plugin", "--rootdir", folder]

        def run(test: str, orders: int) -> float:
            began = spent()
            with contextlib.redirect_stdout(io.StringIO()):
                pytest.main([*options, f"--stage-orders={orders}", f"{path}::{test}"])
            return spent() - began

        run("test_three_calls", 5)
        few, many = (min(run("test_three_calls", n) for _ in range(3)) for n in (1, 101))
        print(
            f"one more order of three calls        {(many - few) * 10:6.1f} ms (at most 12); a hundred {many - few:.2f} s (at most 1.5)"
        )
        print(f"found, and made smaller              {min(run('test_fails', 100) for _ in range(3)) - few:6.2f} s (at most 2.5)")


if __name__ == "__main__":
    plugin()
    stage()
    snippets()
    embedding()
