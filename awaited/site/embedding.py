"""A Python-Markdown extension: one line in a page becomes code, output and timeline.

Lines of their own:

``@snippet chapter/name``
    The snippet with its recorded output and timeline. Options: ``region=NAME`` shows one function or class (by its name),
    ``highlight="TEXT"`` marks the lines that contain a text (may be repeated), ``title="TEXT"`` replaces the file's name,
    ``output=no`` leaves the output and the timeline to another embedding on the same page, ``environment=NAME`` shows the recording of another
    environment (see ``awaited.site.library.Library.recording``).
``@compare chapter/one chapter/two``
    The timelines of several snippets, one above the other on the same scale.
``@ask chapter/name who after="TEXT"``
    What happens next? The question stands on the page, and a reader who steps through the run is asked it there. ``who`` asks who has the next
    turn, ``prints`` which line is printed next, ``when`` at what time the line with ``until="TEXT"`` runs; ``after`` names the turn before by the
    text of its line, ``turn=2`` the second turn there. The recording gives the answer.
``@plot FILE NAME``
    Curves: what a JSON file in the folder of the pages has under that name in its ``plots`` (see ``awaited.picture.plot``).
``@exercise chapter/name``
    An exercise: its number on the page, title, task, hints, starter and solution, under the anchor ``exercise-name``.
``@progress page other-page``
    A list of pages with their exercises, in which a script can say what was read and solved. ``@progress *`` are all that say what a reader
    will know (``!!! abstract``) and are on no list before.

Within a sentence:

``@{chapter/name.seconds}``
    A figure of a recording: ``seconds``, ``peak`` (model calls at once), ``calls`` (of models), ``span`` (seconds from the first of them
    to the end of the last), ``first`` (seconds to the first token), ``printed`` (seconds to the first output) or ``blocked`` (seconds for which the event loop was held up).
``@{chapter/one.seconds / chapter/two.seconds}``
    The ratio of two.

Everything that is wrong stops the build, with the page and the line. The extension works wherever Python-Markdown does: it is no
plugin of MkDocs. Its styles and scripts come along, within each page that has an example; a site that serves them itself, since its Content
Security Policy allows no inline scripts for instance, says ``assets: external`` (see ``awaited.site.styles``).
"""

import html
import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from xml.etree import ElementTree

import awaited

try:
    from markdown import Markdown
    from markdown.inlinepatterns import InlineProcessor
    from markdown.preprocessors import Preprocessor
    from markdown.util import HTML_PLACEHOLDER_RE
    from pymdownx.superfences import SuperFencesBlockPreprocessor
except ModuleNotFoundError as error:
    raise awaited._named_extra(error, "awaited.site.embedding") from error

from awaited.picture import plot, stepping, timeline
from awaited.picture.output import result_html
from awaited.recording import questions
from awaited.recording.recording import NotARecording, Recording
from awaited.recording.steps import NoSteps
from awaited.recording.words import is_model
from awaited.site import styles
from awaited.site.library import RECORD, Library, LibraryError
from awaited.site.options import Options

if TYPE_CHECKING:
    _BuildError = Exception
else:
    try:  # MkDocs shows these without a stack of internals
        from mkdocs.exceptions import BuildError as _BuildError
    except ImportError:
        _BuildError = Exception

FIGURES: dict[str, Callable[[Recording], float]] = {
    "seconds": lambda r: r.seconds,
    "peak": lambda r: r.peak,
    "calls": lambda r: sum(map(is_model, r.calls)),
    "span": lambda r: max(c.end or r.seconds for c in r.calls if is_model(c)) - min(c.start for c in r.calls if is_model(c)),
    "first": lambda r: min(c.first - c.start for c in r.calls if c.first is not None),
    "printed": lambda r: r.prints[0].at,
    "blocked": lambda r: r.held,
}
"""The figures of a recording that prose can refer to."""

STEPS = "steps/"
"""Where a published site keeps what steps through its examples."""

ASSETS = ("awaited.css", "example.js")
"""What an example needs of ``awaited/site/assets/``."""
STEPPING = ("step.js", "step.css")
"""What steps through one, when somebody asks."""

_IN_SECONDS = {"seconds", "span", "first", "printed", "blocked"}


