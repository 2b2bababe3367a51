"""Shows on the terminal what the annotators' tools give."""

from collections.abc import Sequence
from typing import Any, Final

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipeline.expansion import phrases
from pipeline.patterns import Pattern
from pipeline.workbench.lookup import Hit, Line
from pipeline.workbench.own_texts import Tried
from pipeline.workbench.score_table import figures_table
from pipeline.workbench.show_diff import concordance_line
from pipeline.workbench.stats import Stat
from pipeline.workbench.suggest import Proposal
from pipeline.workbench.token_patterns import shown_value

Row = dict[str, Any]

COLOURS: Final = {
    "AUTHORITY": "cyan",
    "STANDIN": "cyan",
    "GRADE": "magenta",
    "JUDGEMENT_AREA": "blue",
    "THEME": "yellow",
    "STRENGTH": "green",
    "CONCERN": "red",
}
HELP: Final = {True: "a cue line for words of it would make it one", False: "nor would a cue in it make it one"}
OUTCOMES: Final = {"kept": "green", "used": "dim", "lost": "yellow", "dropped": "red"}


def tried_row(one: Tried) -> Row:
    """A tried example as a plain row."""
    outcome = {"kind": one.kind, "text": one.text, "passed": one.passed, "why": one.why}
    return {"where": one.pattern.place, "id": one.pattern.id, **outcome}


def tried(rows: Sequence[Tried], total: int, console: Console) -> None:
    """A table of examples and what became of them."""
    table = Table("", "where", "id", "text", "what became of it", box=box.SIMPLE)
    for one in rows:
        sign = "[green]ok[/]" if one.passed else "[red]fails[/]"
        table.add_row(
            sign, one.pattern.place, escape(one.pattern.id), f"{one.kind}: {escape(one.text)}", escape(one.why)
        )
    if rows:
        console.print(table)
    failed = sum(not one.passed for one in rows)
    console.print(f"{total} examples and counter-examples tried, {failed} fail")


def expansion_row(pattern: Pattern) -> Row:
    """A line and every phrase that it stands for."""
    return {
        "where": pattern.place,
        "id": pattern.id,
        "pattern": pattern.pattern,
        "phrases": list(phrases(pattern)),
    }


def expansions(patterns: Sequence[Pattern], console: Console) -> None:
    """Each line with the phrases that it stands for."""
    for pattern in patterns:
        written = phrases(pattern)
        console.print(f"[bold]{escape(pattern.id)}[/] {pattern.label} ({pattern.place}): {len(written)}")
        for phrase in written:
            console.print(f"  {escape(phrase if isinstance(phrase, str) else shown_tokens(phrase))}", highlight=False)


def shown_tokens(phrase: tuple[dict[str, Any], ...]) -> str:
    """A phrase of token attributes in one line: "[a|an]" may be there, and so may any word where it says "(any)"."""
    return " ".join(map(_shown_token, phrase))


def _shown_token(token: dict[str, Any]) -> str:
    value = next((value for key, value in token.items() if key != "OP"), None)
    word = "any" if value is None else shown_value(value)
    if "OP" not in token:
        return word
    return "(any)" if token["OP"] != "?" or value is None or isinstance(value, bool) else f"[{word}]"


def explanation(row: Row, console: Console) -> None:
    """An explanation of a text, part by part."""
    text = Text(row["text"])
    for match in row["matches"]:
        if match["outcome"] == "kept" and match["label"] in COLOURS:
            at = row["offset"]
            text.stylize(f"bold {COLOURS[match['label']]}", max(0, match["start"] - at), max(0, match["end"] - at))
    console.print(text)
    console.print("tokens: " + " | ".join(escape(token["text"]) for token in row["tokens"]), style="dim")
    _matches(row["matches"], console)
    for finding in row["findings"]:
        _finding(finding, console)
    for judgement in row["judgements"]:
        _judgement(judgement, console)
    for tally in row["tallies"]:
        number = tally["count"] if tally["count"] is not None else f"{tally['percent']:g} %"
        console.print(f"[bold]tally[/] {number} {tally['grade']}")
    for one in row["unread"]:
        near = f"; the nearest is {one['frame']}, which wants {one['missing']} besides" if one["frame"] else ""
        console.print(f"[bold]no frame[/] makes {escape(one['quote'])} a {one['as']}{escape(near)}", highlight=False)
    for sentence in row["sentences"]:
        _sentence(sentence, console)
    _nearest(row["nearest"], console)


