"""Tells a grade that is a verdict from the same word as a plain adjective, and drops the latter from the tags.

"rated good", "a 'good' rating" and "Leadership: Good" are verdicts; "good use of data", "an adequate supply" are not.
"""

import re
from bisect import bisect_left, bisect_right
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.grade_place import Place, place_of
from pipeline.components.quotation import CLOSES, CLOSING, OPENING, OPENS
from pipeline.components.ruler import Tag
from pipeline.components.text import text_of

_EVERYDAY: Final = frozenset({"good", "adequate"})
"""Grades whose words need no inspector to be said."""
_FURTHEST_VERB: Final = 16
"""Words that may stand between a verb of judging and the grade it gives."""
_LEADS_TO_GRADE: Final = frozenset({"shed", "previous", "pluperfect", "negated", "hypothetical"})
"""Cues of status that only a grade follows at once."""
_SUBJECTS: Final = frozenset({"AUTHORITY", "STANDIN", "JUDGEMENT_AREA", "SERVICE"})

# What stands behind a grade

_ENDS_PHRASE: Final = re.compile(
    rf"[{CLOSING}]*(?:"
    r"\s*$|\s*\(|\s*[.,;:!?)\]\u2013\u2014|]|\s+-\s"
    r"|\s+(?:"
    # conjunctions and prepositions
    r"or|and|but|by|for|in|on|across|over|with|from|after|as|at (?:its|their|the|a|an|every|each)"
    r"|of (?:its|their|his) own"
    r"|following|since|when|which|while|under|because|despite|though|although|against|than|during|throughout|before|until"
    r"|within|whereas|plus|once|include[sd]?|including"
    # adverbs
    r"|overall|so far|to date|last|this|again|respectively|either|too|also|alike|rather|yesterday|today"
    # the verb of a new clause, or the next number of a count
    r"|has|have|had|was|were|goes|went|five|four|three|two"
    r")\b)"
)
"""The end of the phrase, not a noun that the grade would describe."""
_SERVICE_FOLLOWS: Final = re.compile(CLOSES + r"\s+services?\b")
_TO_NEXT_GRADE: Final = re.compile(
    CLOSES + r"(?:\s+in\s+(?:19|20)\d\d)?,?(?:\s+(?:all the way|right|straight|directly|back|up|down|and|then)){0,3}"
    r"\s+(?:to|into)\s+(?:an?\s+)?" + OPENS
)
_ENDS_SENTENCE: Final = re.compile(r"(?:\s+(?:overall|in all areas|across the board))?\s*[.!]?" + CLOSES)
_IN_A_YEAR: Final = re.compile(CLOSES + r"\s+in\s+(?:\w+\s+)?(?:19|20)\d\d\b")
_NOUN_ENDS: Final = re.compile(
    CLOSES + r"(?:\s+(?:for|in|and|from|of (?:its|their) own|across|by)\b|\s*[.,;:!?)]|\s*$)"
)
_BEFORE_NOUN: Final = re.compile(
    rf"[{CLOSING}\s]*(?:(?:overall|Ofsted|current|inspection|new|latest|council)\s+)*{OPENS}$"
)
"""From a grade to "rating", "verdict" and the like."""
_FOR_OR_IN: Final = re.compile(CLOSES + r"\s+(?:for|in)\s")
_COLON_OR_FOR: Final = re.compile(r"\s*(?::|for\b)")
_RATED: Final = re.compile(CLOSES + r"-(?:rated|graded|judged)\b")
_NAMES_ITSELF: Final = re.compile(r"(?:rating|grade|judge?ment|marks?)$", re.I)

# What stands before it