class EmbeddingError(_BuildError):
    """A line of a page asks for something that is not there, or no longer true."""


def figure(library: Library, expression: str) -> tuple[float, str]:
    """What ``@{expression}`` stands for.

    Returns:
        The value, and its text with the unit.

    Raises:
        LibraryError: The expression is not of the form above, or names what does not exist.
    """
    values, units = [], []
    for term in expression.split(" / "):
        match = re.fullmatch(r"\s*([\w/]+)\.(\w+)\s*", term)
        if not match or match[2] not in FIGURES:
            raise LibraryError(f"{term.strip()!r} is no figure: say chapter/name.figure, with one of {', '.join(FIGURES)}")
        recording = _fresh(library, match[1])
        try:
            values.append(FIGURES[match[2]](recording))
        except (ValueError, IndexError):
            raise LibraryError(f"the recording of {match[1]} has nothing to tell {match[2]!r} from") from None
        units.append(" s" if match[2] in _IN_SECONDS else "")
    if len(values) == 1:
        return values[0], f"{round(values[0], 3):g}{units[0]}"
    if len(values) != 2 or not values[1]:
        raise LibraryError(f"{expression!r} is no ratio of two figures")
    ratio = values[0] / values[1]
    return ratio, f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}"


def _single_quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#x27;")


def _fresh(library: Library, name: str, environment: str = "") -> Recording:
    recording = library.recording(name, environment)
    if stale := library.stale(name, recording):
        raise LibraryError(f"{stale}: {RECORD}")
    return recording


_embedded: dict[tuple[object, ...], str] = {}
"""What was embedded in this process, by the files and options that it was made of: `mkdocs serve` builds all pages at each edit."""


