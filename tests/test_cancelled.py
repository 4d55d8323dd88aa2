"""What the page "Time-outs and cancelling" says of a cancelled call, in its table, is what the recordings of its examples show.

A recording tells of a call how it ended at the server: ``cancelled`` where its connection was closed, ``answered`` where the model wrote to the
end. Whether the place in the client's pool is free again, a second call tells: these models have one connection, or one slot.
"""

import pytest

from awaited.site.library import Library

PAGE = "timeouts_and_cancelling"
ENDS = [
    (f"{PAGE}/cancel", "cancelled", "answered"),
    (f"{PAGE}/whole_call", "cancelled", None),
    (f"{PAGE}/wait_for", "cancelled", None),
    (f"{PAGE}/stop_button", "cancelled", "answered"),
    (f"{PAGE}/ctrl_c", "cancelled", None),
    (f"{PAGE}/cancelled_twice", "answered", None),
    (f"{PAGE}/cancelled_twice_openai", "cancelled", "answered"),
    (f"{PAGE}/anyio_cancels", "answered", None),
    (f"{PAGE}/task_of_its_own", "cancelled", "answered"),
    (f"{PAGE}/shield", "answered", None),
    ("inside_ainvoke/cancel_thread", "answered", None),
]
"""The example, how its first call ended at the server, and its second call, if one reached it."""

READERS = [
    ("/words left", "cancelled", "answered"),
    ("/guarded left", "cancelled", "answered"),
    ("/whole left", "answered", None),
]
"""A reader who left, what became of the call made for them, and of the next one."""


@pytest.mark.parametrize(("name", "first", "second"), ENDS)
def test_the_server_hears_of_it_or_does_not(library: Library, name: str, first: str, second: str | None) -> None:
    ends = [call.outcome for call in library.recording(name).calls]
    assert ends == [first, *([second] if second else [])]


def test_a_reader_who_leaves_takes_the_call_along_or_loses_its_connection(library: Library) -> None:
    recording = library.recording(f"{PAGE}/readers_who_leave")
    assert [line for line in recording.output.splitlines() if line.endswith("left")] == [said for said, *_ in READERS]
    ends = [call.outcome for call in recording.calls]
    assert ends == [end for _, *pair in READERS for end in pair if end]


def test_a_plain_endpoint_is_not_told(library: Library) -> None:
    calls = {call.label: call.outcome for call in library.recording("fastapi_service/leavers").calls}
    assert calls == {
        "Tell me about pears.": "answered",  # /plain
        "Tell me about plums.": "cancelled",  # /watched
        "Tell me about apples.": "cancelled",  # /stream
    }
