"""Cuts each sentence into its clauses, a small tree, from the word classes of its tokens.

No other component cuts sentences. There is no parser: finite verb groups are found by their shape ("has not always been
reviewed"), and a joint (a comma, "and", "although", "that") parts where either side has a finite verb of its own. So
noun phrases, pairs of adjectives and lists stay whole.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.extensions import set_rows
from pipeline.components.patterned import Patterned, pattern_of
from pipeline.components.text import edges_of
from pipeline.components.word_classes import DASH, HYPHEN, NAMES, WordClasses, one_of, shape
from pipeline.patterns import Pattern

Doc.set_extension("ofsight_letters", default="", force=True)

Group = tuple[int, int]
"""A finite verb group, half open, in tokens of its sentence."""


class Clause(NamedTuple):
    """A clause: offsets in code points and in tokens, half open.

    kind: "main", "coordinate", "relative", "complement", "question" (what is asked or known, "how well plans work"),
    "adverbial", "participial" or "fragment" (without a verb).
    parent: the place in the document's list of the clause that it hangs on, -1 for none.
    verb_start, verb_end: the tokens of its finite verb group, -1 where it has none.
    """

    start: int
    end: int
    token_start: int
    token_end: int
    kind: str
    parent: int
    sentence: int
    verb_start: int
    verb_end: int


class Part(NamedTuple):
    """A clause of one sentence: tokens counted from the sentence's first; parent: place among the sentence's parts."""

    start: int
    end: int
    kind: str
    parent: int
    verb: Group | None


_ASIDE: Final = "ADVERB* (?: , ADVERB+ , )? ADVERB*"
"""Adverbs, also between commas: "does not, however, always review"."""

_AUXILIARY: Final = shape(
    rf"""
    MODAL {_ASIDE} PRONOUN? ADVERB* (?:HAVE ADVERB*)? (?:BEEN ADVERB*){{0,2}}
        [PRESENT PLANS TELLS HELPED TAKEN GERUND DO PAST TOLD]?
    | DO {_ASIDE} PRONOUN? ADVERB* [PRESENT PLANS TELLS HAVE]?
    | HAVE [ADVERB DEMONSTRATIVE]{{0,2}} (?: , ADVERB+ , )? ADVERB* (?:BEEN ADVERB*){{0,2}}
        [HELPED TAKEN GERUND PRESENT TELLS PAST TOLD]
    | HAVE ADVERB* TO ADVERB* [PRESENT PLANS TELLS BEEN HAVE] (?:ADVERB* [HELPED TAKEN])?
    | HAVE ADVERB* BEEN? ADVERB*
    | BE {_ASIDE} (?:BEEN ADVERB*)? [HELPED TAKEN GERUND PAST TOLD]
        (?:ADVERB* COORDINATOR ADVERB* [HELPED TAKEN] (?![NOUN DETERMINER THAT]))?
    | BE ADVERB* TO ADVERB* [PRESENT PLANS TELLS BEEN] (?:ADVERB* [HELPED TAKEN])?
    | BE ADVERB*
    """
)
"""A verb group that begins with an auxiliary."""

_BARE: Final = shape(
    "(?<! [DETERMINER PREPOSITION POSSESSIVE HYPHEN NUMBER TO MODAL DO]) [PRESENT TELLS PAST HELPED TOLD PLANS]"
)
"""A verb form that may be finite without an auxiliary."""
_STRETCH_END: Final = shape(r'[,;:.() \- EITHER SUBORDINATOR RELATIVE THAT QUESTION "]')
_OBJECT_AFTER: Final = shape(
    'ADVERB* [DETERMINER NOUN PRONOUN DEMONSTRATIVE THAT QUESTION TO POSSESSIVE GERUND NUMBER " PLANS]'
)
_NOUN_TURNS_VERB: Final = shape("ADVERB* [DETERMINER PRONOUN DEMONSTRATIVE THAT QUESTION TO]")
_TELLING_NOUN: Final = shape(
    """
    (?<=[DETERMINER POSSESSIVE]) TELLS (?=ADVERB* TOLD)
    | (?<=[DETERMINER POSSESSIVE DEMONSTRATIVE] NOUN) TELLS (?=[COORDINATOR BE HAVE MODAL DO])
    """
)
"""A noun that is a verb's form as well: "the report found", "the latest report and"."""
_VERB_FORM: Final = shape("[HELPED PAST PRESENT TELLS]")
_TOLD, _PLANS, _GERUND, _ADVERB, _PRONOUN, _COORDINATOR, _PREPOSITION, _SUBORDINATOR = (
    NAMES[name]
    for name in ("TOLD", "PLANS", "GERUND", "ADVERB", "PRONOUN", "COORDINATOR", "PREPOSITION", "SUBORDINATOR")
)
_FINITE_ALONE: Final = one_of("PRESENT TELLS PAST")
_TELLING: Final = one_of("TOLD TELLS")
_ENDED_PAST: Final = one_of("HELPED PAST TOLD")
_SPOKEN_OF: Final = one_of("PRONOUN RELATIVE")
_STATEMENT_BEHIND: Final = one_of('PRONOUN DEMONSTRATIVE THAT : " QUESTION')
_DESCRIBED: Final = one_of("DETERMINER NOUN")

