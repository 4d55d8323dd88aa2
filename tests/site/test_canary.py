"""Zensical and ProperDocs build the same site, but for what tools/check/differences.toml lists."""

from pathlib import Path

import pytest

from tests.site.report import Report
from tools import builders
from tools.check.canary import LIST, canary
from tools.check.compare import known_differences


@pytest.mark.timeout(300)
@pytest.mark.parametrize("builder", builders.CANARIES)
def test_canary(builder: str, built: Path, report: Report, tmp_path: Path) -> None:
    found = canary(builder, built, tmp_path)
    listed = [k for k in known_differences(LIST) if k.builder == builder]
    report.add(
        "Canaries", ("Builder", "Differences listed with reasons", "Differences not listed"), (builder, len(listed), len(found))
    )
    assert not found, "\n".join(found[:80])
