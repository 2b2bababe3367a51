"""Tells a grade that is a verdict from the same word as a plain adjective, and drops the latter from the tags.

"rated good", "a 'good' rating" and "Leadership: Good" are verdicts; "good use of data" and "an adequate supply" are not.
"""

import re
from bisect import bisect_left, bisect_right
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import Tag
from pipeline.components.text import text_of

OPENING: Final = "\"'\u2018\u201c"
CLOSING: Final = "\"'\u2019\u201d"

_ENDS_PHRASE: Final = re.compile(
    r"[\"'\u2019\u201d]*(?:\s*$|\s*\(|\s*[.,;:!?)\]\u2013\u2014|]|\s+-\s|\s+(?:or|and|but|by|for|in|on|across|over|with|from|after|as well|of (?:its|their|his) own|following|"
    r"since|when|while|as|under|overall|last|this|at (?:its|the|a|an|every|each)|again|because|despite|though|although|by|"
    r"respectively|again|either|too|also|has|have|had|goes|went|against|alike|once|than|rather|during|throughout|before|until|within|whereas|plus|yesterday|today|"
    r"five|four|three|two|in)\b)"
)
"""What may follow a grade that stands alone: the end of the phrase, not a noun that it would describe."""

_SERVICE_FOLLOWS: Final = re.compile(r"[\"'\u2019\u201d]?\s+services?\b")
_PRONOUN: Final = re.compile(
    r"(?:^|[\s\"\u201c\u2018(,])(?:it|they|both|we|you|all|which|none|neither|each|the (?:first|second|third|fourth|last|latter|former|rest|others))(?:,[^,]{2,20},)?(?:\s+(?:all|both|two|three|four|five|six|seven))?\s*$",
    re.I,
)
_GROUP_PRONOUN: Final = re.compile(
    r"(?:^|[\s\"\u201c\u2018(,;:])(?:both|all (?:three|four|five|six|seven|eight)|the (?:first|second|third|fourth|latter|former))(?:,[^,]{2,20},)?\s*$",
    re.I,
)
_EVERYDAY: Final = frozenset({"good", "adequate"})
"""Grades whose words need no inspector to be said."""
_LONE: Final = re.compile(r"(?:\s+(?:overall|in all areas|across the board))?\s*[.!]?[\"'\u2019\u201d]?")
"""What may follow a grade that is a sentence of its own ("Good overall.")."""
_IN_A_YEAR: Final = re.compile(r"[\"'\u2019\u201d]?\s+in\s+(?:\w+\s+)?(?:19|20)\d\d\b")
_NOMINAL: Final = re.compile(r"\b(?:an?|another|straight|first|second)\s+[\"'\u2018\u201c]?$")
_NOMINAL_ENDS: Final = re.compile(
    r"[\"'\u2019\u201d]?(?:\s+(?:for|in|and|from|of (?:its|their) own|across|by)\b|\s*[.,;:!?)]|\s*$)"
)
_COPULA: Final = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|remains?|remained|stays?|stayed)|['\u2019](?:s|re))"
    r"(?:\s+(?:both|all|now|still|also|again|currently|only|already|overall|therefore|however|generally|found|not|no longer|never|yet|to be|"
    r"once again|clearly|as|once|n['\u2019]t))*\s*[\"'\u2018\u201c]?$"
)
_NO_NOUN_BETWEEN: Final = re.compile(
    r"[\"'\u2019\u201d\s]*(?:(?:overall|Ofsted|current|inspection|new|latest|council)\s+)*[\"'\u2018\u201c]?$"
)
_LIST_COLON: Final = re.compile(
    r"(?:services?|overall|performance|\s|\([^)]*\))*\s*(?::|\u2013|\u2014|-|\||=|\t|\u2026)\s*[\"'\u2018\u201c]?$"
)
_MOVE: Final = re.compile(r"\b(?:from|to|into)\s+(?:an?\s+|the\s+|being\s+(?:an?\s+)?|overall\s+)?[\"'\u2018\u201c]?$")
_NOUN_OF: Final = re.compile(
    r"(?:,[^,.;]{2,40},)?\s*(?:(?:of|to|is|was|as|at|remains?|stays?|being|(?:for|on|about|of) [\w\s\u2019'-]{3,60} (?:is|was|to|of))\s*|[:,\u2013\u2014-]\s*)(?:an?\s+|be\s+|now\s+|still\s+|again\s+)*[\"'\u2018\u201c]?$"
)
_APPOSITION: Final = re.compile(
    r"(?:\s+(?:as a whole|overall|itself))?(?:['\u2019]s)?(?:\s+[\w\u2019'-]+){0,2}\s*|,?\s+(?:which|that)\s+(?:[\w\u2019'-]+\s+){0,3}|,[^,.;]{2,60},\s*(?:[\w\u2019'-]+\s+){0,1}"
)
"""What may stand between a subject and its verb: an adverb, "which Ofsted said", an aside between commas."""
_CLAUSE_BREAK: Final = re.compile(r"[.;!?]|\bthat\b|\bwhich\b|\bwho\b|,\s+(?:but|while|whereas|although)\b")