_PRONOUN: Final = re.compile(
    r"(?:^|[\s\"\u201c\u2018(,])"
    r"(?:it|they|both|we|you|all|which|none|neither|each"
    r"|the (?:first|second|third|fourth|last|latter|former|rest|others))"
    r"(?:,[^,]{2,20},)?(?:\s+(?:all|both|two|three|four|five|six|seven))?\s*$",
    re.I,
)
_GROUP_PRONOUN: Final = re.compile(
    r"(?:^|[\s\"\u201c\u2018(,;:])"
    r"(?:both|all (?:three|four|five|six|seven|eight)|the (?:first|second|third|fourth|latter|former))"
    r"(?:,[^,]{2,20},)?\s*$",
    re.I,
)
_AS_NOUN: Final = re.compile(r"\b(?:an?|another|straight|first|second)\s+" + OPENS + "$")
_COPULA: Final = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|remains?|remained|stays?|stayed)|['\u2019](?:s|re))"
    r"(?:\s+(?:both|all|now|still|also|again|currently|only|already|overall|therefore|however|generally|found|not"
    r"|no longer|never|yet|to be|once again|clearly|as|once|n['\u2019]t))*\s*" + OPENS + "$"
)
_LIST_COLON: Final = re.compile(
    r"(?:services?|overall|performance|\s|\([^)]*\))*\s*(?::|\u2013|\u2014|-|\||=|\t|\u2026)\s*" + OPENS + "$"
)
_MOVE: Final = re.compile(r"\b(?:from|to|into)\s+(?:an?\s+|the\s+|being\s+(?:an?\s+)?|overall\s+)?" + OPENS + "$")
_NOUN_OF: Final = re.compile(
    r"(?:,[^,.;]{2,40},)?\s*"
    r"(?:(?:of|to|is|was|as|at|remains?|stays?|being"
    r"|(?:for|on|about|of) [\w\s\u2019'-]{3,60} (?:is|was|are|were|to|of))\s*"
    r"|[:,\u2013\u2014-]\s*)"
    r"(?:an?\s+|be\s+|now\s+|still\s+|again\s+)*" + OPENS + "$"
)
"""From "rating", "verdict" and the like to the grade."""
_BESIDE: Final = re.compile(r"(?:['\u2019]s)?\s*[,:]?\s*(?:(?:both|all|each)\s+)?" + OPENS)
_IN_BRACKETS: Final = re.compile(r"\s?\(" + OPENS)
_BRACKET_CLOSES: Final = re.compile(CLOSES + r"\)")
_CUE_BESIDE: Final = re.compile(r"\s*(?:(?:an?|its|the|being|be|becoming|overall|for|at least)\s+)*" + OPENS)
_A_GRADE: Final = re.compile(
    r"\b(?:an?|its|the|straight|double|another)\s+(?:(?:first|second|third|top|overall)\s+)?" + OPENS + "$"
    r"|^\s*" + OPENS + "$"
)
"""What must lead from "given", "earned" and the like to a grade: one gives many a good thing."""
_CLAUSE_BREAK: Final = re.compile(r"[.;!?]|\bthat\b|\bwhich\b|\bwho\b|,\s+(?:but|while|whereas|although)\b")
_REPORTED_SUBJECT: Final = re.compile(
    r"(?:\s+[\w\u2019']+){0,4}?(?:\s+that)?"
    r"\s+(?:it|they|we|its services|their services|the service|services|the council)(?:\s+(?:all|both|still|now))?\s*"
)

# Subjects and counts

