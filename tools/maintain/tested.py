"""The page "What was tested": written from the reports of test runs, and from nothing else.

``python -m tools.maintain.tested`` collects what ``tools.maintain.versions`` reported (``make tested`` runs it all), and writes ``docs/tested.json`` and the page of
it. The tests compare the page with the file, and the file with its own digest.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from awaited.site.library import Library
from tools.builders import ROOT
from tools.maintain.versions import REPORTS

DATA = ROOT / "docs" / "tested.json"
PAGE = ROOT / "docs" / "what-was-tested.md"

ENVIRONMENTS = {
    "site": "the versions that this site is built with",
    "lowest": "the lowest versions that it admits",
    "newest": "the newest that go together",
}
SUITES = {
    "suite": "Every example on the stage, and all quick tests",
    "wire": "Every example that asks a server, over HTTP with the real client, and the tests of that comparison",
    "elsewhere": "Older programs with langchain-community 0.4.1; the table of integrations",
}
_ORDER = [*SUITES], [*ENVIRONMENTS]


class NotTestedError(LookupError):
    """There is no report to write a page of."""


def collect(reports: Path, library: Library) -> dict[str, Any]:
    """All reports of a folder as one, with what there was to test.

    Raises:
        NotTestedError: There are none.
    """
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(reports.glob("*.json"))]
    if not runs:
        raise NotTestedError(f"{reports} has no reports: run `make tested`")
    runs.sort(
        key=lambda r: (_ORDER[0].index(r["suite"]), _ORDER[1].index(r["environment"]), [int(n) for n in r["python"].split(".")])
    )
    data = library.data()
    of_exercises = {exercise[part] for exercise in data.exercises.values() for part in ("starter", "solution")}
    names = [name for name in library.names() if name not in of_exercises]
    calling = [n for n in names if any(c.kind in ("model", "embedding") for c in library.recording(n).calls)]
    examples = {"all": len(names), "asking": len(calling), "exercises": len(data.exercises), "exempt": data.exempt}
    report: dict[str, Any] = {"examples": examples, "runs": runs}
    return {**report, "digest": digest(report)}


def digest(report: Mapping[str, Any]) -> str:
    """By which a report shows that nobody edited it."""
    rest = {k: v for k, v in report.items() if k != "digest"}
    return "sha256:" + hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def as_page(report: Mapping[str, Any]) -> str:
    """The page's text."""
    runs, examples = report["runs"], report["examples"]
    dates = sorted({run["date"] for run in runs})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    where = sorted({f"{run['platform']}, {run['cores']} cores" for run in runs})
    lines = [
        "---",
        "title: What was tested",
        "description: The versions of Python and LangChain with which every example of this site ran, how many there are, when, and what could not be compared.",
        "tags: [reference]",
        "---",
        "",
        "# What was tested",
        "",
        "Nobody wrote this page: the test run did (`make tested`), and a check fails when somebody edits it. Its figures are in [a file](tested.json), too.",
        "",
        f"There are **{examples['all']} examples** on this site, {examples['asking']} of which ask a server, and {examples['exercises']} exercises.",
        f"They ran on {when}, on {'; '.join(where)}.",
        "",
        "## Runs",
        "",
        "| What ran | Python | With | Passed | Failed | Skipped | Took |",
        "| --- | --- | --- | --: | --: | --: | --: |",
    ]
    failures = []
    for run in runs:
        cells = [
            SUITES[run["suite"]],
            run["python"],
            "environments of their own" if run["suite"] == "elsewhere" else ENVIRONMENTS[run["environment"]],
        ]
        failures += [f"- Python {cells[1]}, {cells[2]}: `{name}`" for name in run["failures"]]
        took = f'<data value="{run["seconds"]}">{run["seconds"]} s</data>'
        lines.append("| " + " | ".join([*cells, str(run["passed"]), str(run["failed"]), str(run["skipped"]), took]) + " |")
    if failures:
        lines += ["", "What failed:", "", *failures]
    lines += [
        "",
        "A skipped test belongs to LangChain's standard suite for chat models, and asks for what the fake model does not claim to have (images, for example).",
        "Each is listed with its reason; any other skip is a failure.",
        "",
        "## Versions",
        "",
    ]
    names = [e for e in ENVIRONMENTS if any(r["environment"] == e for r in runs)]
    lines += ["| Package | " + " | ".join(ENVIRONMENTS[e].capitalize() for e in names) + " |", "|" + " --- |" * (len(names) + 1)]
    versions = {e: next(r["packages"] for r in reversed(runs) if r["environment"] == e) for e in names}
    for package in next(iter(versions.values())):
        lines.append(f"| `{package}` | " + " | ".join(versions[e][package] for e in names) + " |")
    kinds = {"stage": "by itself", "wire": "over HTTP", "browser": "in the browser", "live": "with a real Ollama"}
    lines += ["", "## What could not run everywhere", ""]
    for kind, exempt in sorted(examples["exempt"].items()):
        if exempt:
            lines += [
                f"**Not {kinds.get(kind, kind)}**:",
                "",
                *[f"- `{name}.py`: {reason}" for name, reason in sorted(exempt.items())],
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m tools.maintain.tested``."""
    parser = argparse.ArgumentParser(prog="python -m tools.maintain.tested", description="Write the page of what was tested.")
    parser.add_argument("--again", action="store_true", help="write the page of docs/tested.json, without collecting reports")
    given = parser.parse_args(arguments)
    try:
        report = json.loads(DATA.read_text(encoding="utf-8")) if given.again else collect(REPORTS, Library(ROOT / "snippets"))
    except (NotTestedError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    DATA.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(as_page(report), encoding="utf-8")
    print(f"{len(report['runs'])} runs; {sum(r['failed'] for r in report['runs'])} tests failed in them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
