"""Tells the names that mean an authority from those that only look like one.

A name is no mention of an authority where it is an ordinary word ("reading"), a person ("Cllr Kent"), part of another
body's name ("Kent Police", "University of Essex") or only says where something lies ("St Helens in Lancashire"). The
words that show this are the patterns of `places.jsonl`.
"""

import re
from collections.abc import Sequence
from typing import Final

from pipeline.components.ruler import Tag, labelled
from pipeline.components.stretches import starting_in
from pipeline.register import register

AUXILIARY: Final = frozenset(
    {"NOT_AUTHORITY", "BODY_SUFFIX", "PLACE_LEADIN", "PERSON_LEADIN", "COMMON_WORD", "PASSING"}
)
"""Labels that serve only to judge a name; no later component needs them."""

TRUST: Final = "trust-"
"""How the pattern's name begins (after its code) where the words name a trust that runs an authority's service."""

JOINTS: Final = (" and ", " & ", ", ", ", and ")
"""What stands between the names of a list."""
_HYPHENS: Final = ("-", "\u2010", "\u2011", "\u2013")
_POSTCODE: Final = re.compile(r",?\s{1,2}[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_LYING_IN: Final = re.compile(r",? in (?:[a-z]{3} )?")
_STOP: Final = re.compile(r"[.!?\n]")
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:\n\u2022][\"'\u2018\u2019\u201c\u201d)]*)[\s\"'\u2018\u201c(]*$")


def names_trust(tag: Tag) -> bool:
    """Whether the words name a trust or company that runs the service, not the authority itself."""
    return f"/{TRUST}" in tag.pattern


def is_formal(text: str, tag: Tag) -> bool:
    """Whether the words can only mean the authority ("Hull City Council"), not also the place ("Hull")."""
    if tag.token_end - tag.token_start == 1:
        return False
    words: list[str] = re.findall(r"\w+", text[tag.start : tag.end].casefold())
    known = register().get(tag.code)
    official: list[str] = re.findall(r"\w+", known.name.casefold()) if known else words
    return words[0] != official[0] or words[-1] != official[-1]


def true_mentions(text: str, tags: list[Tag], about: str | None = None) -> list[Tag]:
    """The AUTHORITY tags of a text that mean an authority, in the order of the text.

    tags: all tags of the text, sorted. about: GSS code of the authority that the document is known to be about.
    """
    context = _Surroundings(text, tags)
    kept: list[Tag] = []
    people: set[str] = set()
    for tag in context.names:
        if _is_ordinary_word(text, tag) or context.is_other_body(tag) or context.is_location(tag):
            continue
        if context.is_person(tag):
            people.add(tag.code)
        elif not (kept and not is_formal(text, tag) and _LYING_IN.fullmatch(text, kept[-1].end, tag.start)):
            kept.append(tag)
    sure = {tag.code for tag in kept if is_formal(text, tag)} | {about}
    kept = [tag for tag in kept if tag.code not in people or tag.code in sure]
    sure |= {tag.code for tag in kept if not context.opens_a_sentence_as_common_word(tag)}
    return [tag for tag in kept if tag.code in sure or context.is_listed(tag) or context.is_graded(tag)]


def in_passing(text: str, tags: list[Tag], mentions: list[Tag]) -> set[Tag]:
    """The mentions that only help to tell of another authority ("with help from Leeds", "a former Essex director").

    Names joined to such a one ("with Devon and Plymouth") are in passing too.
    """
    leadins = {tag.end for tag in labelled(tags, "PASSING")}
    passing: set[Tag] = set()
    for before, tag in zip([None, *mentions], mentions, strict=False):
        joined = before is not None and before in passing and text[before.end : tag.start] in JOINTS
        behind_article = tag.start - 5 in leadins and text[tag.start - 5 : tag.start] == " the "
        if joined or behind_article or tag.start - 1 in leadins:
            passing.add(tag)
    return passing


def is_followed_by_body(text: str, tag: Tag, suffixes: Sequence[Tag]) -> bool:
    """Whether the next words make another body of the name ("Kent | Police", "the county | court")."""
    gap = text[tag.end : tag.end + 1]
    for suffix in starting_in(suffixes, tag.end + 1, tag.end + 2):
        if suffix.code == "compound":
            if gap in _HYPHENS:
                return True
        elif gap == " " and (suffix.code == "common" or text[suffix.start].isupper()):
            return True
    return False


class _Surroundings:
    """The words around the names of one text, indexed once."""

    def __init__(self, text: str, tags: list[Tag]) -> None:
        self.text = text
        self.names = labelled(tags, "AUTHORITY")
        self.suffixes = labelled(tags, "BODY_SUFFIX")
        self.leadins = {tag.token_end: tag for tag in labelled(tags, "PLACE_LEADIN")}
        self.person_leadins = {tag.token_end: tag for tag in labelled(tags, "PERSON_LEADIN")}
        self.common = {tag.token_start for tag in labelled(tags, "COMMON_WORD")}
        self.grades = labelled(tags, "GRADE") if self.common else []
        self.next_name = dict(zip(self.names, self.names[1:], strict=False))

    def is_other_body(self, tag: Tag) -> bool:
        """Such as "Kent Police"; names joined to it as well ("Devon and Cornwall Police")."""
        if is_formal(self.text, tag):
            return False
        if is_followed_by_body(self.text, tag, self.suffixes):
            return True
        after = self.next_name.get(tag)
        if after is None:
            return False
        joint = self.text[tag.end : after.start]
        if joint == ", ":
            last = self.next_name.get(after)
            if last is None or self.text[after.end : last.start] not in (" and ", " & "):
                return False
        return joint in (", ", " and ", " & ") and self.is_other_body(after)

    def is_location(self, tag: Tag) -> bool:
        """Such as "outside Kent", "pan-Cheshire" and the last line of an address."""
        if is_formal(self.text, tag):
            return False
        gap = self.text[tag.start - 1 : tag.start]
        leadin = self.leadins.get(tag.token_start - (gap in _HYPHENS))
        if leadin is not None and leadin.end == tag.start - 1:
            return gap == " " if leadin.code != "compound" else gap in _HYPHENS
        return _POSTCODE.match(self.text, tag.end) is not None

    def is_person(self, tag: Tag) -> bool:
        leadin = self.person_leadins.get(tag.token_start)
        return (
            leadin is not None
            and tag.token_end - tag.token_start == 1
            and self.text[leadin.start].isupper()
            and self.text[leadin.end : tag.start] in (" ", ". ")
        )

    def opens_a_sentence_as_common_word(self, tag: Tag) -> bool:
        if tag.token_start not in self.common or tag.token_end - tag.token_start > 1:
            return False
        return _SENTENCE_START.search(self.text, max(0, tag.start - 8), tag.start) is not None

    def is_graded(self, tag: Tag) -> bool:
        """Whether a grade follows in the same sentence."""
        end = _STOP.search(self.text, tag.end)
        return any(tag.end < grade.start and (end is None or grade.start < end.start()) for grade in self.grades)

    def is_listed(self, tag: Tag) -> bool:
        """Whether another name is joined to it ("Reading and Slough")."""
        after = self.next_name.get(tag)
        return after is not None and self.text[tag.end : after.start] in JOINTS


def _is_ordinary_word(text: str, tag: Tag) -> bool:
    """Lower case where a name has capitals: "reading", "working together for children"."""
    words = text[tag.start : tag.end]
    if names_trust(tag):
        return not words.rsplit(maxsplit=1)[-1][:1].isupper()
    return tag.token_end - tag.token_start == 1 and words.islower()
