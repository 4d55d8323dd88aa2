import logging
import warnings

import pytest


def test_capsys(stage, capsys):
    print("said")
    assert capsys.readouterr().out == "said\n"


async def test_caplog(stage, service, caplog):
    with caplog.at_level(logging.INFO):
        assert await service.answer("Hello from ann") == "Hello, ann."
    assert "asked Hello from ann" in caplog.text


def test_warnings(stage):
    with pytest.warns(UserWarning, match="careful"):
        warnings.warn("careful", stacklevel=1)


def test_environment(stage, monkeypatch, tmp_path):
    import os

    monkeypatch.setenv("SHOP", "open")
    monkeypatch.chdir(tmp_path)
    assert os.environ["SHOP"] == "open"
    (tmp_path / "file").write_text("x")
