"""Learns the weights of the features from gold: `make weights`.

Every clause of the texts told by others is an example: a strength or a concern where gold's quotes cover half of it or
it covers half of one, else neither. The weights are those of a multinomial logistic regression with a Gaussian prior;
what it gives on texts set aside, a tenth of them at a time, is printed beside.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import numpy as np
from spacy.language import Language

from pipeline.components.evidence import Features, features, frequencies, weighed
from pipeline.components.weights import ALWAYS, FILE, Judged, judged
from pipeline.language import load, to_doc
from pipeline.readers import read
from pipeline.readers.document import Document
from pipeline.workbench.quotes import locate

FEWEST: Final = 4
"""Clauses that a feature must occur in to be learned."""

PRIOR: Final = 2.0
"""Strength of the prior that holds weights near 0, the same for all features."""

EAGER: Final = 0.3
"""What is added to the scores of both sides: a missed point costs readers more than one too many."""

SMALLEST: Final = 0.02
"""Weights below this are left out of the file."""

FOLDS: Final = 10

NEITHER, STRENGTH, CONCERN, OPTIONAL = 0, 1, 2, -1


class Example(NamedTuple):
    """The clauses of one text: their features and what gold says each of them is."""

    name: str
    features: list[Features]
    sides: list[int]


def examples(gold: Path, texts: Path, nlp: Language) -> Iterator[Example]:
    """The texts told by others that a gold file marks findings in; `texts` is the folder of its "doc" names."""
    for line in gold.read_text("utf-8").splitlines():
        row = json.loads(line)
        if "findings" not in row:
            continue
        for document in _documents(row, texts):
            doc = nlp(to_doc(nlp, document))
            if doc._.ofsight_told_by_others:
                clauses = weighed(doc)
                spans = [one.clause[:2] for one in clauses]
                yield Example(row["doc"], features(doc, clauses), _sides(document.text, spans, row["findings"]))


def _documents(row: dict[str, Any], texts: Path) -> Iterator[Document]:
    if "text" in row:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "case.txt"
            path.write_text(row["text"], "utf-8")
            path.with_suffix(".meta.json").write_text(json.dumps(row.get("meta") or {}), "utf-8")
            yield from (one for one in read(path, path.parent) if isinstance(one, Document))
        return
    path = texts / row["doc"].partition(":")[0]
    path = path if path.exists() else texts / Path(row["doc"]).name
    if path.exists() and path.suffix != ".jsonl":
        yield from (one for one in read(path, texts) if isinstance(one, Document))


def _sides(text: str, spans: Sequence[tuple[int, int]], found: Iterable[dict[str, Any]]) -> list[int]:
    quoted = [(locate(text, one["quote"]), one) for one in found]
    return [_side(span, [(at, one) for at, one in quoted if at is not None]) for span in spans]


def _side(span: tuple[int, int], quoted: Sequence[tuple[tuple[int, int], dict[str, Any]]]) -> int:
    most, side = 0, NEITHER
    for (start, end), one in quoted:
        both = min(end, span[1]) - max(start, span[0])
        if both > most and 2 * both >= min(end - start, span[1] - span[0]):
            most = both
            side = OPTIONAL if one.get("optional") else STRENGTH if one["polarity"] == "strength" else CONCERN
    return side


def learned(texts: Sequence[Example]) -> dict[str, tuple[float, float]]:
    """The weights of each feature for strength and concern, neither being 0."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    known = frequencies([text.features for text in texts])
    names = [ALWAYS, *sorted(name for name, count in known.items() if count >= FEWEST)]
    column = {name: number for number, name in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    sides: list[int] = []
    for text in texts:
        for clause, side in zip(text.features, text.sides, strict=True):
            if side == OPTIONAL:
                continue
            for name, value in (*clause.items(), (ALWAYS, 1.0)):
                if name in column:
                    rows.append(len(sides))
                    columns.append(column[name])
                    values.append(value)
            sides.append(side)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(sides), len(names)))
    transposed = matrix.T.tocsr()
    wanted = np.eye(3)[sides]
    prior = np.full((len(names), 1), PRIOR)
    prior[0] = 0.0

    def loss(flat: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        weights = flat.reshape(len(names), 3)
        scores = matrix @ weights
        scores -= scores.max(axis=1, keepdims=True)
        likely = np.exp(scores)
        likely /= likely.sum(axis=1, keepdims=True)
        value = -np.log((likely * wanted).sum(axis=1) + 1e-12).sum() + 0.5 * (prior * weights**2).sum()
        return value, (transposed @ (likely - wanted) + prior * weights).ravel()

    found = minimize(loss, np.zeros(len(names) * 3), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    weights = found.x.reshape(len(names), 3)
    relative = weights[:, 1:] - weights[:, :1]
    relative[0] += EAGER
    return {name: (float(row[0]), float(row[1])) for name, row in zip(names, relative, strict=True)}


def set_aside(texts: Sequence[Example]) -> list[list[Judged]]:
    """What weights learned from the other texts make of each text's clauses."""
    found: list[list[Judged]] = [[] for _ in texts]
    for fold in range(FOLDS):
        table = learned([text for number, text in enumerate(texts) if number % FOLDS != fold])
        for number in range(fold, len(texts), FOLDS):
            found[number] = [judged(clause, table) for clause in texts[number].features]
    return found


def write(table: dict[str, tuple[float, float]], file: Path = FILE) -> None:
    """Write the weights as CSV, sorted by feature."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(["feature", "strength", "concern"])
        for name, pair in sorted(table.items()):
            if max(map(abs, pair)) >= SMALLEST:
                rows.writerow([name, *(f"{weight:.3f}" for weight in pair)])


def main(pairs: Sequence[str]) -> None:
    """Learn from GOLD=TEXTS pairs of paths and write the weights."""
    nlp = load()
    texts = [
        example
        for pair in pairs
        for gold, _, folder in [pair.partition("=")]
        for example in examples(Path(gold), Path(folder), nlp)
    ]
    right = found = wanted = 0
    for text, clauses in zip(texts, set_aside(texts), strict=True):
        for side, one in zip(text.sides, clauses, strict=True):
            says = {"strength": STRENGTH, "concern": CONCERN}.get(one.polarity or "", NEITHER)
            if side != OPTIONAL:
                right += says == side != NEITHER
                found += says != NEITHER
                wanted += side != NEITHER
    print(f"{len(texts)} texts; clauses set aside: precision {right / found:.3f}, recall {right / wanted:.3f}")
    write(learned(texts))


if __name__ == "__main__":
    main(sys.argv[1:])