_MAKES_INFINITIVE: Final = one_of("TO MODAL DO")
_JOINTS_BEFORE: Final = one_of(", COORDINATOR")
_SUBJECT_ENDS: Final = one_of("NOUN RELATIVE PRONOUN DEMONSTRATIVE THAT PLANS HELPED GERUND POSSESSIVE NUMBER \" ' )")

_JOINED_INFINITIVE: Final = shape(
    """
    ADVERB* COORDINATOR [^,;:. SUBORDINATOR RELATIVE THAT QUESTION BE HAVE MODAL DO PRONOUN]*
        [PRESENT PLANS TELLS BEEN HAVE DO] ADVERB* [TO MODAL]
    """
)
"""Read backwards, as the next two are, from right before a verb: it stands beside an infinitive."""
_CONTACT: Final = shape(
    "ADVERB* (?:PRONOUN | [NOUN NUMBER POSSESSIVE PLANS HYPHEN HELPED]{1,4} [DETERMINER DEMONSTRATIVE]) NOUN"
)
"""A noun and right behind it the subject of the clause that belongs to it: "the help they need"."""
_PAIR: Final = shape("COORDINATOR [HELPED TAKEN] ADVERB* [^NOUN]")
_OBJECT_OF_GERUND: Final = shape(
    "[DETERMINER DEMONSTRATIVE NUMBER POSSESSIVE NOUN PLANS HYPHEN]{1,4} GERUND PREPOSITION"
)
"""What a participle describes rather than a verb follows: "in identifying children | left in danger"."""

_FURTHEST_BACK: Final = 30
"""Tokens before a verb that are looked through."""
_LONGEST_CONTACT: Final = 8