class _Embedder:
    """Turns the lines that start with ``@`` into Markdown and HTML."""

    def __init__(self, md: Markdown, library: Library, docs: Path, source: str, steps: str) -> None:
        self._md = md
        self._library = library
        self._docs = docs
        self._source = source
        self._steps = steps
        self._exercises = 0
        self._stepped: set[str] = set()
        """The snippets whose steps are on the page."""
        self._listed: set[str] = set()
        """The pages that ``@progress`` has listed."""

    def _raw(self, text: str) -> list[str]:
        return ["", self._md.htmlStash.store(text), ""]

    def snippet(self, words: list[str]) -> list[str]:
        name, options = _options(words, {"region", "highlight", "title", "output", "environment"})
        # Of several parts of a program, the first is the one to step.
        part = "region" in options and options.get("output") == ["no"]
        steps = self._steps if not part or name not in self._stepped else ""
        key = (
            str(self._library.root),
            self._source,
            steps,
            *words,
            *self._library.stamp(name, options.get("environment", [""])[0]),
        )
        if key not in _embedded:
            _embedded[key] = self._embed(name, options, steps)
        if 'class="awaited-steps"' in _embedded[key]:
            self._stepped.add(name)
        return self._raw(_embedded[key])

    def _embed(self, name: str, options: dict[str, list[str]], steps: str) -> str:
        code = self._library.code(name)
        environment = options.get("environment", [""])[0]
        recording = _fresh(self._library, name, environment)
        region = options.get("region", [""])[0]
        first, shown = self._library.region(name, region) if region else (1, code)
        marked = []
        for text in options.get("highlight", []):
            hits = [n for n, line in enumerate(shown.splitlines(), 1) if text in line]
            if not hits:
                raise LibraryError(f"no line of {name!r}{f' in {region}' if region else ''} contains {text!r}")
            marked += hits
        title = options.get("title", [f"{name}.py" + (f" · {region}" if region else "")])[0]
        attributes = f'.python title="{_TITLE}"'
        if marked:
            attributes += f' hl_lines="{" ".join(str(n) for n in sorted(set(marked)))}"'
        opening = f'<div class="awaited" data-snippet="{name}"' + (
            f' data-region="{region}" data-first="{first}"' if region else ""
        )
        opening += (f' data-environment="{environment}"' if environment else "") + ">"
        if not environment:  # what is a mistake in the site's environment need not be one there
            opening += self._marked(name)
        closing = ""
        if options.get("output", ["yes"])[0] != "no":
            closing = result_html(recording, timeline.draw(recording))
        foot = ""
        if steps and not environment:
            foot = self._stepping(name, recording, code)
        if self._source:
            foot += f'<p class="awaited-source">{self._files(name, recording)}</p>'
        closing += f'<div class="awaited-foot">{foot}</div></div>'
        # Whether what highlights escapes a title depends on its version.
        return opening + self._highlighted(shown, attributes).replace(_TITLE, html.escape(title), 1) + closing

    def _marked(self, name: str) -> str:
        """What a reader is told of a program that makes a mistake, or that is right and warns."""
        if (mistake := self._library.data().mistakes.get(name)) is not None:
            return f'<p class="awaited-mistake"><strong>Mistake.</strong> {html.escape(mistake["why"], quote=False)}</p>'
        if (warning := self._library.data().warns.get(name)) is not None:
            return f'<p class="awaited-warns"><strong>It warns.</strong> {html.escape(warning["why"], quote=False)}</p>'
        return ""

    def _files(self, name: str, recording: Recording) -> str:
        """Links to the snippet's file, and to those beside it that it imports."""
        chapter = name.rpartition("/")[0]
        files = [f"{name}.py", *(f"{chapter}/{file}" for file in recording.files)]
        first, *others = (f'<a href="{self._source}{html.escape(file)}">{html.escape(file)}</a>' for file in files)
        return first + (f", with {' and '.join(others)}" if others else "")

    def _stepping(self, name: str, recording: Recording, code: str) -> str:
        """The button that steps through the run, and what it needs; a published site has that in a file of its own (``tools.stepping``)."""
        try:
            told = stepping.data(recording, code)
        except NoSteps:
            return ""
        file = f"{self._steps}{name}.json"
        return (
            f'<button type="button" class="awaited-do-step" data-steps="{file}" data-of="{name}" hidden>Step through</button>'
            # No script: the theme's instant navigation would run it, whatever its type.
            # In single quotes: JSON is full of the others, and whoever reads the page would have to undo each.
            f'<span class="awaited-steps" data-file="{file}" data-told=\'{_single_quoted(told)}\' hidden></span>'
        )

    def _asked(self, words: list[str]) -> tuple[str, questions.Question]:
        name, options = _options(words[:1] + words[2:], {"after", "turn", "until"}, "@ask")
        if "after" not in options:  # with it, there is a word for the question, too
            raise LibraryError(f'@ask needs a name, a question ({", ".join(questions.FORMS)}), and after="TEXT"')
        turn = options.get("turn", ["1"])[0]
        if not turn.isdigit() or not int(turn):
            raise LibraryError(f"turn={turn} is no number from 1 on")
        recording, code = _fresh(self._library, name), self._library.code(name)
        try:
            return name, questions.question(
                recording, code, words[1], options["after"][0], int(turn), options.get("until", [""])[0]
            )
        except (questions.Unanswerable, NoSteps) as error:
            raise LibraryError(f"{name}: {error}") from None

    def ask(self, words: list[str]) -> list[str]:
        name, asked = self._asked(words)
        data = html.escape(json.dumps(asked.as_data(), ensure_ascii=False))
        choices = "".join(f"<li>{html.escape(option)}</li>" for option in asked.options)
        told = ""
        if name not in self._stepped:  # the page shows the program without its output, or elsewhere
            self._stepped.add(name)
            told = self._stepping(name, _fresh(self._library, name), self._library.code(name)).partition("</button>")[2]
        button = (
            f'<button type="button" class="awaited-do-step" data-steps="{self._steps}{name}.json" data-of="{name}"'
            f' data-at="{asked.step}" hidden>Answer, and see it happen</button>'
        )
        solution = asked.solution + "." * (asked.solution[-1] not in ".!?…")
        return self._raw(
            f'<div class="awaited-question" data-of="{name}" data-step="{asked.step}" data-question="{data}">'
            f"<p><strong>What happens next?</strong> <code>{name.rpartition('/')[2]}.py</code>: {html.escape(asked.before)}"
            f"<br><strong>{html.escape(asked.text)}</strong></p>{f'<ul>{choices}</ul>' if choices else ''}{button}"
            f"<details><summary>The answer</summary><p>{html.escape(solution)}</p></details>{told}</div>"
        )

    def progress(self, words: list[str]) -> list[str]:
        if not words:
            raise LibraryError("@progress needs the names of pages")
        result = [""]
        for name in words if words != ["*"] else self._others():
            page = self._docs / f"{name}.md"
            if not page.is_file():
                raise LibraryError(f"there is no page {name!r}")
            self._listed.add(name)
            text = page.read_text(encoding="utf-8")
            title = re.search(r"^# (.+?)(?:\s*\{[^}]*\})?$", text, re.MULTILINE)
            asked = [self._asked(shlex.split(line)[1:]) for line in re.findall(r"^\s*(@ask .+)$", text, re.MULTILINE)]
            asks = " ".join(f"{of}-{question.step}" for of, question in asked)
            result.append(
                f'- [{title[1] if title else name}]({name}.md)<span data-of-page data-asks="{html.escape(asks)}" hidden></span>'
            )
            for exercise in re.findall(r"^@exercise (\S+)$", text, re.MULTILINE):
                anchor = "exercise-" + exercise.rpartition("/")[2].replace("_", "-")
                label = self._library.data().exercises[exercise]["title"]
                result.append(f'    1. [{label}]({name}.md#{anchor})<span data-of-exercise="{exercise}" hidden></span>')
        return [*result, ""]

    def _others(self) -> list[str]:
        pages = sorted(self._docs.rglob("*.md"))
        names = [(page.relative_to(self._docs).with_suffix("").as_posix(), page) for page in pages]
        return [name for name, page in names if name not in self._listed and "\n!!! abstract" in page.read_text(encoding="utf-8")]

    def _highlighted(self, code: str, attributes: str) -> str:
        """The code as the site's own extension for fences shows it."""
        fence = "`" * max([3, *(len(run) + 1 for run in re.findall(r"`+", code))])
        lines = [f"{fence} {{ {attributes} }}", *code.split("\n"), fence, ""]
        fences = _fences(self._md)
        shown = "\n".join(fences.run(lines))
        return _in_rows(HTML_PLACEHOLDER_RE.sub(lambda m: fences.md.htmlStash.rawHtmlBlocks[int(m[1])], shown).strip())

    def compare(self, words: list[str]) -> list[str]:
        if len(words) < 2:
            raise LibraryError("@compare needs the names of two snippets or more")
        recordings = [_fresh(self._library, name) for name in words]
        return self._raw(timeline.compare(recordings, [f"{name}.py" for name in words]))

    def plot(self, words: list[str]) -> list[str]:
        if len(words) != 2:
            raise LibraryError("@plot needs the name of a JSON file beside the pages, and of a plot in it")
        try:
            plots = json.loads((self._docs / words[0]).read_text(encoding="utf-8"))["plots"]
            return self._raw(plot.draw(plots[words[1]]))
        except (OSError, KeyError, TypeError) as error:
            raise LibraryError(f"{words[0]} has no plot {words[1]!r} ({type(error).__name__}: {error})") from None

    def exercise(self, words: list[str]) -> list[str]:
        if len(words) != 1:
            raise LibraryError("@exercise needs one name: chapter/name")
        exercises = self._library.data().exercises
        if words[0] not in exercises:
            raise LibraryError(f"there is no exercise {words[0]!r}; there are: {', '.join(exercises) or 'none'}")
        given = exercises[words[0]]
        self._exercises += 1
        anchor = "exercise-" + words[0].rpartition("/")[2].replace("_", "-")
        lines = [
            *self._raw(f'<div class="awaited-exercise" data-exercise="{html.escape(words[0])}">'),
            f"### Exercise {self._exercises}: {given['title']} {{ #{anchor} }}",
            "",
            given["task"],
        ]
        for number, hint in enumerate(given["hints"], 1):
            label = f"Hint {number}" if len(given["hints"]) > 1 else "Hint"
            lines += [*self._raw(f'<details class="awaited-hint"><summary>{label}</summary>'), hint, *self._raw("</details>")]
        return [
            *lines,
            *self.snippet([given["starter"], "title=Start from here"]),
            *self._raw('<details class="awaited-solution"><summary>Solution</summary>'),
            *self.snippet([given["solution"], "title=A solution"]),
            *self._raw("</details></div>"),
        ]


