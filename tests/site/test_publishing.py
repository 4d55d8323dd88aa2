"""The whole site, published again, and published without an address. (Quick tests do so with a few of its pages.)"""

import os
import shutil
from pathlib import Path

import pytest

from tests.published import broken_links_of_markdown, changed_by_publishing_again
from tests.site.conftest import ROOT
from tools.build import publish


@pytest.fixture
def copied(site: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "site"
    shutil.copytree(site, copy, ignore=shutil.ignore_patterns("run", "snippets"))
    (copy / "snippets").symlink_to(ROOT / "snippets")
    return copy


def test_published_twice_is_published_the_same(copied: Path) -> None:
    assert os.environ["SITE_URL"], "the feed and llms.txt want an address"
    assert changed_by_publishing_again(copied) == []


def test_without_an_address_no_link_of_the_markdown_leads_nowhere(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITE_URL")
    publish.publish(copied)
    assert broken_links_of_markdown(copied) == []
