"""Learns the weights of the features from gold: `make weights`.

Every clause of the texts told by others is an example: a strength or a concern where gold's quotes cover half of it or
it covers half of one, else neither; and so is each quote with its area or none. Of reports the examples are stretches
that readers judged (`judged.py`). The weights are those of multinomial logistic regressions with a Gaussian prior; what
they give on texts set aside, a tenth of them at a time, is printed beside.
"""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.areas import Areas
from pipeline.components.evidence import Features, features, weighed
from pipeline.components.surroundings import surroundings
from pipeline.components.text import text_of
from pipeline.components.themes import Themes
from pipeline.components.weights import ALWAYS, AREA_FILE, AROUND_FILE, FILE, REPORT_FILE, Judged, Weights, scores
from pipeline.language import load, to_doc
from pipeline.patterns import load_patterns
from pipeline.readers import read
from pipeline.readers.document import Document
from pipeline.vocabulary import AREAS
from pipeline.workbench.judged import Seen, judged_in, seen, shown
from pipeline.workbench.quotes import locate


class Question(NamedTuple):
    """What is learned: the file of its weights, its classes beside "none of them" (0), and the bounds of learning.

    fewest: examples that a feature must occur in to be learned. prior: strength of what holds weights near 0, the same
    for all features. eager: what is added to the scores of all classes, or to each its own, where a missed
    one costs readers more than one too many. smallest: weights below this are left out of the file.
    """

    file: Path
    classes: tuple[str, ...]
    fewest: int
    prior: float
    eager: float | tuple[float, ...]
    smallest: float


POLARITY: Final = Question(FILE, ("strength", "concern"), fewest=4, prior=2.0, eager=0.0, smallest=0.1)
AROUND: Final = Question(AROUND_FILE, POLARITY.classes, fewest=4, prior=0.3, eager=0.3, smallest=0.0)
SUPPORT: Final = Question(REPORT_FILE, POLARITY.classes, fewest=10, prior=3.0, eager=(0.3, -0.45), smallest=0.1)
AREA: Final = Question(AREA_FILE, tuple(AREAS), fewest=3, prior=1.0, eager=1.0, smallest=0.05)

FOLDS: Final = 10

NONE, OPTIONAL = 0, -1


class Example(NamedTuple):
    """What has these features, the class that gold says it is of, and how sure that is, from 0 to 1."""

    features: Features
    right: int
    sure: float = 1.0


class Text(NamedTuple):
    """The examples of one text."""

    name: str
    examples: list[Example]


def told_by_others(gold: Path, texts: Path, nlp: Language) -> Iterator[tuple[dict[str, Any], Doc]]:
    """The lines and Docs of the texts that a gold file marks findings in; `texts` is the folder of its "doc" names."""
    for line in gold.read_text("utf-8").splitlines():
        row = json.loads(line)
        for document in _documents(row, texts) if "findings" in row else ():
            doc = nlp(to_doc(nlp, document))
            if doc._.ofsight_told_by_others:
                yield row, doc


def of_clauses(row: dict[str, Any], doc: Doc) -> Text:
    """Each clause with its polarity."""
    clauses, text = weighed(doc), text_of(doc)
    quoted = [(locate(text, one["quote"]), one) for one in row["findings"]]
    sides = [_side(one.clause[:2], [(at, one) for at, one in quoted if at is not None]) for one in clauses]
    return Text(row["doc"], list(map(Example, features(doc, clauses), sides)))


def of_surroundings(doc: Doc, clauses: Text, first: Sequence[Sequence[float]]) -> Text:
    """Each clause with its polarity, as it looks by what a first look at texts set aside made of it and the others."""
    around = surroundings(doc, list(map(Judged.of, first)))
    return Text(clauses.name, [Example(own, one.right) for own, one in zip(around, clauses.examples, strict=True)])


def of_findings(row: dict[str, Any], doc: Doc) -> Text:
    """Each finding with its area."""
    themes, areas, names = Themes(doc, by_others=True), Areas(doc, by_others=True), list(AREAS)
    found: list[Example] = []
    text = text_of(doc)
    for one in row["findings"]:
        at = locate(text, one["quote"])
        if at is not None and "area" in one:
            right = names.index(one["area"]) + 1 if one["area"] else NONE
            found.append(Example(areas.features(*at, themes.of(*at, None)), right))
    return Text(row["doc"], found)


def of_candidates(name: str, candidates: Iterable[Seen]) -> Text:
    """Each candidate of a report on the side that it is on and, as far as that is not sure, on the one next to it."""
    found: list[Example] = []
    for one in candidates:
        right, other = (POLARITY.classes.index(side) + 1 if side else NONE for side in (one.side, one.otherwise))
        found += [Example(one.features, right, one.sure), Example(one.features, other, one.unsure)]
    return Text(name, found)


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


def _side(span: tuple[int, int], quoted: Sequence[tuple[tuple[int, int], dict[str, Any]]]) -> int:
    most, side = 0, NONE
    for (start, end), one in quoted:
        both = min(end, span[1]) - max(start, span[0])
        if both > most and 2 * both >= min(end - start, span[1] - span[0]):
            most = both
            side = OPTIONAL if one.get("optional") else POLARITY.classes.index(one["polarity"]) + 1
    return side