def _fences(md: Markdown) -> SuperFencesBlockPreprocessor:
    """What shows code on this site: its own fences, or the same with their defaults where it has simpler ones."""
    own = next((p for p in md.preprocessors if isinstance(p, SuperFencesBlockPreprocessor)), None)
    return own or _fences(Markdown(extensions=["pymdownx.highlight", "pymdownx.superfences"]))


_TITLE = "the-title-of-an-example"
"""Stands for the title of an example while it is highlighted."""
_ROW = 33
"""A line of this many characters, or more, may be too long for a narrow screen: a phone shows some forty."""


def _in_rows(shown: str) -> str:
    """Highlighted code with an element around each long line, so that a narrow screen can break it and go on below its own beginning.

    The line break stays outside: what is selected or copied is the program, byte for byte.
    """
    opening, tag, rest = shown.partition("<code>")
    body, end, closing = rest.rpartition("</code>")
    # The mark around a marked line ends behind its line break, at the beginning of the next line.
    return f"{opening}{tag}{re.sub(_LINE, _as_row, body)}{end}{closing}"


_LINE = re.compile(r'^((?:</span>)?(?:<span class="hll">)?)((?!</span>)[^\n]+)$', re.MULTILINE)


def _as_row(match: re.Match[str]) -> str:
    text = html.unescape(re.sub(r"<[^>]*>", "", match[2]))
    if len(text) < _ROW:
        return match[0]
    indent = len(text) - len(text.lstrip(" "))
    style = f' style="--indent:{indent}"' if indent else ""
    return f'{match[1]}<span class="awaited-row"{style}>{match[2]}</span>'


