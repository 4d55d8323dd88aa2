"""Runs in Pyodide, in Node, when the runner is built: byte-compiles what a page loads, and leaves out what it cannot reach.

Folders are mounted by ``pack.mjs``: ``/site`` (unpacked wheels), ``/modules`` (the stage), ``/dist`` (Pyodide), ``/out``.
"""

import ast
import contextlib
import importlib
import importlib._bootstrap_external as bootstrap
import importlib.util
import json
import os
import pkgutil
import sys
import zipfile

SITE = "/lib/python3.14/site-packages/"
"""Where the packages are in a page."""

READS_ITS_SOURCE = ("anyio/",)
"""Packages that look at their own source when imported."""

STANDARD = """argparse ast asyncio atexit bisect collections concurrent.futures contextlib contextvars copy csv dataclasses datetime decimal
difflib enum fractions functools gc glob hashlib heapq html inspect io itertools json linecache logging math multiprocessing.process operator pathlib pprint
queue random re sched shutil signal socket sqlite3 statistics string subprocess tempfile textwrap threading ctypes time timeit tomllib
traceback types typing unittest.mock urllib.parse uuid warnings weakref zoneinfo _threading_local
pyodide.webloop concurrent.futures.thread""".split()
"""Modules of the standard library that programs on the site may well import."""

USELESS = (
    "_pyrepl/", "antigravity.", "bdb.", "cProfile.", "doctest.", "ftplib.", "idlelib/", "imaplib.", "mailbox.", "modulefinder.",
    "pdb.", "poplib.", "profile.", "pstats.", "pty.", "pydoc.", "rlcompleter.", "smtplib.", "socketserver.", "this.", "tty.",
    "turtle.", "webbrowser.", "wsgiref/", "xmlrpc/", "ensurepip/", "lib2to3/", "pydoc_data/", "tkinter/", "test/",
    "multiprocessing/", "concurrent/futures/process.", "pyodide/console.", "pyodide/_nodesock_transport.", "unittest/__main__.",
)  # fmt: skip
"""Parts of the standard library that are of no use in a page."""

AS_SOURCE = ("configparser.", "logging/config.", "socketserver.")
"""Parts that uvicorn alone asks for: every page loads the standard library, and compiled they would be larger."""

ENCODINGS = """__init__ aliases ascii charmap cp437 cp1252 hex_codec base64_codec idna iso8859_1 iso8859_15 latin_1 punycode raw_unicode_escape
undefined unicode_escape utf_16 utf_16_be utf_16_le utf_32 utf_32_be utf_32_le utf_7 utf_8 utf_8_sig _win_cp_codecs""".split()
"""The encodings that are kept."""

DOCUMENTED = ("langchain_core/", "pydantic/", "awaited/", "pyodide/", "_pyodide/")
"""Packages that keep their docstrings: those that programs on the site show or read."""


BY_NAME = ("anyio", "anyio.from_thread", "anyio.to_thread", "anyio._backends._asyncio")
"""Modules that packages ask for by name, when they are first used."""
LAZY = ("langchain_core/", "pydantic/", "tenacity/")
"""Packages of which every module is kept, since they import parts of themselves when these are first used."""

LEGACY = (
    "pydantic/v1/", "pydantic/deprecated/", "pydantic/mypy.", "pydantic/_hypothesis_plugin.",
    "fastapi/.agents/", "uvicorn/supervisors/", "uvicorn/workers.", "websockets/cli.", "websockets/legacy/", "websockets/trio/",
)  # fmt: skip
"""Modules of these packages that are kept only if something imports them."""

WHOLE = {
    "extra": ("rich/",),
    "graphs": ("langgraph/",),
    "mcp": ("jsonschema_specifications/",),
    "http": ("httpcore/", "h11/"),
    "web": ("fastapi/", "uvicorn/", "websockets/"),
}
"""The same for those that only some programs need, by archive."""
ELSEWHERE = {"mcp": ("uvicorn/", "click/")}
"""What an archive does without, though a package in it asks for it: sse_starlette looks whether uvicorn is there. A server loads both."""


def write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)


def compiled(data: bytes, path: str, name: str) -> bytes:
    tree = ast.parse(data)
    if not name.startswith(DOCUMENTED):
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                and ast.get_docstring(node) is not None
            ):
                node.body[:1] = [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), node.body[0])]
    code = compile(tree, path, "exec", dont_inherit=True)
    # Private: the library compiles to such files on disk alone.
    return bytes(bootstrap._code_to_hash_pyc(code, importlib.util.source_hash(data), False))  # type: ignore[attr-defined]


