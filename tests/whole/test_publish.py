"""What is added to the built site says what the pages say, and reads well in a text editor."""

import ast
import gzip
import hashlib
import inspect
import json
import os
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
import yaml
from lxml import html
from published import broken_links_of_markdown, changed_by_publishing_again

from awaited.site.library import Library
from tests.conftest import ROOT, build_once
from tools.build import feed, notebooks, pack, publish
from tools.built import Page, html_files, read_page, read_pages
from tools.settings import Settings, read_settings

SETTINGS = Settings("Name", "What it is", "https://site.example/", ())


@pytest.fixture(scope="session")
def site(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built site, published."""

    def build(target: Path) -> None:
        shutil.copytree(built_site, target, ignore=shutil.ignore_patterns("run", "snippets"))
        publish.publish(target)

    return build_once(tmp_path_factory, "published", build)


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    return read_pages(site)


def page_of(content: str, path: str = "a/index.html", folder: Path | None = None) -> Page:
    """A page with this content."""
    assert folder is not None
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f'<html><body><article class="md-content__inner md-typeset">{content}</article></body></html>', encoding="utf-8"
    )
    page = read_page(folder, path)
    assert page is not None
    return page


def test_each_page_is_there_as_markdown_with_its_code(site: Path, pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        text = (site / path).with_suffix(".md").read_text(encoding="utf-8")
        assert text.splitlines()[0].replace("`", "") == f"# {page.title}", path
        for block in page.blocks:
            lines = block.strip("\n").splitlines()
            assert all(line.strip() in text for line in lines), f"{path} lacks, as Markdown:\n{block}"


def test_each_output_is_in_the_markdown(site: Path, pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        text = (site / path).with_suffix(".md").read_text(encoding="utf-8")
        for output in page.article.xpath(".//*[@class='awaited-output']//pre"):
            assert output.text_content().rstrip("\n") in text, path


def test_markdown_has_no_markup_left_and_links_that_work_elsewhere(site: Path, pages: dict[str, Page]) -> None:
    for path in pages:
        text = (site / path).with_suffix(".md").read_text(encoding="utf-8")
        prose = re.sub(r"^[> ]*(`{3,}).*?^[> ]*\1$", "", text, flags=re.MULTILINE | re.DOTALL)
        prose = re.sub(r"`[^`\n]+`", "", prose)
        assert not re.search(r"</?(div|span|button|svg|figure|p|a)\b", prose), path
        assert not re.search(r"\]\((?![a-z]+:)", prose), f"{path} has a relative link"


def test_llms_txt_lists_every_page_of_the_navigation(site: Path, pages: dict[str, Page]) -> None:
    settings = read_settings()
    text, whole = ((site / name).read_text(encoding="utf-8") for name in ("llms.txt", "llms-full.txt"))
    assert text.startswith(f"# {settings.name}\n\n> {settings.description}\n")
    for entry in settings.entries:
        page = pages[entry.path]
        assert f"]({settings.url}{page.url}index.md)" in text
        assert (site / page.url / "index.md").read_text(encoding="utf-8").strip() in whole


def test_agents_find_the_skill_and_the_index_of_errors(site: Path) -> None:
    folder = site / ".well-known" / "agent-skills"
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert index["$schema"].startswith("https://schemas.agentskills.io/discovery/")
    for found in index["skills"]:
        assert re.fullmatch(r"[a-z0-9-]{1,64}", found["name"])
        assert len(found["description"]) <= 1024
        text = (folder / found["url"]).read_bytes()
        assert found["digest"] == f"sha256:{hashlib.sha256(text).hexdigest()}"
        front = yaml.safe_load(text.decode().split("---")[1])
        assert (front["name"], front["description"]) == (found["name"], found["description"])
    assert f"]({read_settings().url}errors.json)" in (site / "llms.txt").read_text(encoding="utf-8")


def test_the_index_of_errors_leads_to_their_pages(site: Path) -> None:
    index = json.loads((site / "errors.json").read_text(encoding="utf-8"))
    anchors: dict[Path, set[str]] = {}
    for entry in index["errors"]:
        for url in [entry["url"], *(cause["url"] for cause in entry["causes"] if "url" in cause)]:
            path, _, anchor = url.partition("#")
            page = site / path / "index.html"
            if page not in anchors:
                anchors[page] = set(html.parse(str(page)).xpath("//@id"))
            assert anchor in anchors[page] or not anchor, url


def test_every_page_is_in_the_navigation_and_in_the_sitemap(site: Path, pages: dict[str, Page]) -> None:
    settings = read_settings()
    assert sorted({e.path for e in settings.entries}) == sorted(pages)
    namespace = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = [e.text for e in ElementTree.parse(site / "sitemap.xml").iterfind(".//s:loc", namespace)]
    assert sorted(found) == sorted(settings.url + page.url for page in pages.values())


def test_every_page_says_its_address_and_what_it_is_about(pages: dict[str, Page]) -> None:
    settings = read_settings()
    descriptions = [page.description for page in pages.values()]
    assert all(page.canonical == settings.url + page.url for page in pages.values())
    assert all(descriptions)
    assert len(descriptions) == len(set(descriptions)), "two pages have the same description"


def test_each_page_leads_to_its_other_forms_and_the_theme_asks_for_none(site: Path, pages: dict[str, Page]) -> None:
    """The theme asks for a site map beside each ``link[rel=alternate]``, here or on another host, whenever a page is read."""
    for path in pages:
        head = html.fromstring((site / path).read_text(encoding="utf-8")).find("head")
        links = [link for link in head.iter("link") if "alternate" in link.get("rel", "").split()]
        leading = {link.get("type"): (site / path).parent / link.get("href") for link in links}
        assert {kind: file.resolve() for kind, file in leading.items()} == {
            "application/atom+xml": site / "feed.xml",
            "text/markdown": (site / path).with_suffix(".md"),
        }
        assert all(file.is_file() for file in leading.values())
        assert [link.get("href") for link in links if link.get("rel") == "alternate"] == [], path


def test_notebooks_hold_the_programs_of_their_page(site: Path, pages: dict[str, Page], library: Library) -> None:
    for path, page in pages.items():
        whole = [name for name in page.embedded if ":" not in name]
        if not whole:
            assert not (site / notebooks.file_name(page)).exists()
            continue
        document = nbformat.read(site / notebooks.file_name(page), as_version=4)
        nbformat.validate(document)
        cells = [cell for cell in document.cells if cell.metadata.get("awaited")]
        assert [cell.metadata.awaited.snippet for cell in cells] == whole, path
        written: dict[str, str] = {}
        for cell in document.cells:
            if cell.cell_type == "code" and cell.source.startswith("%%writefile "):
                first, _, rest = cell.source.partition("\n")
                written[first.partition(" ")[2]] = rest
            if not cell.metadata.get("awaited"):
                continue
            snippet = cell.metadata.awaited.snippet
            code = library.code(snippet)
            for file in library.recording(snippet).files:
                assert cell.metadata.awaited.own_interpreter, snippet
                assert written[file] == library.code(f"{snippet.partition('/')[0]}/{file[:-3]}").rstrip(), snippet
            if cell.metadata.awaited.own_interpreter:
                assert cell.source.partition("\n")[2].rstrip() == code.rstrip()
            else:
                compile(cell.source, path, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                changed = [line for line in cell.source.splitlines() if line not in code.splitlines()]
                assert all(line.startswith("await ") for line in changed), changed


SOME = {"index.html", "lesson/index.html", "changes/index.html", "glossary/index.html", "which-one/index.html"}
"""Pages of each kind. Publishing all of them takes seconds: tests/site does so with the whole site."""


@pytest.fixture
def small_site(built_site: Path, tmp_path: Path) -> Path:
    """A copy of the built site in which a few pages hold something."""
    site = tmp_path / "site"
    shutil.copytree(built_site, site, ignore=shutil.ignore_patterns("run", "snippets"))
    (site / "snippets").symlink_to(ROOT / "snippets")
    for path in set(html_files(site)) - SOME:
        (site / path).write_text("<html><head></head><body></body></html>", encoding="utf-8")
        (site / path).with_suffix(".md").touch()
    return site


def test_published_twice_is_published_the_same(small_site: Path) -> None:
    publish.publish(small_site)
    assert changed_by_publishing_again(small_site) == []


def test_without_a_site_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish.main([str(tmp_path)]) == 1
    assert "run `make build` first" in capsys.readouterr().err


def test_a_fork_changes_no_file() -> None:
    """The address of the site and of its source are the environment's; no file says one."""
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert re.findall(r"^(?:site|repo)_url: (.*)$", settings, re.MULTILINE) == ["!ENV SITE_URL", "!ENV REPO_URL"]
    host = "|".join(re.escape(os.environ[name].split("//")[1].strip("/")) for name in ("SITE_URL", "REPO_URL"))
    names = [
        ROOT / "mkdocs.yml",
        *ROOT.glob("tools/**/*.py"),
        *ROOT.glob("overrides/**/*"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob(".github/**/*.yml"),
    ]
    assert [p for p in names if p.is_file() and re.search(host, p.read_text(encoding="utf-8"))] == []


def test_without_an_address_links_are_relative_and_what_wants_one_is_left_out(
    small_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SITE_URL")
    publish.publish(small_site)
    assert not [name for name in ("llms.txt", "llms-full.txt", "feed.xml") if (small_site / name).exists()]
    assert set(read_pages(small_site)) == SOME
    assert broken_links_of_markdown(small_site) == []


# -- packing


def test_packing_changes_no_word_and_no_code(built_site: Path, pages: dict[str, Page]) -> None:
    for path, page in read_pages(built_site).items():
        assert pages[path].blocks == page.blocks
        assert pages[path].text == page.text
        assert pages[path].ids == page.ids


OF_ONE_PAGE = {
    "error-messages/index.html": {"error-box.css", "error-box.js", "diagnose.js"},
    "progress/index.html": {"progress.js"},
    "how-much-faster/index.html": {"how-much-faster.js"},
    "playground/index.html": {"playground.js"},
    "summary/index.html": {"summary.js"},
}
"""What one page alone loads."""


def test_each_page_has_one_style_sheet_and_one_script_of_the_sites_own(site: Path, pages: dict[str, Page]) -> None:
    for path in pages:
        text = (site / path).read_text(encoding="utf-8")
        for suffix in ("css", "js"):
            names = re.findall(rf'"[./]*assets/([\w.-]+\.{suffix})"', text)
            own = [n for n in names if n != "_mkdocstrings.css" and n not in OF_ONE_PAGE.get(path, ())]
            assert len(own) == 1, f"{path}: {names}"
            assert "assets/stylesheets/" not in text, f"{path}: the theme's style sheets are in the site's own"
            assert all((site / "assets" / name).is_file() for name in names)


def test_style_sheets_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "one.css").write_text("/* one */\na {\n  color: red;\n}\n")
    (tmp_path / "assets" / "two.css").write_text("a { color: blue; }\n")
    links = "".join(f'<link rel="stylesheet" href="assets/{name}.css">\n' for name in ("one", "two"))
    (tmp_path / "index.html").write_text(f"<head>{links}</head>\n<body><pre>\n  kept\n</pre>\n  <p>lean</p></body>")
    assert pack.pack(tmp_path) == 1
    text = (tmp_path / "index.html").read_text()
    assert "<pre>\n  kept\n</pre>\n<p>lean</p>" in text
    (name,) = re.findall(r'href="assets/(site-\w{8}\.css)"', text)
    assert (tmp_path / "assets" / name).read_text() == "a {\ncolor: red;\n}\n\na { color: blue; }\n"
    assert pack.pack(tmp_path) == 0


def test_the_theme_styles_nothing_that_is_not_there(tmp_path: Path) -> None:
    themes = tmp_path / "assets" / "stylesheets"
    themes.mkdir(parents=True)
    rules = {
        ".used,.unused{a:1}": ".used{a:1}",
        ".unused .used{b:1}": "",
        ".used:not(.unused,.gone){c:1}": ".used:not(.unused,.gone){c:1}",
        "@media print{.unused{d:1}}": "",
        "@media print{.used{e:1}.unused{e:2}}": "@media print{.used{e:1}}",
        ".by-script{f:1}": ".by-script{f:1}",
        ".made--of-parts{g:1}": ".made--of-parts{g:1}",
        "[dir=ltr] p{h:1}": "[dir=ltr] p{h:1}",
        "[dir=rtl] p{i:1}": "",
        "[data-md-color-primary=red]{j:1}": "",
        "@keyframes k{0%{l:1}}": "@keyframes k{0%{l:1}}",
        "p,a[href]{m:1}": "p,a[href]{m:1}",
    }
    (themes / "main.0.min.css").write_text("".join(rules))
    (tmp_path / "assets" / "a.js").write_text('x.className = "by-script"; y.className = `made--${z}`')
    link = '<link rel="stylesheet" href="assets/stylesheets/main.0.min.css">'
    (tmp_path / "index.html").write_text(
        f'<head>{link}</head><body dir="ltr" data-md-color-primary="indigo" class="used"></body>'
    )
    pack.pack(tmp_path)
    (joined,) = (tmp_path / "assets").glob("site-*.css")
    assert joined.read_text().strip() == "".join(rules.values())


# -- the feed


def test_the_feed_has_the_changes(site: Path, pages: dict[str, Page]) -> None:
    root = ElementTree.parse(site / "feed.xml").getroot()
    atom = f"{{{feed.NAMESPACE}}}"
    entries = root.findall(f"{atom}entry")
    page = pages[feed.PAGE]
    assert [e.findtext(f"{atom}title") for e in entries] == [c.title for c in feed.changes(page, "https://a.example/")][
        : feed.NEWEST
    ]
    for entry in entries:
        assert (entry.findtext(f"{atom}id") or "").partition("#")[2] in page.ids
        for link in html.fragment_fromstring(entry.findtext(f"{atom}content"), create_parent=True).iterfind(".//a"):
            assert link.get("href").startswith("https:")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<h1>C</h1><h2>Soon</h2>", "'Soon' is not of the form"),
        ("<h2>2026-13-01: A</h2>", "month must be in"),
        ("<h2>2026-01-01: A</h2><p>a</p><h2>2026-01-02: B</h2>", "is newer than what stands above it"),
    ],
)
def test_a_page_of_changes_out_of_order_is_refused(content: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(feed.ChangesError, match=message):
        feed.changes(page_of(content, folder=tmp_path), SETTINGS.url)


# -- cells


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("print(1)\n", "print(1)\n"),
        ("asyncio.run(main())\n", "await main()\n"),
        ("x = 1\nasyncio.run(\n    main('é', x),\n)  # so\n", "x = 1\nawait main('é', x)  # so\n"),
        ("def f():\n    pass\n\n\nasyncio.run(main(\n    1,\n))\n", "def f():\n    pass\n\n\nawait main(\n    1,\n)\n"),
    ],
)
def test_a_program_that_needs_no_interpreter_of_its_own(code: str, cell: str) -> None:
    made = notebooks.as_cell(code)
    assert (made.source, made.own_interpreter) == (cell, False)


