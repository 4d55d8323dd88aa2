"""The pictures of real apps on the pages are those of the apps as they are. Whether they can be taken is for ``tests/real``."""

from pathlib import Path

import pytest

from tests import pictures


def test_no_picture_is_stale() -> None:
    notes = pictures.taken()
    assert notes
    assert all(notes.values())
    assert pictures.stale(notes) == []
    assert pictures.unknown(notes) == []


def test_another_app_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = pictures.taken()
    for name in ("snippets", "tests"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(pictures, "ROOT", tmp_path)
    for files in notes.values():
        for file in files:
            copied = tmp_path / file
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_text("another program\n", encoding="utf-8")
    assert len(pictures.stale(notes)) == sum(map(len, notes.values()))
    copied.unlink()
    assert len(pictures.stale(notes)) == sum(map(len, notes.values()))
