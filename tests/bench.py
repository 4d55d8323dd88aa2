"""What a snippet and an embedding cost, as ratios: `make bench`.

The figures are processor seconds of whole processes (user and system), medians of several runs, so that a busy machine matters little.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


def cost(*command: str, cwd: Path = ROOT) -> float:
    """Processor seconds of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | QUIET | {"PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as in `make test`
    subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(*command: str, cwd: Path = ROOT, runs: int = 5) -> float:
    cost(*command, cwd=cwd)
    return statistics.median(cost(*command, cwd=cwd) for _ in range(runs))


def snippets() -> None:
    """The snippet tests against an interpreter that imports what the snippets import."""
    files = sorted((ROOT / "snippets").glob("*/*.py"))
    lines = {line for f in files for line in f.read_text().splitlines() if line.startswith(("import ", "from "))}
    lines = {line for line in lines if (not line.endswith("(") and "import ChatOllama" not in line) or "langchain_ollama" in line}
    imports = "\n".join(f"try:\n    {line}\nexcept Exception: pass" for line in sorted(lines))
    bare = median("-W", "ignore", "-c", imports)
    suite = median("-m", "pytest", "-q", "tests/test_snippets.py")
    few = median("-m", "pytest", "-q", "tests/test_snippets.py", "-k", "lesson/gather]")
    each = (suite - few) / (len(files) - 1)
    print(f"importing what the snippets import   {bare:6.2f} s of processor time")
    print(f"running all {len(files)} snippets             {suite:6.2f} s, {suite / bare:.2f} times the imports (at most 2)")
    print(f"one more snippet                     {each * 1000:6.1f} ms (at most 15)")


def embedding() -> None:
    """A site whose pages embed snippets against the same pages with plain fences, and no timelines."""
    from awaited.site.library import Library

    library = Library(ROOT / "snippets")
    names = [f"lesson/{name}" for name in ("invoke", "ainvoke", "gather", "one_by_one", "batch")]
    for copies in (1, 10, 100):
        figures = {}
        for kind in ("plain", "embedded"):
            with tempfile.TemporaryDirectory() as folder:
                site = Path(folder)
                (site / "docs").mkdir()
                shutil.copytree(ROOT / "snippets", site / "snippets")
                config = (
                    "site_name: Bench\ntheme: {name: material, font: false, features: [navigation.prune]}\nplugins: [search]\n"
                    "markdown_extensions:\n  - pymdownx.highlight\n  - pymdownx.superfences\n"
                )
                (site / "mkdocs.yml").write_text(config + ("  - awaited.site.embedding\n" if kind == "embedded" else ""))
                for n in range(copies * 4):
                    parts = [f"# Page {n}\n"]
                    for name in names:
                        body = f"```python\n{library.code(name)}```\n" if kind == "plain" else f"@snippet {name}\n"
                        parts.append(f"## About {name}\n\nSome words about this example.\n\n{body}")
                    (site / "docs" / f"page{n}.md").write_text("\n".join(parts))
                figures[kind] = median("-m", "mkdocs", "build", "-q", cwd=site, runs=3 if copies < 100 else 1)
        print(
            f"{copies * 4:4} pages: plain fences {figures['plain']:7.2f} s, embedded {figures['embedded']:7.2f} s, "
            f"{100 * (figures['embedded'] / figures['plain'] - 1):+.0f} % (at most +10 %)"
        )


if __name__ == "__main__":
    snippets()
    embedding()
