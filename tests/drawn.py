"""What stands in a picture: its elements, a line each, so that a test can say all of it."""

from lxml import html


def marks(markup: str, inside: str = "") -> list[str]:
    """The elements of a picture, or of one part of it: the name and the class of each, its attributes, its text, and what follows it.

    Args:
        markup: HTML with SVG in it.
        inside: An XPath expression, for the element whose content is wanted.
    """
    within = html.fragment_fromstring(markup, "div")
    if inside:
        (within,) = within.xpath(inside)
    found = []
    for element in within.iterdescendants():
        attributes = dict(element.attrib)
        look = attributes.pop("class", "")
        words = [f"{element.tag}.{look}" if look else element.tag, *(f"{key}={value}" for key, value in attributes.items())]
        after = f"| {element.tail}" if element.tail else None
        found.append(" ".join([*words, *filter(None, [element.text, after])]))
    return found
