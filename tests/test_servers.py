"""Programs that start servers of their own, and ask them, in virtual time: the frameworks as they are installed.

The programs are in ``programs/servers``. Each also runs in a terminal, beside ``awaited model``.
"""

from pathlib import Path

import pytest

from awaited import Answer, Model, Recording, Stage, run

PROGRAMS = Path(__file__).parent / "programs" / "servers"

# They import the same packages: in one process, once.
pytestmark = [pytest.mark.xdist_group("frameworks")]


def calls(*tools: str, then: str) -> Answer:
    return Answer(tool_calls=[{"name": tool, "args": {"city": "Rome"}} for tool in tools], after_tools=then)


ANSWERS = {
    "Name a fruit.": "An apple, perhaps, is one.",  # 0.6 s to its first token, and four times 0.1 s
    "Name fruit number {n}.": "Fruit {n}.",
    "My name is Ada.": "Hello Ada.",
    "What is my name?": "Ada.",
    "How is Rome?": calls("weather", "time_of_day", then="Sunny at noon."),
    "What time is it in Rome?": calls("time_of_day", then="Noon."),
    "How is the weather in Rome?": calls("weather", then="Sunny."),
}


def perform(name: str) -> Recording:
    recording = run(PROGRAMS / f"{name}.py", model=Model(ANSWERS), limit=600)
    assert recording.raised == "", recording.output
    return recording


FRUIT = "An apple, perhaps, is one."


OUTPUT = {
    "fastapi_endpoints": """
        0.0 up
        /awaits health 0.1, all 0.7
        /blocks health 7.0, all 7.0
        /def health 0.1, all 0.7
        50 in 40 threads 1.4
        9.8 answered
        9.8 422
        11.8 noted in a thread
        11.9 down
    """,
    "fastapi_leaving": """
        0.6 data: An
        0.7 data: apple,
        0.8 data: perhaps,
        0.9 data: is
        1.0 data: one.
        1.0 data:
        1.0 data:
        1.0 the stream has ended
        1.6 the first line: data: An
        1.6 the stream has ended
        3.0 gave up
        3.6 the endpoint has its answer
    """,
    "visitors": """
        0.7 ['"Fruit 0."', '"Fruit 1."']
        1.4 ['"Fruit 0."', '"Fruit 1."']
        2.1 ['Fruit 0.', 'Fruit 1.']
    """,
    "websocket": f"""
        1.0 left with 1000
        1.0 left with 1000
        1.0 left with 1000
        ['{FRUIT}', '{FRUIT}', '{FRUIT}']
        1.0 three at once
        1.6 the first token: An
        1.7 left with 1006
        2.8 sync
        3.4 An
        4.4 HI
    """,
    "starlette_clients": """
        1.0 {'method': 'POST', 'body': 'x'}
        2.0 in a thread 404
        2.5 HTTPConnectionPool(host='127.0.0.1', port=8000): Read timed out. (read timeout=0.5)
        3.5 ['number 0', 'number 1', 'number 2']
        4.0 TimeoutError
        5.0 {'method': 'POST', 'body': 'y'}
        6.2 [200, 200]
        7.2 in a thread
        7.2 ConnectionError
    """,
    "flask_threads": f"""
        1.0 ['{FRUIT}', '{FRUIT}', '{FRUIT}']
        2.0 ['{FRUIT}', '{FRUIT}', '{FRUIT}']
        2.6 b'An '
        2.7 b'apple, '
        2.8 b'perhaps, '
        2.9 b'is '
        3.0 b'one.'
        3.0 500
        4.5 {FRUIT}
         * Serving Flask app 'flask_threads'
         * Debug mode: off
        6.0 slow
    """,
    "quart_app": f"""
        1.1 ['{FRUIT}', '{FRUIT}']
        2.1 ['in a thread', 'in a thread']
        3.1 ['{FRUIT}', '{FRUIT}']
        4.1 ['in a thread', 'in a thread']
        5.3 {FRUIT}
    """,
    "django_asgi": f"""
        1.0 /awaits ['{FRUIT}', '{FRUIT}', '{FRUIT}']
        2.0 /sync ['{FRUIT}', '{FRUIT}', '{FRUIT}']
        3.0 /threaded ['{FRUIT}', '{FRUIT}', '{FRUIT}']
        3.6 An
        3.7 apple,
        3.8 perhaps,
        3.9 is
        4.0 one.
        5.0 b'{FRUIT}'
        6.2 b'{FRUIT}'
        7.7 {FRUIT}
    """,
    "waitress_threads": "2.0 4 answers by 2 threads",
    "streamlit_page": f"""
        3.0 ['{FRUIT}', '{FRUIT}', '{FRUIT}'] [] 1
        6.0 ['{FRUIT}', '{FRUIT}', '{FRUIT}'] [] 2
    """,
    "typer_command": f"""
        2.0 0 '{FRUIT}\\n{FRUIT}\\n'
        2.0 2
        {FRUIT}
        {FRUIT}
        4.0 called
    """,
    "agents": """
        0.7 ['model']
        1.7 ['tools']
        1.7 ['tools']
        2.5 ['model']
        5.0 Sunny at noon.
        7.2 Noon.
        7.9 Hello Ada.
        8.5 Ada.
        8.5 6 states
    """,
    "mcp_tools": """
        1.0 ['sunny', 'rainy']
        1.0 ['weather']
        2.0 ['sunny', 'rainy']
        4.2 Sunny.
    """,
}


