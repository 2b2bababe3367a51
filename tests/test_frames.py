"""Frames: their shapes, and the sentences in their file."""

from pathlib import Path

import pytest
from spacy.language import Language

from pipeline.components.frames.shapes import FaultyShape, compiled
from pipeline.frame_file import FrameLine, frame_faults, load_frames
from pipeline.patterns import DEFAULT_PATTERNS, FaultyPatterns
from pipeline.workbench.frame_texts import try_frames

FRAMES = load_frames(DEFAULT_PATTERNS).frames


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: str(frame.name))
def test_a_frame_reads_its_examples_and_not_its_counters(nlp: Language, frame: FrameLine) -> None:
    tried = list(try_frames(nlp, [frame]))
    assert [f"{one.kind}: {one.text}: {one.why}" for one in tried if not one.passed] == []
    assert [one.kind for one in tried].count("example") >= 2
    assert any(one.kind == "counter" for one in tried)


def test_the_shipped_file_has_no_fault() -> None:
    assert frame_faults(DEFAULT_PATTERNS) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"frame": "said/x", "shape": "authority nonsense GRADE"}', "'nonsense' is no name"),
        ('{"frame": "said/x", "shape": "[authority GRADE"}', "does not hang together"),
        ('{"frame": "said/x"}', "write {"),
        ('{"class": "nonsense", "words": "of"}', "no shape names the class 'nonsense'"),
        ('{"frame": "said/x", "shape": "GRADE", "colour": 1}', "unknown key 'colour'"),
        ("{", "not JSON"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "frames.jsonl").write_text(f"\n{line}\n", "utf-8")
    with pytest.raises(FaultyPatterns) as raised:
        load_frames(tmp_path)
    assert [(fault.file, fault.line) for fault in raised.value.faults] == [("frames.jsonl", 2)]
    assert told in str(raised.value)


def test_a_shape_is_matched_over_symbols() -> None:
    assert compiled("authority be GRADE").search("Ab@.") is not None
    assert compiled("authority be GRADE").search("Rb@.") is None
    with pytest.raises(FaultyShape, match="cannot be read"):
        compiled("authority & GRADE")