def _matches(matches: Sequence[Row], console: Console) -> None:
    table = Table("words", "label", "pattern", "where", "what became of it", box=box.SIMPLE)
    for match in matches:
        why = f"[{OUTCOMES[match['outcome']]}]{escape(match['why'])}[/]"
        table.add_row(escape(match["quote"]), match["label"], escape(match["pattern"]), match["where"], why)
    if matches:
        console.print(table)
    else:
        console.print("no pattern matches")


def _finding(finding: Row, console: Console) -> None:
    colour = "green" if finding["polarity"] == "strength" else "red"
    who = finding["authority"]["name"] if finding["authority"] else "no authority"
    console.print(f"[bold {colour}]{finding['polarity']}[/] {escape(finding['quote'])}")
    about = [who, finding["area"] or "no area", *finding["themes"], f"said by {finding['speaker']}"]
    console.print(f"  {', '.join(about)}; characters {finding['start']} to {finding['end']}")
    for cue in finding["cues"]:
        console.print(f"  cue {escape(cue['quote'])} ({escape(cue['pattern'])}, {cue['where']})")


def _judgement(judgement: Row, console: Console) -> None:
    who = judgement["authority"]["name"] if judgement["authority"] else "no authority"
    facts = f"{who}, {judgement['area']}: {judgement['grade']} ({judgement['status']})"
    console.print(f"[bold magenta]judgement[/] {facts}; rule {judgement['rule']}")
    for one in judgement["evidence"]:
        console.print(f"  {one['role']}: {escape(one['quote'])}")


def _sentence(sentence: Row, console: Console) -> None:
    section = sentence["section"]
    place = f"{sentence['block']}, section {section['heading']!r} ({section['role']})" if section else sentence["block"]
    voice = f"voice: {sentence['voice']}, {'marked here' if not sentence['open_for'] else 'open from before'}"
    of_many = ", of councils at large" if sentence["sector"] else ""
    console.print(
        f"sentence {sentence['start']}-{sentence['end']}: {escape(str(place))}; {voice}{of_many}", style="dim"
    )
    for clause in sentence["clauses"]:
        chances = f", strength {clause['strength']:g}, concern {clause['concern']:g}" if "strength" in clause else ""
        console.print(f"  {clause['kind']} clause, balance {clause['balance']:g}{chances}: {escape(clause['quote'])}")
        for cue in clause["cues"]:
            by = f" by {cue['by']}" if cue["by"] else ""
            console.print(f"    {escape(cue['pattern'])}: {cue['what'].replace('_', ' ')}{escape(by)}", style="dim")
        if clause.get("because"):
            because = ", ".join(f"{name} {value:+g}" for name, value in clause["because"])
            console.print(f"    weighed most: {escape(because)}", style="dim")
    for one in sentence["decided_by"]:
        without = " and ".join(f"a {polarity}" for polarity in one["without"]) or "no finding"
        tag = escape(f"({one['label']} {one['pattern']}, {one['where']})")
        console.print(f"  [bold]{escape(one['quote'])}[/] {tag} decides: without it, {without}")
    if sentence["why_none"]:
        console.print(f"  no finding: {escape(sentence['why_none'])}")
    if sentence["why_none"] and not sentence["decided_by"]:
        console.print(f"  {HELP[sentence['a_cue_would_help']]}")


