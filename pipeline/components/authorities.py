"""Resolves who is meant: names to authorities of their time, stand-ins ("the council", "the city") to one of them."""

import re
from bisect import bisect_right
from collections import Counter
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.mentions import (
    AUXILIARY,
    JOINTS,
    in_passing,
    is_followed_by_body,
    is_formal,
    names_trust,
    true_mentions,
)
from pipeline.components.ruler import PhraseRuler, Tag, instead, labelled
from pipeline.components.stretches import starting_in
from pipeline.components.text import text_of
from pipeline.records import Meta
from pipeline.register import Style, at, register

Doc.set_extension("ofsight_authority", default=None, force=True)
Doc.set_extension("ofsight_in_passing", default=(), force=True)

FRONT: Final = 1500
"""How far into an inspection report, in characters, its own authority is looked for."""

LOOK_BACK: Final = 4
"""How many paragraphs back a stand-in may find its authority."""

STYLES_FITTING: Final[dict[str, frozenset[Style]]] = {
    "city": frozenset({"city"}),
    "county": frozenset({"county", ""}),
    "borough": frozenset({"borough", "city", ""}),
}
"""Which authorities may be called by a stand-in that says what it is; any other stand-in may mean any."""


_SENTENCE_END: Final = re.compile(r"[.!?][\"'\u2019\u201d)]*\s")


_RESOLVED: Final = AUXILIARY | {"AUTHORITY", "STANDIN"}


class Resolved(NamedTuple):
    """Tags with their authorities.

    authority: GSS code of the one that the document is about, None where it is about several or none.
    in_passing: where the mentions start that only help to tell of another authority.
    """

    tags: list[Tag]
    authority: str | None
    in_passing: frozenset[int]


def resolve(text: str, tags: list[Tag], meta: Meta | None = None, known: str | None = None) -> Resolved:
    """Resolve every AUTHORITY and STANDIN tag of a text.

    AUTHORITY tags that mean no authority are dropped, the others get the code in force on the document's date: the
    first day of its inspection, else that of publication. STANDIN tags get the code of the authority they stand for and
    are dropped where that is not clear. The auxiliary tags are dropped.

    known: GSS code of the authority that the metadata give, which outranks what the text suggests.
    """
    told = meta and (meta["inspection"]["start"] or meta["published"])
    day = date.fromisoformat(told) if told else None
    mentions = [tag._replace(code=_code_at(tag.code, day)) for tag in true_mentions(text, tags, known)]
    passing = in_passing(text, tags, mentions)
    about = _code_at(known, day) if known else subject(text, mentions, meta, passing)
    standing = _resolve_standins(text, tags, mentions, about, passing)
    return Resolved(instead(tags, _RESOLVED, [*mentions, *standing]), about, frozenset(tag.start for tag in passing))


def subject(text: str, mentions: list[Tag], meta: Meta | None, passing: set[Tag]) -> str | None:
    """The GSS code of the one authority that a text is about, None where it is about several or none.

    An inspection report is about the first that its front page names. Any other text is about the only one that it
    names, or the only one in its title (else in its first paragraph) where it is named at least twice as often as all
    others together; one that a title leaves open ("a council") is the first named, where it is named three times as
    often. Names in passing do not count.
    """
    if meta is not None and meta["kind"] == "inspection_report":
        return mentions[0].code if mentions and mentions[0].start < FRONT else None
    counted = [tag for tag in mentions if tag not in passing]
    times = Counter(tag.code for tag in counted)
    if len(times) < 2:
        return next(iter(times), None)
    opening = _opening(text, counted)
    if len(opening) > 1:
        return None
    share = 2 / 3 if opening else 3 / 4
    candidate = opening.pop() if opening else counted[0].code
    return candidate if times[candidate] >= share * times.total() else None


def council_named(text: str, tags: list[Tag]) -> str | None:
    """The code of the council that a name such as a publisher's is, None where it is another body ("Bolton News")."""
    mentions = true_mentions(text, tags)
    if not mentions:
        return None
    first = mentions[0]
    before, after = text[: first.start].strip().casefold(), text[first.end :].strip()
    return first.code if before in ("", "the") and (not after or is_formal(text, first)) else None


def _resolve_standins(
    text: str, tags: list[Tag], mentions: list[Tag], about: str | None, passing: set[Tag]
) -> list[Tag]:
    suffixes = labelled(tags, "BODY_SUFFIX")
    context = _Preceding(text, [tag for tag in mentions if tag not in passing])
    resolved = []
    for tag in labelled(tags, "STANDIN"):
        if is_followed_by_body(text, tag, suffixes):
            continue
        if tag.code == "trust":
            code = context.trust_of(about)
        elif about is not None and _fits(tag.code, about):
            code = about
        else:
            code = context.nearest(tag)
        if code is not None:
            resolved.append(tag._replace(code=code))
    return resolved


