"""An edit's effect over a corpus is told whole, from the documents that it can affect alone."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.language import load
from pipeline.patterns import DEFAULT_PATTERNS, load_patterns
from pipeline.workbench.changes import differences
from pipeline.workbench.corpus import Corpus, result_of
from pipeline.workbench.diff import Effect, diff
from pipeline.workbench.lookup import places
from pipeline.workbench.revisions import NoSuchState, patterns_as_of
from pipeline.workbench.stats import ordered, stats
from pipeline.workbench.watch import watch

OWN = Path(__file__).parents[1] / "corpus" / "documents"
Line = dict[str, Any]

LINES: list[Line] = [
    {"label": "CONCERN", "pattern": "too few", "id": "strong/too-few"},
    {"label": "CONCERN", "pattern": "too many", "id": "strong/too-many"},
    {"label": "STRENGTH", "pattern": "well", "id": "plain/well"},
    {"label": "STRENGTH", "pattern": "good-quality", "id": "plain/good-quality"},
    {"label": "THEME", "pattern": "care leavers", "id": "care_leavers/theme"},
    {"label": "GRADE", "pattern": "good", "id": "good/good"},
    {"label": "AUTHORITY", "pattern": "Swindon", "id": "E06000030/swindon"},
    {"label": "CONCERN", "pattern": [{"LOWER": "drift"}, {"LOWER": "and"}, {"IS_ALPHA": True}], "id": "strong/drift"},
]


def folder(room: Path, lines: list[Line]) -> Path:
    room.mkdir(exist_ok=True)
    (room / "a.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    return room


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFSIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus([OWN / "news", OWN / "press"])


def words(effect: Effect, kind: str) -> set[tuple[str, str, str]]:
    return {(one.what, one.document, one.kwic.hit) for one in effect.changes if one.kind == kind}


def test_an_added_line_shows_what_it_gains_in_its_context(tmp_path: Path) -> None:
    document = tmp_path / "corpus" / "a.txt"
    document.parent.mkdir()
    document.write_text("Visits are zublate in Hull.\n\nNothing else is.", "utf-8")
    new = [*LINES, {"label": "CONCERN", "pattern": "zublate", "id": "strong/zublate"}]
    effect = diff(folder(tmp_path / "old", LINES), folder(tmp_path / "new", new), Corpus([document.parent]))
    assert list(effect.edit.added) == ["strong/zublate"]
    finding, span = effect.changes
    assert (span.kind, span.what, span.kwic.left, span.kwic.hit, span.kwic.right[:8]) == (
        "span",
        "gained",
        "Visits are ",
        "zublate",
        " in Hull",
    )
    assert (finding.kind, finding.details, finding.patterns) == ("finding", "concern", ("strong/zublate",))
    assert (finding.kwic.left, finding.kwic.right) == ("", "")
    assert span.patterns == ("strong/zublate",)


def test_examples_and_notes_are_no_edit(tmp_path: Path, corpus: Corpus) -> None:
    new = [{**LINES[0], "note": "n", "examples": ["too few"]}, *LINES[1:]]
    effect = diff(folder(tmp_path / "old", LINES), folder(tmp_path / "new", new), corpus)
    assert not effect.edit
    assert effect.changes == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    old=st.sets(st.sampled_from(range(len(LINES))), min_size=1),
    new=st.sets(st.sampled_from(range(len(LINES))), min_size=1),
)
def test_running_only_what_is_affected_finds_every_change(
    tmp_path_factory: pytest.TempPathFactory, corpus: Corpus, old: set[int], new: set[int]
) -> None:
    room = tmp_path_factory.mktemp("edit")
    before, after = (
        folder(room / name, [LINES[one] for one in sorted(chosen)]) for name, chosen in (("o", old), ("n", new))
    )
    effect = diff(before, after, corpus)
    was, now = load(before), load(after)
    whole = [
        change
        for text in corpus.texts
        for change in differences(
            text.name, text.document.text, result_of(was, text.document), result_of(now, text.document)
        )
    ]
    assert effect.changes == whole


def test_scores_before_and_after_are_told_where_gold_covers_the_change(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for file in DEFAULT_PATTERNS.glob("*.jsonl"):
        lines = [line for line in file.read_text("utf-8").split("\n") if '"good/' not in line]
        (old / file.name).write_text("\n".join(lines), "utf-8")
    effect = diff(old, DEFAULT_PATTERNS, Corpus([OWN / "news"]), OWN.parent / "gold.jsonl")
    assert effect.scores is not None
    before, after = effect.scores
    assert after.found["judgements"].figures()["r"] > before.found["judgements"].figures()["r"]
    assert {one.kind for one in effect.changes} >= {"span", "judgement"}


def test_a_git_revision_is_as_good_as_a_folder(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b", *arguments], check=True
        )

    patterns = folder(tmp_path / "patterns", LINES[:1])
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    folder(patterns, LINES[:2])
    with patterns_as_of("HEAD", patterns) as before:
        assert [one.id for one in load_patterns(before)] == ["strong/too-few"]
    with pytest.raises(NoSuchState, match="no-such"), patterns_as_of("no-such", patterns):
        pass


def test_watching_keeps_the_last_good_rules_on_a_fault(tmp_path: Path, corpus: Corpus) -> None:
    patterns = folder(tmp_path / "patterns", LINES[:1])

    def saves() -> Iterator[int]:
        folder(patterns, [*LINES[:1], {"label": "CONCERNS", "pattern": "x", "id": "strong/x"}])
        yield 1
        folder(patterns, LINES[:2])
        yield 2

    start, faulty, mended = watch(patterns, corpus, None, saves())
    assert "watching" in start.message
    assert [one.kind for one in faulty.faults] == ["unknown_label"]
    assert mended.effect is not None
    assert list(mended.effect.edit.added) == ["strong/too-many"]


def test_stats_count_hits_losses_and_gold(tmp_path: Path) -> None:
    document = tmp_path / "corpus" / "a.txt"
    document.parent.mkdir()
    document.write_text("Visits are too few. Plans are too few in Swindon.", "utf-8")
    gold = tmp_path / "gold.jsonl"
    finding = {"polarity": "concern", "quote": "Visits are too few"}
    gold.write_text(json.dumps({"doc": "a.txt", "findings": [finding]}), "utf-8")
    lines = [*LINES, {"label": "CONCERN", "pattern": "few", "id": "weak/few"}]
    patterns = folder(tmp_path / "patterns", lines)
    rows = {
        one.pattern.id: one
        for one in stats(load(patterns), load_patterns(patterns), Corpus([document.parent]), patterns, gold)
    }
    few = rows["strong/too-few"]
    assert (few.hits, few.documents, few.share, few.precision, few.recall) == (2, 1, 1.0, 0.5, 1.0)
    assert (rows["weak/few"].hits, rows["weak/few"].lost) == (0, 2)
    assert ordered(rows.values(), "hits")[0] == few


def test_find_gives_any_words_whatever_their_spelling(tmp_path: Path) -> None:
    document = tmp_path / "corpus" / "a.txt"
    document.parent.mkdir()
    document.write_text("St. Zed\u2019s Care-Leavers met.\n\nst zed's care leavers", "utf-8")
    nlp = load(folder(tmp_path / "patterns", LINES))
    hits = list(places(nlp, "St Zed's care-leavers", Corpus([document.parent])))
    assert [one.kwic.hit for one in hits] == ["St. Zed\u2019s Care-Leavers", "st zed's care leavers"]
