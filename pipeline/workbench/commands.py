"""The annotators' commands, `ofsight patterns ...`: parse options, call one function, show what it gives.

Nothing heavy is imported before a command runs. Exit status: 0 all well, 1 something is wrong in the patterns,
2 nothing could be done.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.files import no_special
from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.terminal import fail
from pipeline.workbench.settings import settings

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.patterns import Fault
    from pipeline.workbench.corpus import Corpus
    from pipeline.workbench.suggest import Proposal

OWN_CORPUS = DEFAULT_PATTERNS.parent / "corpus" / "documents"
OWN_GOLD = DEFAULT_PATTERNS.parent / "corpus" / "gold.jsonl"

FORMS = "prodigy, label-studio, doccano, brat or docbin."

WIDTH = 160
"""Columns of a table that goes to a file or a pipe."""

app = typer.Typer(help="Check, try and extend the pattern files.", no_args_is_help=True)

Patterns = Annotated[Path, typer.Option("--patterns", metavar="DIR", help="The folder of pattern files.")]
Inputs = Annotated[
    list[Path] | None,
    typer.Option("--corpus", metavar="DIR", help="Documents (those of ofsight.toml, else our own); repeatable."),
]
Gold = Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="Gold to score against.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@app.command()
def check(
    patterns: Patterns = DEFAULT_PATTERNS,
    as_json: AsJson = False,
    expand: Annotated[
        str | None, typer.Option(metavar="WORDS|ID", help="Show what the lines with this id or these words stand for.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Sort the files first.")] = False,
) -> None:
    """Every fault in the pattern files, as `file:line: what, and how to mend it`."""
    from pipeline.frame_file import frame_faults
    from pipeline.patterns import load_patterns
    from pipeline.workbench import show
    from pipeline.workbench.check import faults
    from pipeline.workbench.tidy import tidy

    if expand is not None:
        lines = [one for one in load_patterns(patterns) if expand == one.id or expand in str(one.pattern)]
        if not lines:
            fail(f"no line has the id or the words {expand!r}")
        _give([show.expansion_row(one) for one in lines], partial(show.expansions, lines), as_json)
        return
    if fix:
        for name in tidy(patterns):
            typer.echo(f"{name}: brought into order", err=True)
    _end_with(sorted([*faults(patterns), *frame_faults(patterns)]), as_json)


@app.command("test")
def try_own_texts(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="Only the lines with these ids.")] = None,
    patterns: Patterns = DEFAULT_PATTERNS,
    as_json: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help="Show what passes as well.")] = False,
) -> None:
    """Run all examples and counter-examples through the whole pipeline; says what dropped or outweighed a tag."""
    from pipeline.frame_file import load_frames
    from pipeline.language import load
    from pipeline.patterns import load_patterns
    from pipeline.workbench import show
    from pipeline.workbench.frame_texts import try_frames
    from pipeline.workbench.own_texts import try_all

    nlp = load(patterns)
    wanted = [one for one in load_patterns(patterns) if not ids or one.id in ids]
    frames = [one for one in load_frames(patterns).frames if not ids or one.name in ids]
    if ids and not wanted and not frames:
        fail(f"no line has the id {ids[0]!r}")
    tried = [*try_all(nlp, wanted), *try_frames(nlp, frames)]
    failed = [one for one in tried if not one.passed]
    if ids and not tried:
        fail(f"{', '.join(ids)}: no examples and no counter-examples, so there is nothing to test")
    shown = tried if everything or ids else failed
    _give([show.tried_row(one) for one in tried], partial(show.tried, shown, len(tried)), as_json)
    if failed:
        raise typer.Exit(1)


@app.command()
def explain(
    what: Annotated[str, typer.Argument(metavar="TEXT | FILE:OFFSET", help="A text, or a place in a document.")],
    pattern: Annotated[str | None, typer.Option("--id", metavar="ID", help="Why this pattern did not tag it.")] = None,
    patterns: Patterns = DEFAULT_PATTERNS,
    as_json: AsJson = False,
) -> None:
    """What the pipeline did with a text: what matched, won and lost, and what came near to words left untagged."""
    from pipeline.language import load
    from pipeline.patterns import load_patterns
    from pipeline.workbench import show
    from pipeline.workbench.explain import explain as explained
    from pipeline.workbench.explain import why_not
    from pipeline.workbench.places import doc_at

    nlp = load(patterns)
    by_id = {one.id: one for one in load_patterns(patterns)}
    doc, start, end = doc_at(nlp, what, _corpus(None).inputs)
    if pattern is not None:
        if pattern not in by_id:
            fail(f"no line has the id {pattern!r}")
        why = why_not(nlp, doc, by_id[pattern])
        row = {"pattern": pattern, "tagged": not why, "why_not": why}
        _give(row, why or "it is tagged by this pattern", as_json)
        return
    row = explained(nlp, doc, by_id, start, end)
    _give(row, partial(show.explanation, row), as_json)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder of pattern files, or a git revision.")] = "HEAD",
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="The same; by default the files as they are.")
    ] = None,
    corpus: Inputs = None,
    gold: Gold = None,
    patterns: Patterns = DEFAULT_PATTERNS,
    limit: Annotated[int, typer.Option(min=1, help="How many lines of each kind to show.")] = 40,
    as_json: AsJson = False,
) -> None:
    """What an edit of the pattern files changes over a corpus: spans, findings and judgements gained, lost, changed."""
    from pipeline.workbench import show_diff
    from pipeline.workbench.diff import diff as compare
    from pipeline.workbench.revisions import patterns_as_of

    with patterns_as_of(old, patterns) as before, patterns_as_of(new or str(patterns), patterns) as now:
        effect = compare(before, now, _corpus(corpus), _gold(gold, corpus))
    _give(show_diff.as_row(effect), partial(show_diff.effect, effect, limit=limit), as_json)


@app.command()
def stats(
    sort: Annotated[
        str, typer.Option(help="hits, documents, share, lost, overlaps, precision, recall, pattern.")
    ] = "hits",
    label: Annotated[str | None, typer.Option(help="Only lines of this label.")] = None,
    never: Annotated[bool, typer.Option("--never", help="Only lines that never match.")] = False,
    corpus: Inputs = None,
    gold: Gold = None,
    patterns: Patterns = DEFAULT_PATTERNS,
    limit: Annotated[int, typer.Option(min=1, help="How many lines to show.")] = 40,
    as_json: AsJson = False,
) -> None:
    """What each pattern does over a corpus."""
    from typing import get_args

    from pipeline.language import load
    from pipeline.patterns import load_patterns
    from pipeline.workbench import show
    from pipeline.workbench import stats as counting

    if sort not in get_args(counting.Order):
        fail(f"--sort {sort}: is none of {', '.join(get_args(counting.Order))}")
    nlp = load(patterns)
    texts = _corpus(corpus)
    rows = counting.stats(nlp, load_patterns(patterns), texts, patterns, _gold(gold, corpus))
    rows = [
        one for one in rows if (label is None or one.pattern.label == label) and not (never and one.hits + one.lost)
    ]
    rows = counting.ordered(rows, sort)  # type: ignore[arg-type]
    _give([show.stat_row(one) for one in rows], partial(show.stats, rows, limit=limit), as_json)


@app.command("idle")
def find_idle(
    corpus: Inputs = None,
    elsewhere: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Texts kept elsewhere: list anew which lines only they hold; repeatable."),
    ] = None,
    patterns: Patterns = DEFAULT_PATTERNS,
    as_json: AsJson = False,
) -> None:
    """Lines of cues that match nothing in the documents and in the texts of gold, and have no example."""
    from pipeline.language import load
    from pipeline.patterns import load_patterns
    from pipeline.workbench import idle

    nlp, lines = load(patterns), load_patterns(patterns)
    here = idle.matching(nlp, idle.docs_of(nlp, _corpus(corpus)))
    here |= idle.matching(nlp, idle.docs_in_gold(nlp, OWN_GOLD.parent))
    if elsewhere:
        there = idle.matching(nlp, idle.docs_of(nlp, _corpus(elsewhere)))
        typer.echo(f"{idle.SEEN}: {idle.write_seen(patterns, lines, here, there)} lines", err=True)
    _end_with(list(idle.idle(lines, here | idle.read_seen(patterns))), as_json)


@app.command("find")
def find_words(
    words: Annotated[str, typer.Argument(metavar="WORDS|ID", help="Words in any form, or the id of a line.")],
    corpus: Inputs = None,
    patterns: Patterns = DEFAULT_PATTERNS,
    limit: Annotated[int, typer.Option(min=1, help="How many lines and places to show.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Whether words are known: the lines that hold them, and where documents have them, with what is tagged there."""
    from pipeline.language import load
    from pipeline.patterns import load_patterns
    from pipeline.workbench import lookup, show

    texts = _corpus(corpus)
    lines = list(lookup.lines(load_patterns(patterns), words))
    places = list(lookup.places(load(patterns), words, texts))
    row = {"lines": [show.line_row(one) for one in lines], "places": [show.hit_row(one) for one in places]}
    _give(row, partial(show.found, lines, places, words, limit=limit), as_json)


