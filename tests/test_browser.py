"""What ``awaited/browser.py`` makes of a program, on a page that is played (``a_page.py``): each line of it, without a browser."""

import itertools
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from conftest import ROOT

from awaited.picture import timeline
from awaited.recording.output_limit import MORE
from awaited.recording.recording import Recording
from awaited.recording.words import moment
from awaited.site.library import Library
from tests.test_diagnosis import node

pytestmark = pytest.mark.xdist_group("browser")  # one Python for all of them

BOTH_WAYS = ["lesson/gather", "lesson/blocked_loop", "batch/batch", "tools/blocking_tool", "streaming/two_streams"]
"""Examples with tasks, with threads, with a loop that is blocked, with streams."""

REAL = """\
import asyncio, threading, time
def work():
    time.sleep(0.3)
    print("thread")
async def main():
    await asyncio.gather(asyncio.sleep(0.2), asyncio.to_thread(work), asyncio.sleep(0.1))
    print("loop")
began = time.perf_counter()
asyncio.run(main())
print(0.3 <= time.perf_counter() - began < 20)
"""

REFUSED = """\
import asyncio, os, subprocess
def tried(call, *given):
    try:
        call(*given)
    except Exception as error:
        print(type(error).__name__, error)
tried(input, "Who? ")
for call in (os.system, os.popen, subprocess.run):
    tried(call, "true")
async def main():
    await asyncio.create_subprocess_exec("true")
tried(lambda: asyncio.run(main()))
"""

NEAREST = """\
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
class Flat(Embeddings):
    def embed_documents(self, texts):
        return [self.embed_query(t) for t in texts]
    def embed_query(self, text):
        return [float(text.count("a")), float(text.count("b")), 0.0]
store = InMemoryVectorStore(Flat())
store.add_texts(["aaab", "bbba", "ab", "b", "xyz"])
for found, near in store.similarity_search_with_score("aa", k=5):
    print(found.page_content, round(near, 3), type(near).__mro__[-2].__name__)
"""

THREADS = "import threading\nthreading.Thread(target=print, args=('done',)).start()\n"
LOOP = "import asyncio, time\nasync def main():\n    await asyncio.sleep(0.01)\n    print('done')\nasyncio.run(main())\n"

WRITES = "import os, pathlib\nprint(sorted(os.listdir()), os.getcwd())\npathlib.Path('a').mkdir()\npathlib.Path('b').touch()\nos.symlink('a', 'c')\n"

COLLECTS = """\
import gc, threading, weakref
class It: pass
def cycle():
    it = It()
    it.me = it
    return weakref.ref(it)
alone = cycle()
gc.collect()
print(alone() is None)
gate = threading.Event()
thread = threading.Thread(target=gate.wait)
thread.start()
beside = cycle()
print(gc.collect(), beside() is None)
gate.set()
thread.join()
"""

CONTEXT = """\
import contextvars, threading
who = contextvars.ContextVar("who", default="nobody")
who.set("main")
def ask():
    print(who.get())
    who.set("thread")
thread = threading.Thread(target=ask)
thread.start()
thread.join()
print(who.get())
"""

SERVES = """\
import socket, ssl, threading
print(threading.get_native_id() == threading.get_ident())
print(ssl.create_default_context(cafile="of nobody.pem").verify_mode.name)
with socket.socket() as listening:
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 8000))
    listening.listen()
    with socket.create_connection(("127.0.0.1", 8000)) as asking:
        asking.sendall(b"hello")
        answering, _ = listening.accept()
        with answering:
            print(answering.recv(5))
"""

