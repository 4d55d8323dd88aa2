"""A graph whose process is killed: what the checkpointer had on disk is left, and a second process goes on from there (the page "LangGraph")."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.timeout(120)]

PROGRAM = """
import sys, time
from pathlib import Path

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

folder, durability, go_on = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "again"


class State(TypedDict, total=False):
    text: str


def paid(step):
    with (folder / "paid.txt").open("a") as file:
        file.write(step + "\\n")


def read(state):
    paid("read")
    return {"text": "read"}


def translate(state):
    paid("translate")
    if not go_on:
        print("translating", flush=True)
        time.sleep(600)
    return {"text": state["text"] + ", translated"}


graph = StateGraph(State)
graph.add_node(read)
graph.add_node(translate)
graph.add_edge(START, "read")
graph.add_edge("read", "translate")
graph.add_edge("translate", END)
with SqliteSaver.from_conn_string(str(folder / "steps.db")) as saver:
    app = graph.compile(checkpointer=saver)
    config = {"configurable": {"thread_id": "1"}}
    asked = None if go_on and app.get_state(config).next else {"text": ""}
    print(app.invoke(asked, config, durability=durability)["text"])
"""


def start(folder: Path, durability: str, which: str) -> subprocess.Popen[str]:
    (folder / "program.py").write_text(PROGRAM)
    command = [sys.executable, "program.py", str(folder), durability, which]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("durability", "paid"), [("sync", ["read", "translate", "translate"]), ("exit", ["read", "translate"] * 2)]
)
def test_what_is_on_disk_is_not_done_again(durability: str, paid: list[str], tmp_path: Path) -> None:
    with start(tmp_path, durability, "first") as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "translating\n"
        first.kill()
    assert first.returncode == -signal.SIGKILL
    with start(tmp_path, durability, "again") as second:
        said, _ = second.communicate(timeout=60)
    assert said == "read, translated\n"
    assert (tmp_path / "paid.txt").read_text().split() == paid
