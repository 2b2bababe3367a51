"""Finds numbers of authorities by grade or movement: "of 41 councils, 10 were rated good and seven inadequate"."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.quantities import Quantity, quantities
from pipeline.components.quotation import CLOSES, CLOSING, OPENING, OPENS
from pipeline.components.ruler import Tag
from pipeline.components.text import text_of
from pipeline.records import Meta, Tally
from pipeline.vocabulary import TallyGrade

Doc.set_extension("ofsight_tallies", default=(), force=True)

_OF_THE: Final = re.compile(r"^\W*of\s+(?:the\s+|all\s+|these\s+|those\s+)?(?:remaining\s+|other\s+|total\s+)?$", re.I)
_BREAK: Final = re.compile(r"[;.]|,\s+(?:while|but|whereas|with)\b|\b(?:while|but|whereas)\b")
_BUT: Final = re.compile(r",?\s+but\s")
""" "had been inspected but were still waiting"."""
_FURTHEST_NOUN: Final = 4
"""Words that may stand between a number and the noun it counts ("seven of the English councils")."""
_NOT_INSPECTED: Final = re.compile(r"\b(?:not|n['\u2019]t|never|yet to be)\b")
_ALL: Final = re.compile(r"\b(?:all|every)\s+(?:the\s+)?$")
""" "plans to complete the cycle of all 152"."""
_IN_EVERY: Final = re.compile(r"\b(?:in|out of)\b")
_LEAVES_NOUN: Final = re.compile(r"[,;.:]|(?<!^)(?<!\s)\b(?:of)\b|\b(?:on|in|which|that|for|by|to|with|at|from|per)\b")
_IN_SHARE: Final = re.compile(r"(?:\b(?:in|for|by|at)\s+(?:just\s+|only\s+|some\s+|about\s+)?|[(\[])$")
_IS_SUBJECT: Final = re.compile(
    r"\s*" + OPENS + r"$"
    r"|\s+(?:(?:of\s+(?:them|these|those|the\s+\w+)|others?|more|also|now|just|either|still|all|not|their|its|the|an?"
    r"|have|has|had|were|was|are|is|be|been|being|remain|remained|do|does|did|to|as|at|in|of|that|which|who"
    r"|getting|saw|seen|see|rating)\b\s*)*" + OPENS + "$",
    re.I,
)
"""What may stand, beside verbs of judging, between a number that is its sentence's subject and what it counts."""
_EITHER_GRADE: Final = re.compile(CLOSES + r"\s+(?:or|and)\s+" + OPENS)
_OR_BETTER: Final = re.compile(CLOSES + r"\s+(?:or|and)\s+(?:better|above|higher)\b")
_STANDS_AMONG: Final = re.compile(
    r"\s+(?:(?!(?:was|were|is|has|had|remains?)\b)[\w\u2019'-]+\s+){0,6}?"
    r"(?:to\s+\w+|with|rated|judged|graded|that\s+(?:are|have|hold)|which\s+(?:are|have|hold)|holding|whose)\b"
)
""" "one of 32 in England to be judged good": the larger number is the one that counts."""
_NOT_BESIDE: Final = re.compile(r"[,;.:]|\b(?:of|in|and)\b")
_OF_THE_TOTAL: Final = re.compile(r"\bof the\s*$")
_NAMES_AUTHORITIES: Final = re.compile(r"council|authorit|borough|department", re.I)
_BRACKETS: Final = ("(", "[")
_FORGOTTEN: Final = 5
"""Sentences after which numbers alone no longer count the authorities named before."""
_FURTHEST_GRADE: Final = 4
"""Words between a number and a grade that it may count without a verb ("seven others inadequate")."""
_LABELS: Final = frozenset(
    {
        *("NUMBER", "FRACTION", "LOOSE", "COUNTED", "TALLY", "GRADE", "OTHER_BODY", "JUDGEMENT_AREA"),
        *("SCOPE", "VERDICT", "VERDICT_NOUN"),
    }
)
_NAMED_ASIDE: Final = re.compile(r"^\s*(?:,[^.;:()]{3,80},|\([^()]{3,80}\))")
""" "two (Barnet and Lewisham) improved": the names of those counted."""
_NUMBER_OF: Final = re.compile(r"\b(?:number|proportion|share|percentage)\b(?=[^;.]*$)", re.I)
_COMES_TO: Final = re.compile(r"\b(?:to|at|is|was|reached)\s+(?:just\s+|only\s+)?$")
""" "the share that is inadequate has dropped to 13 per cent"."""
_MOVES_BY: Final = re.compile(r"\b(?:by|from)\s+(?:just\s+|only\s+)?$")
_AND_ALSO: Final = re.compile(r"\b(?:and|along with|as well as|plus)\b[^;.]*$")