class _Verbs:
    """The verbs of one sentence, and what stands around them.

    back: its letters from the last to the first, for what ends right before a place is found fastest from there.
    """

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self.size = len(letters)
        self.back = letters[::-1]
        self.found: list[Group] = []

    def groups(self) -> list[Group]:
        """The finite verb groups, in order."""
        taken = bytearray(self.size)
        for match in _AUXILIARY.finditer(self.letters):
            start, end = match.span()
            taken[start:end] = b"\1" * (end - start)
            if not self._is_infinitive(start, self._lead(start)):
                self.found.append((start, end))
        for match in _BARE.finditer(self.letters):
            at = match.start()
            if not taken[at] and self._is_finite(at):
                insort(self.found, (at, at + 1))
        return [group for number, group in enumerate(self.found) if not (number and self._is_contact(number))]

    def _before(self, pattern: re.Pattern[str], at: int, furthest: int = _FURTHEST_BACK) -> bool:
        """Whether what ends right before a place fits a shape that is read backwards."""
        return pattern.match(self.back, self.size - at, self.size - at + furthest) is not None

    def _lead(self, at: int) -> str:
        """The letter before a place, adverbs left out."""
        at -= 1
        while at >= 0 and self.letters[at] == _ADVERB:
            at -= 1
        return self.letters[at] if at >= 0 else ""

    def _is_infinitive(self, at: int, lead: str) -> bool:
        return lead in _MAKES_INFINITIVE or (lead == _COORDINATOR and self._before(_JOINED_INFINITIVE, at))

    def _is_contact(self, number: int) -> bool:
        """Whether a verb belongs to a clause without a joint that only describes a noun ("the help they need")."""
        start, before = self.found[number][0], self.found[number - 1][1]
        return (
            self.letters[before - 1] not in _TELLING
            and (self._lead(start) == _PRONOUN or _COORDINATOR not in self.letters[before:start])
            and self._before(_CONTACT, start, _LONGEST_CONTACT)
            and not _STRETCH_END.search(self.letters, before, start)
        )

    def _is_finite(self, at: int) -> bool:
        """Whether a verb form without an auxiliary is a finite verb here."""
        letters = self.letters
        letter, after = letters[at], letters[at + 1 : at + 2]
        lead = self._lead(at)
        if self._is_infinitive(at, lead):
            return False
        if letter in _FINITE_ALONE:
            return at > 0
        joined = lead in _JOINTS_BEFORE
        if not joined and lead not in _SUBJECT_ENDS:
            return False
        if letter == _TOLD and after in _STATEMENT_BEHIND:
            return True
        opened = _STRETCH_END.search(self.back, self.size - at)
        begin = self.size - opened.start() if opened else 0
        end = _STRETCH_END.search(letters, at)
        past = end.start() if end else self.size
        for start, stop in self.found:
            if begin <= start < past and _COORDINATOR not in letters[min(stop, at) : max(start, at)]:
                return letter == _TOLD and start > at and after in _DESCRIBED
        if letter == _PLANS:
            turns = _NOUN_TURNS_VERB.match(letters, at + 1) is not None
            return not joined and (turns or letters[at - 1] in _SPOKEN_OF)
        if joined:
            earlier = (letters[stop - 1] for _, stop in reversed(self.found) if stop <= at)
            last = next((end for end in earlier if end != _GERUND), "")
            goes_on = after == _PREPOSITION or _OBJECT_AFTER.match(letters, at + 1) is not None
            return last in _ENDED_PAST and goes_on and not self._before(_PAIR, at)
        if after != _PREPOSITION:
            return True
        return not _VERB_FORM.search(letters, at + 1, past) and not self._before(_OBJECT_OF_GERUND, at)


