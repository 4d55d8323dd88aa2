"""What the extensions for pages have in common: options that they know, and a sentence about those that they do not."""

from typing import Any

import awaited
from awaited.recording.words import meant

try:
    from markdown.extensions import Extension
except ModuleNotFoundError as error:
    raise awaited._named_extra(error, "awaited.site.options") from error


class Options(Extension):
    """An extension whose options are texts.

    Raises:
        ValueError: An option is none, or no text; the message says which there are.
    """

    def setConfig(self, key: str, value: Any) -> None:  # noqa: N802
        name = type(self).__module__
        if key not in self.config:
            known = f"there are {', '.join(self.config)}" if self.config else "there are none"
            raise ValueError(f"{name} has no option {key!r}{meant(key, self.config)}: {known}")
        if not isinstance(value, str):
            raise ValueError(f"the option {key!r} of {name} is a text, not {value!r}")
        super().setConfig(key, value)