@pytest.mark.parametrize("name", OUTPUT)
def test_a_program_with_a_server_of_its_own(name: str) -> None:
    written = [p.text for p in perform(name).prints if p.to == "stdout"]
    lines = [line.strip() for line in OUTPUT[name].strip().split("\n")]
    assert [line.strip() for line in "".join(written).strip().split("\n")] == lines


def test_a_recording_says_which_handler_made_a_call_also_in_a_second_file() -> None:
    recording = perform("visitors")
    made = {row[1]: row[4] for row in recording.events if row[2] == "made"}
    calls = [(row[1], made[row[1]], call.path) for row, call in zip(_calls(recording), recording.calls, strict=True)]
    assert [does for _, does, _ in calls] == ["awaits", "awaits", "run", "run", "tokens", "tokens"]
    assert len({lane for lane, _, _ in calls}) == 6
    assert [path for _, _, path in calls] == ["native", "native", "thread", "thread", "native", "native"]
    assert [call.by for call in recording.calls][2:4] == ["AnyIO worker thread"] * 2
    assert not any(row[2] == "cancel" for row in recording.events)  # of a library's own
    # The lines are those of the file that is shown.
    assert {row[3] for row in recording.events if row[2] in ("call", "run", "wait")} <= set(range(1, 20))


def _calls(recording: Recording) -> list[list]:
    return [row for row in recording.events if row[2] == "call"]


UVICORN = "import asyncio, threading, uvicorn\nfrom own_server import serving\nasync def app(scope, receive, send): pass\n"
WSGI = "def app(environment, start): start('200 OK', []); return [b'x']\n"

DEADLOCKS = {
    "a task beside uvicorn": (f"{UVICORN}with serving(app, lifespan='off'): asyncio.run(asyncio.Event().wait())", 0.6),
    "a thread beside uvicorn": (f"{UVICORN}with serving(app, lifespan='off'): threading.Event().wait()", 0.6),
    "uvicorn alone": (f"{UVICORN}uvicorn.run(app, log_level='critical')", 0.4),
    "uvicorn that waits for a client": (
        f"{UVICORN}import socket\nasync def slow(scope, receive, send): await asyncio.Event().wait()\n"
        "s = socket.socket()\nwith serving(slow, lifespan='off'):\n"
        "    s.connect(('127.0.0.1', 8000)); s.sendall(b'GET / HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n')",
        0.8,
    ),
    "two of the standard library": (
        "import socketserver, threading, time\nfor port in (80, 81):\n"
        "    threading.Thread(target=socketserver.TCPServer(('127.0.0.1', port), None).serve_forever, daemon=True).start()\n"
        "    time.sleep(0.1)\nthreading.Event().wait()",
        2.1,
    ),
    "a timer that was cancelled": (
        "import socketserver, threading\ntimer = threading.Timer(9, print)\ntimer.start()\ntimer.cancel()\n"
        "with socketserver.TCPServer(('127.0.0.1', 80), None) as server: server.serve_forever()",
        2.0,
    ),
    "Werkzeug": (
        f"import threading\nfrom werkzeug.serving import make_server\n{WSGI}"
        "threading.Thread(target=make_server('127.0.0.1', 80, app, threaded=True).serve_forever, daemon=True).start()\n"
        "threading.Event().wait()",
        2.0,
    ),
    "waitress": (
        f"import threading\nfrom waitress.server import create_server\n{WSGI}"
        "threading.Thread(target=create_server(app, port=80).run, daemon=True).start()\nthreading.Event().wait()",
        4.0,
    ),
    "hypercorn": (
        "import asyncio\nfrom hypercorn.asyncio import serve\nfrom hypercorn.config import Config\n"
        "async def app(scope, receive, send): await receive()\nasyncio.run(serve(app, Config()))",
        0.0,
    ),
}


