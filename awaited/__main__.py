"""``awaited``, or ``python -m awaited``: the commands."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

import awaited
from awaited.commands import Refused, chapter, model, record, rename, run

COMMANDS = {
    "run": (run, "run a program in virtual time, and show what it did when"),
    "record": (record, "run examples, and write what they did beside them"),
    "model": (model, "answer as Ollama and OpenAI would, without a model"),
    "rename": (rename, "rename an example wherever it is named"),
    "chapter": (chapter, "begin a chapter: its page, its folder, a first example"),
}


def parser() -> argparse.ArgumentParser:
    """What may be typed."""
    whole = argparse.ArgumentParser(prog="awaited", description=(awaited.__doc__ or "").partition("\n")[0])
    whole.add_argument("--version", action="version", version=f"awaited {awaited.__version__}")
    commands = whole.add_subparsers(title="commands", metavar="COMMAND")
    for name, (module, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
        module.options(command)
        command.set_defaults(main=module.main)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was typed.

    Args:
        arguments: What came after ``awaited``; by default that of this process.

    Returns:
        The exit status. What cannot be understood ends with 2, by ``SystemExit``, as argparse has it.
    """
    whole = parser()
    given = whole.parse_args(arguments)
    if "main" not in given:
        whole.print_help()
        return 0
    command: Callable[[argparse.Namespace], int] = given.main
    if arguments is None and command is run.main:
        _with_the_same_hashes()
    try:
        return command(given)
    except Refused as refusal:
        print(f"awaited: {refusal}", file=sys.stderr)
        return 1


def _with_the_same_hashes() -> None:
    """Begin this process anew where the hash of a text, and so the order of a set, is another one each time: two runs of a program are alike."""
    if (
        sys.flags.hash_randomization
        and not sys.flags.ignore_environment
        and "PYTHONHASHSEED" not in os.environ
        and os.name == "posix"
    ):
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