@Language.component("ofsight_grades", requires=["doc._.tags", "doc._.sentences"], assigns=["doc._.tags"])
def grades(doc: Doc) -> Doc:
    """Drop from `doc._.tags` the GRADE tags that are no verdict."""
    plain = plain_adjectives(text_of(doc), doc._.tags, doc._.sentences)
    if plain:
        doc._.tags = [tag for tag in doc._.tags if tag not in plain]
    return doc


def plain_adjectives(text: str, tags: list[Tag], sentences: list[tuple[int, int]]) -> set[Tag]:
    """The GRADE tags that only describe something.

    What alone might be either ("it is good") is a verdict where its sentence or the one before it states a sure one.
    """
    found = [tag for tag in tags if tag.label == "GRADE"]
    if not found:
        return set()
    starts = [tag.start for tag in tags]
    sentence_starts = [start for start, _ in sentences]
    doubtful: list[tuple[int, Tag]] = []
    plain: set[Tag] = set()
    anchored: set[int] = set()
    for grade in found:
        at = max(0, bisect_right(sentence_starts, grade.start) - 1)
        start, end = sentences[at] if sentences[at][1] >= grade.end else (grade.start, grade.end)
        near = tags[bisect_left(starts, sentences[at - 1][0] if at else start) : bisect_left(starts, end)]
        counted = any(tag.label == "COUNTED" for tag in near)
        near = [tag for tag in near if tag.start >= start]
        if is_verdict(text, grade, near, start, end, counted):
            anchored.add(at)
        elif (
            (near and _leads_to_grade(text, grade, near))
            or (text[grade.start : grade.start + 4].lower() != "need"
            and _ENDS_PHRASE.match(text, grade.end, end))
            or _SERVICE_FOLLOWS.match(text, grade.end, end)
        ):
            doubtful.append((at, grade))
        else:
            plain.add(grade)
    for at, grade in doubtful:
        if at not in anchored and at - 1 not in anchored:
            plain.add(grade)
    return plain


def is_verdict(text: str, grade: Tag, near: list[Tag], start: int, end: int, counted: bool = False) -> bool:
    """Whether a grade surely is a verdict in its sentence text[start:end].

    `near` are the sentence's tags; `counted` tells that it, or the sentence before, counts authorities.
    """
    before, after = text[start : grade.start], text[grade.end : end]
    preceding = [tag for tag in near if tag.end <= grade.start]
    alone = _ENDS_PHRASE.match(after) is not None or _leads_to_grade(text, grade, near)
    if grade.code == "not_judged" or (not before.strip() and not after.strip()):
        return True
    if not before.strip(OPENING + " ") and _LONE.fullmatch(after):
        return True
    if _quoted(before, after) and (alone or _SERVICE_FOLLOWS.match(after) or _judged_follows(text, grade, near)):
        return True
    if _noun_follows(after, near, grade) or _NAMES_ITSELF.search(text, grade.start, grade.end):
        return True
    if _noun_precedes(text, grade, preceding):
        return True
    if not alone:
        if text[grade.start].isupper() and any(
            tag.label == "JUDGEMENT_AREA" and "/title" in tag.pattern and tag.end == grade.start - 1
            for tag in preceding
        ):
            return True
        return _describes_judged_thing(text, grade, near)
    finite = grade.code == "requires_improvement" and text[grade.start : grade.end].split()[0].lower() in _FINITE
    if _LIST_COLON.search(before) or (not finite and _stands_beside_name(text, grade, preceding)):
        return True
    if text[grade.start].isupper() and (before.strip(OPENING + " ") or _noun_or_name_after_colon(after, grade, near)):
        return True
    if (
        grade.code not in _EVERYDAY
        and re.match(r"[\"'\u2019\u201d]?\s+(?:for|in)\s", after)
        and _name_follows(text, grade, near)
    ):
        return True
    if _IN_A_YEAR.match(after) and before.rstrip().endswith((",", ":", "\u2013")):
        return True
    if _NOMINAL.search(before) and _NOMINAL_ENDS.match(after):
        return True
    if _verb_governs(text, grade, preceding) or _MOVE.search(before) or _cue_touches(text, grade, preceding):
        return True
    if finite:
        return _told(text, grade, preceding, grade.start) or _subject_is_judged(text, grade, grade.start, preceding)
    copula = _COPULA.search(before)
    if counted and _is_counted(text, grade, preceding, start, start + copula.start() if copula else grade.start):
        return True
    if copula is None:
        return False
    if (
        _GROUP_PRONOUN.search(before, 0, copula.start())
        or (grade.code not in _EVERYDAY
        and _PRONOUN.search(before, 0, copula.start()))
    ):
        return True
    if _told(text, grade, preceding, start + copula.start()):
        return True
    return _subject_is_judged(text, grade, start + copula.start(), preceding)