_JOINT: Final = shape(
    r"""
    [;:" \- COORDINATOR SUBORDINATOR EITHER RELATIVE AS THAT QUESTION]
    | , (?!ADVERB* [COORDINATOR SUBORDINATOR EITHER RELATIVE AS])
    | [TOLD TELLS] (?=ADVERB* [DETERMINER NOUN PRONOUN DEMONSTRATIVE PLANS GERUND NUMBER POSSESSIVE HELPED])
    """
)
_STARTS_OWN_SUBJECT: Final = shape(
    'ADVERB* [DETERMINER NOUN PRONOUN DEMONSTRATIVE POSSESSIVE PLANS GERUND NUMBER " HELPED]'
)
_NEXT_SUBJECT: Final = shape(", ADVERB* [DETERMINER NOUN PLANS PRONOUN DEMONSTRATIVE POSSESSIVE] [^,;:.]* [FINITE]")
"""The comma behind an enumeration with which a sentence opens: its clause is not over ("If staff, parents and ...")."""
_WITH_GERUND: Final = shape(
    """
    , ADVERB* GERUND (?!COORDINATOR (?!ADVERB* GERUND))
    | , PREPOSITION [^,;:. BE HAVE DO MODAL]{1,12}? GERUND
    | , ADVERB* [HELPED TAKEN] PREPOSITION
    """
)
"""A comma before "ensuring ...", "with ... leading", "supported by ..."."""
_THERE_ARE: Final = shape("PRONOUN BE ADVERB* NOUN $")
"""A clause that may go on with a second adjective and its noun ("there are serious and widespread failures")."""
_TWO_SUBJECTS: Final = shape(
    "ADVERB? [DETERMINER DEMONSTRATIVE] [NOUN POSSESSIVE HYPHEN]* COORDINATOR ADVERB? DETERMINER? [NOUN PLANS HYPHEN]+"
)
"""Two that share the verb behind them ("and many children and young people wait")."""
_UNFINISHED: Final = one_of("DETERMINER PREPOSITION TO BE HAVE MODAL POSSESSIVE HYPHEN")
"""What a clause does not end with."""
_BEFORE_SPEECH: Final = one_of(", : TELLS TOLD")
_BEFORE_THAT: Final = one_of("PRESENT TELLS HELPED PAST TAKEN GERUND TOLD COORDINATOR EITHER ADVERB")
_SUBJECTS: Final = one_of("DETERMINER NOUN PRONOUN DEMONSTRATIVE PLANS GERUND NUMBER POSSESSIVE HELPED")
_BEFORE_RELATIVE: Final = shape("(?:PREPOSITION [DEMONSTRATIVE PRONOUN NOUN NUMBER]?)? ,")
"""Read backwards: "in which" and "many of whom" behind a comma."""
_LISTENER: Final = shape("[NOUN PRONOUN] [PRONOUN DETERMINER]")
"""Whom something is told and the subject of what is told: "inspectors they"."""
_PURPOSE: Final = one_of("TO")
_OF_NOUN: Final = shape("PRONOUN ADVERB* [FINITE BEEN HELPED TAKEN PLANS]+ (?= [.,;:] | $)")
"""Behind "that" it only describes the noun before: "the attention that they needed"."""
_OTHER_JOINTS: Final = one_of("RELATIVE SUBORDINATOR QUESTION")
_OF_SUBJECT: Final = shape(
    "[^;: FINITE]* ([RELATIVE THAT]) [^,;: FINITE]* [FINITE PLANS BEEN ADVERB HELPED TAKEN]+ [^,;: FINITE]*"
)
"""A subject with a relative clause, and no verb of its own yet: "the share of children who remain"."""
AS_GOOD_AS: Final = 6
"""Tokens within which a second "as" compares."""


class _Cut(NamedTuple):
    """Where one clause ends and the next begins; what stands between belongs to neither."""

    left: int
    right: int
    kind: str


def parts(letters: str) -> list[Part]:
    """The clauses of a sentence, given the letters of its tokens."""
    letters = _TELLING_NOUN.sub("n", letters)
    groups = _Verbs(letters).groups()
    single = len(groups) <= 1 and ";" not in letters and ":" not in letters and letters[:1] not in _SUBORDINATOR
    if single and not (groups and _WITH_GERUND.search(letters, groups[0][1])):
        return [Part(0, len(letters), "main" if groups else "fragment", -1, groups[0] if groups else None)]
    return _tree(letters, groups, list(_Cutter(letters, groups).cuts()))