@dataclass(slots=True)
class _Counting:
    """What the text is counting: how many authorities in all, and whether some were found good already."""

    of: int | None = None
    told_good: bool = False


@Language.component(
    "ofsight_tallies", requires=["doc._.ofsight_tags", "doc._.ofsight_sentences"], assigns=["doc._.ofsight_tallies"]
)
def tallies(doc: Doc) -> Doc:
    """Set `doc._.ofsight_tallies`; inspection reports count children, not authorities, and have none."""
    meta: Meta | None = doc._.ofsight_meta
    if meta is not None and meta["kind"] == "inspection_report":
        doc._.ofsight_tallies = []
        return doc
    published = meta["published"] if meta else None
    doc._.ofsight_tallies = list(counted(text_of(doc), doc._.ofsight_tags, doc._.ofsight_sentences, published))
    return doc


def counted(text: str, tags: list[Tag], sentences: list[tuple[int, int]], as_of: str | None) -> Iterator[Tally]:
    """The tallies of a text, in its order; `as_of` is the ISO date that they hold for."""
    relevant = [tag for tag in tags if tag.label in _LABELS]
    starts = [tag.start for tag in relevant]
    counting = _Counting()
    since_counted = _FORGOTTEN
    for start, end in sentences:
        near = relevant[bisect_left(starts, start) : bisect_left(starts, end)]
        since_counted = 0 if any(tag.label == "COUNTED" for tag in near) else since_counted + 1
        if near and since_counted < _FORGOTTEN:
            yield from _sentence(text, start, end, near, counting, as_of)


def _sentence(
    text: str, start: int, end: int, near: list[Tag], counting: _Counting, as_of: str | None
) -> Iterator[Tally]:
    numbers = quantities(text, start, end, near)
    told: TallyGrade | None = None
    of_others = False
    for index, quantity in enumerate(numbers):
        limit = _reach(text, numbers, index, end)
        since = numbers[index - 1].end if index else start
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        noun = _noun(text, quantity, near)
        if noun is None and quantity.of is not None and following is not None:
            noun = _noun(text, following, near)
        of_others = (of_others and noun is None) or _of_other_things(text, quantity, near, limit, noun)
        if following is not None and quantity.until == following.end and _among(text, quantity, following):
            continue
        among = index > 0 and numbers[index - 1].until == quantity.end and _among(text, numbers[index - 1], quantity)
        is_total = index > 0 and numbers[index - 1].of == int(quantity.value) and not among
        if noun is None and _is_pronoun(text, quantity, following, near):
            continue
        if head := _NUMBER_OF.search(text, start, quantity.start):
            reached = _reached(text, quantity, near, head.start())
            if reached is not None:
                yield _row(quantity, text, quantity.end, reached, None, as_of)
            if reached is not None or _MOVES_BY.search(text, head.end(), quantity.start):
                continue
        grade, until = _said_of(text, quantity, near, limit, since, noun is not None)
        if grade is None and told == "planned" and noun is not None and _AND_ALSO.search(text, since, quantity.start):
            grade = told
        if not quantity.share and _introduces(text, quantity, start, since, is_total):
            named = noun is not None or (is_total and (grade == "any" or _at_once(text, quantity, near)))
            if named:
                said = _said_of_all(quantity, near, limit, counting, is_total and told == "any")
                if said is not None:
                    of = counting.of if said == "below_good" else None
                    yield _row(quantity, text, noun.end if noun else quantity.end, said, of, as_of)
                counting.of = int(quantity.value)
                continue
        if among and grade is not None and not of_others:
            yield _row(quantity, text, until, grade, None, as_of)
            continue
        if (
            is_total
            or of_others
            or grade is None
            or not _counts_authorities(text, quantity, near, limit, noun, until, grade)
        ):
            continue
        told = grade
        of = quantity.of
        if of is None and grade != "any" and not quantity.share:
            of = counting.of
        yield _row(quantity, text, until, grade, of, as_of)
        if grade == "any" and not quantity.share:
            counting.of = int(quantity.value)
        counting.told_good = counting.told_good or grade in ("good", "outstanding")


def _reached(text: str, quantity: Quantity, near: list[Tag], start: int) -> TallyGrade | None:
    """The grade whose authorities come to a number: "the number of good councils has risen to 46"."""
    between = [tag for tag in near if start <= tag.start and tag.end <= quantity.start]
    grades = [tag for tag in between if tag.label == "GRADE"]
    if (
        not grades
        or not _COMES_TO.search(text, start, quantity.start)
        or any(tag.label == "OTHER_BODY" or tag.code == "good_or_better" for tag in between)
    ):
        return None
    return grades[-1].code  # type: ignore[return-value]


