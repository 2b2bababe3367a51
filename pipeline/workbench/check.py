"""Finds the faults of pattern files: every one of them at once, each with its line and how to mend it."""

import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from spacy.language import Language

from pipeline.components.ruler import PhraseRuler
from pipeline.components.word_classes import fault_of
from pipeline.expansion import phrases
from pipeline.labels import labels
from pipeline.language import LAYERS, WORD
from pipeline.patterns import Fault, Pattern, id_used_twice, pattern_files, read_lines, read_patterns
from pipeline.workbench.collisions import beaten, equal_token_patterns, layer_names, same_words
from pipeline.workbench.corpus import tokenizer
from pipeline.workbench.siblings import disagreeing
from pipeline.workbench.token_patterns import complaints

NEVER_IN_A_TEXT: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
"""Unicode categories of characters that readers take out: control, format, private use, not assigned."""

RARE_DASHES: Final = "\u2010\u2011\u2012\u2015\u2212\u2500"
"""Dashes at which the tokenizer does not cut a word as it does at "-"."""


def faults(directory: Path) -> list[Fault]:
    """Every fault of the pattern files of a folder, in the order of files and lines."""
    if not pattern_files(directory):
        return read_patterns(directory)[1]
    found: list[Fault] = []
    read: list[Pattern] = []
    for pattern, of_form in read_lines(directory):
        found.extend(of_form)
        if pattern is not None:
            read.append(pattern)
    nlp = tokenizer()
    layers = layer_names(LAYERS)
    found.extend(_meaning(read))
    found.extend(_words(read))
    found.extend(_ids(read))
    unmatchable = [fault for pattern in read for fault in _matching(pattern, nlp)]
    found.extend(unmatchable)
    able = _without(read, unmatchable)
    able = [pattern for pattern in able if pattern.label != WORD]  # looked up by the word, the first class wins
    found.extend(same_words(able, nlp, layers))
    found.extend(equal_token_patterns(able, layers))
    found.extend(disagreeing(_without(able, found), layers))
    sound = _without(able, found)
    ruler = PhraseRuler(nlp, LAYERS, prose_labels=[])
    ruler.add_patterns(sound)
    found.extend(beaten(sound, ruler, layers))
    found.extend(_own_texts(_without(sound, found), ruler, {(fault.file, fault.line) for fault in found}))
    return sorted(set(found))


def faults_alone(pattern: Pattern) -> list[Fault]:
    """What is wrong with a line by itself, whatever the others are."""
    return [*_meaning([pattern]), *_words([pattern]), *_matching(pattern, tokenizer())]


def _without(patterns: Iterable[Pattern], found: Iterable[Fault]) -> list[Pattern]:
    """The patterns of lines without a fault."""
    lines = {(fault.file, fault.line) for fault in found}
    return [pattern for pattern in patterns if (pattern.file, pattern.line) not in lines]


def _meaning(patterns: list[Pattern]) -> Iterator[Fault]:
    """Labels and codes that nothing knows."""
    known = labels()
    for pattern in patterns:
        label = known.get(pattern.label)
        if label is None:
            meant = _meant(pattern.label, known) or "the labels are listed in patterns/README.md"
            yield pattern.fault("unknown_label", f"unknown label {pattern.label!r}; {meant}")
        elif not label.allows(pattern.code):
            codes = label.codes or frozenset()
            listed = f"the codes of {pattern.label} are {', '.join(sorted(codes))}" if len(codes) < 60 else ""
            meant = _meant(pattern.code, codes) or listed or "take the code from a neighbouring line"
            if pattern.label == "AUTHORITY":
                meant = f"no authority has this GSS code; {meant}"
            elif label.codes is None:
                meant = "write the number in digits"
            message = f"unknown code {pattern.code!r} of {pattern.label} in id {pattern.id!r}; {meant}"
            yield pattern.fault("unknown_code", message)


def _words(patterns: list[Pattern]) -> Iterator[Fault]:
    """Lines of words whose forms are not all there."""
    for pattern in patterns:
        fault = fault_of(pattern) if pattern.label == WORD else None
        if fault is not None and fault.kind != "unknown_code":
            yield fault


def _meant(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), 1, cutoff=0.7)
    return f"write {close[0]!r}" if close else ""


def _ids(patterns: list[Pattern]) -> Iterator[Fault]:
    first: dict[str, Pattern] = {}
    for pattern in patterns:
        earlier = first.setdefault(pattern.id, pattern)
        if earlier is not pattern:
            yield id_used_twice(pattern, earlier)


def _matching(pattern: Pattern, nlp: Language) -> Iterator[Fault]:
    """Why a pattern can never match, whatever the others are."""
    for phrase in phrases(pattern):
        if isinstance(phrase, str):
            problem = _unmatchable(phrase)
            complaining = [problem] if problem else []
        else:
            complaining = list(complaints(phrase, lambda text: [token.text for token in nlp.make_doc(text)]))
        if complaining:
            yield from (pattern.fault(kind, message) for kind, message in complaining)
            return


def _unmatchable(phrase: str) -> tuple[str, str] | None:
    for sign in phrase:
        if unicodedata.category(sign) in NEVER_IN_A_TEXT and not sign.isspace():
            name = unicodedata.name(sign, f"U+{ord(sign):04X}")
            return "never_matches", f"{phrase!r} holds {name}, which no text keeps; delete it"
        if sign in RARE_DASHES:
            return "needless_variant", f"{phrase!r} holds a rare dash (U+{ord(sign):04X}); write '-'"
    return None


def _own_texts(patterns: list[Pattern], ruler: PhraseRuler, faulty: set[tuple[str, int]]) -> Iterator[Fault]:
    """Examples that their pattern does not tag, and counter-examples that it does."""
    by_id = {pattern.id: pattern for pattern in ruler.patterns}
    for pattern in patterns:
        for text, _ in pattern.examples:
            doc = ruler.nlp.make_doc(text)
            tags = ruler.tags(doc)
            if any(tag.pattern == pattern.id for tag in tags):
                continue
            own = [(start, end) for start, end, _, one in ruler.matches(doc) if one.id == pattern.id]
            if not own:
                why = "is not matched; mend the example or the pattern"
                yield pattern.fault("example_not_matched", f"its example {text!r} {why}")
                continue
            layer = ruler.layer_of[pattern.label]
            winners = [
                by_id[tag.pattern]
                for tag in tags
                if ruler.layer_of[tag.label] == layer
                and any(tag.token_start < end and start < tag.token_end for start, end in own)
            ]
            if any((winner.file, winner.line) in faulty for winner in winners):
                continue
            taken = ", ".join(f"{winner.id!r} ({winner.place})" for winner in winners)
            yield pattern.fault(
                "example_not_matched",
                f"its example {text!r} is tagged by {taken} instead; give an example in which only this pattern stands",
            )
        for text, _ in pattern.counter:
            tagged = [tag for tag in ruler.tags(ruler.nlp.make_doc(text)) if tag.pattern == pattern.id]
            if tagged:
                words = text[tagged[0].start : tagged[0].end]
                yield pattern.fault(
                    "counter_matched",
                    f"its counter-example {text!r} is matched ({words!r}); "
                    "narrow the pattern, add a line for the longer phrase, or delete the counter-example",
                )
