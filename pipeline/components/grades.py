"""Tells a grade that is a verdict from the same word as a plain adjective, and drops the latter from the tags.

"rated good", "a 'good' rating" and "Leadership: Good" are verdicts; "good use of data" and "an adequate supply" are not.
"""

import re
from bisect import bisect_left, bisect_right
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import Tag

OPENING: Final = "\"'\u2018\u201c"
CLOSING: Final = "\"'\u2019\u201d"

_ENDS_PHRASE: Final = re.compile(
    r"[\"'\u2019\u201d]*(?:\s*$|\s*[.,;:!?)\]\u2013\u2014|]|\s+-\s|\s+(?:or|and|but|by|for|in|on|across|over|with|to|from|after|following|"
    r"since|when|while|as|under|overall|last|this|at (?:its|the|a|an|every|each)|again|because|despite|though|although|by|"
    r"respectively|than|rather|during|throughout|before|until|within|whereas|plus|so|if|is|was|were|are|yesterday|today|"
    r"five|four|three|two|in)\b)"
)
"""What may follow a grade that stands alone: the end of the phrase, not a noun that it would describe."""

_COPULA: Final = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|remains?|remained|stays?|stayed)|['\u2019](?:s|re))"
    r"(?:\s+(?:both|all|now|still|also|again|currently|only|already|overall|therefore|however|generally|found|not|no longer|never|yet|to be|"
    r"once again|clearly|as|once|n['\u2019]t))*\s*[\"'\u2018\u201c]?$"
)
_NO_NOUN_BETWEEN: Final = re.compile(r"[\"'\u2019\u201d\s]*(?:(?:overall|Ofsted|current|inspection|new|latest|council)\s+)*[\"'\u2018\u201c]?$")
_LIST_COLON: Final = re.compile(r"(?:services?|overall|performance|\s|\([^)]*\))*\s*(?::|\u2013|\u2014|-|\||=|\t|\u2026)\s*[\"'\u2018\u201c]?$")
_MOVE: Final = re.compile(r"\b(?:from|to|into)\s+(?:an?\s+|the\s+|being\s+(?:an?\s+)?|overall\s+)?[\"'\u2018\u201c]?$")
_NOUN_OF: Final = re.compile(r"\s*(?:(?:of|to|is|was|as|at|remains?|stays?|being|for [\w\s\u2019']{3,40} (?:is|was|to|of))\s*|[:,\u2013\u2014-]\s*)(?:an?\s+|be\s+|now\s+|still\s+|again\s+)*[\"'\u2018\u201c]?$")
_APPOSITION: Final = re.compile(
    r"(?:['\u2019]s)?(?:\s+[\w\u2019'-]+){0,2}\s*|,?\s+(?:which|that)\s+(?:[\w\u2019'-]+\s+){0,3}|,[^,.;]{2,60},\s*(?:[\w\u2019'-]+\s+){0,1}"
)
"""What may stand between a subject and its verb: an adverb, "which Ofsted said", an aside between commas."""
_CLAUSE_BREAK: Final = re.compile(r"[.;!?]|\bthat\b|\bwhich\b|\bwho\b|,\s+(?:but|while|whereas|although)\b")


@Language.component("ofsight_grades", requires=["doc._.tags", "doc._.sentences"], assigns=["doc._.tags"])
def grades(doc: Doc) -> Doc:
    """Drop from `doc._.tags` the GRADE tags that are no verdict."""
    plain = plain_adjectives(doc.text, doc._.tags, doc._.sentences)
    if plain:
        doc._.tags = [tag for tag in doc._.tags if tag not in plain]
    return doc


def plain_adjectives(text: str, tags: list[Tag], sentences: list[tuple[int, int]]) -> set[Tag]:
    """The GRADE tags that only describe something."""
    found = [tag for tag in tags if tag.label == "GRADE"]
    if not found:
        return set()
    starts = [tag.start for tag in tags]
    sentence_starts = [start for start, _ in sentences]
    plain = set()
    for grade in found:
        at = bisect_right(sentence_starts, grade.start) - 1
        start, end = sentences[at] if at >= 0 and sentences[at][1] >= grade.end else (grade.start, grade.end)
        near = tags[bisect_left(starts, start) : bisect_left(starts, end)]
        if not is_verdict(text, grade, near, start, end):
            plain.add(grade)
    return plain