def _among(text: str, one: Quantity, quantity: Quantity) -> bool:
    return (
        one.value == 1
        and _IN_EVERY.search(text, one.end, quantity.start) is None
        and _STANDS_AMONG.match(text, quantity.end) is not None
    )


def _is_pronoun(text: str, quantity: Quantity, following: Quantity | None, near: list[Tag]) -> bool:
    """Whether "one" without a noun is no number but a pronoun ("one of the inspectors")."""
    if quantity.value == 1 and text.endswith("the other ", 0, quantity.start):
        return True
    if quantity.value != 1 or quantity.share or _at_once(text, quantity, near):
        return False
    return (
        quantity.of is None
        or following is None
        or following.value != quantity.of
        or not _IN_EVERY.search(text, quantity.end, following.start)
    )


def _introduces(text: str, quantity: Quantity, start: int, since: int, is_total: bool) -> bool:
    """Whether a number only says of how many the next ones are: "Of the 41 councils inspected, ten ..."."""
    return _OF_THE.match(text[start : quantity.start]) is not None or (
        is_total and _OF_THE_TOTAL.search(text[since : quantity.start]) is not None
    )


def _said_of_all(
    quantity: Quantity, near: list[Tag], limit: int, counting: _Counting, told_before: bool
) -> TallyGrade | None:
    """What is said of a number that introduces others: inspected, or, of the rest after the good ones, below good."""
    tallies = [tag for tag in near if tag.label == "TALLY"]
    if counting.told_good and any(tag.code == "rest" and tag.end <= quantity.start + 1 for tag in tallies):
        return "below_good"
    if not told_before and any(tag.code == "any" and quantity.end <= tag.start < limit for tag in tallies):
        return "any"
    return None


def _counts_authorities(
    text: str, quantity: Quantity, near: list[Tag], limit: int, noun: Tag | None, until: int, grade: TallyGrade
) -> bool:
    """Whether something is said of the authorities that a number counts, not of their visits or of some of them."""
    if grade == "planned" and _ALL.search(text, max(0, quantity.start - 12), quantity.start):
        return False
    if grade == "any" and _NOT_INSPECTED.search(text, quantity.end, max(quantity.end, until)):
        return False
    if noun is None and not text.startswith(_BRACKETS, quantity.start - 1):
        if not _is_subject(text, quantity, near, limit):
            return False
    elif noun is not None and noun.code in ("judgement", "visit") and grade not in ("any", "awaiting", "planned"):
        return False
    return True


def _at_once(text: str, quantity: Quantity, near: list[Tag]) -> bool:
    """Whether what is said of a number follows it at once ("with one 'inadequate'", "and one falls")."""
    following = next((tag for tag in near if tag.start >= quantity.end and tag.label in ("GRADE", "TALLY")), None)
    return following is not None and text[quantity.end : following.start].strip(" " + OPENING) == ""


def _reach(text: str, numbers: list[Quantity], index: int, end: int) -> int:
    """How far what is said of a number may reach: to the next number that is not its total, or the clause's end."""
    quantity = numbers[index]
    for following in numbers[index + 1 :]:
        if following.share and text.startswith(_BRACKETS, following.start - 1):
            continue
        if quantity.of is None or following.value != quantity.of:
            return following.start
    return end


def _noun(text: str, quantity: Quantity, near: list[Tag]) -> Tag | None:
    """The counted noun right behind a number."""
    for tag in near:
        if tag.label == "COUNTED" and tag.start >= quantity.end:
            between = text[quantity.end : tag.start]
            return tag if len(between.split()) <= _FURTHEST_NOUN and not _LEAVES_NOUN.search(between) else None
        if tag.label == "COUNTED" and tag.start >= quantity.start and tag.end >= quantity.end:
            return tag
    if quantity.value == 0 and _NAMES_AUTHORITIES.search(text, quantity.start, quantity.end):
        return Tag(quantity.start, quantity.end, 0, 0, "COUNTED", "authority", "")
    return None


def _said_of(
    text: str, quantity: Quantity, near: list[Tag], limit: int, since: int, named: bool
) -> tuple[TallyGrade | None, int]:
    """What a number is said to count, and where the words for it end; looked for behind it, then before it."""
    if _IN_SHARE.search(text, since, quantity.start) and (
        moved := _ahead(text, quantity, near, since, named or text.startswith(_BRACKETS, quantity.start - 1))
    ):
        return moved, quantity.end
    behind = [
        tag
        for tag in near
        if quantity.end <= tag.start < limit
        and tag.label in ("GRADE", "TALLY")
        and tag.code not in ("rest", "not_judged")
    ]
    for tag in _strongest_first(behind):
        if tag.label == "TALLY" and tag.code == "good_or_better":
            return None, quantity.end
        if tag.code == "below":
            continue
        gap = text[quantity.end : tag.start]
        if not _BREAK.search(_BUT.sub(" ", gap) if tag.code == "awaiting" else gap):
            grade = _either(text, tag, behind)
            return grade, tag.end if grade else quantity.end
    return _ahead(text, quantity, near, since, named) if named else None, quantity.end