APP, USERS, ALONE = "import fastapi\n", "from app import it\n", "import rich\n"
BESIDE = {
    "two": {"beside.py": "TOLD = 'by its neighbour'\n"},
    "three": {"app.py": APP, "users.py": USERS, "alone.py": ALONE, "my.app.py": "import mcp\n"},
    "ring": {"one.py": "import two\n", "two.py": "import one\n"},
}
SOURCES = [
    ("three/program", "import users\n", ["import users\n", USERS, APP]),
    ("three/program", "import users, alone\n", ["import users, alone\n", USERS, ALONE, APP]),
    ("three/program", "def later():\n    from alone import it\n", ["def later():\n    from alone import it\n", ALONE]),
    ("three/program", "# Not: import app\nuser = 'an app'\n", ["# Not: import app\nuser = 'an app'\n"]),
    ("three/program", "import applications\n", ["import applications\n"]),
    ("three/program", "import app\nif it is not yet Python", ["import app\nif it is not yet Python", APP]),
    ("ring/program", "import one\n", ["import one\n", "import two\n", "import one\n"]),
    ("elsewhere/program", "import app\n", ["import app\n"]),
]
"""A snippet, its text, and the texts whose imports say what it needs."""

EXERCISE = "ainvoke/ask_once"
IN_THREADS = "blocking_and_waiting/three_at_once"
IN_TASKS = "event_loop/wait_for_others"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, library: Library) -> dict[str, Any]:
    """What came of all programs of this file, by their names."""
    programs: dict[str, dict[str, Any]] = {name: {"recorded_as": name} for name in BOTH_WAYS}
    programs |= {
        name: {"snippet": f"test/{name}", "code": code}
        for name, code in {
            "refused": REFUSED,
            "nearest": NEAREST,
            "threads": THREADS,
            "lacks": "import numpy_and_more\n",
            "typing error": "import jsn\n",
            "has no such part": "import json.nothing\n",
            "another's part": "import langchain_core.nowhere\n",
            "made by hand": "import sys, types\nsys.modules['shop'] = types.ModuleType('shop')\nimport shop.nothing\n",
            "in words": "raise ModuleNotFoundError('it is not here')\n",
            "writes": WRITES,
            "finds": WRITES,
            "flood": "for n in range(5000): print(n)\n",
            "collects": COLLECTS,
            "context": CONTEXT,
            "own question": "from langchain_ollama import ChatOllama\nprint(ChatOllama(model='llama3').invoke('Is it so?').text)\n",
            "no steps": "",
            "serves": SERVES,
            "idle pool": "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(1)\nprint(pool.submit(int, '1').result())\n",
        }.items()
    }
    programs["real"] = {"snippet": "test/real", "code": REAL, "fast": False}
    programs["real without switching"] = {"snippet": "test/real", "code": LOOP, "fast": False, "switching": False}
    programs["no switching"] = {"snippet": "test/threads", "code": THREADS, "switching": False}
    programs["loop without switching"] = {"snippet": "test/loop", "code": LOOP, "switching": False}
    for part in ("starter", "solution"):
        snippet = library.data().exercises[EXERCISE][part]
        programs[part] = {"snippet": snippet, "code": library.code(snippet), "exercise": EXERCISE}
    in_threads = library.data().exercises[IN_THREADS]["solution"]
    programs["solved in threads"] = {"snippet": in_threads, "code": library.code(in_threads), "exercise": IN_THREADS}
    programs["solved without threads"] = programs["solved in threads"] | {"switching": False}
    tries = f"import threading\ntry:\n    threading.Thread().start()\nexcept RuntimeError:\n    pass\n{library.code(f'{IN_TASKS}_solution')}"
    programs["solved after a refusal"] = {"snippet": "a/b", "code": tries, "exercise": IN_TASKS, "switching": False}
    programs["wrong without threads"] = programs["solved without threads"] | {"code": "print('Jupiter')\n"}
    programs["before"] = {
        "snippet": "lesson/gather",
        "code": library.code("lesson/invoke"),
        "recorded": library.recording("lesson/one_by_one").to_text(),
    }
    programs["two files"] = {"snippet": "two/files", "code": "import beside\nprint(beside.__name__, beside.TOLD)\n"}
    asked = json.dumps(
        {
            "home": str(tmp_path_factory.mktemp("page") / "home" / "reader"),
            "programs": list(programs.values()),
            "sources": [[snippet, code] for snippet, code, _ in SOURCES],
            "beside": BESIDE,
            "measured": [
                library.code("lesson/gather"),
                '{"{it}": {"text": "Yes", "first_token": 2, "per_token": 0}}',
                '{"*": {}}',
            ],
        }
    )
    run = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "a_page.py")],
        input=asked,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},  # other environments of these tests have no package of ours
    )
    assert run.returncode == 0, run.stderr
    answered = json.loads(run.stdout)
    return dict(zip(programs, answered["results"], strict=True)) | {
        what: answered[what] for what in ("home", "sources", "measured")
    }