def _leads_to_grade(text: str, grade: Tag, near: list[Tag]) -> bool:
    """ "from good to outstanding": what follows is the grade moved to."""
    following = next((tag for tag in near if tag.label == "GRADE" and tag.start >= grade.end), None)
    return (
        following is not None
        and re.fullmatch(r"[\"'\u2019\u201d]?\s+to\s+(?:an?\s+)?[\"'\u2018\u201c]?", text[grade.end : following.start])
        is not None
    )


def _is_counted(text: str, grade: Tag, preceding: list[Tag], start: int, verb: int) -> bool:
    """ "seven councils are inadequate", "11 good": said of a number of authorities that the sentence counts."""
    ends = [tag.end for tag in preceding if tag.label in ("NUMBER", "FRACTION", "COUNTED") and tag.end <= verb]
    ends += [match.end() for match in _FIGURE.finditer(text, start, verb)]
    return any(_STILL_COUNTED.fullmatch(text, end, verb) for end in ends)


_FIGURE: Final = re.compile(r"\b\d{1,3}\b(?:\s?(?:%|per cent))?")
_STILL_COUNTED: Final = re.compile(
    r"(?:\s+(?:inspected|visited|assessed|reviewed)\b[^,.;:]{0,40})?(?:\s+(?:of (?:them|these|those)|others?|more))?\s*[\"'\u2018\u201c]?"
)


_NAMES_ITSELF: Final = re.compile(r"(?:rating|grade|judge?ment|marks?)$", re.I)


def _judged_follows(text: str, grade: Tag, near: list[Tag]) -> bool:
    following = next(
        (tag for tag in near if tag.start >= grade.end and tag.label in ("JUDGEMENT_AREA", "STANDIN", "COUNTED")), None
    )
    return following is not None and len(text[grade.end : following.start].split()) <= 3


def _name_follows(text: str, grade: Tag, near: list[Tag]) -> bool:
    """ "outstanding for Hull": a name right behind the preposition."""
    following = next(
        (tag for tag in near if tag.start >= grade.end and tag.label in ("AUTHORITY", "JUDGEMENT_AREA")), None
    )
    return following is not None and len(text[grade.end : following.start].split()) <= 2


def _noun_or_name_after_colon(after: str, grade: Tag, near: list[Tag]) -> bool:
    return re.match(r"\s*(?::|for\b)", after) is not None and any(
        tag.start >= grade.end and tag.label in ("VERDICT_NOUN", "AUTHORITY", "STANDIN", "JUDGEMENT_AREA")
        for tag in near
    )


def _stands_beside_name(text: str, grade: Tag, preceding: list[Tag]) -> bool:
    """ "leadership, good;" or "and Doncaster inadequate": nothing but a comma between the judged and the grade."""
    judged = [tag for tag in preceding if tag.label in ("AUTHORITY", "JUDGEMENT_AREA")]
    return (
        bool(judged)
        and re.fullmatch(r"(?:['\u2019]s)?\s*[,:]?\s*[\"'\u2018\u201c]?", text[judged[-1].end : grade.start])
        is not None
    )


def _cue_touches(text: str, grade: Tag, preceding: list[Tag]) -> bool:
    cues = [
        tag
        for tag in preceding
        if tag.label == "STATUS" and tag.code in ("shed", "previous", "negated", "hypothetical")
    ]
    return any(
        re.fullmatch(
            r"\s*(?:(?:an?|its|the|being|be|becoming|overall|for|at least)\s+)*[\"'\u2018\u201c]?",
            text[tag.end : grade.start],
        )
        is not None
        for tag in cues[-3:]
        if tag.code != "negated" or grade.code not in _EVERYDAY
    )


