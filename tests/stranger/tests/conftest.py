import random

import pytest
from shop import cache
from shop.models import small
from shop.service import Service

MADE = []


@pytest.fixture(autouse=True)
def clean_cache():
    cache.forget()
    yield
    cache.forget()


@pytest.fixture(scope="session")
def customers():
    MADE.append("customers")
    return ["ann", "bob"]


@pytest.fixture(scope="module")
def numbers():
    return random.sample(range(100), 5)


@pytest.fixture
def answers(stage):
    stage.answers["Summarise {text}"] = "short"
    return stage.answers


@pytest.fixture
async def service(stage):
    stage.answers["Hello from {name}"] = "Hello, {name}."
    made = Service(small)
    await made.start()
    yield made
    await made.stop()