def learned(texts: Sequence[Text], question: Question) -> Weights:
    """The weights of each feature for each class, none of them being 0."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    told = [one for text in texts for one in text.examples if one.right != OPTIONAL]
    known = Counter(name for one in told for name, value in one.features.items() if value)
    names = [ALWAYS, *sorted(name for name, count in known.items() if count >= question.fewest)]
    column = {name: number for number, name in enumerate(names)}
    cells = [
        (value, number, column[name])
        for number, one in enumerate(told)
        for name, value in (*one.features.items(), (ALWAYS, 1.0))
        if name in column
    ]
    values, rows, columns = zip(*cells, strict=True)
    matrix = csr_matrix((values, (rows, columns)), shape=(len(told), len(names)))
    transposed = matrix.T.tocsr()
    wanted = np.eye(len(question.classes) + 1)[[one.right for one in told]]
    sure = np.array([[one.sure] for one in told])
    prior = np.full((len(names), 1), question.prior)
    prior[0] = 0.0

    def loss(flat: np.ndarray[Any, Any]) -> tuple[float, np.ndarray[Any, Any]]:
        weights = flat.reshape(len(names), -1)
        likely = matrix @ weights
        likely -= likely.max(axis=1, keepdims=True)
        likely = np.exp(likely)
        likely /= likely.sum(axis=1, keepdims=True)
        value = -(sure[:, 0] * np.log((likely * wanted).sum(axis=1) + 1e-12)).sum() + 0.5 * (prior * weights**2).sum()
        return value, (transposed @ (sure * (likely - wanted)) + prior * weights).ravel()

    start = np.zeros(len(names) * wanted.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150})
    weights = found.x.reshape(len(names), -1)
    relative = weights[:, 1:] - weights[:, :1]
    relative[0] += np.array(question.eager)
    return {name: tuple(map(float, row)) for name, row in zip(names, relative, strict=True)}


def set_aside(texts: Sequence[Text], question: Question) -> list[list[list[float]]]:
    """The scores of each text's examples by the weights learned from other texts."""
    folds = list(map(sorted({text.name for text in texts}).index, (text.name for text in texts)))
    found: list[list[list[float]]] = [[] for _ in texts]
    for fold in range(FOLDS):
        table = learned([text for text, own in zip(texts, folds, strict=True) if own % FOLDS != fold], question)
        for number, text in enumerate(texts):
            if folds[number] % FOLDS == fold:
                found[number] = [scores(one.features, table) for one in text.examples]
    return found


def right_of(texts: Sequence[Text], found: Sequence[Sequence[Sequence[float]]]) -> tuple[float, float]:
    """Precision and recall of the classes with the highest scores."""
    right = given = wanted = 0.0
    for text, own in zip(texts, found, strict=True):
        for one, score in zip(text.examples, own, strict=True):
            if one.right != OPTIONAL:
                says = int(np.argmax([0.0, *score]))
                right += one.sure * (says == one.right != NONE)
                given += one.sure * (says != NONE)
                wanted += one.sure * (one.right != NONE)
    return right / given, right / wanted


def write(table: Weights, question: Question) -> None:
    """Write the weights as CSV, sorted by feature."""
    with question.file.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(["feature", *question.classes])
        for name, row in sorted(table.items()):
            if max(map(abs, row)) >= question.smallest:
                rows.writerow([name, *(f"{weight:.3f}" for weight in row)])


def main(pairs: Sequence[str]) -> None:
    """Learn from pairs of paths and write the weights.

    GOLD.jsonl=TEXTS gives texts told by others, JUDGED.csv=REPORTS what readers have judged in reports.
    """
    nlp = load()
    files = [(Path(file), Path(folder)) for file, _, folder in (pair.partition("=") for pair in pairs)]
    told = [one for file, texts in files if file.suffix != ".csv" for one in told_by_others(file, texts, nlp)]
    clauses = [of_clauses(row, doc) for row, doc in told]
    first, polarities = _learn(clauses, POLARITY)
    write(polarities, POLARITY)
    around = list(map(of_surroundings, [doc for _, doc in told], clauses, first))
    write(_learn(around, AROUND)[1], AROUND)
    write(_learn([of_findings(row, doc) for row, doc in told], AREA)[1], AREA)
    judged = [
        of_candidates(name, seen(folder / name, folder, rows, nlp))
        for file, folder in files
        if file.suffix == ".csv"
        for name, rows in judged_in(file).items()
        if (folder / name).exists()
    ]
    if judged:
        judged.append(of_candidates("examples", shown(load_patterns(), nlp)))
        write(_learn(judged, SUPPORT)[1], SUPPORT)


def _learn(texts: Sequence[Text], question: Question) -> tuple[list[list[list[float]]], Weights]:
    """What learning makes of texts set aside, printed with how right that is, and the weights learned from all."""
    found = set_aside(texts, question)
    precision, recall = right_of(texts, found)
    right = f"precision {precision:.3f}, recall {recall:.3f}"
    print(f"{question.file.stem}: {len(texts)} texts; set aside: {right}")
    return found, learned(texts, question)


if __name__ == "__main__":
    main(sys.argv[1:])