def _told(text: str, grade: Tag, preceding: list[Tag], verb: int) -> bool:
    """ "was told that it requires improvement": said of the one told, not of a part of its work."""
    verbs = [tag for tag in preceding if tag.label == "VERDICT"]
    return (
        bool(verbs)
        and re.fullmatch(
            r"(?:\s+[\w\u2019']+){0,4}?(?:\s+that)?\s+(?:it|they|we|its services|their services|the service|services|the council)(?:\s+(?:all|both|still|now))?\s*",
            text[verbs[-1].end : verb],
        )
        is not None
    )


_FINITE: Final = frozenset({"requires", "require", "required", "needs", "need", "needed"})


def _quoted(before: str, after: str) -> bool:
    return (
        before[-1:] != ""
        and before[-1] in OPENING
        and after.lstrip(",.")[:1] != ""
        and after.lstrip(",.")[0] in CLOSING
    )


def _noun_follows(after: str, near: list[Tag], grade: Tag) -> bool:
    for tag in near:
        if tag.start >= grade.end and tag.label == "VERDICT_NOUN":
            return _NO_NOUN_BETWEEN.match(after[: tag.start - grade.end]) is not None
    return False


def _noun_precedes(text: str, grade: Tag, preceding: list[Tag]) -> bool:
    nouns = [tag for tag in preceding if tag.label == "VERDICT_NOUN"]
    return bool(nouns) and _NOUN_OF.fullmatch(text[nouns[-1].end : grade.start]) is not None


def _verb_governs(text: str, grade: Tag, preceding: list[Tag]) -> bool:
    verbs = [tag for tag in preceding if tag.label == "VERDICT"]
    if not verbs:
        return False
    between = text[verbs[-1].end : grade.start]
    if verbs[-1].code == "give" and not _A_GRADE.search(between):
        return False
    return len(between.split()) <= 16 and _CLAUSE_BREAK.search(between) is None


_A_GRADE: Final = re.compile(
    r"\b(?:an?|its|the|straight|double|another)\s+(?:(?:first|second|third|top|overall)\s+)?[\"'\u2018\u201c]?$|^\s*[\"'\u2018\u201c]?$"
)
_HEADED: Final = re.compile(
    r"\s+(?:of|in|for|at|and|across|with|to|on)\s+(?:the\s+|its\s+|their\s+)?(?:[\w\u2019']+\s+(?:of|in|for)\s+(?:the\s+)?)?|['\u2019]s?\s+|,\s+|\s*"
)
"""What joins the words of one subject ("help for care leavers", "the leadership of the service")."""


def _subject_is_judged(text: str, grade: Tag, verb_start: int, preceding: list[Tag]) -> bool:
    """Whether an authority or a judged area, not some quality or part of it, stands right before the verb."""
    subject = [tag for tag in preceding if tag.end <= verb_start and tag.label in _SUBJECTS]
    if not subject or _APPOSITION.fullmatch(text, max(tag.end for tag in subject), verb_start) is None:
        return False
    chain = [subject.pop()]
    while subject and (subject[-1].end > chain[-1].start or _HEADED.fullmatch(text, subject[-1].end, chain[-1].start)):
        chain.append(subject.pop())
    head = chain[-1]
    reported = any(tag.label == "SPEAKER" and tag.code == "inspectors" for tag in preceding)
    if head.code == "effort" and (
        (grade.code in _EVERYDAY
        and not reported)
        or text[grade.start : grade.start + 4].lower() == "need"
        or not any(tag.label == "JUDGEMENT_AREA" for tag in chain)
    ):
        return False
    return (
        re.search(
            r"\b(?:with|for|of|in|to|by|on|at|from|about|into|towards)\s+(?:the\s+|its\s+|their\s+)?$",
            text[max(0, head.start - 24) : head.start],
        )
        is None
    )


_SUBJECTS: Final = frozenset({"AUTHORITY", "STANDIN", "JUDGEMENT_AREA", "SERVICE"})


def _describes_judged_thing(text: str, grade: Tag, near: list[Tag]) -> bool:
    """ "good adoption services", "an outstanding authority": the described thing is itself what Ofsted judges."""
    following = next(
        (tag for tag in near if tag.start >= grade.end and tag.label in ("STANDIN", "JUDGEMENT_AREA", "COUNTED")), None
    )
    if following is None or text[grade.end : following.start].strip(CLOSING + " "):
        return False
    if (following.label == "COUNTED" and following.code == "authority") or following.code == "overall_effectiveness":
        return True
    return "service" in text[following.start : following.end + 40].split(".")[0] and any(
        tag.label == "SPEAKER" and tag.code == "inspectors" for tag in near
    )
