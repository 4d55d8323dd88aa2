"""Snippets that say something else in another environment: there they run against the stand-in, and do what that environment's recording says.

Such a recording stands in a folder beside the snippet, named after the environment (``requirements/NAME.txt``). ``--update-examples`` (``make
record-community``) writes it anew. Its times are those of a real run, rounded to a tenth of a second, from the first request on: what the
interpreter takes to start is left out.
"""

import ast
import re
from pathlib import Path

import pytest

from awaited.commands.model import PORT
from awaited.model.stand_in import PortInUse, StandIn
from awaited.recording.calls import Call
from awaited.recording.recording import Print, Recording, digest
from awaited.site.library import Library
from tests.wire.running import Run, differences, run_file
from tools.maintain.environments import ROOT, environment

LIBRARY = Library(ROOT / "snippets")
ELSEWHERE = [(path.parent.name, f"{path.parts[-3]}/{path.stem}") for path in sorted(LIBRARY.root.glob("*/*/*.json"))]

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(600)]


def perform(name: str, where: str, folder: Path) -> Run:
    """Run a snippet in an environment, against the stand-in on Ollama's own port: old classes look nowhere else."""
    server = LIBRARY.server()
    try:
        with StandIn(server, PORT) as stand_in:
            host = {"OLLAMA_HOST": stand_in.url, "PYTHONUNBUFFERED": "1"}
            result = run_file(LIBRARY.path(name).absolute(), folder, host, 120, str(environment(where)))
    except PortInUse as error:
        pytest.fail(f"{error.strerror}: stop what listens there, old classes ask no other", pytrace=False)
    return Run(*result, server.log.calls)


def as_recording(name: str, run: Run) -> Recording:
    """A run as a recording, with its times rounded."""
    code = LIBRARY.code(name)
    path = "native" if any(isinstance(node, ast.Await) for node in ast.walk(ast.parse(code))) else "sync"
    start = min(c.start for c in run.calls)

    def since(moment: float | None) -> float | None:
        return None if moment is None else round(moment - start, 1)

    calls = [
        Call(c.kind, c.label, path, "MainThread", since(c.start), None, since(c.first), since(c.end), c.outcome)
        for c in run.calls
    ]
    seconds = max(c.end for c in calls)
    file = str(LIBRARY.path(name).absolute())
    warned = run.stderr.replace(file, Path(file).name)
    kinds = re.findall(r":\d+: (\w+Warning):", warned)
    prints = [Print(0.0, "MainThread", warned, "stderr")] if warned else []
    prints.append(Print(seconds, "MainThread", run.stdout))
    return Recording(name, digest(code), seconds, "", kinds, [], calls, prints, [])


@pytest.mark.parametrize(("where", "name"), ELSEWHERE)
def test_elsewhere(where: str, name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    run = perform(name, where, tmp_path)
    assert run.status == 0, run.stderr
    if request.config.getoption("update_examples"):
        as_recording(name, run).save(LIBRARY.recording_path(name, where))
        return
    recorded = LIBRARY.recording(name, where)
    assert recorded.code == digest(LIBRARY.code(name)), f"the snippet was edited since: run `make record-{where}`"
    if found := differences(recorded, run, LIBRARY.path(name).absolute()):
        pytest.fail(f"snippets/{name}.py with {where}: " + "; and ".join(found) + f".\n{run.stdout}{run.stderr}", pytrace=False)
    again = as_recording(name, run)
    assert again.warned == recorded.warned
