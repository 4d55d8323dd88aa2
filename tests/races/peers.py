"""The planted faults on other simulators of asyncio, side by side with ours: ``make peers``.

Each peer runs the same programs, with the real ``ChatOllama``, against uvicorn on its own event loop, behind which stands the same model. How long
an answer takes the peer draws from its own tape: plain, or within the bounds that ours keeps to. What a peer cannot run at all is said, with
the reason that it gives. The programs' sync tests are for ours alone: no peer has threads in virtual time.

``python tests/races/peers.py`` needs the peers' environment (``requirements/peers.in``) and this project's; the first runs this file once for
each peer.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
import types
import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))
PROGRAMS = Path(__file__).parent / "programs"
ORDERS, TWIN, FEW = 100, 110, 10
FACTORS = (1.0, 4.0, 0.25, 2.0, 0.5, 1.5, 0.75, 3.0)
"""By how much an answer may be longer or shorter; the first is what a peer shrinks to."""
PEERS = ("detangle", "simloom", "simloop", "frontrun")
SECONDS = 180
"""Of one program on one peer, at most."""

_SYNC = "it is sync, with threads"

Test = Callable[[], Coroutine[Any, Any, None]]


# -- what the programs find in the place of our stage


class Stage:
    """As much of the fixture ``stage`` as the programs ask for."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @property
    def answers(self) -> Any:
        return self._model.answers

    def speed(self, model: str = "*", **limits: Any) -> None:
        from awaited import Speed

        self._model.set_speed(model, Speed(**limits))

    @property
    def calls(self) -> Any:
        from awaited.testing.asked import Calls

        return Calls(self._model.calls)

    @property
    def seconds(self) -> float:
        return asyncio.get_running_loop().time()


def _app(model: Any) -> Callable[..., Awaitable[None]]:
    """The model as an ASGI application."""
    from awaited.model.http_server import HTTPRequest
    from awaited.model.interfaces import Interfaces

    answer = Interfaces(model)

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}

        async def talk() -> None:
            found = await answer(HTTPRequest(scope["method"], scope["path"], headers, body, 0))
            named = [(name.encode(), value.encode()) for name, value in found.headers]
            await send({"type": "http.response.start", "status": found.status, "headers": named})
            if isinstance(found.body, AsyncGenerator):
                async for piece in found.body:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
            else:
                await send({"type": "http.response.body", "body": found.body})

        talks = asyncio.ensure_future(talk())
        gone = asyncio.ensure_future(receive())
        await asyncio.wait([talks, gone], return_when=asyncio.FIRST_COMPLETED)
        for task in (talks, gone):
            task.cancel()
        await asyncio.wait([talks, gone])
        if not talks.cancelled():
            talks.result()

    return app


def _test(name: str, test: str, pace: Callable[[], float]) -> Test:
    """A test of a program, with a server beside it on the same loop."""
    import uvicorn

    from awaited.model.model import Model

    code = compile((PROGRAMS / f"{name}.py").read_text(encoding="utf-8"), str(PROGRAMS / f"{name}.py"), "exec")

    class Server(uvicorn.Server):
        def capture_signals(self) -> Any:
            import contextlib

            return contextlib.nullcontext()

    async def run() -> None:
        model = Model({})
        model.pace = lambda prompt, seconds: pace()
        # Anew for each run: the connections of a client belong to an event loop.
        program = types.ModuleType(name)
        sys.modules[name] = program
        exec(code, program.__dict__)
        config = uvicorn.Config(_app(model), host="127.0.0.1", port=11434, lifespan="off", log_config=None, ws="none")
        server = Server(config)
        serving = asyncio.ensure_future(server.serve())
        while not server.started:
            if serving.done():
                serving.result()
            await asyncio.sleep(0.001)
        try:
            await getattr(program, test)(Stage(model))
        finally:
            server.should_exit = server.force_exit = True
            await asyncio.wait([serving], timeout=10)

    return run


# -- the peers


def _detangle(name: str, test: str, runs: int) -> dict[str, Any]:
    import detangle

    run = _test(name, test, lambda: detangle.choice(FACTORS))
    try:
        detangle.explore(
            run, runs=runs, seed=1, strategy="random", database=False, patch_time=True, fail_on_unobserved=False, name=name
        )
    except detangle.BugFound as found:
        report = found.report
        return {
            "orders": report.runs,
            "deviations": report.deviations,
            "shrunk": report.shrink_attempts,
            "error": str(report.failure)[:300],
        }
    return {"orders": None}


def _simloom(name: str, test: str, runs: int) -> dict[str, Any]:
    import simloom

    options: dict[str, Any] = {"virtual_time": True, "seed_randomness": True, "on_unhandled": "record"}
    run = _test(name, test, lambda: FACTORS[simloom.draw("answer", len(FACTORS))])
    found = simloom.explore(run, runs=runs, start_seed=1, **options)
    if found.first_failure is None:
        return {"orders": None}
    small = simloom.shrink(run, found.first_failure, max_runs=60, **options)
    return {
        "orders": found.failures[0].seed,
        "deviations": small.deviations,
        "shrunk": small.runs_used,
        "error": f"{found.failures[0].error}: {found.failures[0].message}"[:300],
    }


def _simloop(name: str, test: str, runs: int) -> dict[str, Any]:
    import random

    import simloop

    found = simloop.explore(_test(name, test, lambda: random.choice(FACTORS)), range(1, runs + 1), shrink=True)
    return {"orders": None} if found is None else {"orders": found.seed, "error": repr(getattr(found, "error", found))[:300]}


