"""A run as a page of its own."""

import html
from importlib import resources

from awaited.picture import timeline
from awaited.picture.output import output_html
from awaited.recording.recording import Recording

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
{styles}
:root {{
  color-scheme: light;
  --md-default-bg-color: #fff;
  --md-default-fg-color: #1b2328;
  --md-code-fg-color: #20292e;
  --md-code-font-family: ui-monospace, Menlo, Consolas, monospace;
  font: 20px/1.5 system-ui, sans-serif;
}}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1rem; }}
pre.awaited-program {{ overflow: auto; padding: 0.5rem 0.6rem; background: var(--awaited-ground); font-size: 0.66rem; }}
</style>
</head>
<body>
<main class="md-typeset">
<h1>{title}</h1>
<pre class="awaited-program"><code>{code}</code></pre>
<div class="awaited-result">{picture}</div>
</main>
</body>
</html>
"""


def page(recording: Recording, code: str) -> str:
    """The run as a page that needs nothing else: the program, what it printed, and the timeline."""
    styles = (resources.files("awaited.site") / "assets" / "awaited.css").read_text(encoding="utf-8")
    return _PAGE.format(
        title=html.escape(f"{recording.snippet}.py"),
        styles=styles,
        code=html.escape(code),
        picture=output_html(recording) + timeline.draw(recording),
    )