def add(archive: zipfile.ZipFile, name: str, data: bytes, prefix: str = SITE) -> None:
    if name.endswith(".py") and not name.startswith(READS_ITS_SOURCE):
        write(archive, name + "c", compiled(data, prefix + name, name))
    else:
        write(archive, name, data)


def loaded() -> set[str]:
    return {file for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}


def fetch(names: list[str]) -> list[str]:
    """Import modules, or names in modules; what is wrong with those that cannot be had."""
    missing = []
    for name in names:
        try:
            try:
                importlib.import_module(name)
            except ModuleNotFoundError as error:
                if error.name != name:
                    raise
                module, _, attribute = name.rpartition(".")  # a name in a module, which may be imported late
                getattr(importlib.import_module(module), attribute)
        except (ImportError, AttributeError) as error:
            missing.append(f"{name}: {error}")
    return missing


def forget(kept: set[str]) -> None:
    """Take what was imported beyond ``kept`` out again, so that the next archive is found to need it as well."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and file.startswith("/site/") and file not in kept:
            del sys.modules[name]


def packages(asked: str) -> None:
    """``packages.zip`` (what every program needs), an archive each for what some need, and the standard library."""
    wanted = json.loads(asked)
    sys.path.insert(0, "/site")
    os.environ["LANGSMITH_TRACING"] = "false"
    for name in (*STANDARD, *BY_NAME):
        importlib.import_module(name)
    for top in wanted["always"]:
        for module in pkgutil.walk_packages(importlib.import_module(top).__path__, f"{top}."):
            importlib.import_module(module.name)
    first = loaded()
    missing: list[str] = []
    reached: dict[str, set[str]] = {}
    for archive, names in wanted["archives"].items():
        missing += fetch(names)
        reached[archive] = loaded()
        forget(first)
    both = first.union(*reached.values())
    if missing:
        sys.exit(
            "snippets import what the Python in a page does not have; list them in [exempt.browser]:\n  " + "\n  ".join(missing)
        )

    tops: dict[str, set[str]] = {archive: set() for archive in reached}
    with contextlib.ExitStack() as open_archives:
        base, *others = (open_archives.enter_context(zipfile.ZipFile(f"/out/{name}.zip", "w")) for name in ("packages", *reached))
        for path, name in files("/site"):
            with open(path, "rb") as file:
                data = file.read()
            if path in first or (name.startswith(LAZY) and not name.startswith(LEGACY)):
                add(base, name, data)
            elif name.endswith("METADATA"):
                # the name and the version, for importlib.metadata
                write(base, name, b"".join(data.partition(b"\n\n")[0].splitlines(True)[:3]))
            elif ".dist-info/" in name:
                write(base, name, data)
            else:
                for archive, where in zip(reached, others, strict=True):
                    whole = name.startswith(WHOLE[archive]) and not name.startswith(LEGACY) and wanted["archives"][archive]
                    if (path in reached[archive] or whole) and not name.startswith(ELSEWHERE.get(archive, ())):
                        add(where, name, data)
                        tops[archive].add(name.split("/")[0].split(".")[0])
    base_tops = {os.path.relpath(path, "/site").split("/")[0].split(".")[0] for path in first if path.startswith("/site/")}
    with open("/out/extra.json", "w") as file:
        json.dump({archive: sorted(names - base_tops) for archive, names in tops.items()}, file)

    with zipfile.ZipFile("/dist/python_stdlib.zip") as source, zipfile.ZipFile("/out/stdlib.zip", "w") as target:
        for name in sorted(source.namelist()):
            path = "/lib/python314.zip/" + name
            if name.startswith(USELESS) and path not in both:
                continue
            if name.startswith("encodings/") and name[10:].partition(".")[0] not in ENCODINGS:
                continue
            data = source.read(name)
            if name.endswith(".py") and path in both and not name.startswith(AS_SOURCE):
                write(target, name + "c", compiled(data, path, name))
            else:
                write(target, name, data)
    with open("/dist/pyodide-lock.json") as file:
        lock = json.load(file)
    lock["packages"] = {}
    with open("/out/pyodide-lock.json", "w") as file:
        json.dump(lock, file)


def awaited(asked: str) -> None:
    """``awaited.zip``: the stage."""
    with zipfile.ZipFile("/out/awaited.zip", "w") as archive:
        for path, name in files("/modules"):
            with open(path, "rb") as file:
                add(archive, name, file.read())


def files(folder: str) -> list[tuple[str, str]]:
    found = [os.path.join(root, name) for root, _, names in os.walk(folder) for name in names]
    return sorted((path, os.path.relpath(path, folder)) for path in found)