class _Preceding:
    """The authorities named in a text, to be looked up from a place in it."""

    def __init__(self, text: str, mentions: list[Tag]) -> None:
        self.text = text
        self.mentions = mentions
        self.counties = {
            tag.code for tag in mentions if tag.code in register() and register()[tag.code].style == "county"
        }
        self.trusts = [tag.code for tag in mentions if names_trust(tag)]

    @cached_property
    def paragraphs(self) -> list[int]:
        """Where each paragraph starts."""
        return [0, *(end.end() for end in re.finditer(r"\n+", self.text))]

    def nearest(self, standin: Tag) -> str | None:
        """The fitting authority named last before it, None where several come into question.

        Names of its own sentence come first (the last of them), then the nearest sentence of its paragraph with one
        (what that sentence begins with), then the nearest paragraph that names only one.
        """
        paragraph = bisect_right(self.paragraphs, standin.start) - 1
        end = standin.start + 1
        for back in range(paragraph, max(-1, paragraph - LOOK_BACK), -1):
            start = self.paragraphs[back]
            named = [tag for tag in starting_in(self.mentions, start, end) if self._fits(standin.code, tag.code)]
            if named and back == paragraph:
                return self._of_sentences(named, start, standin)
            if named:
                return _only(named)
            end = start
        return None

    def _fits(self, standin: str, gss: str) -> bool:
        """Whether it fits: where a text names a county, no other is "the county"."""
        return gss in self.counties if standin == "county" and self.counties else _fits(standin, gss)

    def _of_sentences(self, named: list[Tag], paragraph: int, standin: Tag) -> str | None:
        last = named[-1]
        ends = [end.end() for end in _SENTENCE_END.finditer(self.text, paragraph, standin.start)]
        if not ends or last.start >= ends[-1]:
            return last.code
        start = max((end for end in ends if end <= last.start), default=0)
        sentence = [tag for tag in named if tag.start >= start]
        if len(sentence) > 1 and self.text[sentence[0].end : sentence[1].start] in JOINTS:
            return _only(sentence)
        return sentence[0].code

    def trust_of(self, about: str | None) -> str | None:
        if about is not None:
            return about if about in self.trusts else None
        return self.trusts[0] if len(set(self.trusts)) == 1 else None


def _only(named: list[Tag]) -> str | None:
    codes = {tag.code for tag in named}
    return codes.pop() if len(codes) == 1 else None


def _fits(standin: str, gss: str) -> bool:
    known = register().get(gss)
    return known is None or standin not in STYLES_FITTING or known.style in STYLES_FITTING[standin]


def _code_at(gss: str, day: date | None) -> str:
    return at(gss, day).gss if gss in register() else gss


def _opening(text: str, mentions: list[Tag]) -> set[str]:
    """The codes that the first line with an authority names, as far down as the first line that reads as a sentence."""
    for line in re.finditer(r"[^\n]+", text):
        if named := {tag.code for tag in mentions if line.start() <= tag.start < line.end()}:
            return named
        if len(line.group()) > 100 or line.group().rstrip().endswith("."):
            return set()
    return set()


class AuthorityResolver:
    """Resolves the authorities of a Doc, with what its metadata say."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp

    def __call__(self, doc: Doc) -> Doc:
        meta: Meta | None = doc._.ofsight_meta
        found = resolve(text_of(doc), doc._.ofsight_tags, meta, self.known(meta))
        doc._.ofsight_tags, doc._.ofsight_authority = found.tags, found.authority
        doc._.ofsight_in_passing = sorted(found.in_passing)
        return doc

    def known(self, meta: Meta | None) -> str | None:
        """The authority that the metadata name, else the publisher where that is a council."""
        if meta is None:
            return None
        if stated := meta["authority"]:
            return stated["gss"] if stated["gss"] in register() else self.council(stated["name"])
        return self.council(meta["publisher"]) if meta["publisher"] and meta["kind"] != "inspection_report" else None

    def council(self, name: str) -> str | None:
        """The code of the council with a name in any usual form."""
        if "ofsight_ruler" not in self.nlp.pipe_names:
            return None
        ruler = self.nlp.get_pipe("ofsight_ruler")
        assert isinstance(ruler, PhraseRuler)
        return council_named(name, ruler.tags(self.nlp.make_doc(name)))


@Language.factory(
    "ofsight_authorities",
    requires=["doc._.ofsight_tags"],
    assigns=["doc._.ofsight_tags", "doc._.ofsight_authority", "doc._.ofsight_in_passing"],
)
def authorities(nlp: Language, name: str) -> AuthorityResolver:
    return AuthorityResolver(nlp)
