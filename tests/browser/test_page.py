"""What a reader does at a page, and what the page does then."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from awaited.site.library import Library
from tests.browser.conftest import EXEMPT, ROOT, Example, Reader, build_site
from tests.browser.hosting import Host, hosting

PAGE = "many-calls/"
EXAMPLE = "many_calls/one_by_one"
EXERCISE = "many_calls/all_at_once"

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'self'"
)
"""What the site can be served with: see CONTRIBUTING.md."""

SLOW_PRINTS = "import time\nprint('first', flush=True)\ntime.sleep(30)\nprint('second')\n"


@pytest.fixture(scope="module")
def started(browser: Browser, site_host: Host) -> Iterator[Reader]:
    """A reader whose Python has run before: to start it takes longer than any of these programs."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    reader = Reader(context, site_host)
    reader.open(PAGE).example(EXAMPLE).fast().run()
    yield reader
    context.close()


@pytest.fixture
def warm(started: Reader) -> Iterator[Example]:
    """An example for what a program says, whatever ran before it; at the end, nothing may have gone wrong, and Python runs on."""
    example, workers = started.example(EXAMPLE), len(started.workers)
    started.wrong.clear()
    yield example
    assert not started.wrong, "\n".join(started.wrong)
    assert len(started.workers) == workers, "Python broke down"


def test_run_streams_its_output_and_draws_the_timeline_anew(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE)
    recorded = example.block.locator(":scope > .awaited-result .awaited-timeline")
    before = recorded.inner_text()
    example.button("run").click()
    # The first line is there while the program still runs.
    expect(example.output).to_contain_text("The Whale")
    expect(example.button("stop")).to_be_visible()
    example.ends()
    expect(example.output).to_contain_text(re.compile(r"Fox in New Shoes\s+The Owl's Clock\s+3\.\d s"))
    expect(example.status).to_have_text(re.compile(r"^Done in 3\.[3-9]\d? s\.$|^Done in [4-9]"))
    expect(example.block.locator(".awaited-run .awaited-timeline")).to_contain_text("Three calls, one at a time")
    # The recorded one stays, on the same scale: a second is as long in both.
    both = [t.locator("svg").first.bounding_box() for t in (recorded, example.block.locator(".awaited-run .awaited-timeline"))]
    assert (both[0]["x"], both[0]["width"]) == (both[1]["x"], both[1]["width"])
    expect(recorded).to_contain_text("Three calls, one at a time; 3.3 s in all.")
    assert before.splitlines()[0] == recorded.inner_text().splitlines()[0]


def test_an_edit_changes_the_run_and_stays_until_reset(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE).fast()
    published = example.block.locator("pre code").text_content()
    gather = published.replace("for animal in", "answers = await asyncio.gather(*(llm.ainvoke(f'A story title: {a}') for a in")
    gather = re.sub(r"\]:\n.*\n.*print\(answer.text\)", "]))", gather)
    example.write(gather).run()
    expect(example.status).to_have_text("Done in 1.5 s of virtual time.")
    expect(example.block.locator(".awaited-run .awaited-timeline")).to_contain_text("at most 3 at once")
    # To another page and back, with instant navigation: Python stays warm, and so does the edit.
    workers = len(reader.workers)
    reader.page.get_by_role("link", name="Batch").first.click()
    reader.page.wait_for_url("**/batch/")
    other = reader.example("batch/batch")
    other.fast().run()
    expect(other.output).not_to_be_empty()
    reader.page.go_back()
    reader.page.wait_for_url(f"**/{PAGE}*")
    example = reader.example(EXAMPLE)
    expect(example.block.locator(".cm-content")).to_contain_text("asyncio.gather")
    assert len(reader.workers) == workers
    reader.page.reload()
    expect(example.block.locator(".cm-content")).to_contain_text("asyncio.gather")
    example.button("reset").click()
    expect(example.block.locator(".cm-content")).not_to_contain_text("asyncio.gather")
    expect(example.button("reset")).to_be_hidden()
    reader.page.reload()
    expect(example.button("run")).to_be_visible()
    expect(example.block.locator(".cm-editor")).to_have_count(0)