def is_verdict(text: str, grade: Tag, near: list[Tag], start: int, end: int) -> bool:
    """Whether a grade is a verdict in its sentence text[start:end]; `near` are the sentence's tags."""
    before, after = text[start : grade.start], text[grade.end : end]
    preceding = [tag for tag in near if tag.end <= grade.start]
    alone = _ENDS_PHRASE.match(after) is not None
    if grade.code == "not_judged" or not before.strip() and not after.strip():
        return True
    if _quoted(before, after) and (alone or _noun_follows(after, near, grade)):
        return True
    if _noun_follows(after, near, grade):
        return True
    if not alone:
        return _describes_judged_thing(text, grade, near)
    if _LIST_COLON.search(before) or _noun_precedes(text, grade, preceding):
        return True
    if text[grade.start].isupper() and before.strip():
        return True
    if _verb_governs(text, grade, preceding) or _MOVE.search(before):
        return True
    if grade.code == "requires_improvement" and text[grade.start : grade.end].split()[0].lower() in _FINITE:
        return _subject_is_judged(text, grade.start, preceding)
    copula = _COPULA.search(before)
    return copula is not None and _subject_is_judged(text, start + copula.start(), preceding)


_FINITE: Final = frozenset({"requires", "require", "required", "needs", "need", "needed"})


def _quoted(before: str, after: str) -> bool:
    return before[-1:] != "" and before[-1] in OPENING and after.lstrip(",.")[:1] != "" and after.lstrip(",.")[0] in CLOSING


def _noun_follows(after: str, near: list[Tag], grade: Tag) -> bool:
    for tag in near:
        if tag.start >= grade.end and tag.label == "VERDICT_NOUN":
            return _NO_NOUN_BETWEEN.match(after[: tag.start - grade.end]) is not None
    return False


def _noun_precedes(text: str, grade: Tag, preceding: list[Tag]) -> bool:
    nouns = [tag for tag in preceding if tag.label == "VERDICT_NOUN"]
    return bool(nouns) and _NOUN_OF.fullmatch(text[nouns[-1].end : grade.start]) is not None


def _verb_governs(text: str, grade: Tag, preceding: list[Tag]) -> bool:
    verbs = [tag for tag in preceding if tag.label == "VERDICT" and tag.code in ("rate", "keep", "become")]
    if not verbs:
        return False
    between = text[verbs[-1].end : grade.start]
    return len(between.split()) <= 14 and _CLAUSE_BREAK.search(between) is None


def _subject_is_judged(text: str, verb_start: int, preceding: list[Tag]) -> bool:
    """Whether an authority or a judged area, not some quality or part of it, stands right before the verb."""
    subject = [tag for tag in preceding if tag.end <= verb_start and tag.label in ("AUTHORITY", "STANDIN", "JUDGEMENT_AREA")]
    if not subject:
        return False
    last = subject[-1]
    if _APPOSITION.fullmatch(text, last.end, verb_start) is None:
        return False
    while len(subject) > 1 and re.fullmatch(r"\s+(?:of|in|for|at|and|across)\s+(?:the\s+|its\s+)?|['\u2019]s?\s+|,\s+", text[subject[-2].end : subject[-1].start]):
        subject.pop()
    head = subject[-1]
    return re.search(r"\b(?:with|for|of|in|to|by|on|at|from|about|into|towards)\s+(?:the\s+|its\s+|their\s+)?$", text[max(0, head.start - 24) : head.start]) is None


def _describes_judged_thing(text: str, grade: Tag, near: list[Tag]) -> bool:
    """ "good adoption services", "an outstanding authority": the described thing is itself what Ofsted judges."""
    following = next((tag for tag in near if tag.start >= grade.end and tag.label in ("STANDIN", "JUDGEMENT_AREA", "COUNTED")), None)
    if following is None or text[grade.end : following.start].strip(CLOSING + " "):
        return False
    if following.label == "COUNTED" and following.code == "authority" or following.code == "overall_effectiveness":
        return True
    return "service" in text[following.start : following.end + 40].split(".")[0] and any(
        tag.label == "SPEAKER" and tag.code == "inspectors" for tag in near
    )
