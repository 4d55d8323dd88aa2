"""The text of the issue that tells what new releases changed."""

from pathlib import Path

from tools.maintain.changed import LONGEST, as_issue, failures, pins, upgrades


def test_what_differs_is_said(tmp_path: Path) -> None:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("a==1.0 \\\n    --hash=sha256:0\nb==2\n")
    new.write_text("a==1.1 \\\n    --hash=sha256:1\nb==2\nc==3\n")
    assert upgrades(pins(old), pins(new)) == ["- `a` 1.0 → 1.1", "- `c` none → 3"]
    results = tmp_path / "results.xml"
    results.write_text(
        '<testsuites><testsuite><testcase classname="tests.test_snippets" name="test_snippet[a/b]"><failure message="m">-old\n+new</failure>'
        '</testcase><testcase classname="x" name="y"/></testsuite></testsuites>'
    )
    issue = as_issue(pins(old), pins(new), failures(results))
    assert "- `a` 1.0 → 1.1" in issue
    assert "**tests.test_snippets::test_snippet[a/b]**\n\n````diff\n-old\n+new\n````" in issue


def test_a_run_that_broke_off(tmp_path: Path) -> None:
    assert "did not come to an end" in as_issue({}, {}, failures(tmp_path / "none.xml"))


def test_a_long_issue_is_cut() -> None:
    assert len(as_issue({}, {}, [("a", "x" * 2 * LONGEST)])) < LONGEST + 100
