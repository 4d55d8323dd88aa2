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


def test_what_fits_exactly_is_left_alone_and_one_more_does_not() -> None:
    assert through(OutputLimit(4, 9), ["ab", "cd"]) == "abcd"
    assert through(OutputLimit(9, 2), ["a\n", "b\n"]) == "a\nb\n"
    assert through(OutputLimit(4, 9), ["ab", "cde"]) == f"abcd\n{MORE}e"
    assert OutputLimit(9, 2).rest() == [], "nothing is left of what was no flood"
    beginning = 60_000 * "x"
    assert through(OutputLimit(), [beginning, "y"]) == f"{beginning}{MORE}y"
    assert through(OutputLimit(), ["\n" * 1000, "y"]) == "\n" * 1000 + "y"
    assert MORE in through(OutputLimit(), ["\n" * 1001])


def test_what_is_left_out_is_said_where_the_end_begins() -> None:
    limit = OutputLimit(1000, 4)
    limit.take(Print(0.0, "MainThread", "0\n1\n2\n3\n4\n"))
    for at, by, to in ((1.0, "A", "stdout"), (2.0, "B", "stderr")):
        limit.take(Print(at, by, f"{by}\n", to))
    told = "… 1 lines are left out. …\n"
    assert limit.rest() == [Print(1.0, "A", told), Print(1.0, "A", "A\n"), Print(2.0, "B", "B\n", "stderr")]


def test_lines_without_a_word_are_lines() -> None:
    assert through(OutputLimit(1000, 2), ["\n\n\n"]) == f"\n\n{MORE}\n"


def test_the_recording_and_the_page_get_the_same() -> None:
    shown: list[str] = []
    with AnyStage(Model({}), output_limit=OutputLimit(1000, 4), on_print=lambda written: shown.append(written.text)) as stage:
        stage.execute("for n in range(1000):\n    print(n)\n")
    assert stage.recording.output == "".join(shown) == f"0\n1\n2\n3\n{MORE}… 994 lines are left out. …\n998\n999\n"
