"""How right a pipeline is, as `nlp.evaluate` reports it: what it left on Docs against Docs that are right."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from spacy.scorer import PRFScore, Scorer
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

FACTS: Final[dict[str, tuple[str, ...]]] = {
    "judgements": ("authority", "area", "grade", "status"),
    "tallies": ("count", "percent", "of", "grade", "area"),
}
"""Facts that are right where these fields of them are, wherever the text states them."""

Score = Callable[..., dict[str, Any]]


@registry.scorers("ofsight.Scorer.v1")  # type: ignore[untyped-decorator]
def create_scorer() -> Score:
    """Scores entities and findings (by their words and labels), judgements and tallies (by what they state)."""
    return score


def score(examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
    """Precision, recall and F1 (0 to 1, None where there is nothing to find): `ents_f`, `findings_f`, ..."""
    pairs = list(examples)
    return {
        **Scorer.score_spans(pairs, "ents"),
        **Scorer.score_spans(
            pairs,
            "findings",
            getter=lambda doc, _: list(doc.spans["findings"]),
            has_annotation=lambda doc: "findings" in doc.spans,
            allow_overlap=True,
        ),
        **{key: value for name in FACTS for key, value in _score_facts(pairs, name).items()},
    }


def _score_facts(examples: list[Example], name: str) -> dict[str, float | None]:
    total = PRFScore()
    for example in examples:
        total.score_set(_facts(example.predicted, name), _facts(example.reference, name))
    told = bool(len(total) or total.fp)
    figures = {"p": total.precision, "r": total.recall, "f": total.fscore}
    return {f"{name}_{key}": figure if told else None for key, figure in figures.items()}


def _facts(doc: Doc, name: str) -> set[tuple[Any, ...]]:
    return {tuple(map(str, (row[key] for key in FACTS[name]))) for row in doc._.get(f"ofsight_{name}")}
