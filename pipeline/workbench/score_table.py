"""Scores as tables for the terminal."""

from rich import box
from rich.table import Table

from pipeline.workbench.evaluate import Scores


def score_table(scores: Scores) -> Table:
    """Precision, recall, F1 and counts, a row a kind of fact."""
    table = Table(box=box.SIMPLE)
    table.add_column("")
    for heading in ("P", "R", "F1", "tp", "fp", "fn"):
        table.add_column(heading, justify="right")
    for kind, tally in {**scores.found, "themes of found findings": scores.all_themes}.items():
        row = tally.figures()
        table.add_row(
            kind, *(f"{row[key]:.3f}" for key in ("p", "r", "f1")), *(str(row[key]) for key in ("tp", "fp", "fn"))
        )
    return table


def label_table(scores: Scores) -> Table:
    """What share of found judgements (status), findings and documents (metadata) bears the right label."""
    table = Table("label of what was found", box=box.SIMPLE)
    for heading in ("right", "of", "share"):
        table.add_column(heading, justify="right")
    for label, share in scores.labels.items():
        if share.of:
            table.add_row(label, str(share.right), str(share.of), f"{share.right / share.of:.3f}")
    return table
