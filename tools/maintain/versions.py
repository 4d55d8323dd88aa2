"""The suite on other Pythons and other versions of the packages, and the report of it.

``python -m tools.maintain.versions site:3.12 lowest:3.11`` runs the suite in these environments (see ``tools.maintain.environments``), one after the other.
What each run had, and how it ended, goes to ``build/versions/``; ``python -m tools.maintain.tested`` makes the page "What was tested" of it.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

from tools.builders import ROOT
from tools.maintain.environments import NoEnvironmentError, environment

REPORTS = ROOT / "build" / "versions"

SUITES: dict[str, list[str]] = {
    "suite": ["tests", "tests/whole", "--ignore=tests/test_style.py"],
    "wire": ["tests/wire", "-p", "no:randomly"],
    "elsewhere": ["tests/versions", "-p", "no:randomly"],
}
"""What can be run: the suite, the wire run, and what needs environments of its own."""

_ABOUT = """
import importlib.metadata as m, json, os, platform
names = ["langchain-core", "langchain-ollama", "langchain-openai", "langchain-community", "ollama", "openai", "mkdocs-material", "pytest"]
print(json.dumps({
    "python": platform.python_version(),
    "platform": f"{platform.system()} {platform.machine()}",
    "cores": os.cpu_count(),
    "packages": {n: m.version(n) for n in names},
}))
"""


def run(suite: str, name: str, version: str) -> dict[str, object]:
    """Run a suite in an environment.

    Returns:
        What is reported of it: the environment, its versions, the counts, the seconds, and the names of the tests that failed.

    Raises:
        NoEnvironmentError: The environment cannot be made here.
    """
    python = environment(name, version)
    about = subprocess.run([str(python), "-c", _ABOUT], capture_output=True, text=True, check=True).stdout
    REPORTS.mkdir(parents=True, exist_ok=True)
    results = REPORTS / f"{suite}-{name}-{version}.xml"
    results.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junit-xml={results}", *SUITES[suite]]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=False)
    seconds = round(time.perf_counter() - start)
    date = datetime.now(UTC).date().isoformat()
    report = {"suite": suite, "environment": name, "date": date, **json.loads(about), "seconds": seconds, **counts(results)}
    results.with_suffix(".json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def counts(results: Path) -> dict[str, object]:
    """How many tests a JUnit report has, by how they ended, and which failed."""
    if not results.is_file():
        return {"passed": 0, "failed": 0, "skipped": 0, "failures": ["the run did not come to an end"]}
    tree = ElementTree.parse(results)  # noqa: S314 (our own file)
    cases = list(tree.iter("testcase"))
    failed = [c for c in cases if c.find("failure") is not None or c.find("error") is not None]
    skipped = [c for c in cases if c.find("skipped") is not None]
    names = sorted({f"{c.get('classname')}::{c.get('name')}" for c in failed})
    return {"passed": len(cases) - len(failed) - len(skipped), "failed": len(failed), "skipped": len(skipped), "failures": names}


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m tools.maintain.versions``.

    Returns:
        The exit status: 1 when a run failed or an environment could not be made.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.maintain.versions", description="Run the suite in other environments.")
    parser.add_argument(
        "runs", nargs="+", metavar="ENVIRONMENT:PYTHON", help="site:3.12, for example; or SUITE:ENVIRONMENT:PYTHON"
    )
    bad = 0
    for words in parser.parse_args(arguments).runs:
        *suite, name, version = words.split(":")
        try:
            report = run(suite[0] if suite else "suite", name, version)
        except NoEnvironmentError as error:
            print(error, file=sys.stderr)
            bad = 1
            continue
        print(
            f"{words}: {report['passed']} passed, {report['failed']} failed, {report['skipped']} skipped in {report['seconds']} s"
        )
        failures = report["failures"]
        assert isinstance(failures, list)
        for failure in failures:
            print(f"  failed: {failure}")
        bad = bad or int(bool(failures))
    return bad


if __name__ == "__main__":
    sys.exit(main())