def test_an_edited_program_is_stepped_through_after_it_has_run(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE).fast()
    own = example.block.get_by_role("button", name="Step through your run")
    example.write((example.block.locator("pre code").text_content() or "") + 'print("mine")\n')
    expect(own).to_have_count(0)
    example.run()
    own.click()
    shown = reader.page.locator("dialog.aw[open]")
    expect(shown.locator(".aw-code")).to_contain_text('print("mine")')
    reader.page.keyboard.press("End")
    expect(shown.locator(".aw-o.vis").last).to_contain_text("mine")
    reader.page.keyboard.press("Escape")
    expect(own).to_be_focused()


def test_an_endless_loop_can_be_stopped_and_the_next_run_works(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE)
    example.write("print('on and on')\nwhile True:\n    pass\n")
    example.button("run").click()
    expect(example.output).to_contain_text("on and on")
    example.button("stop").click()
    expect(example.status).to_have_text("Stopped.")
    example.write("print('here again')\n").run()
    expect(example.output).to_have_text("here again")


def test_output_comes_while_the_program_waits(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE).write(SLOW_PRINTS)
    example.button("run").click()
    expect(example.output).to_have_text(re.compile(r"^\s*first\s*$"))
    expect(example.status).to_have_text("Running …")
    example.button("stop").click()


@pytest.mark.parametrize("line", ["print('x' * 99)", "print()", "print(n, file=sys.stderr)"])
def test_a_flood_keeps_its_ends_and_the_page_answers(line: str, warm: Example) -> None:
    page = warm.block.page
    example = warm.fast().write(f"import sys\nfor n in range(50_000):\n    {line}\nprint('the end')\n")
    page.evaluate(LONGEST)
    example.run()
    expect(example.output).to_contain_text("There is more than fits here")
    expect(example.output).to_contain_text("the end")
    assert len(example.output.text_content()) < 110_000
    assert example.output.locator(".awaited-line").count() < 1600
    assert page.evaluate("window.longest < (performance.now() - window.since) / 4"), page.evaluate(
        "[window.longest, performance.now() - window.since]"
    )


LONGEST = """() => {
  [window.longest, window.since] = [0, performance.now()];
  new PerformanceObserver((list) => { for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration); })
    .observe({ type: "longtask" });
}"""


def test_a_flood_without_end_can_be_stopped(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE)
    example.write("while True:\n    print('x' * 99)\n")
    example.button("run").click()
    expect(example.output).to_contain_text("There is more than fits here")
    example.button("stop").click()
    expect(example.status).to_have_text("Stopped.")


def test_a_question_of_the_readers_own_gets_an_answer(warm: Example) -> None:
    code = """
from langchain_openai import ChatOpenAI

print(ChatOpenAI(model="gpt-4o").invoke("Why is the sky blue?").text)
"""
    example = warm.fast().write(code).run()
    expect(example.output).to_contain_text(
        "I am a fake model and know this page's questions alone. You asked: Why is the sky blue?"
    )
    expect(example.status).to_contain_text("A question of your own: the model is a fake, and says so.")


def test_memory_that_runs_out_ends_the_worker_not_the_page(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE)
    example.write("kept = []\nwhile True:\n    kept.append(bytearray(200_000_000))\n").run()
    assert "MemoryError" in example.status.inner_text() or "memory" in example.status.inner_text()
    example.write("print('the page lives')\n").run()
    expect(example.output).to_have_text("the page lives")


NEEDED = [
    "worker-",
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "stdlib.zip",
    "pyodide-lock.json",
    "packages.zip",
    "awaited-",
    "site-",
]
"""What a first run loads."""

BROKEN = [(file, "error") for file in NEEDED]
BROKEN += [("pyodide.asm.wasm", way) for way in ("type", "truncated", "damaged", "silent")]
BROKEN += [
    ("packages.zip", "damaged"),
    ("packages.zip", "silent"),
    ("stdlib.zip", "truncated"),
    ("worker-", "type"),
    ("worker-", "silent"),
]
BROKEN += [("pyodide.mjs", "silent"), ("pyodide.asm.mjs", "damaged")]


