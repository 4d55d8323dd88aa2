import asyncio

import pytest
from cache_mended import Cache


async def later(cache, seconds):
    await asyncio.sleep(seconds)
    return await cache.ask("What is new?")


@pytest.mark.stage(orders=100)
async def test_asks_once(stage):
    stage.answers["What is new?"] = "Little."
    cache = Cache()
    await asyncio.gather(later(cache, 0), later(cache, 1))
    assert len(stage.calls) == 1
