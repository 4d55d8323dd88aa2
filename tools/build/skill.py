"""A skill for coding agents: what to do with an error message, where an agent looks for such things.

The convention is Agent Skills Discovery 0.2: ``/.well-known/agent-skills/index.json`` names the skills of a site, each a ``SKILL.md`` with its
name, when to use it, and the digest of its bytes. MkDocs leaves folders out whose name begins with a dot, so the files are written after the
build; ``mkdocs serve`` has none.
"""

import hashlib
import json
from pathlib import PurePosixPath

from tools.settings import Settings

FOLDER = PurePosixPath(".well-known/agent-skills")
NAME = "async-langchain-errors"
SCHEMA = "https://schemas.agentskills.io/discovery/0.2.0/schema.json"
DESCRIPTION = (
    "Explains error messages of async Python with LangChain, LangGraph and MCP: 'Event loop is closed', 'was never awaited', "
    "'cannot be called from a running event loop', 'Attempted to exit cancel scope', and some seventy more, each with causes, cures, "
    "and a program that was run. Use it when such a message or traceback comes up, or before giving advice on sync and async calls."
)

_BODY = """\
---
name: {name}
description: {description}
---

# Error messages of async LangChain

1. Fetch [errors.json]({url}errors.json). `errors` is a list; each entry has `text` (`…` stands for what changes), `match` (other wordings), `causes`
   with `when`, `why` and `cure`, and `url`, relative to that file. Compare letters and digits alone: blanks, quotes and colours get lost in logs.
2. Read the exception lines of a traceback, not its lines of source. Of a chain, the last exception usually counts; behind "direct cause" and inside
   an `ExceptionGroup` it is the inner one. An entry with `messenger` only brings the news of another error: look for that one.
   One with `echo` is often printed after the error that matters.
3. Where an entry has several causes, `signs` are what speaks for each (frames, names, the line of code), and `question` is what to ask the user.
   Do not guess between them. What is not in the list is not known: say so.
4. For the program that fails and the one that does not, fetch the page of `url` as Markdown: the same address with `index.md` behind the last slash.
   Every program on it was run; its output and the times of its calls stand under it.

The list of all pages: [llms.txt]({url}llms.txt).
"""


def files(settings: Settings) -> dict[str, str]:
    """The files of the skill, by their path in the site."""
    url = settings.url or "../" * (len(FOLDER.parts) + 1)
    text = _BODY.format(name=NAME, description=json.dumps(DESCRIPTION, ensure_ascii=False), url=url)
    skill = {
        "name": NAME,
        "type": "skill-md",
        "description": DESCRIPTION,
        "url": f"{NAME}/SKILL.md",
        "digest": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}",
    }
    index = json.dumps({"$schema": SCHEMA, "skills": [skill]}, indent=2, ensure_ascii=False)
    return {str(FOLDER / NAME / "SKILL.md"): text, str(FOLDER / "index.json"): f"{index}\n"}