@pytest.mark.parametrize(("file", "way"), BROKEN)
def test_a_file_that_is_broken_ends_in_a_sentence(file: str, way: str, browser: Browser, host: Host) -> None:
    host.broken, host.way = file, way
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    reader = Reader(context, host)
    if way == "silent":
        reader.page.clock.install()
    example = reader.open(PAGE).example(EXAMPLE).fast()
    example.button("run").click()
    if way == "silent":
        for _ in range(100):
            if any(file in path for path in host.asked):
                break
            reader.page.wait_for_timeout(100)
        reader.page.wait_for_timeout(1000)
        reader.page.clock.fast_forward(61_000)
    example.ends()
    said = example.status.inner_text()
    if said != "Done in 3.3 s of virtual time.":
        assert re.fullmatch(r"Python could not be loaded[.:] .*[Tt]ry again\.", said)
        assert (way == "silent") == ("nothing has arrived for a minute" in said)
        expect(example.button("run")).to_have_text("Try again")
    else:
        assert way == "type", "what is missing cannot do"
    # What the browser keeps of it must not be taken for the real one.
    host.broken = ""
    example.run()
    expect(example.status).to_have_text("Done in 3.3 s of virtual time.")
    expect(example.button("run")).to_have_text("Run")
    context.close()


@pytest.mark.parametrize("without", ["policy", "browser"])
def test_where_there_is_no_webassembly_the_reader_is_told_why(without: str, browser: Browser, host: Host, site: Path) -> None:
    context = browser.new_context()
    reader = Reader(context, host)
    if without == "policy":
        host.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(" 'wasm-unsafe-eval'", "")
    else:

        def take_away(route: object) -> None:
            body = next((site / "run").glob("worker-*.js")).read_text(encoding="utf-8")
            route.fulfill(body="delete globalThis.WebAssembly;" + body, content_type="text/javascript")

        context.route("**/worker-*.js*", take_away)
        context.add_init_script("delete globalThis.WebAssembly")
    example = reader.open(PAGE).example(EXAMPLE).fast().run()
    says = {"policy": "served with a content policy that forbids WebAssembly", "browser": "this browser has no WebAssembly"}
    expect(example.status).to_contain_text(says[without])
    expect(example.button("run")).to_have_text("Try again")
    context.close()


def test_a_run_does_not_need_the_recording(reader: Reader, host: Host) -> None:
    host.broken = f"snippets/{EXAMPLE}.json"
    example = reader.open(PAGE).example(EXAMPLE).fast().write("print('all the same')").run()
    expect(example.output).to_have_text("all the same")
    reader.wrong.clear()  # the browser's own word on it
    host.broken = ""
    example.run()
    example.run()
    assert sum(path.endswith(f"{EXAMPLE}.json") for path in host.asked) == 2, "once it is there, it is kept"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("input('Your name? ')", "no keyboard to read from"),
        # As in a terminal where nobody listens: the network is the stage's.
        ("import socket\nsocket.create_connection(('localhost', 80))", "Connection refused"),
        ("import urllib.request\nurllib.request.urlopen('http://localhost/')", "Connection refused"),
        ("import subprocess\nsubprocess.run(['ls'])", "starts no other"),
        ("import asyncio\nasyncio.run(asyncio.open_connection('localhost', 80))", "Connect call failed"),
        ("import django", "does not have django"),
        ("import multiprocessing\nmultiprocessing.Process(target=print).start()", "starts no other"),
    ],
)
def test_what_a_page_cannot_do_gets_a_sentence(code: str, sentence: str, warm: Example) -> None:
    example = warm.fast(False).write(code).run()
    expect(example.output).to_contain_text(sentence)
    text = example.output.text_content()
    assert "site-packages" not in text
    assert len(text.splitlines()) <= 16, text


def test_a_traceback_has_the_readers_own_lines(warm: Example) -> None:
    code = "import asyncio\n\n\nasync def main():\n    return 1 / 0\n\n\nasyncio.run(main())"
    example = warm.fast(False).write(code).run()
    expect(example.status).to_have_text(re.compile("^Ended with ZeroDivisionError after"))
    text = example.output.text_content()
    assert 'File "one_by_one.py", line 8, in <module>' in text
    assert 'File "one_by_one.py", line 5, in main' in text
    assert text.strip().endswith("ZeroDivisionError: division by zero")
    assert example.output.locator(".awaited-stderr").count() >= 5