_APPOSITION: Final = re.compile(
    r"(?:\s+(?:as a whole|overall|itself))?(?:['\u2019]s)?(?:\s+[\w\u2019'-]+){0,2}\s*"
    r"|,?\s+(?:which|that)\s+(?:[\w\u2019'-]+\s+){0,3}"
    r"|,[^,.;]{2,60},\s*(?:[\w\u2019'-]+\s+){0,1}"
    r"|,\s+"
)
"""What may stand between a subject and its verb: an adverb, "which Ofsted said", an aside between commas."""
_HEADED: Final = re.compile(
    r"\s+(?:of|in|for|at|and|across|with|to|on)\s+(?:the\s+|its\s+|their\s+)?(?:[\w\u2019']+\s+(?:of|in|for)\s+(?:the\s+)?)?"
    r"|['\u2019]s?\s+|,\s+|,?\s+and\s+(?:of|in|for|to|with)\s+(?:the\s+|its\s+|their\s+)?|\s*"
)
"""What joins the words of one subject ("help for care leavers", "the leadership of the service")."""
_IS_COMPLEMENT: Final = re.compile(
    r"\b(?:with|for|of|in|to|by|on|at|from|about|into|towards)\s+(?:the\s+|its\s+|their\s+)?$"
)
"""Before a judged thing that only completes another subject ("the plan for care leavers")."""
_FIGURE: Final = re.compile(r"\b\d{1,3}\b(?:\s?(?:%|per cent))?")
_STILL_COUNTED: Final = re.compile(
    r"(?:\s+(?:that|which))?"
    r"(?:\s+(?:in|within|across|from|outside)\s+(?:the\s+)?[\w-]+(?:\s[A-Z][\w-]+){0,3})?"
    r"(?:\s*(?:,[^.;:()]{3,80},|\([^()]{3,80}\)))?"
    r"(?:\s+(?:inspected|visited|assessed|reviewed)\b[^,.;:]{0,40})?"
    r"(?:\s+(?:of (?:them|these|those)|others?|more))?(?:\s+at)?\s*" + OPENS
)
"""What may stand between a number of authorities and the verb."""


@Language.component(
    "ofsight_grades", requires=["doc._.ofsight_tags", "doc._.ofsight_sentences"], assigns=["doc._.ofsight_tags"]
)
def grades(doc: Doc) -> Doc:
    """Drop from `doc._.ofsight_tags` the GRADE tags that are no verdict."""
    plain = plain_adjectives(text_of(doc), doc._.ofsight_tags, doc._.ofsight_sentences)
    if plain:
        doc._.ofsight_tags = [tag for tag in doc._.ofsight_tags if tag not in plain]
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
    sure: set[int] = set()
    last_counted = -2
    for grade in found:
        number = max(0, bisect_right(sentence_starts, grade.start) - 1)
        start, end = sentences[number] if sentences[number][1] >= grade.end else (grade.start, grade.end)
        near = tags[bisect_left(starts, sentences[number - 1][0] if number else start) : bisect_left(starts, end)]
        place = place_of(text, grade, start, end, [tag for tag in near if tag.start >= start])
        counts = number - last_counted <= 1 or any(tag.label == "COUNTED" for tag in near)
        if _is_verdict(place, counts):
            sure.add(number)
            if counts:
                last_counted = number
        elif _may_be_verdict(place):
            doubtful.append((number, grade))
        else:
            plain.add(grade)
    return plain | {grade for number, grade in doubtful if number not in sure and number - 1 not in sure}


def _may_be_verdict(place: Place) -> bool:
    return (
        _leads_to_grade(place)
        or (not place.is_a_need and _ENDS_PHRASE.match(place.after) is not None)
        or _SERVICE_FOLLOWS.match(place.after) is not None
    )


def _is_verdict(place: Place, counted: bool) -> bool:
    """Whether a grade surely is a verdict; `counted`: its sentence or one right before counts authorities."""
    alone = _ENDS_PHRASE.match(place.after) is not None or _leads_to_grade(place)
    if place.grade.code == "not_judged" or _is_a_sentence(place) or _is_called_a_grade(place, alone):
        return True
    if not alone:
        return _is_in_title_row(place) or _describes_judged_thing(place)
    return _is_set_apart(place) or _is_given(place) or _is_predicate(place, counted)


# A grade that says itself that it is one


def _is_a_sentence(place: Place) -> bool:
    """ "Good overall." """
    if not place.before.strip() and not place.after.strip():
        return True
    return not place.before.strip(OPENING + " ") and _ENDS_SENTENCE.fullmatch(place.after) is not None


