"""Headline and date from the lines before a text's first full paragraph."""

import re
from typing import Final, NamedTuple

from pipeline.readers.dates import dateline
from pipeline.readers.document import Block

MOST_LINES: Final = 12
"""Blocks that may stand before the first paragraph: headline, byline, date, and a saved page's furniture."""

FEWEST_WORDS: Final = 4
"""Words of a headline; a byline or a menu has fewer."""

MENU: Final = re.compile(
    r"(?:(?:skip to (?:main )?content|menu|search|home|news|sport|opinion|jobs|subscribe|newsletters?|log ?in|sign ?in"
    r"|register|share)\b[\s|•›»·,/]*){2,}",
    re.I,
)
"""Entries of the menus that stand above articles on news sites."""

SHORTEST_PARAGRAPH: Final = 80
"""Code points from which on a paragraph is the article's own, not a line above it."""


class FirstLines(NamedTuple):
    """What stands above an article; None where it is not there. has_menu: the menu of a site that it was saved from."""

    headline: str | None
    published: str | None
    has_menu: bool = False


def first_lines(text: str, blocks: tuple[Block, ...]) -> FirstLines:
    """Read the headline (the longest line in the manner of one) and the date above the first full paragraph.

    A date right below that paragraph's headline counts wherever it stands among these lines.
    """
    headlines: list[str] = []
    published: str | None = None
    has_menu = False
    for block in blocks[:MOST_LINES]:
        line = text[block.start : block.end]
        if block.kind == "paragraph" and len(line) >= SHORTEST_PARAGRAPH:
            break
        has_menu |= MENU.fullmatch(line) is not None
        found = dateline(line)
        published = published or found
        if block.kind == "heading" and found is None and len(line.split()) >= FEWEST_WORDS:
            headlines.append(line)
    return FirstLines(max(headlines, key=len, default=None), published, has_menu)