def test_python_in_the_page_waits_as_python_does(warm: Example) -> None:
    code = """
import asyncio, time

async def block():
    time.sleep(0.6)

async def main():
    start = time.perf_counter()
    await asyncio.gather(block(), block(), block())
    print("blocked" if time.perf_counter() - start >= 1.8 else "overlapped")
    start = time.perf_counter()
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 0.6) for _ in range(3)))
    print("blocked" if time.perf_counter() - start >= 1.8 else "overlapped")
    try:
        asyncio.run(asyncio.sleep(0))
    except RuntimeError as error:
        print(error)

asyncio.run(main())
"""
    example = warm.fast(False).write(code).run()
    expect(example.output).to_contain_text("blocked")
    expect(example.output).to_contain_text("overlapped")
    expect(example.output).to_contain_text("asyncio.run() cannot be called from a running event loop")
    expect(example.output).to_contain_text("RuntimeWarning: coroutine 'sleep' was never awaited")


ENDINGS = {
    "raise BaseException('x')": ("Ended with BaseException", "BaseException: x"),
    "def f(n):\n    f(n + 1)\nf(0)": ("Ended with RecursionError", "RecursionError: maximum recursion depth exceeded"),
    "import threading\ndef f(n=0):\n    f(n + 1)\nt = threading.Thread(target=f)\nt.start()\nt.join()\nprint('on')": (
        "Done in",
        "on",
    ),
    "import asyncio\nasyncio.get_event_loop()": ("Python 3.14 runs here", "RuntimeError: There is no current event loop"),
}
"""What broke Python down, or ended without a word: how the program ends now, and the last line that it writes."""


@pytest.mark.parametrize("code", ENDINGS)
def test_a_program_ends_as_in_a_terminal(code: str, warm: Example) -> None:
    status, last = ENDINGS[code]
    example = warm.fast().write(code).run()
    expect(example.status).to_contain_text(status)
    assert example.output.inner_text().strip().splitlines()[-1].startswith(last)


def test_what_is_in_the_editor_can_be_copied(reader: Reader) -> None:
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    example = reader.open(PAGE).example(EXAMPLE).write("print('mine')")
    copy = example.block.get_by_role("button", name="Copy to clipboard")
    expect(copy).to_have_count(1)
    title, button = example.block.locator(".highlight .filename").bounding_box(), copy.bounding_box()
    assert title["y"] <= button["y"] <= title["y"] + title["height"] - button["height"], "it stands beside the title"
    copy.click()
    assert reader.page.evaluate("navigator.clipboard.readText()") == "print('mine')\n"
    example.button("reset").click()
    copy.click()
    assert (
        reader.page.evaluate("navigator.clipboard.readText()").rstrip()
        == example.block.locator("pre code").text_content().rstrip()
    )


def test_the_keyboard_is_enough(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE).fast()
    keyboard = reader.page.keyboard
    example.button("edit").focus()
    keyboard.press("Enter")
    expect(example.block.locator(".cm-content")).to_be_focused()
    keyboard.press("Control+A")
    keyboard.type("print('typed')")
    keyboard.press("Control+Enter")
    example.ends()
    expect(example.output).to_have_text("typed")
    # Tab indents; Escape, then Tab, leaves.
    keyboard.press("Escape")
    keyboard.press("Tab")
    expect(example.block.locator(".cm-content")).not_to_be_focused()
    expect(example.button("run")).to_be_focused()
    keyboard.press("Enter")
    example.ends()
    # Away from the editor, too.
    expect(example.block.locator(".awaited-run")).to_have_count(1)
    keyboard.press("Control+Enter")
    example.ends()


def test_an_exercise_is_checked_in_words_and_remembered(reader: Reader) -> None:
    reader.open(PAGE)
    exercise = reader.page.locator(f'[data-exercise="{EXERCISE}"]')
    example = reader.example(f"{EXERCISE}_starter")
    example.button("check").click()
    verdict = exercise.locator(".awaited-verdict")
    expect(verdict).to_contain_text("Not yet:")
    expect(verdict.locator("li").first).not_to_be_empty()
    expect(exercise.locator(".awaited-mark")).to_have_count(0)
    example.ends()
    example.write((ROOT / f"snippets/{EXERCISE}_solution.py").read_text(encoding="utf-8"))
    example.button("check").click()
    expect(verdict).to_have_text("Solved.")
    expect(exercise.locator(".awaited-mark")).to_have_text("Solved")
    reader.page.reload()
    expect(exercise.locator(".awaited-mark")).to_have_text("Solved")


