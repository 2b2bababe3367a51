"""Tags every phrase of the pattern files in a text: one matcher for all files, the longest phrase of a layer wins."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import compress, count
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import NORM
from spacy.language import Language
from spacy.matcher import Matcher, PhraseMatcher
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline.components.extensions import set_rows
from pipeline.components.overlaps import winners
from pipeline.components.patterned import Patterned, pattern_of
from pipeline.components.quotation import CLOSING, OPENING
from pipeline.components.text import edges_of, norms_of
from pipeline.components.tokens import repairing
from pipeline.expansion import Phrase, phrases
from pipeline.patterns import Pattern

Doc.set_extension("ofsight_meta", default=None, force=True)

REPAIRED = "AUTHORITY"
"""The label whose names are recognised in spite of a wrong letter."""

QUOTATION_MARKS: Final = frozenset(OPENING + CLOSING)

WINDOW = 24
"""How far, in tokens, a token pattern of no certain length may reach around the fixed word that it hangs on."""


Acts = tuple[str, int, tuple[str, ...]]
"""What its line says that a cue acts on: `forward`, `backward` or `both`, how far, and what ends it."""


class Tag(NamedTuple):
    """Words that a pattern tagged: offsets in code points and in tokens, both half open."""

    start: int
    end: int
    token_start: int
    token_end: int
    label: str
    code: str
    pattern: str
    acts: Acts | None = None


LABEL: Final = Tag._fields.index("label")
"""Where a tag has its label, which by place is read in half the time."""


class Tags(list[Tag]):
    """The tags of a text in its order, which are not to be changed in place."""

    @cached_property
    def by_label(self) -> dict[str, list[Tag]]:
        """The tags of each label: most components ask for a few of them, and there are ten thousand in a report."""
        found: dict[str, list[Tag]] = defaultdict(list)
        for tag in self:
            found[tag.label].append(tag)
        return found


def labelled(tags: Sequence[Tag], *labels: str) -> list[Tag]:
    """The tags of some labels, in the order of the text."""
    if not isinstance(tags, Tags):
        return [tag for tag in tags if tag.label in labels]
    found = [tag for label in labels for tag in tags.by_label.get(label, ())]
    return found if len(labels) == 1 else sorted(found)


def instead(tags: Sequence[Tag], labels: Set[str], others: Iterable[Tag]) -> Tags:
    """The tags with others in place of all that have these labels, as the others have."""
    before, own = tags if isinstance(tags, Tags) else Tags(tags), Tags(sorted(others))
    made = Tags(sorted([*[tag for tag in before if tag[LABEL] not in labels], *own]))
    made.by_label = {label: kept for label, kept in before.by_label.items() if label not in labels} | own.by_label
    return made


set_rows("ofsight_tags", Tag, kind=Tags)

_tag: Final = partial(tuple.__new__, Tag)
"""Tag from a tuple, without the keyword handling of its constructor: a report has ten thousand."""


class _Rule(NamedTuple):
    """A pattern as the ruler looks it up."""

    layer: int
    pattern: Pattern


class _Told(NamedTuple):
    """What tags say by the number of their rule, as a report has thousands; rules are numbered in the order of tags.

    keys: of matches, sorted; numbers: of the rules that have them. columns: label, code, pattern and acts of tags.
    """

    keys: NDArray[np.uint64]
    numbers: NDArray[np.int64]
    layers: NDArray[np.int64]
    columns: list[NDArray[np.object_]]

    @classmethod
    def of(cls, rules: Mapping[int, _Rule]) -> Self:
        """The rules in the order of their tags."""
        said = attrgetter("label", "code", "id")
        order = sorted(rules, key=lambda key: said(rules[key].pattern))
        patterns = [rules[key].pattern for key in order]
        acts = np.empty(len(order), object)
        acts[:] = list(map(_acts, patterns))
        words = [np.array(column, object) for column in zip(*map(said, patterns), strict=True)]
        layers = np.array([rules[key].layer for key in order], np.int64)
        keys = np.array(order, np.uint64)
        by_key = keys.argsort()
        return cls(keys[by_key], by_key, layers, [*words, acts])


@dataclass(slots=True)
class _Around:
    """The token patterns that hang on one fixed word, and how far from it, in tokens, they can reach.

    asked: for each of them groups of words of which one must stand near, a group's words as hashes of their NORM; they
    are looked up by the words of one group, and stand under None where nothing is asked.
    """

    matcher: Matcher
    before: int = 0
    behind: int = 0
    asked: dict[int | None, list[list[frozenset[int]]]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, groups: list[frozenset[int]]) -> None:
        """Add what a pattern asks to stand near."""
        fewest = min(groups, key=len, default=None)
        rest = [group for group in groups if group is not fewest]
        for word in [None] if fewest is None else fewest:
            self.asked[word].append(rest)

    def may_match(self, near: Sequence[int]) -> bool:
        """Whether the words near the fixed one, as hashes of their NORM, are enough for any pattern."""
        asked = self.asked
        if None in asked:
            return True
        if asked.keys().isdisjoint(near):
            return False
        for word in near:
            if word in asked:
                for groups in asked[word]:
                    for group in groups:
                        if group.isdisjoint(near):
                            break
                    else:
                        return True
        return False


class PhraseRuler(Patterned):
    """spaCy's entity ruler on folded spelling, with layers instead of one winner for all labels.

    Labels that stand in one layer compete, and the longest phrase wins (then the first); a label that no layer names
    is a layer of its own. Labels of `prose_labels` are not looked for in inspection reports, whose rules have no use
    for them; phrases of `quoted_labels` are found in all other texts also where quotation marks set off a part of them
    ("need to make 'further progress'"). Tags are left in `doc._.ofsight_tags` in the order of the text.
    """

    def __init__(
        self, nlp: Language, layers: list[list[str]], prose_labels: list[str], quoted_labels: Iterable[str] = ()
    ) -> None:
        self.nlp = nlp
        self.prose_labels = frozenset(prose_labels)
        self.quoted_labels = frozenset(quoted_labels)
        self.layer_of = {label: number for number, layer in enumerate(layers) for label in layer}
        super().__init__()

    def clear(self) -> None:
        """Forget all patterns."""
        super().clear()
        self._everywhere = PhraseMatcher(self.nlp.vocab, attr="NORM")
        self._in_prose = PhraseMatcher(self.nlp.vocab, attr="NORM")
        self._rules: dict[int, _Rule] = {}
        self._around: dict[int, _Around] = {}
        self._names: set[str] = set()
        self._known: Counter[str] = Counter()

    def add_patterns(self, patterns: Iterable[Pattern | dict[str, Any]]) -> None:
        """Add patterns to those already there, also such as spaCy's entity ruler takes: label, pattern and id.

        The phrases of one that is saved written out share its id.

        Raises:
            CannotExpand: what a pattern stands for cannot be written out.
        """
        added = [(pattern, phrases(pattern)) for pattern in map(pattern_of, patterns)]
        self.__dict__.pop("_told", None)
        self._learn_words(added)
        names = [f"pattern {pattern.id}" for pattern, _ in added]
        _enter(names, self.nlp.vocab)
        known: dict[str, int] = {}
        for name, (pattern, stood_for) in zip(names, added, strict=True):
            key = self.nlp.vocab.strings[name]
            layer = self.layer_of.setdefault(pattern.label, len(self.layer_of))
            self._rules[key] = _Rule(layer, pattern)
            self.patterns.append(pattern)
            matcher = self._in_prose if pattern.label in self.prose_labels else self._everywhere
            written = [one for phrase in stood_for if isinstance(phrase, str) for one in spellings(phrase)]
            if written:
                forms = [matched_form(self.nlp, one, known) for one in written]
                matcher.add(name, forms)  # type: ignore[arg-type]  # the stub knows Docs only
            for phrase in stood_for:
                if not isinstance(phrase, str):
                    self._add_token_pattern(phrase, key)

    def _add_token_pattern(self, tokens: tuple[dict[str, Any], ...], key: int) -> None:
        """Let the pattern be tried wherever its fixed word stands, or one of these, with the others that hang on it."""
        place, words = fixed_words(tokens, self._known)
        asked = [frozenset(map(self._norm, group)) for at, group in words_asked(tokens) if at != place]
        for norm in set(map(self._norm, words)):
            around = self._around.setdefault(norm, _Around(Matcher(self.nlp.vocab)))
            around.matcher.add(key, [list(tokens)], greedy="LONGEST")
            around.before = max(around.before, longest_match(tokens[:place]))
            around.behind = max(around.behind, longest_match(tokens[place + 1 :]))
            around.ask(asked)

    def _norm(self, word: str) -> int:
        return int(self.nlp.make_doc(word)[0].norm)

    def _learn_words(self, added: Iterable[tuple[Pattern, tuple[Phrase, ...]]]) -> None:
        """Let a name be recognised with one wrong letter; words that any pattern knows are right as they stand."""
        for pattern, stood_for in added:
            words = [word for phrase in stood_for if isinstance(phrase, str) for word in phrase.split()]
            self._known.update(words)
            if pattern.label == REPAIRED:
                self._names.update(word for word in words if word[0].isupper())
        self.nlp.vocab.lex_attr_getters[NORM] = repairing(self._names, self._known)  # type: ignore[attr-defined]

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.ofsight_tags`."""
        doc._.ofsight_tags = self.tags(doc)
        return doc

    def tags(self, doc: Doc) -> list[Tag]:
        """The tags of a tokenised text, sorted by start and end."""
        found, told = self._found(doc), self._told
        if not found:
            return Tags()
        keys = np.fromiter(map(itemgetter(0), found), np.uint64, len(found))
        rules = told.numbers[told.keys.searchsorted(keys)]
        starts, ends = (np.fromiter(map(itemgetter(at), found), np.int64, len(found)) for at in (1, 2))
        won = winners(told.layers[rules], starts, ends, rules)
        won = won[np.lexsort((rules[won], ends[won], starts[won]))]
        first, past = edges_of(doc)
        places = [first[starts[won]], past[ends[won] - 1], starts[won], ends[won]]
        said = [column[rules[won]] for column in told.columns]
        return Tags(map(_tag, zip(*(column.tolist() for column in [*places, *said]), strict=True)))

    @cached_property
    def _told(self) -> _Told:
        """The rules as their matches look them up."""
        return _Told.of(self._rules)

    def matches(self, doc: Doc) -> Iterator[tuple[int, int, int, Pattern]]:
        """Every match of every pattern, the losing ones too: (first token, past the last token, layer, pattern)."""
        for key, start, end in self._found(doc):
            yield start, end, self._rules[key].layer, self._rules[key].pattern

    def _found(self, doc: Doc) -> list[tuple[int, int, int]]:
        meta = doc._.ofsight_meta
        found: list[tuple[int, int, int]] = self._everywhere(doc)
        by_tokens = self._of_token_patterns(doc)
        if meta is None or meta["kind"] != "inspection_report":
            return [*found, *by_tokens, *self._in_prose(doc), *self._across_marks(doc)]
        return [*found, *(one for one in by_tokens if self._rules[one[0]].pattern.label not in self.prose_labels)]

    def _across_marks(self, doc: Doc) -> Iterator[tuple[int, int, int]]:
        """The matches of plain phrases that have quotation marks inside."""
        if not self.quoted_labels:
            return
        kept = [token.i for token in doc if token.text not in QUOTATION_MARKS]
        if len(kept) == len(doc):
            return
        unquoted = Doc(doc.vocab, words=[doc[place].text for place in kept])
        for key, start, end in self._everywhere(unquoted):
            first, last = kept[start], kept[end - 1]
            if last - first >= end - start and self._rules[key].pattern.label in self.quoted_labels:
                yield key, first, last + 1

    def _of_token_patterns(self, doc: Doc) -> Iterator[tuple[int, int, int]]:
        """The matches of the token patterns, each tried where its fixed word stands."""
        norms: list[int] = norms_of(doc).tolist()
        for place in compress(count(), map(self._around.__contains__, norms)):
            around = self._around[norms[place]]
            first, past = max(0, place - around.before), place + 1 + around.behind
            if around.may_match(norms[first:past]):
                for key, start, end in around.matcher(doc[first:past]):
                    if first + start <= place < first + end:
                        yield key, first + start, first + end