def _ahead(text: str, quantity: Quantity, near: list[Tag], since: int, named: bool) -> TallyGrade | None:
    """What the words before a number say of it: "ratings fell in 12 councils"."""
    before = [tag for tag in near if since <= tag.start and tag.end <= quantity.start]
    grades = [tag for tag in before if tag.label == "GRADE"]
    for tag in reversed(before):
        if (
            named
            and len(grades) > 1
            and tag is grades[-1]
            and _EITHER_GRADE.fullmatch(text[grades[-2].end : tag.start])
        ):
            return _either(text, grades[-2], grades)
        if (tag.label == "GRADE" and named) or (
            tag.label == "TALLY"
            and (tag.code in ("fell", "rose", "planned", "awaiting") or (tag.code == "any" and named))
        ):
            return None if _BREAK.search(text, tag.end, quantity.start) else tag.code  # type: ignore[return-value]
    return None


def _strongest_first(tags: list[Tag]) -> list[Tag]:
    """A grade or movement tells more than "inspected"; of equals the nearest."""
    return sorted(tags, key=lambda tag: (tag.label == "TALLY" and tag.code == "any", tag.start, tag.start - tag.end))


def _either(text: str, tag: Tag, behind: list[Tag]) -> TallyGrade | None:
    """ "inadequate or requires improvement" is below good, whichever comes first; so is "less than good".

    "Good or better" is no grade that is tallied.
    """
    if tag.label == "GRADE" and _OR_BETTER.match(text, tag.end):
        return None
    other = next((later for later in behind if later.label == "GRADE" and later.start >= tag.end), None)
    if tag.label == "GRADE" and other is not None and _EITHER_GRADE.fullmatch(text[tag.end : other.start]):
        both = {tag.code, other.code}
        if both == {"inadequate", "requires_improvement"}:
            return "below_good"
        if both == {"good", "outstanding"}:
            return None
    if tag.code == "good" and any(
        below.code == "below" and text[below.end : tag.start].strip(" " + OPENING) in ("", "a") for below in behind
    ):
        return "below_good"
    return tag.code  # type: ignore[return-value]


def _is_subject(text: str, quantity: Quantity, near: list[Tag], limit: int) -> bool:
    """Whether a number without a noun is the subject of what is said ("seven were rated good")."""
    first = next((tag for tag in near if quantity.end <= tag.start < limit and tag.label in ("GRADE", "TALLY")), None)
    if first is None:
        return True
    between = _without_verbs(text, near, quantity.until, first.start)
    return _IS_SUBJECT.match(between) is not None or (
        first.label == "GRADE" and len(between.split()) <= _FURTHEST_GRADE and _NOT_BESIDE.search(between) is None
    )


def _without_verbs(text: str, near: list[Tag], start: int, end: int) -> str:
    """text[start:end] less its verbs of judging and the names of those counted."""
    kept = []
    for tag in near:
        if tag.label == "VERDICT" and start <= tag.start and tag.end <= end:
            kept.append(text[start : tag.start])
            start = tag.end
    return _NAMED_ASIDE.sub("", "".join([*kept, text[start:end]]))


def _of_other_things(text: str, quantity: Quantity, near: list[Tag], limit: int, noun: Tag | None) -> bool:
    """Whether the number counts schools, homes or files, areas of judgement, or grades that one moved by."""
    if noun is not None and noun.start < quantity.end:
        return False
    beside = (quantity.start - 1, quantity.end + 1)
    if noun is None and any(tag.label == "VERDICT_NOUN" and (tag.end in beside or tag.start in beside) for tag in near):
        return True
    if any(tag.label == "SCOPE" and tag.start <= quantity.start and quantity.end < tag.end for tag in near):
        return True
    bodies = [tag for tag in near if tag.label in ("OTHER_BODY", "SCOPE") and quantity.end <= tag.start < limit]
    return (
        bool(bodies)
        and (noun is None or bodies[0].start < noun.start)
        and len(text[quantity.end : bodies[0].start].split()) <= _FURTHEST_NOUN
    )


def _row(quantity: Quantity, text: str, until: int, grade: TallyGrade, of: int | None, as_of: str | None) -> Tally:
    end = max(until, quantity.end)
    while end < len(text) and text[end] in CLOSING:
        end += 1
    return {
        "start": quantity.start,
        "end": end,
        "count": None if quantity.share else int(quantity.value),
        "percent": quantity.value if quantity.share else None,
        "of": of,
        "grade": grade,
        "area": None,
        "as_of": as_of,
        "rule": None,
    }
