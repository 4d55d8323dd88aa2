import asyncio

import pytest
import pytest_asyncio
from shop import cache
from shop.models import large

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def loop_of_fixture():
    yield asyncio.get_running_loop()


@pytest.mark.stage(orders=1)  # it tells an exact time
async def test_the_same_loop(stage, loop_of_fixture):
    assert asyncio.get_running_loop() is loop_of_fixture
    await asyncio.sleep(60)
    assert stage.seconds == 60


async def test_without_the_stage(loop_of_fixture):
    await asyncio.sleep(0.01)


@pytest.mark.stage(orders=20)
async def test_cache(stage):
    stage.answers["What is new?"] = "Little."

    async def later():
        await asyncio.sleep(1)
        await cache.ask("What is new?")

    await asyncio.gather(cache.ask("What is new?"), later())
    assert len(stage.calls) == 1


async def test_openai(stage):
    stage.answers["Hi"] = {"text": "Hello", "fails": 1, "status": 500}
    assert (await large.ainvoke("Hi")).content == "Hello"
    assert len(stage.calls.repeated) == 1