def test_what_cannot_run_says_why(reader: Reader) -> None:
    reader.open("data/")
    example = reader.example("data/sqlite_cache")
    expect(example.block.locator(".awaited-cannot")).to_contain_text(
        "Does not run in a page: langchain_community.cache imports numpy"
    )
    expect(example.button("run")).to_have_count(0)


def test_packages_that_few_examples_need_come_when_they_are_imported(reader: Reader, host: Host) -> None:
    example = reader.open(PAGE).example(EXAMPLE).fast().run()
    assert not any("extra.zip" in path for path in host.asked)
    example.write("import rich\nprint(rich.__name__)").run()
    expect(example.output).to_have_text("rich")
    assert any("extra.zip" in path for path in host.asked)


@pytest.mark.parametrize(
    ("page", "name", "archives"),
    [
        ("fastapi-service/", "fastapi_service/users_of_awaits", {"http", "web"}),
        ("langgraph/", "langgraph_pages/branches", {"graphs"}),
        ("mcp-tools/", "mcp_tools/server_blocks", {"extra", "mcp"}),
        ("mcp-tools/", "mcp_tools/session_kept", {"extra", "http", "mcp", "web"}),
    ],
)
def test_what_a_program_and_its_neighbours_import_is_loaded_and_no_more(
    page: str, name: str, archives: set[str], reader: Reader, host: Host
) -> None:
    reader.open(page)
    reader.page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    example = reader.example(name).fast().run()
    expect(example.status).to_have_text(re.compile("^Done in"))
    asked = {Path(path).stem for path in host.asked if path.endswith(".zip") and not Path(path).name.startswith("awaited-")}
    assert asked == {"packages", "stdlib"} | archives


def test_what_few_programs_need_is_not_in_what_every_page_loads(site: Path) -> None:
    [packages] = (site / "run").glob("python-*/packages.zip")
    with zipfile.ZipFile(packages) as archive:
        held = {name.partition("/")[0] for name in archive.namelist()}
    assert {"langchain_core", "httpx", "pydantic"} <= held
    assert not held & {"click", "fastapi", "h11", "httpcore", "langgraph", "mcp", "rich", "starlette", "uvicorn", "websockets"}


def test_a_region_runs_within_its_snippet(site: Path, reader: Reader) -> None:
    found = None
    for path in sorted(site.rglob("index.html")):
        shown = re.findall(r'data-snippet="([^"]+)" data-region="([^"]+)"', path.read_text(encoding="utf-8"))
        if runs := [match for match in shown if match[0] not in EXEMPT]:
            found = (f"{path.parent.relative_to(site)}/", *runs[0])
            break
    assert found, "no page shows a region of a snippet any more: test it otherwise"
    page, name, region = found
    reader.open(page)
    reader.page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    example = reader.example(name, region).fast().run()
    recorded = re.sub(r"\s+", " ", example.output.inner_text()).strip()
    assert recorded
    first = (ROOT / f"snippets/{name}.py").read_text(encoding="utf-8")
    shown = example.block.locator("pre code").text_content().strip()
    example.button("edit").click()
    number = first[: first.index(shown.splitlines()[0])].count("\n") + 1
    expect(example.block.locator(".cm-lineNumbers")).to_contain_text(str(number))


def test_a_page_loads_neither_python_nor_editor_by_itself(reader: Reader, host: Host) -> None:
    reader.open(PAGE)
    reader.page.wait_for_load_state("networkidle")
    assert [path for path in host.asked if "/run/" in path and "/player-" not in path] == []
    # Coming near the button is enough.
    reader.example(EXAMPLE).button("run").hover()
    for _ in range(200):
        if any("packages.zip" in path for path in host.asked):
            break
        reader.page.wait_for_timeout(100)
    assert any("packages.zip" in path for path in host.asked)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone(scheme: str, browser: Browser, host: Host) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme, has_touch=True)
    reader = Reader(context, host)
    example = reader.open(PAGE).example(EXAMPLE).fast()
    example.button("edit").tap()
    example.block.locator(".cm-editor").wait_for()
    example.button("run").tap()
    example.ends()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 360
    for name in ("run", "reset"):
        box = example.button(name).bounding_box()
        assert box["height"] >= 24
        assert box["x"] + box["width"] <= 360
    context.close()
    assert not reader.wrong


