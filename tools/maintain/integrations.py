"""Which chat models are natively async? The answer comes from looking at the classes, not from anybody's list.

``python -m tools.maintain.integrations --write`` looks at every chat model of langchain-community and of the partner packages that are installed,
and writes ``docs/integrations.json`` and the table on the page that shows it. It wants the environment of ``requirements/integrations.txt``
(``make integrations``).
"""

import argparse
import ast
import importlib
import importlib.metadata
import inspect
import json
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel, SimpleChatModel

Kind = Literal["native", "thread", "wraps", "blocks", "none"]
"""How a method works: by itself; in a worker thread; as the object does that it wraps; by blocking the event loop; not at all (the answer comes
whole)."""

COMMUNITY = "langchain-community"

PACKAGES = [
    COMMUNITY,
    "langchain-anthropic",
    "langchain-aws",
    "langchain-cerebras",
    "langchain-cohere",
    "langchain-deepseek",
    "langchain-fireworks",
    "langchain-google-genai",
    "langchain-groq",
    "langchain-huggingface",
    "langchain-mistralai",
    "langchain-nvidia-ai-endpoints",
    "langchain-ollama",
    "langchain-openai",
    "langchain-openrouter",
    "langchain-perplexity",
    "langchain-together",
    "langchain-xai",
]
"""The packages that are looked at: the community's, and the partners' that install side by side with it."""

_BASES = (BaseChatModel, SimpleChatModel)
_TO_THREAD = {"run_in_executor", "to_thread"}
_NOT_THE_MODEL = {"on_llm_new_token"}
"""To tell the callbacks of a token is no waiting for a model."""
_OF_A_MODEL = {"_agenerate", "agenerate"}
"""What a class awaits of a model that it was given: it may use a thread, and only the user knows which model that is."""
_NO_PROVIDERS = {"FakeListChatModel", "HumanInputChatModel"}
"""Classes for tests and demonstrations, behind which there is no model."""


@dataclass(frozen=True)
class Integration:
    """One chat model class.

    Args:
        package: What to install.
        version: The version that was looked at.
        name: The class.
        ainvoke: How ``_agenerate`` works.
        stream: How ``_stream`` works (``native`` or ``none``).
        astream: How ``_astream`` works.
    """

    package: str
    version: str
    name: str
    ainvoke: Kind
    stream: Kind
    astream: Kind


def examine(cls: type[BaseChatModel]) -> dict[str, Kind]:
    """How the asynchronous methods of a chat model class work, as its code has them.

    A method that the class inherits from LangChain's base classes is LangChain's: it runs the sync method in a thread. One of its own may
    do the same in its own words, or call the sync method straight away, which blocks the event loop.
    """
    stream: Kind = "native" if _own(cls, "_stream") else "none"
    astream = _kind(cls, "_astream", "_stream")
    if not _own(cls, "_astream"):
        # LangChain's own fetches each token from _stream in a thread; without that, ainvoke gives the whole answer.
        astream = "thread" if stream == "native" else "none"
    return {"ainvoke": _kind(cls, "_agenerate", "_generate"), "stream": stream, "astream": astream}


def _own(cls: type, method: str) -> bool:
    return all(getattr(cls, method) is not getattr(base, method) for base in _BASES)


def _kind(cls: type, method: str, sync: str) -> Kind:
    if not _own(cls, method):
        return "thread"
    nodes = _nodes(getattr(cls, method))
    awaited, handed_over, streamed, wraps = False, False, False, False
    for wait in nodes:
        if not isinstance(wait, ast.Await | ast.AsyncFor | ast.AsyncWith):
            continue
        expression = wait.value if isinstance(wait, ast.Await) else wait.iter if isinstance(wait, ast.AsyncFor) else wait
        called = {_called(n) for n in ast.walk(expression)}
        if called & _NOT_THE_MODEL:
            continue
        if called & {"_astream", "agenerate_from_stream"} and method == "_agenerate":
            streamed = True  # the way it goes when it streams in any case: it says nothing of the other way
        elif any(_is_of_a_field(n) for n in ast.walk(expression)):
            wraps = True
        elif called & _TO_THREAD or any(_hands_over(cls, name) for name in called):
            handed_over = True
        else:
            awaited = True
    if wraps:
        return "wraps"
    if awaited:
        return "native"
    if handed_over:
        return "thread"
    if streamed:
        return _kind(cls, "_astream", "_stream")
    return "blocks" if sync in {_called(n) for n in nodes} else "native"


def _is_of_a_field(node: ast.AST) -> bool:
    """Whether it calls a model's async method of something that ``self`` has: ``self.llm._agenerate(...)``."""
    function = node.func if isinstance(node, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in _OF_A_MODEL and isinstance(function.value, ast.Attribute)


def _hands_over(cls: type, method: str) -> bool:
    """Whether a helper method of the class gives its work to a thread."""
    function = getattr(cls, method, None) if method else None
    return inspect.isfunction(function) and bool({_called(n) for n in _nodes(function)} & _TO_THREAD)


def _nodes(function: Callable[..., Any]) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))))
    except (OSError, TypeError, SyntaxError):  # no source, as in a compiled module: it is taken at its word
        return []


