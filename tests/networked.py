"""A program on the bare stage: without a model or a recording."""

import gc
from collections.abc import Callable
from typing import Any

from awaited.stage import network
from awaited.stage.machine import Machine
from awaited.stage.observer import Observer


class Nobody(Observer):
    """Keeps nothing."""

    watch = None


def on_the_network(program: Callable[[], Any], **speed: float) -> Any:
    """What ``program`` gives, run on a network of its own."""
    with Machine(Nobody(), network=lambda on: network.Network(on, **speed)):
        try:
            return program()
        finally:
            gc.collect()
