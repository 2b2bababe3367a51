"""The inflected forms of English words: a table of those that the pattern files inflect, lemminflect for all others.

lemminflect takes longer to start than the rest of the pipeline, so it is imported only for a word that the table lacks.
What it gets wrong for this field stands in `exceptions.csv`, which the table follows.
"""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

Part = Literal["verb", "noun", "adjective"]

PARTS: Final[tuple[Part, ...]] = get_args(Part)

TABLE: Final = Path(__file__).with_name("forms.csv")
EXCEPTIONS: Final = TABLE.with_name("exceptions.csv")

_TAGS: Final[dict[Part, tuple[str, ...]]] = {
    "verb": ("VB", "VBZ", "VBD", "VBN", "VBG", "VBP"),
    "noun": ("NN", "NNS"),
    "adjective": ("JJ", "JJR", "JJS"),
}
_UNIVERSAL: Final[dict[Part, str]] = {"verb": "VERB", "noun": "NOUN", "adjective": "ADJ"}

Forms = dict[Part, tuple[str, ...]]


def forms_of(word: str) -> Forms:
    """The forms of a word in its base form, by part of speech; none for one that does not inflect.

    >>> forms_of("stride")["noun"]
    ('stride', 'strides')
    """
    known = _table(TABLE).get(word)
    return looked_up(word) if known is None else known


def inflected(word: str, part: Part) -> tuple[str, ...]:
    """The forms of a word as the part of speech that it is said to be, by rule where no dictionary has it as such."""
    return forms_of(word).get(part) or _by_rule(word, part)


@cache
def looked_up(word: str) -> Forms:
    """What lemminflect and the exceptions say of a word, whatever the table holds.

    Of words with hyphens the last part inflects ("follow-up", "follow-ups").
    """
    before, hyphen, last = word.rpartition("-")
    if hyphen:
        return {part: tuple(before + hyphen + form for form in forms) for part, forms in looked_up(last).items()}
    import lemminflect

    found: Forms = {}
    corrected = _table(EXCEPTIONS).get(word)
    if corrected == {}:
        return {}
    lemmas = lemminflect.getAllLemmas(word)
    for part in PARTS:
        if corrected is not None and part in corrected:
            found[part] = corrected[part]
        elif word in lemmas.get(_UNIVERSAL[part], ()) and len(forms := _inflections(word, part, inflect_oov=False)) > 1:
            found[part] = forms
    return {part: forms for part, forms in found.items() if forms}


def _inflections(word: str, part: Part, **options: bool) -> tuple[str, ...]:
    import lemminflect

    forms: Iterator[str] = (form for tag in _TAGS[part] for form in lemminflect.getInflection(word, tag, **options))
    return tuple(dict.fromkeys([word, *forms]))


@cache
def bases(word: str) -> frozenset[tuple[str, Part]]:
    """The base forms that a word may be a form of, each with its part of speech."""
    import lemminflect

    found = lemminflect.getAllLemmas(word)
    return frozenset(
        (base, part)
        for part in PARTS
        for base in found.get(_UNIVERSAL[part], ())
        if word in forms_of(base).get(part, ())
    )


def write_table(words: Iterable[str]) -> bool:
    """Write the table of these words anew; whether that changed it."""
    rows = ["word,part,forms\n"]
    for word in sorted(set(words)):
        forms = looked_up(word)
        rows.extend(f"{word},{part},{' '.join(forms[part])}\n" for part in PARTS if part in forms)
        if not forms:
            rows.append(f"{word},,\n")
    content = "".join(rows)
    if TABLE.exists() and TABLE.read_text("utf-8") == content:
        return False
    TABLE.write_text(content, "utf-8")
    _table.cache_clear()
    return True


@cache
def _by_rule(word: str, part: Part) -> tuple[str, ...]:
    before, hyphen, last = word.rpartition("-")
    return tuple(before + hyphen + form for form in _inflections(last, part))


@cache
def _table(file: Path) -> dict[str, Forms]:
    """The rows of a table by word; a word without part or forms does not inflect."""
    found: dict[str, Forms] = {}
    if not file.exists():
        return found
    with file.open(encoding="utf-8", newline="") as lines:
        for word, part, forms in list(csv.reader(lines))[1:]:
            own = found.setdefault(word, {})
            if part:
                own[part] = tuple(forms.split())  # type: ignore[index]  # the table is ours
    return found
