"""Zensical and ProperDocs build the same site, but for what tools/check/differences.toml lists."""

from pathlib import Path

import pytest

from tests.site.report import Report
from tools import builders
from tools.check.canary import LIST, canary
from tools.check.compare import known_differences


@pytest.mark.timeout(300)
@pytest.mark.parametrize("builder", builders.CANARIES)
def test_canary(builder: str, report: Report, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    site = tmp_path_factory.getbasetemp() / "by-mkdocs"
    if not site.exists():
        builders.mkdocs(site)
    found = canary(builder, site, tmp_path)
    listed = [k for k in known_differences(LIST) if k.builder == builder]
    report.add(
        "Canaries", ("Builder", "Differences listed with reasons", "Differences not listed"), (builder, len(listed), len(found))
    )
    assert not found, "\n".join(found[:80])