def output(page: dict[str, Any], name: str) -> str:
    return Recording.from_text(page[name]["recording"]).output


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_a_page_records_as_a_terminal_does(name: str, page: dict[str, Any], library: Library) -> None:
    recorded = library.recording(name)
    result = page[name]
    assert result["recording"] == recorded.to_text()
    assert result["timeline"] == timeline.draw(recorded, None)
    assert (result["raised"], result["seconds"], result["before"]) == (recorded.raised, recorded.seconds, "")
    assert result["python"] == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert result["unanswered"] == 0
    assert json.loads(result["steps"])["steps"]
    shown = itertools.groupby((line for line in result["printed"] if line[0] != "flush"), key=lambda line: line[1:])
    assert [["".join(line[0] for line in lines), *of] for of, lines in shown] == [
        [p.text, p.to, p.at, p.by] for p in recorded.prints
    ]


def test_a_program_is_measured_with_a_model_of_its_own(page: dict[str, Any]) -> None:
    measured = page["measured"]
    assert (measured["seconds"], measured["peak"], measured["raised"]) == (2.0, 3, "")
    assert measured["timeline"].startswith("<figure")


def test_time_may_be_real(page: dict[str, Any]) -> None:
    assert output(page, "real") == "thread\nloop\nTrue\n"
    assert 0.3 <= page["real"]["seconds"] < 20
    assert output(page, "real without switching") == "done\n"
    assert 0 < page["real"]["slept"] < 20, "the page goes on meanwhile"
    assert page["real without switching"]["slept"] == page["threads"]["slept"] == 0


def test_without_stack_switching_threads_are_refused_and_the_rest_works(page: dict[str, Any]) -> None:
    assert page["no switching"]["raised"] == "RuntimeError"
    assert output(page, "no switching").endswith(
        "RuntimeError: can't start new thread: this browser has no WebAssembly stack switching (JSPI). Chrome and Edge have it from 137, "
        "Firefox from 153, Safari from 27; what needs no thread runs here too\n"
    )
    assert output(page, "threads") == output(page, "loop without switching") == "done\n"


def test_what_a_page_cannot_do_is_refused_in_words(page: dict[str, Any]) -> None:
    keyboard = "a program in a web page has no keyboard to read from: put the text into the code instead of calling input()"
    processes = "a web page cannot start other programs: run this program in your own terminal"
    on_stage = (
        "the stage is one process and starts no other: what a program runs there must be in this process. "
        "Run this program in a terminal, or use threads in the place of processes"
    )
    assert output(page, "refused").splitlines() == [
        f"EOFError {keyboard}",
        *[f"OSError {processes}"] * 2,
        *[f"NotOnStage {on_stage}"] * 2,
    ]


def test_a_package_that_the_page_lacks_gets_a_word(page: dict[str, Any]) -> None:
    note = "The Python in this page does not have {}: run this program in your own terminal."
    assert output(page, "lacks").splitlines()[-1] == note.format("numpy_and_more")
    assert output(page, "typing error").splitlines()[-1] == note.format("jsn")
    assert output(page, "has no such part").splitlines()[-1] == note.format("json.nothing")
    for name in ("another's part", "made by hand", "in words"):
        assert output(page, name).splitlines()[-1].startswith("ModuleNotFoundError"), "the package is here, or nobody knows which"


def test_the_folder_is_empty_at_the_start_of_each_run(page: dict[str, Any]) -> None:
    assert output(page, "writes").startswith("['writes.py'] ")
    assert output(page, "finds").startswith("['finds.py'] ")
    assert page["home"] == ["beside.py", "files.py"], "what the last one was called, and its neighbour"


