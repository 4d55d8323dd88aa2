"""The page "What was tested" says what the reports say, and the reports are as the run left them."""

import json
from pathlib import Path

import pytest

from awaited.site.library import Library
from tools.maintain.tested import DATA, PAGE, NotTestedError, as_page, collect, digest
from tools.maintain.versions import counts

REPORT = json.loads(DATA.read_text(encoding="utf-8"))


def test_the_page_is_that_of_the_report() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_page(REPORT), "nobody edits this page: `make tested` writes it from a run"


def test_the_report_is_as_the_run_left_it() -> None:
    assert REPORT["digest"] == digest(REPORT), "nobody edits docs/tested.json: `make tested` writes it from a run"


@pytest.mark.parametrize("change", [{"passed": 1_000_000}, {"python": "3.99.0"}, {"failures": ["x"]}])
def test_an_edit_is_noticed(change: dict[str, object]) -> None:
    edited = {**REPORT, "runs": [{**REPORT["runs"][0], **change}, *REPORT["runs"][1:]]}
    assert digest(edited) != REPORT["digest"]
    assert as_page(edited) != as_page(REPORT)


def test_what_failed_is_told_with_where_it_did() -> None:
    first, second, *_ = REPORT["runs"]
    runs = [{**first, "python": "3.11.9", "failures": ["a::b"]}, {**second, "failures": []}]
    page = as_page({**REPORT, "runs": runs})
    assert "\nWhat failed:\n\n- Python 3.11.9, the versions that this site is built with: `a::b`\n\nA skipped" in page
    assert "What failed" not in as_page({**REPORT, "runs": [{**run, "failures": []} for run in runs]})


def test_without_reports_there_is_no_page(library: Library, tmp_path: Path) -> None:
    with pytest.raises(NotTestedError, match="run `make tested`"):
        collect(tmp_path, library)


def test_the_counts_of_a_run(tmp_path: Path) -> None:
    results = tmp_path / "results.xml"
    results.write_text(
        '<testsuites><testsuite><testcase classname="a" name="b"/><testcase classname="a" name="c"><failure/></testcase>'
        '<testcase classname="a" name="d"><skipped/></testcase></testsuite></testsuites>'
    )
    assert counts(results) == {"passed": 1, "failed": 1, "skipped": 1, "failures": ["a::c"]}
    assert counts(tmp_path / "none.xml")["failures"] == ["the run did not come to an end"]