@pytest.mark.parametrize("name", DEADLOCKS)
def test_a_deadlock_beside_a_server_is_told_at_once(name: str) -> None:
    code, seconds = DEADLOCKS[name]
    with Stage(Model({})) as stage:
        stage.execute(code, str(PROGRAMS / "deadlock.py"))
    assert stage.recording.raised == "Deadlock", stage.recording.output
    assert "nothing will ever wake this program: the main thread waits for" in stage.recording.output
    assert stage.seconds == pytest.approx(seconds, abs=0.002)


def test_a_server_that_does_something_of_its_own_while_it_waits_is_no_deadlock() -> None:
    code = (
        "import socketserver, time\nclass Server(socketserver.TCPServer):\n    def service_actions(self): time.sleep(0.01)\n"
        "with Server(('127.0.0.1', 80), None) as server: server.serve_forever()\n"
    )
    with Stage(Model({}), limit=60) as stage:
        stage.execute(code)
    assert (stage.recording.raised, stage.seconds > 59) == ("TooLong", True), stage.recording.output


def test_a_function_of_the_programs_own_that_is_called_as_a_servers_is_none() -> None:
    """It polls: in a terminal that goes on for ever."""
    code = "import select, socket\nserver = socket.create_server(('127.0.0.1', 80))\ndef serve_forever():\n    while True: select.select([server], [], [], 0.5)\n"
    with Stage(Model({}), limit=60) as stage:
        stage.execute(f"{code}serve_forever()\n")
    assert (stage.recording.raised, stage.seconds) == ("TooLong", 60.0), stage.recording.output


def test_several_workers_end_in_one_sentence() -> None:
    with Stage(Model({})) as stage:
        stage.execute(f"{UVICORN}uvicorn.run('deadlock:app', workers=2, log_level='critical')", str(PROGRAMS / "deadlock.py"))
    assert stage.recording.raised == "NotOnStage"
    assert (
        stage.recording.output.rstrip().split("\n")[-1].startswith("awaited.stage.process.NotOnStage: the stage is one process")
    )


def test_who_waits_beside_a_server_waits_as_long_as_it_says() -> None:
    with Stage(Model({})) as stage:
        stage.execute(f"{UVICORN}import time\nwith serving(app, lifespan='off'): time.sleep(60)", str(PROGRAMS / "waits.py"))
    assert (stage.recording.raised, round(stage.seconds, 1)) == ("", 60.2)


def test_a_server_whose_turn_never_came_ends_too() -> None:
    with Stage(Model({})) as stage:
        stage.execute(
            "import os, socket\nasking = socket.socket()\nasking.setblocking(False)\nasking.connect_ex(('127.0.0.1', 11434))\nos._exit(0)\n"
        )
    assert stage.recording.output == ""


CHAT = """
import asyncio
from attentive_chat import app


async def visit(question):
    said = [{"type": "websocket.connect"}, {"type": "websocket.receive", "text": question}]

    async def receive():
        return said.pop(0) if said else await asyncio.Event().wait()

    async def send(message):
        pass

    scope = {"type": "websocket", "path": "/chat", "headers": [], "query_string": b"", "subprotocols": []}
    try:
        await app(scope, receive, send)
    except Exception as error:
        print(type(error).__name__)
    await asyncio.sleep(0)
    print(len(asyncio.all_tasks()), "task")


asyncio.run(visit("Fail."))
"""


def test_a_chat_whose_model_fails_waits_for_no_message(tmp_path: Path) -> None:
    app = Path(__file__).parents[1] / "snippets" / "fastapi_service" / "attentive_chat.py"
    (tmp_path / app.name).write_text(app.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "visit.py").write_text(CHAT, encoding="utf-8")
    recording = run(tmp_path / "visit.py", model=Model({"Fail.": Answer("", fails=9, status=500)}), limit=60)
    assert recording.output == "ResponseError\n1 task\n"
