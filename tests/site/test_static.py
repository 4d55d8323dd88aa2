"""Links, HTML and workflows: what can be checked without a browser."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.conftest import CHECKS, ROOT
from tests.site.report import Report
from tools.built import html_files

BIN = Path(sys.executable).parent

# What the pages' authors cannot change, and what the checker does not know yet.
TOLERATED = (
    # The theme's own templates: the switches of its palette and drawer, and the titles of its navigation.
    "Attribute “autocomplete” is only allowed when the input type is .*",
    "Bad value “” for attribute “tabindex” on element “label”.*",
    # An attribute of the HTML standard since 2025 that shows an explanation on hover; a browser without it shows it on click.
    "Attribute “interestfor” not allowed on element “button” at this point.",
)


def run(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_links_and_anchors(site: Path, report: Report) -> None:
    """Every link and every anchor inside the site leads somewhere, those in raw HTML too."""
    result = run(
        BIN / "lychee",
        "--offline",
        "--include-fragments",
        "--index-files",
        "index.html",
        "--no-progress",
        "--format",
        "json",
        "--root-dir",
        site,
        f"{site}/**/*.html",
    )
    found = json.loads(result.stdout)
    report.add(
        "Links (lychee)",
        ("What", "Count"),
        *((key, found[key]) for key in ("total", "unique", "successful", "errors", "excludes") if key in found),
    )
    assert found["total"] > 0, result.stderr
    wrong = [
        f"{Path(file).relative_to(site)}: {failure['url']}: {failure['status'].get('details') or failure['status'].get('text')}"
        for file, failures in found.get("error_map", found.get("fail_map", {})).items()
        for failure in failures
    ]
    assert not wrong, "\n".join(wrong)


def test_html(site: Path, report: Report) -> None:
    """Every page is valid HTML, but for what the theme's own templates do."""
    if not shutil.which("java"):
        pytest.fail("There is no Java for the HTML checker: apt-get install default-jre-headless.", pytrace=False)
    files = [site / path for path in html_files(site) if not path.startswith("run/")]
    jar = CHECKS / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    result = run(
        "java",
        "-jar",
        jar,
        "--format",
        "json",
        "--exit-zero-always",
        "--errors-only",
        "--filterpattern",
        "|".join(TOLERATED),
        *files,
    )
    messages = json.loads(result.stderr)["messages"]
    errors = sorted(
        {
            f"{m['url'].removeprefix(f'file:{site}/')}:{m.get('lastLine')}: {m['message']}"
            for m in messages
            # The theme's table of contents has a label for a switch that it leaves out where a section has a page of its own.
            if m["type"] == "error" and 'for="__toc"' not in m.get("extract", "")
        }
    )
    report.add(
        "HTML (Nu Html Checker)",
        ("What", "Count"),
        ("pages", len(files)),
        ("errors", len(errors)),
        ("messages of all kinds", len(messages)),
    )
    assert not errors, "\n".join(errors[:60])


def test_workflows(report: Report) -> None:
    """The workflows do no more than they must, and every action is pinned by its digest."""
    result = run(
        BIN / "zizmor",
        "--offline",
        "--no-progress",
        "--persona",
        "pedantic",
        "--format",
        "json",
        ROOT / ".github",
        env=os.environ | {"NO_COLOR": "1"},
    )
    findings = json.loads(result.stdout)
    report.add("Workflows (zizmor, pedantic)", ("What", "Count"), ("findings", len(findings)))
    assert not findings, "\n".join(f"{f['ident']}: {f['desc']}" for f in findings)
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        for action in re.findall(r"uses:\s*(\S+)", path.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) or action.startswith("./"), f"{path.name}: {action}"


def test_lock_files_name_no_host() -> None:
    for lock in (ROOT / "tools/check/node/package-lock.json", ROOT / "browser/package-lock.json"):
        if lock.exists():
            assert '"resolved"' not in lock.read_text(encoding="utf-8"), lock