def test_a_program_imports_what_is_beside_it(page: dict[str, Any]) -> None:
    assert output(page, "two files") == "beside by its neighbour\n"


@pytest.mark.parametrize("number", range(len(SOURCES)))
def test_a_neighbour_that_is_imported_decides_what_is_loaded(number: int, page: dict[str, Any]) -> None:
    assert page["sources"][number] == "\n".join(SOURCES[number][2])


def test_a_pool_that_has_nothing_to_do_is_not_left_behind(page: dict[str, Any]) -> None:
    recording = Recording.from_text(page["idle pool"]["recording"])
    assert (recording.output, recording.left) == ("1\n", [])


def test_a_server_listens_where_there_are_neither_sockets_nor_certificates(page: dict[str, Any]) -> None:
    assert output(page, "serves") == "True\nCERT_REQUIRED\nb'hello'\n"


def test_a_flood_is_shown_before_the_program_goes_on(page: dict[str, Any]) -> None:
    printed = page["flood"]["printed"]
    told = next(n for n, written in enumerate(printed) if written[0].endswith(MORE))
    assert printed[told + 1] == ["flush"]
    assert printed.count(["flush"]) == 1
    assert output(page, "flood").endswith("4999\n")


def test_an_exercise_is_judged(page: dict[str, Any]) -> None:
    assert page["starter"]["problems"]
    assert page["solution"]["problems"] == []
    assert "problems" not in page["flood"]


def test_what_needs_threads_is_not_called_wrong_where_there_are_none(page: dict[str, Any]) -> None:
    assert (page["solved in threads"]["problems"], page["solved in threads"]["unchecked"]) == ([], "")
    assert (
        page["solved without threads"]["unchecked"]
        == "It cannot be checked in this browser: the program starts a thread, and there is none here."
    )
    assert page["solved without threads"]["problems"], "in words, for who wants them all the same"
    assert (page["solved after a refusal"]["problems"], page["solved after a refusal"]["unchecked"]) == ([], "")
    assert page["wrong without threads"]["problems"]
    assert page["wrong without threads"]["unchecked"] == "", "it wants no thread"


def test_what_was_recorded_is_drawn_on_the_same_scale(page: dict[str, Any], library: Library) -> None:
    recorded = library.recording("lesson/one_by_one")
    mine = Recording.from_text(page["before"]["recording"])
    assert page["before"]["before"] == timeline.draw(recorded, recorded.seconds)
    assert page["before"]["timeline"] == timeline.draw(mine, recorded.seconds) != timeline.draw(mine, None)


def test_a_question_of_ones_own_is_counted(page: dict[str, Any]) -> None:
    assert page["own question"]["unanswered"] == 1


def test_nothing_to_step_through(page: dict[str, Any]) -> None:
    assert "steps" not in page["no steps"]


def test_near_texts_without_numpy(page: dict[str, Any]) -> None:
    assert output(page, "nearest") == "aaab 0.949 float\nab 0.707 float\nbbba 0.316 float\nxyz 0.0 float\nb 0.0 float\n"


def test_garbage_is_left_alone_while_other_fibers_are_suspended(page: dict[str, Any]) -> None:
    assert output(page, "collects") == "True\n0 False\n"


def test_a_thread_begins_without_context(page: dict[str, Any]) -> None:
    assert output(page, "context") == "nobody\nmain\n"


def test_a_page_writes_times_as_a_recording_does() -> None:
    script = (ROOT / "browser" / "player.js").read_text(encoding="utf-8")
    function = re.search(r"^function moment\(.*?^}", script, re.MULTILINE | re.DOTALL)
    assert function
    times = [0.0, 3.0, 0.125, 0.375, 2.675, 0.005, 1.005, 0.1 + 0.2, 12.5, 599.999, 86399.5]
    code = f"{function[0]}\nconsole.log(JSON.stringify({json.dumps(times)}.map(moment)))"
    told = subprocess.run([node(), "-e", code], capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == [moment(at) for at in times]
