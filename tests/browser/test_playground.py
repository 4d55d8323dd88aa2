"""The playground, and programs that come with a link."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Example, Reader

PAGE = "playground/"
CODE = 'import asyncio\n\nprint("It ran: ä, 日本")\n'


def playground(reader: Reader) -> Example:
    return Example(reader.page.locator("div.awaited[data-playground]"))


def shown(example: Example) -> str:
    return "\n".join(example.block.locator(".cm-line").all_text_contents()).strip()


def test_a_program_goes_round_as_a_link(reader: Reader) -> None:
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = reader.open(PAGE).page
    example = playground(reader)
    expect(example.block.locator(".cm-content")).to_be_visible()  # an empty editor is there at once
    assert shown(example) == ""
    example.write(CODE).fast().run()
    assert "It ran: ä, 日本" in example.output.inner_text()
    page.get_by_role("button", name="Copy a link").click()
    expect(page.locator(".playground-said")).to_contain_text("copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"\S+/playground/#code=[zp][\w-]+", link)
    # Somebody else opens it: it is shown, and does not run.
    other = reader.context.browser.new_context()
    guest = Reader(other, reader.host)
    guest.page.goto(link)
    opened = playground(guest)
    expect(guest.page.locator(".playground-came")).to_contain_text("came with the link")
    expect(opened.block.locator(".cm-content")).to_contain_text("It ran")
    assert shown(opened) == CODE.strip()
    assert opened.output.count() == 0
    assert not [path for path in reader.host.asked if "code=" in path]  # what stands behind the # goes nowhere
    opened.fast().run()
    assert "It ran: ä, 日本" in opened.output.inner_text()
    # Whoever has a program of their own gets it back.
    opened.write("print('mine')\n")
    guest.page.goto("about:blank")
    guest.page.goto(link)
    guest.page.get_by_role("button", name="Back to what you had").click()
    assert shown(playground(guest)) == "print('mine')"
    other.close()
    assert not guest.wrong


def test_an_example_is_opened_with_the_readers_changes(reader: Reader) -> None:
    page = reader.open("many-calls/").page
    example = reader.example("many_calls/gather")
    example.write("print('changed')\n")
    example.block.locator(".awaited-open").click()
    page.wait_for_url("**/playground/#code=*")
    expect(playground(reader).block.locator(".cm-content")).to_have_text("print('changed')")
    assert playground(reader).output.count() == 0


def test_a_damaged_link_says_so(reader: Reader) -> None:
    page = reader.open(PAGE + "#code=zAAAA").page
    expect(page.locator(".playground-came")).to_contain_text("cut or damaged")
    assert shown(playground(reader)) == ""
