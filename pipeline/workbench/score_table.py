"""Scores for the terminal: tables of figures, and the facts that gold and records do not share."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from rich import box
from rich.table import Column, Table
from rich.text import Text

from pipeline.workbench.evaluate import Miss, Scores, Tally

COLOURS: Final = {"missed": "red", "false": "yellow", "label": "cyan"}
HEADINGS: Final = {"missed": "missed", "false": "found, but not in gold", "label": "found with another label"}


def figures_table(headings: Iterable[str], figures: Iterable[str]) -> Table:
    """An empty table with columns of words, then columns of figures."""
    return Table(*headings, *(Column(figure, justify="right") for figure in figures), box=box.SIMPLE)


def score_table(scores: Scores) -> Table:
    """Precision, recall, F1 and counts, a row a kind of fact."""
    return _figures("", {**scores.found, "themes of found findings": scores.all_themes})


def theme_table(scores: Scores) -> Table:
    """The same for each theme of found findings, the most frequent first."""
    order = sorted(scores.themes.items(), key=lambda one: (-(one[1].tp + one[1].fn), one[0]))
    return _figures("theme of found findings", dict(order))


def document_table(scores: Scores) -> Table:
    """The same for the findings and judgements of each document, the one with most to mend first."""
    rows = {
        f"{path} {kind}": one.found[kind]
        for path, one in sorted(scores.by_document.items(), key=lambda row: -len(row[1].misses))
        for kind in ("findings", "judgements")
        if one.found[kind] != Tally()
    }
    return _figures("document", rows)


def _figures(heading: str, rows: Mapping[str, Tally]) -> Table:
    table = figures_table([heading], ["P", "R", "F1", "tp", "fp", "fn"])
    for name, tally in rows.items():
        row = tally.figures()
        table.add_row(
            name, *(f"{row[key]:.3f}" for key in ("p", "r", "f1")), *(str(row[key]) for key in ("tp", "fp", "fn"))
        )
    return table


def label_table(scores: Scores) -> Table:
    """What share of found judgements (status), findings and documents (metadata) bears the right label."""
    table = figures_table(["label of what was found"], ["right", "of", "share"])
    for label, share in scores.labels.items():
        if share.of:
            table.add_row(label, str(share.right), str(share.of), f"{share.right / share.of:.3f}")
    return table


def misses(rows: Iterable[Miss]) -> Iterator[Text]:
    """Each fact that gold and records do not share, by kind: what it is, its sentence, and where it stands."""
    order = list(HEADINGS)
    by_kind = sorted(rows, key=lambda one: (order.index(one.what), one.kind, one.document, one.start))
    for (what, kind), own in groupby(by_kind, key=lambda one: (one.what, one.kind)):
        listed = list(own)
        yield Text(f"\n{kind}, {HEADINGS[what]}: {len(listed)}", style="bold")
        for one in listed:
            line = Text(f"  {one.details}", style=COLOURS[what])
            line.append(f"  {one.sentence}", style="none")
            yield line.append(f"  {one.document}:{one.start}", style="dim")


def mended_and_broken(before: Scores, after: Scores) -> Iterator[Text]:
    """The same for what was wrong before and is right now, and the other way round."""
    was, now = ({one._replace(start=0, end=0) for one in scores.misses} for scores in (before, after))
    for heading, rows, other in (("right now", before.misses, now), ("wrong now", after.misses, was)):
        changed = [one for one in rows if one._replace(start=0, end=0) not in other]
        yield Text(f"\n{heading}: {len(changed)}", style="bold underline")
        yield from misses(changed)


def score_changes(before: Scores, after: Scores) -> Table:
    """Precision, recall and F1 before and after, a row a kind of fact that changed."""
    table = figures_table(["on gold"], ["P", "R", "F1"])
    for kind, was in before.found.items():
        now = after.found[kind]
        if was == now:
            continue
        cells = []
        for key in ("p", "r", "f1"):
            old, new = was.figures()[key], now.figures()[key]
            colour = "green" if new > old else "red" if new < old else "none"
            cells.append(Text(f"{old:.3f} -> {new:.3f} ({new - old:+.3f})", style=colour))
        table.add_row(kind, *cells)
    if not table.rows:
        table.add_row("no figure changes", "", "", "")
    return table
