"""How far a fetch is: a bar of authorities on a terminal, and what it came to."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pipeline.fetch import Event


def shown(events: Iterator[Event], console: Console) -> tuple[Counter[str], list[str]]:
    """Follow a fetch to its end; how many events of each kind there were, and the faults as they were told."""
    counts, faults = Counter[str](), list[str]()
    columns = (TextColumn("authorities"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        for event in events:
            counts[event.what] += 1
            if event.what == "fault":
                faults.append(event.told)
            said = f"{counts['fetched']} reports fetched"
            bar.update(task, completed=event.at, total=event.of, description=said)
    return counts, faults
