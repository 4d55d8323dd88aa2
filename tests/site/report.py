"""The report of a check of the site: one page that says what was measured and what was wrong."""

import html
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_STYLE = """
:root { color-scheme: light dark; --good: light-dark(#0c5231, #8fdcae); --bad: light-dark(#8c1420, #ffb3b3); }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid light-dark(#b5b5b5, #666); padding: .25rem .6rem; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.good { color: var(--good); }
.bad { color: var(--bad); font-weight: 600; }
pre { white-space: pre-wrap; }
"""


@dataclass
class Table:
    """What one kind of check measured."""

    caption: str
    columns: tuple[str, ...]
    rows: list[tuple[object, ...]] = field(default_factory=list)


class Report:
    """Collects what the checks measure."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.outcomes: list[tuple[str, str, str]] = []
        """Test, outcome and, if it failed, why."""

    def add(self, caption: str, columns: tuple[str, ...], *rows: tuple[object, ...]) -> None:
        """Add rows to the table with this caption."""
        self.tables.setdefault(caption, Table(caption, columns)).rows.extend(rows)

    def save(self, path: Path) -> None:
        """Keep what was measured for the page, which is made of all such files."""
        path.parent.mkdir(parents=True, exist_ok=True)
        tables = {caption: {"columns": table.columns, "rows": table.rows} for caption, table in self.tables.items()}
        path.write_text(json.dumps({"tables": tables, "outcomes": self.outcomes}), encoding="utf-8")

    @classmethod
    def of(cls, paths: Iterable[Path]) -> "Report":
        """What several files keep, as one."""
        whole = cls()
        for path in paths:
            kept = json.loads(path.read_text(encoding="utf-8"))
            whole.outcomes += [(name, outcome, why) for name, outcome, why in kept["outcomes"]]
            for caption, table in kept["tables"].items():
                whole.add(caption, tuple(table["columns"]), *(tuple(row) for row in table["rows"]))
        whole.outcomes.sort()
        return whole

    def write(self, path: Path) -> None:
        """Write the page."""
        failed = [outcome for outcome in self.outcomes if outcome[1] == "failed"]
        parts = [
            f"<p><strong>{len(self.outcomes) - len(failed)} checks passed or were skipped, {len(failed)} failed.</strong></p>"
        ]
        for name, _, why in failed:
            parts.append(f"<h3>{html.escape(name)}</h3><pre>{html.escape(why[:20000])}</pre>")
        body = "".join(parts) + "<h2>What was measured</h2>"
        for table in self.tables.values():
            head = "".join(f'<th scope="col">{html.escape(c)}</th>' for c in table.columns)
            rows = "".join(f"<tr>{''.join(self._cell(n, cell) for n, cell in enumerate(row))}</tr>" for row in table.rows)
            label = html.escape(table.caption)
            body += (
                f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table><caption>{label}</caption>'
                f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
            )
        outcomes = "".join(
            f'<tr><th scope="row">{html.escape(name)}</th><td class="{"bad" if outcome == "failed" else "good"}">{outcome}</td></tr>'
            for name, outcome, _ in self.outcomes
        )
        body += f"<h2>All checks</h2><table><thead><tr><th scope='col'>Check</th><th scope='col'>Outcome</th></tr></thead><tbody>{outcomes}</tbody></table>"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            f"<title>Check of the site</title><style>{_STYLE}</style></head><body><main><h1>Check of the site</h1>"
            f"<h2>Outcome</h2>{body}</main></body></html>\n",
            encoding="utf-8",
        )

    @staticmethod
    def _cell(number: int, cell: object) -> str:
        if number == 0:
            return f'<th scope="row">{html.escape(str(cell))}</th>'
        kind = ' class="number"' if isinstance(cell, int | float) else ""
        return f"<td{kind}>{html.escape(str(cell))}</td>"
