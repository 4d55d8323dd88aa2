"""Async tests and fixtures where no other plugin runs them: on one event loop a test, on the stage."""

import asyncio
import contextvars
import functools
import inspect
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_RUNNER = pytest.StashKey[asyncio.Runner]()
_CONTEXT = pytest.StashKey[contextvars.Context]()


def run(item: Any, coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine on the test's own event loop. Context variables that a fixture sets, the test finds."""
    if _CONTEXT not in item.stash:
        item.stash[_CONTEXT] = contextvars.copy_context()
    runner = item.funcargs.get(_SHARED) or item.stash.get(_RUNNER, None)
    if runner is None:
        runner = item.stash[_RUNNER] = asyncio.Runner()
    return runner.run(coroutine, context=item.stash[_CONTEXT])


_SHARED = "_function_scoped_runner"
"""The fixture of pytest-asyncio that makes the event loop of a test."""


def shared(item: Any) -> list[str]:
    """The fixtures that make the event loop of a test, where it is another plugin's: all of its async fixtures run on that one."""
    return [_SHARED] if item.config.pluginmanager.hasplugin("asyncio") and _is_async(item) else []


def _is_async(item: Any) -> bool:
    definitions = [found[-1].func for found in item._fixtureinfo.name2fixturedefs.values() if found]
    return any(inspect.iscoroutinefunction(f) or inspect.isasyncgenfunction(f) for f in [item.function, *definitions])


def close(item: pytest.Item) -> None:
    """Close the event loop of a test, if it has one."""
    runner = item.stash.get(_RUNNER, None)
    if _CONTEXT in item.stash:
        del item.stash[_CONTEXT]
    if runner is not None:
        del item.stash[_RUNNER]
        runner.close()


def _others(fixturedef: Any, request: Any) -> bool:
    """Whether another plugin runs an async fixture."""
    if "anyio_backend" in request.fixturenames:
        return True
    config = request.config
    if not config.pluginmanager.hasplugin("asyncio"):
        return False
    mode = config.getoption("asyncio_mode", None) or config.getini("asyncio_mode")
    function = getattr(fixturedef.func, "__func__", fixturedef.func)
    return str(getattr(mode, "value", mode)) == "auto" or getattr(function, "_force_asyncio_fixture", False)


@contextmanager
def synchronous(fixturedef: Any, request: Any) -> Iterator[None]:
    """Let pytest find an ordinary function in the place of an async fixture of a test's own scope."""
    if fixturedef.scope != "function" or _others(fixturedef, request):
        yield
        return
    function, item = fixturedef.func, request.node
    fixturedef.func = (_generator if inspect.isasyncgenfunction(function) else _coroutine)(function, item, request)
    try:
        yield
    finally:
        fixturedef.func = function


def _bound(function: Callable[..., Any], request: Any) -> Callable[..., Any]:
    if inspect.ismethod(function) and request.instance is not None and type(function.__self__) is type(request.instance):
        bound: Callable[..., Any] = function.__func__.__get__(request.instance)
        return bound
    return function


def _coroutine(function: Callable[..., Any], item: pytest.Item, request: Any) -> Callable[..., Any]:
    @functools.wraps(function)
    def fixture(**arguments: Any) -> Any:
        return run(item, _bound(function, request)(**arguments))

    return fixture


def _generator(function: Callable[..., Any], item: pytest.Item, request: Any) -> Callable[..., Any]:
    @functools.wraps(function)
    def fixture(**arguments: Any) -> Iterator[Any]:
        generator = _bound(function, request)(**arguments)
        yield run(item, anext(generator))
        try:
            run(item, anext(generator))
        except StopAsyncIteration:
            return
        raise ValueError(f"the fixture {function.__name__} yields more than once")

    # Pytest asks whether it is a generator function, and looks through wrappers.
    del fixture.__wrapped__
    return fixture
