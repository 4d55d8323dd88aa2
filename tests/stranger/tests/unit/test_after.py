"""What stands after the stage in the same module is on the real clock again."""

import os
import time


def test_on_the_stage(stage):
    stage.advance(3600)
    assert stage.seconds == 3600


def test_off_the_stage():
    assert time.sleep.__module__ != "awaited.stage.clocks"
    assert "SHOP" not in os.environ
