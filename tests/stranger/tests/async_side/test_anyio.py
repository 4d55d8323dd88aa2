import anyio
import pytest
from shop.stream import first_words

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio"])
def anyio_backend(request):
    return request.param


@pytest.fixture
async def opened():
    await anyio.sleep(0.01)
    return "opened"


async def test_stream(stage, opened):
    stage.answers["Count"] = "one two three"
    assert await first_words("Count", 2) == ["one", "two"]
    assert opened == "opened"


async def test_without_the_stage(opened):
    assert opened == "opened"
