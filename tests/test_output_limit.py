"""A flood of output keeps both of its ends, and says what is lost between them."""

from collections.abc import Iterable

from awaited import Model
from awaited.recording.output_limit import MORE, OutputLimit
from awaited.recording.recording import Print
from awaited.runner import AnyStage


def through(limit: OutputLimit, texts: Iterable[str]) -> str:
    written = [part for text in texts for part in limit.take(Print(0.0, "MainThread", text))]
    return "".join(part.text for part in [*written, *limit.rest()])


def test_what_fits_is_left_alone() -> None:
    assert through(OutputLimit(100, 4), ["a\n", "b", "\nc\n"]) == "a\nb\nc\n"


def test_many_lines() -> None:
    output = through(OutputLimit(1000, 4), [f"{n}\n" for n in range(1000)])
    assert output == f"0\n1\n2\n3\n{MORE}… 994 lines are left out. …\n998\n999\n"


def test_many_lines_at_once() -> None:
    output = through(OutputLimit(1000, 4), ["".join(f"{n}\n" for n in range(1000))])
    assert output == f"0\n1\n2\n3\n{MORE}… 994 lines are left out. …\n998\n999\n"


def test_a_line_without_end() -> None:
    output = through(OutputLimit(10, 4), ["x" * 50, "y" * 50])
    assert output == f"xxxxxxxxxx\n{MORE}yyyyy"


def test_just_too_much_loses_nothing() -> None:
    assert through(OutputLimit(1000, 4), [f"{n}\n" for n in range(6)]) == f"0\n1\n2\n3\n{MORE}4\n5\n"


def test_the_recording_and_the_page_get_the_same() -> None:
    shown: list[str] = []
    with AnyStage(Model({}), output_limit=OutputLimit(1000, 4), on_print=lambda written: shown.append(written.text)) as stage:
        stage.execute("for n in range(1000):\n    print(n)\n")
    assert stage.recording.output == "".join(shown) == f"0\n1\n2\n3\n{MORE}… 994 lines are left out. …\n998\n999\n"