@pytest.mark.parametrize(
    "code",
    [
        "asyncio.run(main())\nasyncio.run(main())\n",
        "asyncio.run(main(), debug=True)\n",
        "answer = asyncio.run(main())\n",
        "with asyncio.Runner() as runner:\n    runner.run(main())\n",
        "print(threading.current_thread().name)\n",
        "if True:\n    asyncio.run(main())\n",
    ],
)
def test_a_program_that_needs_one(code: str) -> None:
    made = notebooks.as_cell(code)
    assert made.own_interpreter
    assert made.source.startswith("%%script")
    assert made.source.endswith(code)


def test_a_mistake_runs_in_an_interpreter_of_its_own() -> None:
    assert notebooks.as_cell("print(1)\n", alone=True).own_interpreter


def test_code_of_a_cell_is_documented() -> None:
    assert "await" in (inspect.getdoc(notebooks) or "")


def test_a_page_that_is_not_published_offers_nothing_that_is_not_there(built_site: Path) -> None:
    """As under ``mkdocs serve``, and after a plain ``mkdocs build``. What is offered by script asks the head: docs/assets/copy-page.js."""
    for path in read_pages(built_site):
        tree = html.document_fromstring((built_site / path).read_bytes())
        assert not tree.xpath("//link[contains(@rel, 'alternate')]"), path
        for link in tree.xpath("//a/@href | //link[not(@rel='canonical')]/@href | //script/@src"):
            address = str(link).partition("#")[0].partition("?")[0]
            if address and ":" not in address:
                target = (built_site / path).parent / address
                assert target.is_file() or (target / "index.html").is_file(), f"{path}: {link}"
    script = (ROOT / "docs/assets/copy-page.js").read_text(encoding="utf-8")
    assert """if (!document.head.querySelector('link[type="text/markdown"]')) return;""" in script


def test_nothing_that_steps_through_a_run_is_loaded_before_somebody_asks(site: Path, built_site: Path) -> None:
    page = (site / "lesson" / "index.html").read_text(encoding="utf-8")
    assert "awaited-steps" in (built_site / "lesson" / "index.html").read_text(encoding="utf-8"), (
        "under mkdocs serve it is in the page"
    )
    assert "awaited-steps" not in page
    assert "step.js" not in page
    files = [(site / "lesson" / file).resolve() for file in re.findall(r'data-steps="([^"]+)"', page)]
    assert files
    for file in files:
        told = json.loads(file.read_text(encoding="utf-8"))
        assert told["steps"], file


def test_what_steps_through_a_run_is_small() -> None:
    assets = ROOT / "awaited" / "site" / "assets"
    script = sum(len(gzip.compress((assets / name).read_bytes())) for name in ("step.js", "step.css", "example.js"))
    assert script < 17_500, "what is loaded when somebody asks, and the little that each page has"
    assert len(gzip.compress((assets / "step.js").read_bytes())) + len(gzip.compress((assets / "step.css").read_bytes())) < 15_000