def _is_called_a_grade(place: Place, alone: bool) -> bool:
    """In quotation marks, or beside "rating", "verdict" and the like."""
    return (
        (
            _is_quoted(place)
            and (
                alone
                or _verb_governs(place)
                or _SERVICE_FOLLOWS.match(place.after) is not None
                or _judged_follows(place)
            )
        )
        or _noun_follows(place)
        or _RATED.match(place.after) is not None
        or _NAMES_ITSELF.search(place.text, place.grade.start, place.grade.end) is not None
        or _noun_precedes(place)
    )


def _is_quoted(place: Place) -> bool:
    after = place.after.lstrip(",.")
    return place.before.endswith(tuple(OPENING)) and after.startswith(tuple(CLOSING))


def _judged_follows(place: Place) -> bool:
    following = place.following("JUDGEMENT_AREA", "STANDIN", "COUNTED")
    return following is not None and len(place.to(following).split()) <= 3


def _noun_follows(place: Place) -> bool:
    noun = place.following("VERDICT_NOUN")
    return noun is not None and _BEFORE_NOUN.match(place.to(noun)) is not None


def _noun_precedes(place: Place) -> bool:
    noun = next((tag for tag in reversed(place.preceding) if tag.label == "VERDICT_NOUN"), None)
    return noun is not None and _NOUN_OF.fullmatch(place.text, noun.end, place.grade.start) is not None


# A grade with its noun behind it


def _is_in_title_row(place: Place) -> bool:
    """ "Leadership, management and governance Good ...": a capital right behind an area's full title."""
    return place.is_capitalised and any(
        tag.label == "JUDGEMENT_AREA" and "/title" in tag.pattern and tag.end == place.grade.start - 1
        for tag in place.preceding
    )


def _describes_judged_thing(place: Place) -> bool:
    """ "good adoption services", "an outstanding authority": the described thing is itself what Ofsted judges."""
    following = place.following("STANDIN", "JUDGEMENT_AREA", "COUNTED")
    if following is None or place.to(following).strip(CLOSING + " "):
        return False
    if (following.label == "COUNTED" and following.code == "authority") or following.code == "overall_effectiveness":
        return True
    clause = place.text[following.start : following.end + 40].split(".")[0]
    return "service" in clause and _is_told_by_inspectors(place.tags)


def _is_told_by_inspectors(tags: list[Tag]) -> bool:
    return any(tag.label == "SPEAKER" and tag.code == "inspectors" for tag in tags)


# A grade that stands by itself: set apart by punctuation or form


def _is_set_apart(place: Place) -> bool:
    before, after = place.before, place.after
    return (
        _LIST_COLON.search(before) is not None
        or (not place.is_finite and _stands_beside_name(place))
        or (_BRACKET_CLOSES.match(after) is not None and _judged_stands_before(place, _IN_BRACKETS))
        or (place.is_capitalised and (before.strip(OPENING + " ") != "" or _noun_or_name_after_colon(place)))
        or (place.grade.code not in _EVERYDAY and _FOR_OR_IN.match(after) is not None and _name_follows(place))
        or (_IN_A_YEAR.match(after) is not None and before.rstrip().endswith((",", ":", "\u2013")))
        or (_AS_NOUN.search(before) is not None and _NOUN_ENDS.match(after) is not None)
    )


def _leads_to_grade(place: Place) -> bool:
    """ "from good to outstanding": what follows is the grade moved to."""
    following = place.following("GRADE")
    return following is not None and _TO_NEXT_GRADE.fullmatch(place.to(following)) is not None


def _stands_beside_name(place: Place) -> bool:
    """ "leadership, good;" or "and Doncaster inadequate": nothing but a comma between the judged and the grade."""
    return _judged_stands_before(place, _BESIDE)


def _judged_stands_before(place: Place, between: re.Pattern[str]) -> bool:
    judged = next((tag for tag in reversed(place.preceding) if tag.label in ("AUTHORITY", "JUDGEMENT_AREA")), None)
    return judged is not None and between.fullmatch(place.text, judged.end, place.grade.start) is not None