class _Cutter:
    """One sentence, cut joint by joint from left to right.

    begin: where the clause at hand starts. fronted: it is or joins a subordinate clause in front, which a comma ends.
    inside: up to where a clause stands inside another one, which goes on behind it.
    """

    def __init__(self, letters: str, groups: list[Group]) -> None:
        self.letters = letters
        self.size = len(letters)
        self.starts = [start for start, _ in groups]
        self.ends = {end - 1 for _, end in groups}
        self.begin = 0
        self.fronted = False
        self.inside = 0

    def cuts(self) -> Iterator[_Cut]:
        for joint in _JOINT.finditer(self.letters):
            at = joint.start()
            if at < self.begin or at < self.inside:
                continue
            left = at
            while left > self.begin and self.letters[left - 1] in ',-"':
                left -= 1
            cut = self._cut(self.letters[at], at, left)
            if cut is not None:
                goes_on = cut.kind in ("adverbial", "coordinate", "question", "complement")
                joined = cut.kind == "adverbial" and self._is(cut.right - 1, _JOINTS_BEFORE)
                self.fronted = joined or (self.fronted and goes_on)
                self.begin = cut.right
                yield cut

    def _cut(self, letter: str, at: int, left: int) -> _Cut | None:
        if letter in ";:":
            return _Cut(left, at + 1, "coordinate" if letter == ";" else "complement") if left > self.begin else None
        has_verb = self._verb(self.begin, at + 1 if letter in "RS" else left) >= 0
        if letter in '"-':
            return self._at_dash_or_quotation(at, left) if has_verb and left > self.begin else None
        if letter in "csaz," and left == at and self.letters[left - 1 : left] in _UNFINISHED:
            return None
        stop = _STRETCH_END.search(self.letters, at + 1)
        verb = self._verb(at + 1, stop.start() if stop else self.size)
        if letter in "saz":
            return self._at_subordinator(letter, at, left, has_verb, verb)
        if letter == "r":
            return self._at_relative(at, left, has_verb, verb)
        if not has_verb and not (letter == "," and self.fronted):
            return None
        if letter == "w":
            return _Cut(left, at, "question") if verb >= 0 and not self._is(at - 1, "w") else None
        if letter == "t":
            return self._at_that(at, verb)
        if letter in "RS":
            if _LISTENER.match(self.letters, at + 1) and self._verb(verb + 1, stop.start() if stop else self.size) < 0:
                at += 1
            told = verb > at + 1 and not self.letters[:verb].rstrip(_ADVERB).endswith(_COORDINATOR)
            return _Cut(at + 1, at + 1, "complement") if told and {at, at - 1} & self.ends else None
        if letter == "c":
            return self._at_conjunction(at, left, verb)
        return self._at_comma(at, verb) if letter == "," else None

    def _verb(self, first: int, past: int) -> int:
        """Where the first finite verb of [first, past) begins, -1 for none."""
        at = bisect_left(self.starts, first)
        return self.starts[at] if at < len(self.starts) and self.starts[at] < past else -1

    def _is(self, at: int, letters: Collection[str]) -> bool:
        return 0 <= at < self.size and self.letters[at] in letters

    def _at_dash_or_quotation(self, at: int, left: int) -> _Cut | None:
        if self._verb(at + 1, self.size) < 0:
            return None
        if self.letters[at] == DASH:
            return _Cut(left, at + 1, "coordinate")
        closes = self.letters.count('"', 0, at) % 2 == 1
        if self._is(at - 1, _UNFINISHED) or (closes and self._is(at + 1, _OTHER_JOINTS)):
            return None
        return _Cut(left, at, "complement" if self._is(at - 1, _BEFORE_SPEECH) and not closes else "coordinate")

    def _at_subordinator(self, letter: str, at: int, left: int, has_verb: bool, verb: int) -> _Cut | None:
        if letter != "s" and (verb < 0 or self._is(at - 1, HYPHEN) or self._is(at + 1, HYPHEN)):
            return None
        if letter == "z" and "z" in self.letters[max(self.begin, at - AS_GOOD_AS) : at] + self.letters[at + 1 : verb]:
            return None
        if self._is(at + 1, "p") or self._verb(at + 1, self.size) < 0:
            return None
        if has_verb:
            return None if self._is_of_subject(at, verb) else _Cut(left, at, "adverbial")
        if left <= self.begin + 1 or not self.letters[self.begin : left].strip("xc"):
            self.fronted = True
        else:
            self.inside = self.letters.find(",", verb if verb >= 0 else at)
        return None

    def _is_of_subject(self, at: int, verb: int) -> bool:
        """Whether what hangs on a relative clause ends before the main verb: "those who stay till they are 18 | do"."""
        number = bisect_left(self.starts, verb) + 1
        if verb < 0 or number == len(self.starts):
            return False
        own = at + 1, self.starts[number]
        if _COORDINATOR in self.letters[slice(*own)] or _STRETCH_END.search(self.letters, *own):
            return False
        return self._is_subject(at)

    def _is_subject(self, at: int) -> bool:
        """Whether the clause at hand is only a subject so far: "children who need help | and protection are"."""
        subject = _OF_SUBJECT.fullmatch(self.letters, self.begin, at)
        return subject is not None and self._verb(self.begin, subject.start(1)) < 0

    def _at_relative(self, at: int, left: int, has_verb: bool, verb: int) -> _Cut | None:
        comma = _BEFORE_RELATIVE.match(self.letters[:at][::-1])
        if verb < 0 or not comma:
            return None
        if has_verb:
            return _Cut(min(left, at - comma.end()), at - comma.end() + 1, "relative")
        self.inside = self.letters.find(",", verb) + 1
        return None

    def _at_that(self, at: int, verb: int) -> _Cut | None:
        if verb >= 0 and self._is(at - 1, "a"):
            return _Cut(at - 1, at - 1, "complement")
        told = (self._is(at - 1, _BEFORE_THAT) or at - 1 in self.ends) and self._verb(at + 1, self.size) >= 0
        described = _OF_NOUN.match(self.letters, at + 1) is not None
        opens = told or (self._is(at + 1, _SUBJECTS) and verb > at + 1 and not described)
        return _Cut(at, at + 1, "complement") if opens else None

    def _at_conjunction(self, at: int, left: int, verb: int) -> _Cut | None:
        if self._is(at + 1, "t"):
            return _Cut(left, at + 2, "coordinate") if self._verb(at + 1, self.size) >= 0 else None
        if verb < 0 or self._is(at + 1, _OTHER_JOINTS) or self._is_subject(at):
            return None
        if "c" in self.letters[at + 1 : verb] and not _TWO_SUBJECTS.fullmatch(self.letters, at + 1, verb):
            return None
        if self._is(at + 1, "n") and self._is(at + 2, "nv") and _THERE_ARE.search(self.letters, self.begin, left):
            return None
        return _Cut(left, at + 1, "adverbial") if self._is(at + 1, "a") else _Cut(left, at, "coordinate")

    def _at_comma(self, at: int, verb: int) -> _Cut | None:
        if self.fronted:
            behind = self._verb(at + 1, self.size)
            listed = self._verb(self.begin, at) < 0 and _NEXT_SUBJECT.search(self.letters, behind)
            ends = behind >= 0 and not listed and _STARTS_OWN_SUBJECT.match(self.letters, at + 1)
            return _Cut(at, at + 1, "main") if ends else None
        if _WITH_GERUND.match(self.letters, at):
            return _Cut(at, at + 1, "participial")
        kind = "complement" if self._is(at + 1, _PURPOSE) else "coordinate"
        return _Cut(at, at + 1, kind) if verb >= 0 else None


