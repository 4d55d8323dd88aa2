"""A test that computes for ever."""

from awaited.stage import computing


class ComputesForEver(computing.ComputesForEver):
    """A test has computed for longer than its mark allows."""

    def __str__(self) -> str:
        return (
            "the test computes, and has not waited for anything for too long: is there a loop without end? "
            "A test that needs longer says so: @pytest.mark.stage(computing=SECONDS)"
        )