@app.command()
def suggest(
    records: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="What `extract` wrote.")],
    patterns: Patterns = DEFAULT_PATTERNS,
    limit: Annotated[int, typer.Option(min=1, help="How many proposals.")] = 30,
    gold: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="Gold whose misses are mined too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Cue phrases that the pattern files lack, the surest first; `accept` writes one as a line of its file."""
    from pipeline.workbench import show

    rows = _proposals(records, patterns, limit, gold)
    _give([one._asdict() for one in rows], partial(show.proposals, rows), as_json)


@app.command("accept")
def accept_proposal(
    number: Annotated[int, typer.Argument(metavar="N", help="The number that `suggest` gave it.")],
    records: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="The records that it was proposed from.")],
    patterns: Patterns = DEFAULT_PATTERNS,
    limit: Annotated[int, typer.Option(min=1, help="As given to `suggest`.")] = 30,
    gold: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help="As given to `suggest`.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write proposal N of `suggest` as a line of its file, in its sorted place; git undoes it."""
    from pipeline.workbench.suggest import accept

    rows = _proposals(records, patterns, limit, gold)
    if not 1 <= number <= len(rows):
        fail(f"there is no proposal {number}; there are {len(rows)}")
    written = accept(rows[number - 1], patterns)
    told = f"{written.file}: {written.id} {written.pattern!r} written; `ofsight patterns diff` shows what it changes"
    _give({"file": written.file, "id": written.id, "pattern": written.pattern}, told, as_json)


