"""Cuts a sentence where its contrasts cut it, so that each clause can be weighed alone."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from pipeline.components.ruler import Tag


class Cut(NamedTuple):
    """A place where a sentence may be cut: what stands in [left, right) belongs to neither side.

    firm: a contrast, which also parts what is evaluated from what is not; any other cut only holds between praise and
        criticism.
    concession: a comma at which the clause that opens the sentence ("Although ...") may end.
    """

    left: int
    right: int
    firm: bool
    concession: bool = False


_AND: Final = re.compile(
    r", and (?=\w)"
    r"| and (?=(?:they|it|he|she|we|their|its|there|this|these|those|the|a|an|some|many|most|not|too"
    r"|is|are|was|were|has|have|do|does) )"
)
"""An "and" that may join two clauses, as the word after it shows."""

_SEMICOLON: Final = re.compile(r";[\"”’]? ")
_JOINT: Final = re.compile(
    r",? and (?!as a result\b)(?:that (?!(?:this|these|those|it|they|we|there|such)\b))?(?!that\b)"
    r"|, so (?!that\b|far\b)"
    r"|, (?:while|whilst|whereas) "
    r"|,? which (?:means|meant) (?:that )?"
    r"|,? and (?=as a result\b)|, (?=with the result that\b|as a result\b)"
    r"|, (?!and |so |which |as a result\b|with the result )"
    r"|; "
)
"""What may join two clauses that each state a point."""

_OUTCOME: Final = re.compile(r"(?:as a|with the) result\b")
_SUBORDINATE: Final = re.compile(
    r"\b(?:that|which|who|whom|whose|what|when|where|why|how|whether|if|because(?! of\b)|unless"
    r"|although|though|while|whilst)\b"
)
_NEXT_CLAUSE: Final = re.compile(r",| and (?:this|that|it|they|these|those) ")
_OPENS_CLAUSE: Final = re.compile(r"\b(?:that|where|because|whether|if|to ensure|ensuring|meaning)\b")
"""Words whose clause needs a verb of its own before another can be joined to it."""
_OPENING_CONTRAST: Final = re.compile(r"\W*(?:although|though|while|whilst|that)\b", re.IGNORECASE)
_UNFINISHED: Final = re.compile(r"\b(?:is|are|was|were|has|have|had)(?: been)?$")
_ADVERBS: Final = re.compile(r"\s*(?:(?:\w+ly|now|also|then|often|still|never|always) )*")
LONGEST_SUBJECT: Final = 4
"""Words before a contrast set off by commas up to which they are only a subject: "Supervision, however, is poor"."""

SAME_VERB: Final = 8
"""Code points between two finite verbs up to which they are one ("do not have")."""

_BETWEEN_CLAUSES: Final = " ,;:–—-"
_AFTER_CONTRAST: Final = re.compile(r"[\s,;:–—]+")


def opening_contrast(text: str, contrasts: Sequence[Tag], start: int) -> Tag | None:
    """The contrast that opens a sentence ("Although ..., ..."), if one does."""
    first = contrasts[0] if contrasts else None
    return first if first is not None and not text[start : first.start].strip(" \"“‘'(") else None


def cuts(text: str, contrasts: Sequence[Tag], verbs: Sequence[Tag], start: int, end: int) -> list[Cut]:
    """Every place where [start, end) may be cut, in order, with its CONTRAST and PREDICATE tags."""
    found: list[Cut] = []
    for tag in contrasts:
        left = len(text[start : tag.start].rstrip(_BETWEEN_CLAUSES)) + start
        parted = text[left] in ",;:–—"
        if text[left] == "," and text.startswith(",", tag.end) and len(text[start:left].split()) <= LONGEST_SUBJECT:
            continue
        if left > start and (parted or tag.code != "turn"):
            found.append(Cut(left, _after(text, tag.end, end), parted or tag.code == "coordinate"))
        elif tag.code == "concede":
            comma = text.find(",", tag.end, end)
            while comma >= 0:
                found.append(Cut(comma, _after(text, comma, end), False, True))
                comma = text.find(",", comma + 1, end)
    found.extend(Cut(match.start(), match.end(), False) for match in _SEMICOLON.finditer(text, start, end))
    first_verb = verbs[0].end if verbs else start
    found.extend(
        Cut(match.start(), match.end(), False)
        for match in _AND.finditer(text, start, end)
        if text[match.start()] == "," or match.start() >= first_verb
    )
    found.sort(key=_widest_first)
    found.insert(0, Cut(start, start, True))
    return [cut for before, cut in pairwise(found) if cut.left > before.left or cut.concession]


def has_verb(text: str, verbs: Sequence[Tag], start: int, end: int) -> bool:
    """Whether [start, end) is a clause rather than only names something."""
    return _main_verb(text, verbs, start, end) is not None


def coordinated(text: str, verbs: Sequence[Tag], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The clauses, each with a verb of its own, that [start, end) joins side by side; else the whole.

    verbs: the PREDICATE tags in [start, end). A clause that only leaves its subject out is one where a comma parts it.
    """
    joints = list(_JOINT.finditer(text, start, end)) if len(verbs) > 1 else []
    first = start
    for number, joint in enumerate(joints):
        if joint.group() == ", " and not any("and" in later.group() for later in joints[number + 1 :]):
            continue
        main = _main_verb(text, verbs, first, joint.start())
        if "mean" not in joint.group() and (main is None or _is_open(text, verbs, main, joint.start())):
            continue
        verb = _main_verb(text, verbs, joint.end(), _comma(text, joint, end))
        leaves_subject_out = joint.group() in (", ", " and ") and (
            verb is None or _ADVERBS.fullmatch(text, joint.end(), verb.start)
        )
        if (verb is None or leaves_subject_out) and not _OUTCOME.match(text, joint.end()):
            continue
        yield first, joint.start()
        first = joint.end()
    yield first, end


def _is_open(text: str, verbs: Sequence[Tag], main: Tag, end: int) -> bool:
    """Whether the clause of a main verb wants more at `end`: "has been", "failing to ensure children in care"."""
    if _UNFINISHED.search(text, main.start, end):
        return True
    opened = max((match.end() for match in _OPENS_CLAUSE.finditer(text, main.end, end)), default=-1)
    return opened >= 0 and not any(opened <= verb.start < end for verb in verbs)


def _comma(text: str, joint: re.Match[str], end: int) -> int:
    """How far the clause after a comma that may only set off an aside, or part a list, has to show its verb."""
    stop = _NEXT_CLAUSE.search(text, joint.end(), end) if joint.group() == ", " else None
    return stop.start() if stop else end


def _main_verb(text: str, verbs: Sequence[Tag], start: int, end: int) -> Tag | None:
    """The first finite verb of [start, end) that no subordinate clause has for its own."""
    before: Tag | None = None
    opening = _OPENING_CONTRAST.match(text, start, end)
    reached = opening.end() if opening else start
    for verb in verbs:
        if (
            verb.start < start
            or verb.end > end
            or text.startswith("to ", verb.start - 3)
            or text.startswith("-", verb.end)
        ):
            continue
        opened = _SUBORDINATE.search(text, reached, verb.start) is not None
        if not opened and before is not None and verb.start - before.end <= SAME_VERB:
            before, reached = verb, verb.end
            continue
        if not opened:
            return verb
        before, reached = verb, verb.end
    return None


def _widest_first(cut: Cut) -> tuple[int, int]:
    return cut.left, -cut.right


def _after(text: str, start: int, end: int) -> int:
    space = _AFTER_CONTRAST.match(text, start, end)
    return space.end() if space else start