def _tree(letters: str, groups: list[Group], cuts: list[_Cut]) -> list[Part]:
    edges = [_Cut(0, 0, "main"), *cuts, _Cut(len(letters), len(letters), "end")]
    found: list[Part] = []
    for this, after in pairwise(edges):
        at = bisect_left(groups, (this.right, 0))
        verb = groups[at] if at < len(groups) and groups[at][0] < after.left else None
        kind = this.kind if found else ("main" if verb else "fragment")
        found.append(Part(this.right, after.left, kind, _governor(found, kind), verb))
    return found


def _governor(before: list[Part], kind: str) -> int:
    """What a clause hangs on: a coordinate one on what its sister hangs on, any other on the clause before it."""
    if kind == "main" or not before:
        return -1
    return before[-1].parent if kind == "coordinate" else len(before) - 1


_MARKS: Final = ",;:-\"'"
_OUTSIDE: Final = _MARKS + _COORDINATOR
"""Letters of marks and conjunctions at its start that are no part of a clause."""
_OUTSIDE_BEHIND: Final = _MARKS.replace("'", "(")
"""The same at its end, where an apostrophe may be a word's."""

_NO_VERB: Final[Group] = (-1, -1)

_clause: Final = partial(tuple.__new__, Clause)
"""Clause from a tuple, without the keyword handling of its constructor: a report has a thousand."""


