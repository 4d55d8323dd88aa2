"""A cache of the process, as applications have it."""

import asyncio

from shop.models import small

_known = {}


def forget():
    _known.clear()


async def ask(question):
    if question not in _known:
        _known[question] = asyncio.ensure_future(small.ainvoke(question))
    return (await _known[question]).content


async def ask_badly(question):
    if question not in _known:
        _known[question] = (await small.ainvoke(question)).content
    return _known[question]