def _nearest(nearest: Sequence[Row], console: Console) -> None:
    if not nearest:
        return
    console.print("\nnearest patterns for words that none tagged:")
    for near in nearest:
        words = " ".join(
            f"[green]{escape(one['wanted'])}[/]" if one["fits"] else f"[red underline]{escape(one['wanted'])}[/]"
            for one in near["elements"]
        )
        console.print(
            f"  {words}  ({near['label']} {escape(near['pattern'])}, {near['where']}): {escape(near['reason'])}"
        )


def stat_row(one: Stat) -> Row:
    """A pattern's figures as a plain row."""
    pattern = one.pattern
    head = {"id": pattern.id, "label": pattern.label, "where": pattern.place}
    return {**head, **{key: value for key, value in one._asdict().items() if key != "pattern"}}


def stats(rows: Sequence[Stat], console: Console, limit: int) -> None:
    """A table of what patterns do."""
    figures = ["hits", "documents", "of label", "lost", "overlaps", "P", "R"]
    table = figures_table(["pattern", "label", "where"], figures)
    table.add_column("most with")
    for one in rows[:limit]:
        known = [f"{figure:.2f}" if figure is not None else "" for figure in (one.precision, one.recall)]
        counts = [str(one.hits), str(one.documents), f"{one.share:.1%}", str(one.lost), str(one.overlaps), *known]
        table.add_row(escape(one.pattern.id), one.pattern.label, one.pattern.place, *counts, escape(one.overlaps_with))
    console.print(table)
    never = sum(not one.hits and not one.lost for one in rows)
    console.print(f"{len(rows)} lines, {never} never match here{_more(rows, limit)}")


def line_row(one: Line) -> Row:
    """A line that was found as a plain row."""
    pattern = one.pattern
    return {
        "where": pattern.place,
        "label": pattern.label,
        "id": pattern.id,
        "pattern": pattern.pattern,
        "phrase": one.phrase,
    }


def found(lines: Sequence[Line], hits: Sequence[Hit], words: str, console: Console, limit: int) -> None:
    """A table of lines that hold some words, and a concordance of the words with what is tagged at each place."""
    table = Table("where", "label", "id", "pattern", "as", box=box.SIMPLE)
    for line in lines[:limit]:
        own = line.pattern
        table.add_row(own.place, own.label, *map(escape, (own.id, str(own.pattern), line.phrase)))
    if lines:
        console.print(table)
    console.print(f"{len(lines)} pattern lines{_more(lines, limit)}", markup=False)
    for hit in hits[:limit]:
        shown = concordance_line(hit.kwic, "bold cyan").append(f"  {hit.document}:{hit.start}", style="dim")
        tagged = ", ".join(f"{tag.label} {tag.pattern}" for tag in hit.tags)
        console.print(
            shown.append(f"  [{tagged or 'untagged'}]", style="green" if tagged else "yellow"), soft_wrap=True
        )
    documents = len({hit.document for hit in hits})
    console.print(f"{words!r}: {len(hits)} hits in {documents} documents{_more(hits, limit)}", markup=False)


def _more(rows: Sequence[object], limit: int) -> str:
    return ", more with --limit" if len(rows) > limit else ""


def hit_row(one: Hit) -> Row:
    """A hit as a plain row."""
    tags = [{"label": tag.label, "pattern": tag.pattern, "start": tag.start, "end": tag.end} for tag in one.tags]
    return {**one._asdict(), "kwic": list(one.kwic), "tags": tags}


def proposals(rows: Sequence[Proposal], console: Console) -> None:
    """A numbered table of proposals."""
    table = Table("N", "label", "phrase", "class", "+", "-", "missed", "a missed sentence", box=box.SIMPLE)
    for number, one in enumerate(rows, 1):
        counts = [str(one.strengths), str(one.concerns), str(one.missed)]
        table.add_row(str(number), one.label, escape(one.phrase), one.code, *counts, escape(one.examples[0][:90]))
    console.print(table)
    console.print("+ and -: sentences with it among strengths and concerns that are found. ", markup=False)
    console.print("`ofsight patterns accept N FILE.jsonl` writes one", markup=False)
