"""Shows what an edit of the pattern files did to a corpus: a summary, concordance lines in colour, and scores."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from pipeline.workbench.changes import CONTEXT, Change, Kwic
from pipeline.workbench.diff import Effect
from pipeline.workbench.evaluate import Scores
from pipeline.workbench.score_table import score_changes

Row = dict[str, Any]

SIGNS: Final = {"gained": "+", "lost": "-", "changed": "~"}
COLOURS: Final = {"gained": "green", "lost": "red", "changed": "yellow"}
HEADINGS: Final = {"finding": "findings", "judgement": "judgements", "tally": "tallies", "span": "spans"}


def as_row(effect: Effect) -> Row:
    """An effect as plain rows."""
    edit = effect.edit
    return {
        "edit": {"added": list(edit.added), "removed": list(edit.removed), "changed": list(edit.changed)},
        "documents": effect.documents,
        "affected": effect.affected,
        "changes": [change_row(one) for one in effect.changes],
        "scores": [scores_row(one) for one in effect.scores] if effect.scores else None,
    }


def change_row(change: Change) -> Row:
    """A change as a plain row."""
    return {**change._asdict(), "kwic": list(change.kwic)}


def scores_row(scores: Scores) -> Row:
    """Precision, recall and F1 by kind of fact."""
    return {kind: tally.figures() for kind, tally in scores.found.items()}


def effect(effect: Effect, console: Console, limit: int) -> None:
    """Print an effect; at most `limit` lines of each kind."""
    edit = effect.edit
    if not edit:
        console.print("the pattern lines are the same")
        return
    counts = f"{len(edit.added)} added, {len(edit.removed)} removed, {len(edit.changed)} changed"
    console.print(f"pattern lines: {counts}; {effect.affected} of {effect.documents} documents hold their words")
    if not effect.affected:
        console.print("so this corpus cannot show what they do; name another with --corpus, or once in ofsight.toml")
    elif not effect.changes:
        console.print("nothing changes in them")
    for kind, heading in HEADINGS.items():
        own = [one for one in effect.changes if one.kind == kind]
        if own:
            _section(heading, own, console, limit)
    if effect.scores:
        console.print(score_changes(*effect.scores))


def _section(heading: str, changes: Sequence[Change], console: Console, limit: int) -> None:
    counts: Counter[str] = Counter(one.what for one in changes)
    console.print(f"\n[bold]{heading}[/]: " + ", ".join(f"{counts[what]} {what}" for what in SIGNS if counts[what]))
    if changes[0].kind == "span":
        for (pattern, what), count in sorted(Counter((one.patterns[0], one.what) for one in changes).items()):
            console.print(Text(f"  {SIGNS[what]}{count} {pattern}", style=COLOURS[what]))
    for change in changes[:limit]:
        console.print(_line(change), soft_wrap=True)
    if len(changes) > limit:
        console.print(f"  ... and {len(changes) - limit} more (--limit)", style="dim")


def _line(change: Change) -> Text:
    line = Text(f"{SIGNS[change.what]} ", style=COLOURS[change.what])
    style = f"bold {COLOURS[change.what]}"
    if change.kind == "span":
        line.append_text(concordance_line(change.kwic, style))
    else:
        line.append(change.kwic.left).append(change.kwic.hit, style=style).append(change.kwic.right)
    line.append(f"  {change.document}", style="dim")
    line.append(f"  {change.details}", style=COLOURS[change.what])
    if change.kind == "finding" and change.patterns:
        line.append(f"  ({', '.join(change.patterns)})", style="dim")
    return line


def concordance_line(kwic: Kwic, style: str) -> Text:
    """A hit in the middle of its context."""
    line = Text(kwic.left.rjust(CONTEXT), style="none")
    line.append(kwic.hit, style=style)
    line.append(kwic.right.ljust(CONTEXT), style="none")
    return line