def _enter(names: list[str], vocab: Vocab) -> None:
    """Make the vocabulary know the names under which matchers keep patterns.

    As they have a space and are no word of any text, they do without the spelling, shape and so on that spaCy works
    out for a word, which takes longer than all else about a pattern.
    """
    getters, vocab.lex_attr_getters = vocab.lex_attr_getters, {}  # type: ignore[attr-defined]
    try:
        for name in names:
            vocab[name]
    finally:
        vocab.lex_attr_getters = getters  # type: ignore[attr-defined]


def matched_form(nlp: Language, phrase: str, known: dict[str, int] | None = None) -> Doc | list[int]:
    """What spaCy's phrase matcher keeps of a phrase: a Doc, or what it would take from one, a hash of each NORM.

    Plain words for which the tokenizer has no rule are tokens as they stand, so that their NORM is known without a Doc,
    the making of which is most of the time that patterns take to load. `known` keeps those hashes by word.
    """
    words, tokenizer = phrase.split(" "), nlp.tokenizer
    known = {} if known is None else known
    if known.keys() >= set(words):
        return [known[word] for word in words]
    plain = phrase.isascii() and all(map(str.isalpha, words))
    if plain and isinstance(tokenizer, Tokenizer) and tokenizer.rules.keys().isdisjoint(words):
        norm, strings = nlp.vocab.lex_attr_getters[NORM], nlp.vocab.strings  # type: ignore[attr-defined]
        known.update({word: strings.add(norm(word)) for word in words if word not in known})
        return [known[word] for word in words]
    return nlp.make_doc(phrase)