SIDEWAYS = """() => [...document.querySelectorAll(".awaited .highlight code")]
  .filter((code) => code.scrollWidth > code.clientWidth).map((code) => code.closest(".awaited").dataset.snippet)"""


def test_a_phone_shows_code_whole_and_copies_it_as_it_is(browser: Browser, host: Host, library: Library) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, permissions=["clipboard-read", "clipboard-write"]
    )
    reader = Reader(context, host)
    for path in ("lesson/", "tools/", "retries-and-fallbacks/"):
        assert reader.open(path).page.evaluate(SIDEWAYS) == []
    name = "lesson/tools_at_once"
    block = reader.open("lesson/").example(name).block
    block.locator(".filename").scroll_into_view_if_needed()
    copy = block.locator(".md-code__button")
    button, title, code = (place.bounding_box() for place in (copy, block.locator(".filename"), block.locator("code")))
    assert title["y"] <= button["y"] < button["y"] + button["height"] <= code["y"] + 1
    copy.tap()
    reader.page.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
    assert reader.page.evaluate("navigator.clipboard.readText()") == library.code(name).rstrip()
    context.close()
    assert not reader.wrong


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_run_is_open(scheme: str, browser: Browser, host: Host) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    reader = Reader(context, host)
    example = reader.open(PAGE).example(EXAMPLE).fast()
    example.write(example.block.locator("pre code").text_content() + "\n# a comment, 1 number\nassert None is 1.5\n").run()
    check = reader.example(f"{EXERCISE}_starter")
    check.button("check").click()
    check.ends()
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(reader.page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    wrong = [f"{v['id']}: {' '.join(map(str, n['target']))}: {n['failureSummary']}" for v in found for n in v["nodes"]]
    context.close()
    assert not wrong, "\n".join(wrong)


def test_the_documented_content_security_policy(reader: Reader, host: Host) -> None:
    assert CONTENT_SECURITY_POLICY in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").replace("\n", " ")
    host.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    example = reader.open(PAGE).example(EXAMPLE).fast()
    example.write("import threading\nt = threading.Thread(target=print, args=['in a thread'])\nt.start()\nt.join()").run()
    expect(example.output).to_have_text("in a thread")


def test_a_browser_without_stack_switching_runs_all_but_threads(browser: Browser, host: Host, site: Path) -> None:
    context = browser.new_context()
    reader = Reader(context, host)

    def without(route: object) -> None:
        body = next((site / "run").glob("worker-*.js")).read_text(encoding="utf-8")
        route.fulfill(body="delete WebAssembly.Suspending; delete WebAssembly.promising;" + body, content_type="text/javascript")

    context.route("**/worker-*.js", without)
    example = reader.open(PAGE).example(EXAMPLE)
    example.button("run").click()
    expect(example.status).to_contain_text("without threads: this browser lacks WebAssembly stack switching")
    expect(example.output).to_contain_text("The Whale")
    example.ends()
    expect(example.output).to_contain_text("The Owl's Clock")
    example.write("import threading\nthreading.Thread(target=print).start()\n").run()
    expect(example.output).to_contain_text("can't start new thread: this browser has no WebAssembly stack switching")
    context.close()
    assert not reader.wrong


def test_leaving_the_page_ends_its_run(reader: Reader) -> None:
    example = reader.open(PAGE).example(EXAMPLE).write(SLOW_PRINTS)
    example.button("run").click()
    expect(example.output).to_contain_text("first")
    reader.page.get_by_role("link", name="Batch").first.click()
    reader.page.wait_for_url("**/batch/")
    other = reader.example("batch/batch").fast().run()
    expect(other.status).to_contain_text("of virtual time")


def test_without_the_runner_the_site_is_the_same(tmp_path: Path, browser: Browser) -> None:
    tree = tmp_path / "tree"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    for name in filter(None, tracked):
        if (ROOT / name).is_symlink():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).symlink_to((ROOT / name).readlink())
        elif (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tree / name)
    bare = build_site(tmp_path / "site", tree)
    assert not (bare / "run").exists()
    with hosting(bare) as host:
        context = browser.new_context()
        reader = Reader(context, host)
        reader.open(PAGE)
        reader.page.wait_for_load_state("networkidle")
        expect(reader.page.locator(".awaited-button")).to_have_count(0)
        assert not any("/run/" in path or "player" in path for path in host.asked)
        context.close()
        assert not reader.wrong
