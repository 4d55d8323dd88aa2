import pytest
from shop.summaries import PLACES, summarise


@pytest.mark.stage(orders=1)  # it tells an exact time
async def test_summaries(stage, answers, customers):
    assert await summarise("abcdef") == ["short"] * 6
    assert stage.calls.peak == PLACES
    assert stage.seconds == 1.2
    assert customers == ["ann", "bob"]


class TestInAClass:
    def setup_method(self):
        self.texts = ["a", "b"]

    async def test_two(self, stage, answers):
        assert await summarise(self.texts) == ["short"] * 2