def _called(node: ast.AST) -> str:
    """The name of what a call calls: ``run_in_executor`` of ``loop.run_in_executor(...)``."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def chat_models(package: str) -> list[Integration]:
    """The public chat model classes of an installed package, by name. A class that does not import without further packages is left out.

    Raises:
        PackageNotFoundError: The package is not installed.
    """
    version = importlib.metadata.version(package)
    found = []
    for cls in _classes(package):
        found.append(Integration(package, version, cls.__name__, **examine(cls)))
    return sorted(found, key=lambda i: i.name.lower())


def _classes(package: str) -> Iterable[type[BaseChatModel]]:
    name = package.replace("-", "_")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = importlib.import_module(f"{name}.chat_models" if package == COMMUNITY else name)
        seen = set()
        for attribute in getattr(module, "__all__", None) or dir(module):
            try:
                value = getattr(module, attribute)
            except (ImportError, AttributeError):
                continue
            if not inspect.isclass(value) or not issubclass(value, BaseChatModel) or value in seen:
                continue
            if value.__module__.startswith(name) and not inspect.isabstract(value) and value.__name__ not in _NO_PROVIDERS:
                seen.add(value)
                yield value


def installed() -> list[str]:
    """Those of ``PACKAGES`` that this environment has."""
    there = []
    for package in PACKAGES:
        try:
            importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
        there.append(package)
    return there


# -- published

START, END = "<!-- integrations: written by `make integrations` -->", "<!-- /integrations -->"

_WORDS = {
    "ainvoke": {
        "native": "natively",
        "thread": "in a thread",
        "wraps": "as what it wraps",
        "blocks": "**blocks the loop**",
        "none": "",
    },
    "astream": {
        "native": "natively",
        "thread": "a thread for each token",
        "wraps": "as what it wraps",
        "blocks": "**blocks the loop**",
        "none": "the whole answer at once",
    },
}


def table(integrations: Sequence[Integration]) -> str:
    """The Markdown between the two marks of the page: partners first, then the community's."""

    def rows(those: Sequence[Integration], with_package: bool) -> list[str]:
        head = ["Class", *(["Package"] if with_package else []), "`ainvoke()` waits", "`astream()` waits"]
        lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
        for i in those:
            package = [f"{i.package} {i.version}"] if with_package else []
            cells = [f"`{i.name}`", *package, _WORDS["ainvoke"][i.ainvoke], _WORDS["astream"][i.astream]]
            lines.append("| " + " | ".join(cells) + " |")
        return lines

    partners = [i for i in integrations if i.package != COMMUNITY]
    community = [i for i in integrations if i.package == COMMUNITY]
    version = community[0].version if community else ""
    text = [
        START,
        "",
        f"**Partner packages**: {_count(partners)}.",
        "",
        *rows(partners, True),
        "",
        f"**{COMMUNITY} {version}**: {_count(community)}.",
        "",
        *rows(community, False),
        "",
        END,
    ]
    return "\n".join(text)


def _count(those: Sequence[Integration]) -> str:
    natively = sum(i.ainvoke == "native" for i in those)
    return f"`ainvoke()` waits natively in {natively} of {len(those)} chat models"


def to_json(integrations: Sequence[Integration]) -> str:
    """The data file's text, one class a line."""
    return "[\n" + ",\n".join(" " + json.dumps(asdict(i)) for i in integrations) + "\n]\n"


def from_json(text: str) -> list[Integration]:
    """What ``to_json`` wrote."""
    return [Integration(**entry) for entry in json.loads(text)]


def with_table(page: str, integrations: Sequence[Integration]) -> str:
    """The text of a page with the table in it brought up to date.

    Raises:
        ValueError: The page has no place for it.
    """
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"the page has no lines {START} and {END}")
    return before + table(integrations) + after


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m tools.maintain.integrations``.

    Returns:
        The exit status: 1 when what is published differs from what the classes say.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.maintain.integrations", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the data file and the page's table (otherwise: compare)")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="the folder of the pages (default: docs)")
    given = parser.parse_args(arguments)
    missing = sorted(set(PACKAGES) - set(installed()))
    if missing:
        print(f"not installed here: {', '.join(missing)}; see requirements/integrations.txt", file=sys.stderr)
        return 1
    seen: list[Integration] = [i for package in PACKAGES for i in chat_models(package)]
    page, data = given.docs / "inside-ainvoke.md", given.docs / "integrations.json"
    old = page.read_text(encoding="utf-8")
    results: dict[Path, str] = {data: to_json(seen), page: with_table(old, seen)}
    if given.write:
        for path, text in results.items():
            path.write_text(text, encoding="utf-8")
        print(f"{len(seen)} chat models of {len(PACKAGES)} packages")
        return 0
    changed = [str(path) for path, text in results.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if changed:
        published: list[Any] = from_json(data.read_text(encoding="utf-8")) if data.is_file() else []
        for i in sorted(set(published) ^ set(seen), key=lambda i: (i.package, i.name)):
            print(f"{'published' if i in published else 'in the code'}: {i}")
        print(f"differs from the classes: {', '.join(changed)}. Run `make integrations`.", file=sys.stderr)
        return 1
    print(f"{len(seen)} chat models of {len(PACKAGES)} packages are as published")
    return 0


if __name__ == "__main__":
    sys.exit(main())
