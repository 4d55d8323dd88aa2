import pytest
from shop import batch


@pytest.mark.stage(orders=20)
def test_batch(stage):
    stage.answers["Label {text}"] = "label"
    ledger = batch.run("abcd")
    assert ledger.rows == ["label"] * 4
    assert ledger.tokens == 12


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers(stage, workers):
    stage.answers["Label {text}"] = "label"
    batch.run("abcd", workers)
    assert stage.calls.peak == workers