def _frontrun(name: str, test: str, runs: int) -> dict[str, Any]:
    import frontrun

    done: list[str] = []

    async def work(state: dict[str, Any]) -> None:
        await _test(name, test, lambda: 1.0)()
        done.append(name)

    async def explore() -> Any:
        return await frontrun.explore(
            setup=dict,
            workers=[work, _nothing],
            invariant=lambda state: True,
            clock="virtual",
            max_executions=runs,
            total_timeout=20,
        )

    found = asyncio.run(explore())
    if not done:
        raise RuntimeError(f"the program never came to its end under it: {found}")
    return {"orders": None if found.property_holds else found.num_explored, "error": str(found.explanation)[:300]}


async def _nothing(state: dict[str, Any]) -> None:
    await asyncio.sleep(0)


def _ours(name: str, test: str, runs: int) -> dict[str, Any]:
    from tests.races.walks import walk

    found = walk(name, test, runs)
    told = [line.strip(" -") for line in found.told.splitlines() if line.startswith("  - ")]
    return (
        {"orders": found.order, "deviations": found.deviations, "error": "; ".join(told)}
        if found.outcome == "failed"
        else {"orders": None}
    )


EXPLORES = {"ours": _ours, "detangle": _detangle, "simloom": _simloom, "simloop": _simloop, "frontrun": _frontrun}


def one(peer: str, name: str) -> None:
    """Run one program on one peer, and write what came of it as JSON."""
    warnings.simplefilter("ignore")
    explore = EXPLORES[peer]
    try:
        # Imports, and what is made once, are in nobody's figure; and who fails in the mended twin has found nothing.
        twin = explore(name, "test_mended", 2)
        if twin["orders"] is None:
            began = time.process_time()
            found = explore(name, "test_fault", ORDERS)
            found["seconds"] = time.process_time() - began
            # What a run costs once (pytest collects, say) is in nobody's figure either: how much longer are a hundred orders more?
            began = time.process_time()
            explore(name, "test_mended", FEW)
            between = time.process_time()
            found["twin"] = explore(name, "test_mended", TWIN)
            found["each"] = (time.process_time() - between - (between - began)) / (TWIN - FEW)
        else:
            found = {"cannot": twin.get("error") or "its mended twin fails at once"}
    except BaseException as error:
        found = {"cannot": f"{type(error).__name__}: {error}".strip()[:300]}
    print("\n" + json.dumps(found), flush=True)
    os._exit(0)  # a loop that hangs is no matter


def ask(python: str, peer: str, name: str) -> dict[str, Any]:
    """The same in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    try:
        run = subprocess.run(
            [python, __file__, peer, name], capture_output=True, text=True, timeout=SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        return {"cannot": f"not done after {SECONDS} s"}
    last = [line for line in run.stdout.splitlines() if line.startswith("{")]
    return json.loads(last[-1]) if last else {"cannot": (run.stderr.strip().splitlines() or ["it wrote nothing"])[-1][:300]}


def cell(found: dict[str, Any]) -> str:
    """What came of it, in few words."""
    if "cannot" in found:
        return "cannot"
    twin = found["twin"]["orders"] is not None
    what = f"{found['orders']}" if found["orders"] is not None else f"none in {ORDERS}"
    steps = f", {found['deviations']} dev." if found.get("deviations") is not None else ""
    return f"{what}{steps}, {found['seconds']:.2f} s" + (" (twin fails)" if twin else "")


def main(python: str, names: list[str]) -> None:
    """The table."""
    every = sorted(path.stem for path in PROGRAMS.glob("*.py"))
    found: dict[str, dict[str, dict[str, Any]]] = {}
    print("| Planted fault | ours | " + " | ".join(PEERS) + " |\n| --- |" + " --- |" * (1 + len(PEERS)))
    for name in names or every:
        code = (PROGRAMS / f"{name}.py").read_text(encoding="utf-8")
        row = {"ours": ask(sys.executable, "ours", name)}
        for peer in PEERS:
            tried = [other[peer]["cannot"] for other in found.values() if other[peer].get("cannot", _SYNC) != _SYNC]
            if "async def test_fault" not in code:
                row[peer] = {"cannot": _SYNC}
            elif len(tried) > 1 and not any("each" in other[peer] for other in found.values()):
                row[peer] = {"cannot": tried[0]}  # nor any other, then
            else:
                row[peer] = ask(python, peer, name)
        found[name] = row
        print(f"| {name} | " + " | ".join(cell(row[peer]) for peer in ("ours", *PEERS)) + " |", flush=True)
    print()
    for peer in PEERS:
        both = [row for row in found.values() if "each" in row[peer] and "each" in row["ours"]]
        if both:
            ratio = sum(row["ours"]["each"] for row in both) / sum(row[peer]["each"] for row in both)
            times = sum(row["ours"]["seconds"] for row in both) / sum(row[peer]["seconds"] for row in both)
            print(
                f"{peer}: it runs {len(both)} of {len(found)}; an order of ours takes {ratio:.2f} of its time, all faults {times:.2f}"
            )
        why: dict[str, list[str]] = {}
        for name, row in found.items():
            if "cannot" in row[peer]:
                why.setdefault(row[peer]["cannot"].splitlines()[0][:160], []).append(name)
        for reason, those in why.items():
            print(f"{peer} cannot run {len(those)}: {reason} ({', '.join(those[:4])}{' ...' if len(those) > 4 else ''})")
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    (folder / "peers.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] in EXPLORES:
        one(sys.argv[1], sys.argv[2])
    else:
        main(sys.argv[1], sys.argv[2:])