def _proposals(records: Path, patterns: Path, limit: int, gold: Path | None) -> "list[Proposal]":
    from pipeline.patterns import load_patterns
    from pipeline.records import read_records
    from pipeline.workbench import suggest as proposing
    from pipeline.workbench.evaluate import missed_findings
    from pipeline.workbench.gold_file import gold_lines

    held = list(read_records(records))
    decided = _gold(gold, None)
    missed = missed_findings(gold_lines(decided), held) if decided is not None and decided.exists() else {}
    return proposing.suggest(proposing.sentences_of(held, missed), load_patterns(patterns), limit)


@app.command("export")
def export_annotations(
    output: Annotated[Path, typer.Option(metavar="PATH", help="A file; for brat a folder.")],
    form: Annotated[str | None, typer.Argument(metavar="FORMAT", help=FORMS)] = None,
    records: Annotated[Path | None, typer.Argument(metavar="FILE.jsonl", help="What `extract` wrote.")] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Instead the pattern lines, written out for spaCy's entity ruler.")
    ] = False,
    patterns: Patterns = DEFAULT_PATTERNS,
    as_json: AsJson = False,
) -> None:
    """Records as annotated texts for another tool: entities, and findings as `finding.strength`, `finding.concern`."""
    from pipeline.patterns import load_patterns
    from pipeline.records import read_records
    from pipeline.workbench import exchange
    from pipeline.workbench.plain import export

    if plain:
        written = export(load_patterns(patterns), output)
        _give({"lines": written, "output": str(output)}, f"{written} plain lines in {output}", as_json)
        return
    if form is None or records is None:
        fail("name the format and the file of records, or --plain for the pattern lines")
    if form not in exchange.FORMATS:
        fail(f"{form}: no such format; {FORMS}")
    count = exchange.write(form, map(exchange.from_record, read_records(records)), output)
    _give({"documents": count, "output": str(output)}, f"{count} documents in {output}", as_json)


@app.command("import")
def import_annotations(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=FORMS)],
    place: Annotated[Path, typer.Argument(metavar="PATH", help="What the other tool wrote.", callback=no_special)],
    gold: Annotated[Path, typer.Option(metavar="FILE.jsonl", help="The gold file that it is added to.")],
    as_json: AsJson = False,
) -> None:
    """Finding spans of another tool become gold of their documents; unfinished ones are left out."""
    from pipeline.workbench import exchange

    if form not in exchange.FORMATS:
        fail(f"{form}: no such format; {FORMS}")
    done, left = exchange.to_gold(form, exchange.read(form, place), gold)
    unfinished = f"; {left} unfinished ones left out" if left else ""
    _give({"documents": done, "unfinished": left}, f"{done} documents are gold in {gold}{unfinished}", as_json)


@app.command()
def view(
    records: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="What `extract` wrote.")],
    document: Annotated[str, typer.Argument(metavar="PATH", help="The record's document, as in its `source.path`.")],
    output: Annotated[Path, typer.Option(metavar="FILE.html", help="Where the page goes.")],
    as_json: AsJson = False,
) -> None:
    """One record as a page with its spans marked, by spaCy's displaCy."""
    from pipeline.records import read_records
    from pipeline.workbench import exchange

    found = next((one for one in read_records(records) if one["source"]["path"] == document), None)
    if found is None:
        fail(f"{records}: has no record of {document}")
    output.write_text(exchange.displacy_page(exchange.from_record(found)), "utf-8")
    _give({"output": str(output)}, f"page: {output}", as_json)


