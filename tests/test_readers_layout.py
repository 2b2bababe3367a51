"""Reading text and its blocks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.layout import BULLET, blocks_of, is_heading, reading_text

TEXTS = st.text(st.sampled_from("abc DEF.:-•*\n\n\t\u00a0\u202f\u2028\ufffe\u00ad\uf0a7\u200b 123,'")) | st.text()


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks_of(text)]


def test_hard_wrapped_lines_are_joined_into_paragraphs() -> None:
    raw = (
        "Inspectors found that most children in the borough are now seen in\n"
        "good time, and that their plans say plainly what has to change and\n"
        "by when.\n"
        "Managers do not yet check the work of new staff often enough, so\n"
        "that drift goes unseen.\n"
    )
    assert reading_text(raw) == (
        "Inspectors found that most children in the borough are now seen in good time, and that their plans say "
        "plainly what has to change and by when.\n\n"
        "Managers do not yet check the work of new staff often enough, so that drift goes unseen."
    )


def test_lines_that_are_paragraphs_stay_paragraphs() -> None:
    raw = "The council was judged good today.\nIts leaders were praised.\nAdoption needs work."
    assert (
        reading_text(raw) == "The council was judged good today.\n\nIts leaders were praised.\n\nAdoption needs work."
    )


def test_a_heading_above_wrapped_lines_is_not_joined_to_them() -> None:
    raw = "What inspectors saw\nChildren wait too long for help, and too many of them come\nback within a year .\n"
    assert kinds(reading_text(raw))[0] == ("heading", "What inspectors saw")


@pytest.mark.parametrize(
    "sign", ["•", "◼", "\uf0b7", "\uf0a7", "\uf06e", "\uf02d", "- ", "* ", "·", "•\t", "•\n", "– "]
)
def test_every_bullet_sign_becomes_one(sign: str) -> None:
    raw = f"Strengths\n\n{sign}Early help is quick.\n\n{sign}Leaders listen.\n"
    assert reading_text(raw) == "Strengths\n\n• Early help is quick.\n• Leaders listen."


def test_a_word_with_a_leading_dash_is_no_bullet() -> None:
    assert reading_text("-5 degrees") == "-5 degrees"


@pytest.mark.parametrize("space", ["\t", "\u00a0", "\u202f", "  ", " \u00a0 ", "\u2009"])
def test_every_space_becomes_one_plain_space(space: str) -> None:
    assert reading_text(f"St{space}Helens was told.") == "St Helens was told."


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\x0b", "\x0c", "\x85"])
def test_every_line_end_is_one(end: str) -> None:
    assert reading_text(f"It is good.{end}It is safe.") == "It is good.\n\nIt is safe."


def test_the_private_hyphen_at_a_line_end_is_a_hyphen() -> None:
    assert reading_text("The multi\ufffe\nagency hub") == "The multi-agency hub"


def test_a_hyphen_at_a_line_end_goes_where_the_text_writes_the_word_whole() -> None:
    raw = "Safeguarding is a duty that partners share; safe-\nguarding boards and multi-\nagency teams exist."
    assert "; safeguarding boards and multi-agency teams" in reading_text(raw)


def test_a_caption_set_twice_is_kept_once() -> None:
    caption = "Forty councils have had their results published so far. Picture: A Name"
    assert reading_text(f"Headline here\n\n{caption}\n{caption}\n\nText.").count(caption) == 1


def test_a_number_stuck_to_its_paragraph_is_set_apart() -> None:
    assert reading_text("31.The team knows its strengths.") == "31. The team knows its strengths."


def test_rows_stand_together_and_a_single_one_is_a_heading() -> None:
    table = (
        "Overall effectiveness: Good\nHelp and protection: Requires improvement to be good\n\nPlain text follows here."
    )
    assert reading_text(table) == table
    assert [kind for kind, _ in kinds(table)] == ["row", "row", "paragraph"]
    assert kinds("The experiences of children in care: good\n\nText follows.")[0][0] == "heading"


def test_the_kinds_of_blocks() -> None:
    text = (
        "What needs to improve\n\n• The pace of assessments.\n• Oversight.\n\n29. Leaders know their staff.\n\n"
        "The council should also, within six months:"
    )
    assert [kind for kind, _ in kinds(text)] == ["heading", "bullet", "bullet", "paragraph", "heading"]
    assert kinds(text)[1] == ("bullet", "The pace of assessments.")


@pytest.mark.parametrize("line", ["It is good.", "“We will improve.”", "and leaders", "2015", "X" * 200, "In care,"])
def test_sentences_and_fragments_are_no_headings(line: str) -> None:
    assert not is_heading(line)


@given(TEXTS)
def test_applying_reading_text_again_changes_nothing(raw: str) -> None:
    once = reading_text(raw)
    assert reading_text(once) == once


@given(TEXTS)
def test_reading_text_keeps_every_letter_and_figure_in_order(raw: str) -> None:
    def kept(text: str) -> str:
        return "".join(re.findall(r"[^\W_]", text, re.ASCII))

    assert kept(reading_text(raw)) == kept(raw)


@given(TEXTS)
def test_reading_text_has_the_form_that_documents_promise(raw: str) -> None:
    text = reading_text(raw)
    assert text == text.strip()
    assert not re.search(r"\n{3}|[^\S\n]{2}| \n|\n ", text)
    text.encode("utf-8")
    for before, after in re.findall(r"([^\n]+)\n(?=([^\n]+))", text):
        bullets = before.startswith(BULLET) and after.startswith(BULLET)
        assert bullets or (": " in before and ": " in after)


@given(TEXTS)
def test_blocks_cover_every_character_once_in_order(text: str) -> None:
    end = 0
    for block in blocks_of(text):
        assert end <= block.start < block.end <= len(text)
        assert not text[end : block.start].replace("•", "").strip()
        assert "\n" not in text[block.start : block.end]
        end = block.end
    assert not text[end:].replace("•", "").strip()
