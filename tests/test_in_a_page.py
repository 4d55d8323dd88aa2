"""A web page has no real clients: the classes that stand for the providers' there do what the real ones do, in the same virtual time."""

import pytest

from awaited import Answer, Model, Speed, Stage, runner
from awaited.model import providers

MODELS = {
    "llama3": Speed(0.5, 0.25),
    "one": Speed(0.5, 0.25, slots=1, queue=1),
    "big": Speed(0.5, 0.25, load=2.0, memory=0.6),
    "gpt": Speed(0.5, 0.25),
}
ANSWERS = {
    "Hi": "one two three",
    "weather": {"tool_calls": [{"name": "look_up", "args": {"city": "Oslo"}}], "after_tools": "Fine."},
    "number": {"text": "Seven.", "structured": {"value": 7}},
    "down": Answer(fails=9, status=500, error="it is down"),
    "never": Answer(fails=1, failure="never"),
}
HEAD = """
import asyncio, threading, time
from langchain_ollama import ChatOllama, OllamaEmbeddings
from langchain_openai import ChatOpenAI
from ollama import ResponseError
llama = ChatOllama(model="llama3")
def at(*words):
    print(f"{time.perf_counter() - began:g}", *words)
began = time.perf_counter()
"""
PROGRAMS = {
    "a blocking call": "at(llama.invoke('Hi').text)",
    "what the answer is told with": (
        "time.sleep(1)\nmessage = llama.invoke('Hi')\n"
        "print(sorted(message.response_metadata.items()), message.usage_metadata)\n"
        "print(ChatOllama(model='big').invoke('Hi').response_metadata['load_duration'])\n"
    ),
    "a stream": "for chunk in llama.stream('Hi'): at(repr(chunk.text), chunk.response_metadata.get('done'))",
    "a native stream": (
        "async def main():\n    async for chunk in llama.astream('Hi'): at(repr(chunk.text))\n    at((await llama.ainvoke('Hi')).text)\nasyncio.run(main())"
    ),
    "an answer that is cut": (
        "for limit in (1, 3, 0, -1):\n"
        "    message = ChatOllama(model='llama3', num_predict=limit).invoke('Hi')\n"
        "    at(message.text, message.response_metadata['done_reason'])\n"
        "at(repr(ChatOllama(model='llama3', stop=['three']).invoke('Hi').text))\n"
    ),
    "OpenAI's": (
        "names = 'finish_reason', 'model_name', 'system_fingerprint', 'model_provider'\n"
        "def told(message): at(message.text, {n: message.response_metadata[n] for n in names}, message.usage_metadata['total_tokens'])\n"
        "told(ChatOpenAI(model='gpt').invoke('Hi'))\n"
        "told(ChatOpenAI(model='gpt', max_tokens=1).invoke('Hi'))\n"
        "told(ChatOpenAI(model='gpt').bind_tools([{'name': 'look_up', 'description': 'Look.'}]).invoke('weather'))\n"
        "for chunk in ChatOpenAI(model='gpt').stream('Hi'): at(repr(chunk.text)) if chunk.text else None\n"
    ),
    "what they call themselves": (
        "import langchain_ollama.chat_models as module\nprint(module.ChatOllama is ChatOllama)\n"
        "openai = ChatOpenAI()\nprint(llama._llm_type, openai._llm_type, getattr(openai, 'model_name', '') or openai.model)"
    ),
    "threads queue for one place, and no more than one": (
        "def ask(n):\n"
        "    time.sleep(n / 100)\n"
        "    try: at(n, ChatOllama(model='one').invoke('Hi').text)\n"
        "    except ResponseError as error: at(n, error.error, error.status_code, error)\n"
        "threads = [threading.Thread(target=ask, args=(n,)) for n in range(3)]\n"
        "for t in threads: t.start()\n"
        "for t in threads: t.join()\n"
    ),
    "an error": "try: llama.invoke('down')\nexcept ResponseError as error: at(error, error.status_code, type(error).__module__)",
    "a wrong duration": "try: ChatOllama(model='llama3', keep_alive='soon').invoke('Hi')\nexcept ResponseError as error: at(error)",
    "vectors": (
        "embeddings = OllamaEmbeddings(model='llama3')\n"
        "at([sum(v) for v in embeddings.embed_documents(['one text', 'two'])], sum(embeddings.embed_query('two')))\n"
        "async def main():\n"
        "    at([sum(v) for v in await embeddings.aembed_documents(['one text', 'two'])], sum(await embeddings.aembed_query('two')))\n"
        "asyncio.run(main())\n"
    ),
}


def perform(code: str) -> Stage:
    with Stage(Model(ANSWERS, MODELS)) as stage:
        stage.execute(HEAD + code)
    return stage


@pytest.mark.parametrize("code", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_program_does_the_same_with_the_real_clients(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = perform(code).recording
    monkeypatch.setattr(runner, "REAL_CLIENTS", False)
    page = perform(code).recording
    assert page.output == real.output
    assert page.seconds == pytest.approx(real.seconds)
    assert [(c.kind, c.label, c.path, c.by, c.start, c.served, c.first, c.end, c.outcome, c.tokens) for c in page.calls] == [
        (c.kind, c.label, c.path, c.by, c.start, c.served, c.first, c.end, c.outcome, c.tokens) for c in real.calls
    ]


def test_who_waits_for_ever_in_a_page_waits_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "REAL_CLIENTS", False)
    code = "threading.Thread(target=lambda: llama.invoke('never'), daemon=True).start()\ntime.sleep(100)\nat(llama.invoke('Hi').text)"
    recording = perform(code).recording
    assert recording.output == "101 one two three\n"
    assert [(c.label, c.served, c.first, c.end) for c in recording.calls] == [
        ("never", None, None, None),
        ("Hi", None, 100.5, 101.0),
    ]


@pytest.mark.parametrize(
    "code",
    [
        "stream = llama.stream('Hi')\nnext(stream)\nstream.close()\ntime.sleep(2)",
        "async def main():\n    stream = llama.astream('Hi')\n    await anext(stream)\n    await stream.aclose()\n    await asyncio.sleep(2)\nasyncio.run(main())",
    ],
)
def test_a_stream_that_is_left_early_is_closed(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "REAL_CLIENTS", False)
    (call,) = perform(code).recording.calls
    assert (call.first, call.end, call.outcome) == (0.5, 0.5, "closed")


def test_the_classes_of_a_page_work_on_a_stage_alone() -> None:
    for make in (providers.ChatOllama, providers.ChatOpenAI, providers.OllamaEmbeddings):
        with pytest.raises(RuntimeError, match="works on the stage only"):
            make(model="llama3")