def spellings(phrase: str) -> list[str]:
    """The phrase, and where it has hyphens the same with spaces: "looked-after" also finds "looked after"."""
    phrase = " ".join(phrase.split())
    opened = " ".join(phrase.replace("-", " ").split())
    return [phrase] if opened == phrase else [phrase, opened]


def fixed_words(
    pattern: tuple[dict[str, Any], ...], counts: Mapping[str, int] = MappingProxyType({})
) -> tuple[int, list[str]]:
    """The words of which each match has one, near which alone it is tried, and their place: those taken to be rarest.

    counts: how often phrases have a word. Of words as rare as others, the longest count, the fewest, then the last.

    Raises:
        ValueError: the pattern has no such words.
    """
    asked = [*words_asked(pattern)]
    if not asked:
        raise ValueError("a token pattern needs one token that must stand and is a plain word or one of some (LOWER)")

    def rarity(one: tuple[int, list[str]]) -> tuple[int, int, int, int]:
        place, words = one
        return -sum(counts.get(word, 0) for word in words), min(map(len, words)), -len(words), place

    return max(asked, key=rarity)


def words_asked(pattern: tuple[dict[str, Any], ...]) -> Iterator[tuple[int, list[str]]]:
    """The place of each token that must stand and is one of some words, and those words."""
    for place, token in enumerate(pattern):
        for key in ("NORM", "LOWER", "ORTH", "TEXT") if token.get("OP", "1") in ("1", "+") else ():
            words = token.get(key, {})
            if listed := [words] if isinstance(words, str) else words.get("IN"):
                yield place, list(listed)


def longest_match(pattern: tuple[dict[str, Any], ...]) -> int:
    """How many tokens a token pattern can match at most; WINDOW where it may repeat a token."""
    return len(pattern) if all(token.get("OP", "1") in ("1", "?", "!") for token in pattern) else WINDOW


def _acts(pattern: Pattern) -> Acts | None:
    reach = pattern.reach
    return (pattern.direction or "forward", reach, pattern.until) if reach is not None else None


@Language.factory(
    "ofsight_ruler",
    assigns=["doc._.ofsight_tags"],
    default_config={"layers": [], "prose_labels": [], "quoted_labels": []},
)
def create_ruler(
    nlp: Language, name: str, layers: list[list[str]], prose_labels: list[str], quoted_labels: list[str]
) -> PhraseRuler:
    """The factory `ofsight_ruler`; see PhraseRuler for its settings."""
    return PhraseRuler(nlp, layers, prose_labels, quoted_labels)