def _options(words: list[str], known: set[str], command: str = "@snippet") -> tuple[str, dict[str, list[str]]]:
    if not words:
        raise LibraryError(f"{command} needs a name: chapter/name")
    options: dict[str, list[str]] = {}
    for word in words[1:]:
        key, equals, value = word.partition("=")
        if not equals or key not in known:
            raise LibraryError(f"{word!r} is no option: there are {', '.join(sorted(known))}, each as name=value")
        options.setdefault(key, []).append(value)
    return words[0], options


class _Lines(Preprocessor):
    def __init__(self, md: Markdown, library: Library, docs: Path, source: str) -> None:
        super().__init__(md)
        self._library = library
        self._docs = docs
        self._source = source

    def run(self, lines: list[str]) -> list[str]:
        if not any(line.lstrip().startswith("@") for line in lines):
            return lines
        page = Pages.of(self._docs, lines)
        # Zensical takes addresses in raw HTML as relative to the page's file, MkDocs leaves them as they are.
        from_file = page and ("rendering_context" in self.md.preprocessors or page.stem == "index")
        up = "../" * (len(page.relative_to(self._docs).parts) - bool(from_file)) if page else "../"
        served = self._source and (self._docs / self._source).is_dir()
        embedder = _Embedder(
            self.md,
            self._library,
            self._docs,
            up + self._source if served else "",
            f"{up}{STEPS}",
        )
        commands = {
            "@snippet": embedder.snippet,
            "@compare": embedder.compare,
            "@ask": embedder.ask,
            "@plot": embedder.plot,
            "@exercise": embedder.exercise,
            "@progress": embedder.progress,
        }
        result: list[str] = []
        fence = ""
        for number, line in enumerate(lines):
            mark = re.match(r"\s*(`{3,}|~{3,})", line)
            if mark and (not fence or line.strip().startswith(fence)):
                fence = "" if fence else mark[1]
            first = line.split(maxsplit=1)[0] if line.strip() else ""
            if fence or first not in commands:
                result.append(line)
                continue
            indent = line[: len(line) - len(line.lstrip())]
            try:
                produced = commands[first](shlex.split(line)[1:])
            except (LibraryError, NotARecording, ValueError) as error:
                raise EmbeddingError(f"{Pages.place(self._docs, page, line, number)}: {error}") from None
            result += [indent + new if new else "" for new in produced]
        return result