@app.command()
def watch(
    corpus: Inputs = None,
    gold: Gold = None,
    patterns: Patterns = DEFAULT_PATTERNS,
    limit: Annotated[int, typer.Option(min=1, help="How many lines of each kind to show.")] = 15,
    as_json: AsJson = False,
) -> None:
    """On every save of a pattern file: check, then diff against the last good state. Ctrl-C ends it."""
    from pipeline.workbench import show_diff
    from pipeline.workbench.watch import watch as watched

    out = console()
    for seen in watched(patterns, _corpus(corpus), _gold(gold, corpus)):
        if as_json:
            effect = show_diff.as_row(seen.effect) if seen.effect is not None else None
            _json({"faults": [str(one) for one in seen.faults], "effect": effect, "message": seen.message})
            continue
        if seen.effect is not None:
            show_diff.effect(seen.effect, out, limit)
        else:
            for fault in seen.faults:
                out.print(str(fault), style="red", markup=False)
        out.print(seen.message, style="dim", markup=False)


def review(
    corpus: Inputs = None,
    gold: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Where decisions go (gold of ofsight.toml).")
    ] = None,
    other: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Another annotator's gold file, to compare with.")
    ] = None,
    annotator: Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who decides.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine.")] = 8321,
    patterns: Patterns = DEFAULT_PATTERNS,
) -> None:
    """A local page to look at what was tagged and to decide on it; only this machine can open it. Ctrl-C ends it."""
    import getpass
    import socket

    import uvicorn

    from pipeline.workbench.review import state
    from pipeline.workbench.review.app import create_app

    decided = gold if gold is not None or corpus else settings().gold
    if decided is None and (corpus or settings().corpus):
        fail("name the file that decisions go to with --gold FILE.jsonl, or as gold in ofsight.toml")
    decided = decided or OWN_GOLD
    if other is not None and not other.exists():
        fail(f"{other}: there is no such file")
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError as error:
            fail(
                f"port {port} cannot be used ({error.strerror}); choose another with --port, or 0 for any that is free"
            )
        texts = _corpus(corpus)
        page = create_app(state.Settings(patterns, texts, decided, annotator or getpass.getuser(), other))
        door.listen()
        typer.echo(f"{len(texts)} documents; decisions go to {decided}")
        typer.echo(f"open http://127.0.0.1:{door.getsockname()[1]}/ (Ctrl-C ends it)")
        server = uvicorn.Server(uvicorn.Config(page, log_level="warning", timeout_graceful_shutdown=2))
        server.run(sockets=[door])


def _corpus(inputs: list[Path] | None) -> "Corpus":
    """The documents that are named, else those of the settings, else our own."""
    from pipeline.workbench.corpus import Corpus

    for given in inputs or ():
        if not given.exists():
            fail(f"{given}: there is no such file or folder")
    return Corpus(inputs or settings().corpus or [OWN_CORPUS])


def _gold(gold: Path | None, inputs: list[Path] | None) -> Path | None:
    """The gold that is named, else that of the settings, else our own for our own corpus."""
    if gold is not None and not gold.exists():
        fail(f"{gold}: there is no such file")
    if gold is not None or inputs:
        return gold
    own = settings()
    return own.gold if own.corpus else own.gold or OWN_GOLD


def console() -> "Console":
    """Where tables go."""
    from rich.console import Console

    own = Console(highlight=False)
    return own if own.is_terminal else Console(highlight=False, width=WIDTH)


def _end_with(found: "Sequence[Fault]", as_json: bool) -> None:
    """Show faults; where there are some, that is the command's exit status."""
    if as_json:
        _json([{"file": one.file, "line": one.line, "kind": one.kind, "message": one.message} for one in found])
    else:
        count = f"{len(found)} fault{'s' * (len(found) > 1)}" if found else "no faults"
        typer.echo("\n".join([*map(str, found), count]), err=bool(found))
    if found:
        raise typer.Exit(1)


def _give(row: Any, shown: "str | Callable[[Console], None]", as_json: bool) -> None:
    """What a command gives: for other programs as JSON, for people as a line or as what is shown on the console."""
    if as_json:
        _json(row)
    elif isinstance(shown, str):
        typer.echo(shown)
    else:
        shown(console())


def _json(row: Any) -> None:
    import orjson

    typer.echo(orjson.dumps(row, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())
