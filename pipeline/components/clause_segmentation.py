"""Cuts each sentence into its clauses, a small tree, from the word classes of its tokens.

No other component cuts sentences. There is no parser: finite verb groups are found by their shape ("has not always been
reviewed"), and a joint (a comma, "and", "although", "that") parts where either side has a finite verb of its own. So
noun phrases, pairs of adjectives and lists stay whole.
"""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Final, NamedTuple

Group = tuple[int, int]
"""A finite verb group, half open, in tokens of its sentence."""


class Clause(NamedTuple):
    """A clause: offsets in code points and in tokens, half open.

    kind: "main", "coordinate", "relative", "complement", "adverbial", "participial" or "fragment" (without a verb).
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


_AUXILIARY: Final = re.compile(
    r"Mx*o?x*(?:Hx*)?(?:bx*){0,2}[VvENGDPR]?"
    r"|Dx*o?x*[VvH]?"
    r"|H[xq]{0,2}(?:bx*){0,2}x*[ENGVPR]|Hx*Tx*[VvbH](?:x*[EN])?|Hx*b?"
    r"|Bx*(?:bx*)?[ENGPR](?:x*cx*[EN](?![ndt]))?|Bx*Tx*[Vvb](?:x*[EN])?|Bx*"
)
"""A verb group that begins with an auxiliary."""

_BARE: Final = re.compile(r"[VPERv]")
_INFINITIVE_BEFORE: Final = re.compile(r"[TMD]x*$|[TM]x*[VvbHD][^,;:.srtwBHMDo]*cx*$")
_NOT_A_VERB_BEFORE: Final = re.compile(r"[dpkh#]$|[dp][xn]{1,2}h$")
_STRETCH_END: Final = re.compile(r"[,;:.()asrtw\"]")
_CONTACT: Final = re.compile(r"n(?:o|[dq][n#kvhE]{1,4})x*$")
"""A noun and right behind it the subject of the clause that belongs to it: "the help they need"."""
_SUBJECT_BEFORE: Final = re.compile(r"[nroqtvEGk#\"')]x*$")
_OBJECT_AFTER: Final = re.compile(r"x*[dnoqtwTkG#\"v]")
_JOINT_BEFORE: Final = re.compile(r"[,c]x*$")
_PAIR_BEFORE: Final = re.compile(r"[^n]x*[EN]c$")
_NOUN_TURNS_VERB: Final = re.compile(r"x*[doqtwT]")
_VERB_FORM: Final = re.compile(r"[EPV]")


def finite_groups(letters: str) -> list[Group]:
    """The finite verb groups of a sentence, in order."""
    found = [
        match.span()
        for match in _AUXILIARY.finditer(letters)
        if not _INFINITIVE_BEFORE.search(letters, max(0, match.start() - 30), match.start())
    ]
    taken = bytearray(len(letters))
    for match in _AUXILIARY.finditer(letters):
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for match in _BARE.finditer(letters):
        at = match.start()
        if not taken[at] and _is_finite(letters, at, found):
            insort(found, (at, at + 1))
    return [group for number, group in enumerate(found) if not _is_contact(letters, found, number)]


def _is_contact(letters: str, found: list[Group], number: int) -> bool:
    """Whether a verb belongs to a clause without a joint that only describes a noun ("the help they need")."""
    start = found[number][0]
    if number == 0 or not _CONTACT.search(letters, max(0, start - 8), start):
        return False
    before = found[number - 1][1]
    return letters[before - 1] != "R" and not _STRETCH_END.search(letters, before, start) and "c" not in letters[before:start]


def _is_finite(letters: str, at: int, found: list[Group]) -> bool:
    """Whether a verb form without an auxiliary is a finite verb here."""
    letter = letters[at]
    first = max(0, at - 30)
    if _NOT_A_VERB_BEFORE.search(letters, first, at) or _INFINITIVE_BEFORE.search(letters, first, at):
        return False
    if letter in "VP":
        return at > 0
    joined = _JOINT_BEFORE.search(letters, first, at) is not None
    if not joined and not _SUBJECT_BEFORE.search(letters, first, at):
        return False
    after = letters[at + 1 : at + 2]
    if letter == "R" and after in ("o", "q", "t", ":", '"', "w"):
        return True
    begin = max((match.end() for match in _STRETCH_END.finditer(letters, 0, at)), default=0)
    end = _STRETCH_END.search(letters, at)
    past = end.start() if end else len(letters)
    for start, stop in found:
        if begin <= start < past and "c" not in letters[min(stop, at) : max(start, at)]:
            return letter == "R" and start > at and after in "dn" and bool(after)
    if letter == "v":
        return not joined and (bool(_NOUN_TURNS_VERB.match(letters, at + 1)) or letters[at - 1] in "or")
    if joined and _PAIR_BEFORE.search(letters, first, at):
        return False
    if joined:
        earlier = [stop for _, stop in found if stop <= at]
        ended = bool(earlier) and letters[earlier[-1] - 1] in "EPVR"
        return ended and (after == "p" or bool(_OBJECT_AFTER.match(letters, at + 1)))
    return after != "p" or not _VERB_FORM.search(letters, at + 1, past)


_JOINT: Final = re.compile(r'[;:"\-csarztw]|,(?!x*[csarz])')
_STARTS_OWN_SUBJECT: Final = re.compile(r"x*[dnoqkvG#\"E]")
_WITH_GERUND: Final = re.compile(r",x*G|,p[^,;:.BHDM]{1,12}?G|,x*[EN]p")
"""A comma before "ensuring ...", "with ... leading", "supported by ..."."""


class _Cut(NamedTuple):
    """Where one clause ends and the next begins; what stands between belongs to neither."""

    left: int
    right: int
    kind: str


def parts(letters: str) -> list[Part]:
    """The clauses of a sentence, given the letters of its tokens."""
    groups = finite_groups(letters)
    size = len(letters)
    if len(groups) <= 1 and ";" not in letters and ":" not in letters:
        participial = _WITH_GERUND.search(letters, groups[0][1]) if groups else None
        if participial is None:
            return [Part(0, size, "main" if groups else "fragment", -1, groups[0] if groups else None)]
    return _tree(letters, groups, list(_cuts(letters, groups)))


def _cuts(letters: str, groups: list[Group]) -> Iterator[_Cut]:
    size = len(letters)
    starts = [start for start, _ in groups]

    def finite(first: int, past: int) -> int:
        """Where the first finite verb of [first, past) begins, -1 for none."""
        at = bisect_left(starts, first)
        return starts[at] if at < len(starts) and starts[at] < past else -1

    begin = 0
    kind_open = "main"
    fronted = False
    embedded_until = 0
    for match in _JOINT.finditer(letters):
        at, letter = match.start(), match.group()[0]
        if at < begin or at < embedded_until:
            continue
        left = at
        while left > begin and letters[left - 1] in ',-"':
            left -= 1
        if letter in "csaz," and letters[left - 1 : left] in tuple("dpTBHMkh"):
            continue
        has_left = finite(begin, left) >= 0
        past = _STRETCH_END.search(letters, at + 1)
        stop = past.start() if past else size
        verb = finite(at + 1, stop)
        if letter in ";:":
            if left > begin:
                yield _Cut(left, at + 1, "coordinate" if letter == ";" else "complement")
                begin, fronted = at + 1, False
            continue
        if letter == '"':
            if has_left and finite(at + 1, size) >= 0 and left > begin:
                yield _Cut(left, at, "complement" if letters[at - 1 : at] in ",:" else "coordinate")
                begin, fronted = at, False
            continue
        if letter == "-":
            if has_left and finite(at + 1, size) >= 0 and left > begin:
                yield _Cut(left, at + 1, "coordinate")
                begin, fronted = at + 1, False
            continue
        if letter in "saz":
            if letter != "s" and ("h" in (letters[at - 1 : at], letters[at + 1 : at + 2]) or (letter == "z" and "z" in letters[max(begin, at - 6) : at])):
                continue
            if letters[at + 1 : at + 2] == "p" or (letter != "s" and verb < 0) or finite(at + 1, size) < 0:
                continue
            if not has_left:
                if left <= begin + 1 or letters[begin:left].strip("xc") == "":
                    fronted = True
                else:
                    comma = letters.find(",", verb if verb >= 0 else at)
                    embedded_until = comma if comma >= 0 else embedded_until
                continue
            yield _Cut(left, at, "adverbial")
            begin, fronted = at, False
            continue
        if letter == "r":
            loose = letters[at - 1 : at] == "," or letters[at - 2 : at] == ",p"
            if verb < 0:
                continue
            if loose and has_left:
                yield _Cut(left if letters[at - 1] == "," else at - 2, at, "relative")
                begin, fronted = at, False
            elif loose:
                comma = letters.find(",", verb)
                embedded_until = comma + 1 if comma >= 0 else embedded_until
            continue
        if letter == "t":
            if not has_left or verb < 0:
                continue
            if letters[at - 1 : at] in tuple("VvEPNGRcax") or (letters[at + 1 : at + 2] in tuple("dnoqvG#kE") and verb > at + 1):
                yield _Cut(at, at + 1, "complement")
                begin, fronted = at + 1, False
            continue
        if letter == "w":
            continue
        if letter == "c":
            right = at + 1
            if has_left and letters[right : right + 1] == "t" and finite(right, size) >= 0:
                yield _Cut(left, right + 1, "coordinate")
                begin, fronted = right + 1, False
                continue
            again = letters.find("c", right, stop)
            if not has_left or verb < 0 or 0 <= again < verb or letters[right : right + 1] in tuple("rsw"):
                continue
            if letters[right : right + 1] == "a":
                yield _Cut(left, right, "adverbial")
                begin, fronted = right, False
                continue
            yield _Cut(left, at, "coordinate")
            begin, fronted = at, False
            continue
        # a comma that no conjunction follows
        if fronted and has_left and finite(at + 1, size) >= 0 and _STARTS_OWN_SUBJECT.match(letters, at + 1):
            yield _Cut(at, at + 1, "main")
            begin, fronted = at + 1, False
            continue
        if has_left and _WITH_GERUND.match(letters, at):
            yield _Cut(at, at + 1, "participial")
            begin, fronted = at + 1, False
            continue
        if has_left and verb >= 0 and not fronted:
            yield _Cut(at, at + 1, "coordinate")
            begin = at + 1


def _tree(letters: str, groups: list[Group], cuts: list[_Cut]) -> list[Part]:
    edges = [_Cut(0, 0, "main"), *cuts, _Cut(len(letters), len(letters), "end")]
    found: list[Part] = []
    for this, after in zip(edges, edges[1:], strict=False):
        start, end = this.right, after.left
        verb = next((group for group in groups if start <= group[0] < end), None)
        kind = this.kind if found else ("main" if verb else "fragment")
        if found and after.kind == "x":
            kind = "main"
        found.append(Part(start, end, kind, len(found) - 1, verb))
    return found