class Pages:
    """Which file a text is of. Neither MkDocs nor Zensical tells an extension, so the text itself has to."""

    _known: ClassVar[dict[tuple[Path, str], Path]] = {}
    _read: ClassVar[dict[Path, tuple[str, int, int]]] = {}
    """The key of each page, with the time and the size of its file: what a page does not know (a docstring) is looked for in all."""

    @classmethod
    def of(cls, docs: Path, lines: list[str]) -> Path | None:
        key = docs, cls._key("\n".join(lines))
        if key not in cls._known:
            cls._known = {(docs, cls._key_of(p)): p for p in docs.rglob("*.md")}
        return cls._known.get(key)

    @classmethod
    def _key_of(cls, page: Path) -> str:
        looks = page.stat()
        if cls._read.get(page, ("",))[1:] != (looks.st_mtime_ns, looks.st_size):
            cls._read[page] = cls._key(cls._body(page.read_text(encoding="utf-8"))), looks.st_mtime_ns, looks.st_size
        return cls._read[page][0]

    @classmethod
    def place(cls, docs: Path, page: Path | None, line: str, number: int) -> str:
        """``docs/page.md, line 12``, for a line of the page's text."""
        if page is None:
            return f"line {number + 1} of a page"
        whole = page.read_text(encoding="utf-8")
        front = whole.count("\n") - cls._body(whole).count("\n")
        # A page that has the line twice is meant by the one at or after where it stands behind the front matter.
        found = [n for n, text in enumerate(whole.splitlines(), 1) if text.strip() == line.strip()]
        later = [n for n in found if n > front + number] or found
        return f"{docs.name}/{page.relative_to(docs)}, line {later[0] if later else number + 1}"

    @staticmethod
    def _body(text: str) -> str:
        return re.sub(r"\A---\n.*?\n(---|\.\.\.)\n", "", text, flags=re.DOTALL)

    @staticmethod
    def _key(text: str) -> str:
        return re.sub(r"\s+", " ", text).strip()


class _Figures(InlineProcessor):
    def __init__(self, md: Markdown, library: Library, docs: Path) -> None:
        super().__init__(r"@\{([^}]+)\}", md)
        self._library = library
        self._docs = docs

    # The stubs know the older form alone, without ``data``.
    def handleMatch(  # type: ignore[override] # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element, int, int]:
        try:
            value, text = figure(self._library, m[1])
        except (LibraryError, NotARecording) as error:
            raise EmbeddingError(f"{self._place(m[0])}: {error}") from None
        element = ElementTree.Element("data", {"class": "figure", "value": f"{value:.6g}", "data-figure": m[1].strip()})
        element.text = text
        return element, m.start(0), m.end(0)

    def _place(self, text: str) -> str:
        for page in sorted(self._docs.rglob("*.md")):
            for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
                if text in line:
                    return f"{self._docs.name}/{page.relative_to(self._docs)}, line {number}"
        return "a page"


class EmbeddingExtension(Options):
    """The extension; its settings are folders, relative to where the build runs."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "snippets": ["snippets", "Folder of the snippets"],
            "docs": ["docs", "Folder of the pages"],
            "source": ["snippets/", "Where the site serves the snippets' files, relative to its root, if it does"],
            "assets": [styles.EMBED, f"{styles.EXTERNAL!r}: the site loads styles and scripts itself"],
        }
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        library, docs = Library(Path(self.getConfig("snippets"))), Path(self.getConfig("docs"))
        # After the whitespace is normalised (30), which strips the marks of stashed HTML; before the fences (25), which are to
        # see what we write.
        md.preprocessors.register(_Lines(md, library, docs, self.getConfig("source")), "awaited", 27)
        md.inlinePatterns.register(_Figures(md, library, docs), "awaited-figure", 185)
        styles.register(md, "awaited-steps", self.getConfig("assets"), " data-steps=", STEPPING)
        styles.register(md, "awaited-assets", self.getConfig("assets"), r'class="(awaited|figure")', ASSETS)


def makeExtension(**kwargs: Any) -> EmbeddingExtension:  # noqa: N802
    """The name by which Python-Markdown finds the extension."""
    return EmbeddingExtension(**kwargs)