class Cutting:
    """Cuts the sentences of a Doc, each when it is asked for by its number."""

    def __init__(self, doc: Doc) -> None:
        self._starts, self._ends = edges_of(doc)
        self._letters: str = doc._.ofsight_letters
        sentences = np.array(doc._.ofsight_sentences, dtype=np.int64).reshape(-1, 2)
        self._tokens: list[list[int]] = self._starts.searchsorted(sentences).tolist()
        """The first token of each sentence, and the one behind its last."""

    def whole(self, number: int) -> Clause | None:
        """The sentence as one clause, None where it has no words."""
        first, past = self._tokens[number]
        return self._clause(number, first, past)

    def clauses(self, number: int, base: int = 0) -> list[Clause]:
        """The clauses of the sentence; base: how many stand before them in the document's list."""
        first, past = self._tokens[number]
        return self._clauses(number, first, parts(self._letters[first:past]), base)

    def all(self) -> list[Clause]:
        """The clauses of all sentences, in the order of the text."""
        found: list[Clause] = []
        for number in range(len(self._tokens)):
            found.extend(self.clauses(number, len(found)))
        return found

    def _clauses(self, number: int, first: int, cut: list[Part], base: int) -> list[Clause]:
        found: list[Clause] = []
        at: list[int] = []
        """The place in `found` of each part, or of the one before where nothing of it is left."""
        for begin, past, kind, parent, verb in cut:
            governor = at[parent] if parent >= 0 else -1
            governor = base + governor if governor >= 0 else -1
            verb = (first + verb[0], first + verb[1]) if verb else _NO_VERB
            clause = self._clause(number, first + begin, first + past, kind, governor, verb)
            if clause is not None:
                found.append(clause)
            at.append(len(found) - 1)
        return found

    def _clause(
        self, number: int, first: int, past: int, kind: str = "main", parent: int = -1, verb: Group = _NO_VERB
    ) -> Clause | None:
        """A clause without the marks and conjunctions at its ends, None where nothing else is left."""
        inside = self._letters[first:past].lstrip(_OUTSIDE)
        begin = past - len(inside)
        stop = begin + len(inside.rstrip(_OUTSIDE_BEHIND))
        if begin == stop:
            return None
        return _clause((int(self._starts[begin]), int(self._ends[stop - 1]), begin, stop, kind, parent, number, *verb))


set_rows("ofsight_clauses", Clause, make=lambda doc: Cutting(doc).all())


class ClauseSegmenter(Patterned):
    """The component `clause_segmentation`: sets `doc._.ofsight_letters`, from which `doc._.ofsight_clauses` are cut.

    Cutting reads `doc._.ofsight_sentences`, [(start, end)] in code points.
    """

    def __init__(self, nlp: Language) -> None:
        self._strings = nlp.vocab.strings
        super().__init__()

    def clear(self) -> None:
        """Forget all words."""
        super().clear()
        self._classes = WordClasses((), self._strings)

    def add_patterns(self, patterns: Iterable[Pattern | dict[str, Any]]) -> None:
        """Add lines with the label WORD to those already there."""
        self.patterns.extend(map(pattern_of, patterns))
        self._classes = WordClasses(self.patterns, self._strings)

    def rows(self) -> list[dict[str, Any]]:
        """The lines as they stand: what they give are forms and words, not phrases."""
        return [{"label": line.label, "pattern": line.pattern, "id": line.id} for line in self.patterns]

    def __call__(self, doc: Doc) -> Doc:
        doc._.ofsight_letters = self._classes.of(doc)
        return doc


@Language.factory(
    "clause_segmentation",
    requires=["doc._.ofsight_sentences"],
    assigns=["doc._.ofsight_letters", "doc._.ofsight_clauses"],
)
def create_clause_segmenter(nlp: Language, name: str) -> ClauseSegmenter:
    """The factory `clause_segmentation`."""
    return ClauseSegmenter(nlp)
