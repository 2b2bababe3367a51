"""The few lines that a person reads after a report was written."""

from rich.table import Table as Grid

from pipeline.report.write import Summary


def summary_grid(summary: Summary) -> Grid:
    """Counts, movements (all, and since the last run), conflicts, failures, and where the page is."""
    grid = Grid.grid(padding=(0, 2))
    rows = summary.rows
    grid.add_row(
        "documents", f"{rows['documents']} read, {rows['failures']} not; {summary.unplaced['document']} not placed"
    )
    grid.add_row("judgements", f"{rows['judgements']} statements, {summary.unplaced['judgement']} not placed")
    grid.add_row("findings", f"{rows['findings']}, {rows['repeated_concerns']} concerns that came back")
    grid.add_row("movements", _counts(summary.movements))
    grid.add_row("conflicts", str(rows["conflicts"]))
    if "differences" in rows:
        grid.add_row("differences", f"{rows['differences']} from the published table")
    if summary.changes is not None:
        changes = summary.changes
        documents = f"{changes.count('document', 'new')} documents new, {changes.count('document', 'gone')} gone"
        verdicts = f"{changes.count('verdict', 'new', 'changed')} verdicts new"
        grid.add_row("since last run", f"{documents}; {verdicts}: {_counts(changes.movements)}")
    grid.add_row("page", str(summary.page))
    return grid


def _counts(kinds: dict[str, int]) -> str:
    return ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in kinds.items()) or "none"