def _noun_or_name_after_colon(place: Place) -> bool:
    return (
        _COLON_OR_FOR.match(place.after) is not None
        and place.following("VERDICT_NOUN", "AUTHORITY", "STANDIN", "JUDGEMENT_AREA") is not None
    )


def _name_follows(place: Place) -> bool:
    """ "outstanding for Hull": a name right behind the preposition."""
    following = place.following("AUTHORITY", "JUDGEMENT_AREA")
    return following is not None and len(place.to(following).split()) <= 2


# ... given by a verb


def _is_given(place: Place) -> bool:
    """ "was rated good", "moved to good", "no longer inadequate"."""
    return _verb_governs(place) or _MOVE.search(place.before) is not None or _cue_touches(place)


def _verb_governs(place: Place) -> bool:
    verb = next((tag for tag in reversed(place.preceding) if tag.label == "VERDICT"), None)
    if verb is None:
        return False
    between = place.text[verb.end : place.grade.start]
    if verb.code == "give" and not _A_GRADE.search(between):
        return False
    return len(between.split()) <= _FURTHEST_VERB and _CLAUSE_BREAK.search(between) is None


def _cue_touches(place: Place) -> bool:
    cues = [tag for tag in place.preceding if tag.label == "STATUS" and tag.code in _LEADS_TO_GRADE]
    return any(
        _CUE_BESIDE.fullmatch(place.text[tag.end : place.grade.start]) is not None
        for tag in cues[-3:]
        if tag.code != "negated" or place.grade.code not in _EVERYDAY
    )


# ... said of a subject


def _is_predicate(place: Place, counted: bool) -> bool:
    """Whether the grade is said, by "is" or by itself, of what Ofsted judges."""
    if place.is_finite:
        verb = place.grade.start
        return _told(place, verb) or _subject_is_judged(place, verb) or (counted and _is_counted(place, verb))
    copula = _COPULA.search(place.before)
    verb = place.start + copula.start() if copula else place.grade.start
    if counted and _is_counted(place, verb):
        return True
    if copula is None:
        return False
    subject = place.before[: copula.start()]
    return (
        _GROUP_PRONOUN.search(subject) is not None
        or (place.grade.code not in _EVERYDAY and _PRONOUN.search(subject) is not None)
        or _told(place, verb)
        or _subject_is_judged(place, verb)
    )


def _is_counted(place: Place, verb: int) -> bool:
    """ "seven councils are inadequate", "11 good": said of a number of authorities that the sentence counts."""
    ends = [tag.end for tag in place.preceding if tag.label in ("NUMBER", "FRACTION", "COUNTED") and tag.end <= verb]
    ends += [match.end() for match in _FIGURE.finditer(place.text, place.start, verb)]
    return any(_STILL_COUNTED.fullmatch(place.text, end, verb) for end in ends)


def _told(place: Place, verb: int) -> bool:
    """ "was told that it requires improvement": said of the one told, not of a part of its work."""
    told = next((tag for tag in reversed(place.preceding) if tag.label == "VERDICT"), None)
    return told is not None and _REPORTED_SUBJECT.fullmatch(place.text[told.end : verb]) is not None


def _subject_is_judged(place: Place, verb: int) -> bool:
    """Whether an authority or a judged area, not some quality or part of it, stands right before the verb."""
    text = place.text
    subject = [tag for tag in place.preceding if tag.end <= verb and tag.label in _SUBJECTS]
    if not subject or _APPOSITION.fullmatch(text, max(tag.end for tag in subject), verb) is None:
        return False
    chain = [subject.pop()]
    while subject and (subject[-1].end > chain[-1].start or _HEADED.fullmatch(text, subject[-1].end, chain[-1].start)):
        chain.append(subject.pop())
    head = chain[-1]
    if head.code == "effort" and (
        (place.grade.code in _EVERYDAY and not _is_told_by_inspectors(place.preceding))
        or place.is_a_need
        or not any(tag.label == "JUDGEMENT_AREA" for tag in chain)
    ):
        return False
    return _IS_COMPLEMENT.search(text[max(0, head.start - 24) : head.start]) is None
