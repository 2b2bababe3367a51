"""A PDF's printed lines become reading text: furniture gone, wrapped lines joined, layout kept."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_made import Drawn, Print, pdf_of

from pipeline.readers.document import Document, Unreadable
from pipeline.readers.grade_table import with_grade_rows
from pipeline.readers.layout import blocks_of
from pipeline.readers.page_lines import Line, without_contents, without_running_heads
from pipeline.readers.page_text import page_text
from pipeline.readers.pdf import read_pdf

FULL = 500.0
"""Right edge of a line that fills the page's width."""


def page(*printed: str | Line, top: float = 700.0) -> list[Line]:
    """Lines under each other at the distance of wrapped lines; "" leaves a gap, "#" before a line makes it bold.

    A line is as long as its words, at 6 points a sign, unless it ends in "¶": then it fills the width.
    """
    lines = []
    baseline = top
    for words in printed:
        if isinstance(words, Line):
            lines.append(words._replace(baseline=baseline))
        elif words:
            text = words.lstrip("#").rstrip("¶")
            right = FULL if words.endswith("¶") else 70.0 + 6 * len(text)
            lines.append(Line(text, 70.0, right, baseline, 12.0, words.startswith("#")))
        baseline -= 14.5
    return lines


def small(words: str) -> Line:
    return Line(words, 70.0, 70.0 + 5 * len(words), 0.0, 9.0)


def text_of(*pages: list[Line]) -> str:
    """The text of these pages, a full paragraph put before them so that their body size and width are known."""
    known = page(*["Full lines of body text give the size and the width.¶"] * 9, "The end.")
    text, _ = page_text([known, *pages])
    return text[text.index("\n\n") + 2 :]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks_of(text)]


def test_wrapped_lines_are_one_paragraph_and_a_gap_begins_another() -> None:
    pages = page("Leaders know the service¶", "very well.", "", "Partners agree.")
    assert text_of(pages) == "Leaders know the service very well.\n\nPartners agree."


def test_a_short_line_ends_a_paragraph_even_without_a_gap() -> None:
    assert text_of(page("Leaders know the service.", "Partners agree with them.")) == (
        "Leaders know the service.\n\nPartners agree with them."
    )


def test_a_sentence_that_runs_over_the_page_break_is_joined() -> None:
    assert (
        text_of(page("Too many children wait for¶"), page("Ofsted to come."))
        == "Too many children wait for Ofsted to come."
    )


def test_pages_start_where_their_first_words_stand() -> None:
    text, offsets = page_text([page("The help is¶"), page("timely.", "", "Plans are good.")])
    assert [text[offset:] for offset in offsets] == [text, text[text.index("timely") :]]


def test_a_page_without_text_starts_where_the_next_does() -> None:
    text, offsets = page_text([page("One."), [], page("Two.")])
    assert offsets == (0, text.index("Two"), text.index("Two"))


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("a multi-¶", "agency hub", "a multi-agency hub"),
        ("first-¶", "and second-line managers", "first- and second-line managers"),
        ("day-¶", "to-day work", "day-to-day work"),
        ("in 2015–¶", "16 it fell", "in 2015–16 it fell"),
        ("good help –¶", "at last", "good help – at last"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_belongs_to_its_word(before: str, after: str, joined: str) -> None:
    assert text_of(page(before, after)) == joined


@pytest.mark.parametrize("sign", ["\uf0b7", "\uf0a7", "\uf06e", "\uf02d", "\uf0be", "◼", "•", "–", "─"])
def test_every_bullet_sign_begins_a_bullet(sign: str) -> None:
    text = text_of(page(f"{sign} the quality of plans", f"{sign} the number of\u202fhomes"))
    assert text == "• the quality of plans\n• the number of homes"


def test_a_dash_in_mid_sentence_is_no_bullet() -> None:
    hang = [
        Line(words, 100.0, FULL, 0.0, 12.0) for words in ("meetings are held, and conferences", "– a strength – are")
    ]
    assert "\n" not in text_of(page("38. Network¶", *hang))


def test_numbered_paragraphs_stand_apart_and_their_number_stands_free() -> None:
    assert text_of(page("29.Leaders know the service well.¶", "30. Plans are good.¶")) == (
        "29. Leaders know the service well.\n\n30. Plans are good."
    )


def test_a_number_at_the_start_of_a_wrapped_line_begins_no_paragraph() -> None:
    assert text_of(page("Many of them leave when they reach¶", "16. Many others stay.")) == (
        "Many of them leave when they reach 16. Many others stay."
    )


def test_words_glued_to_a_full_stop_are_set_free() -> None:
    assert text_of(page("It fell in 2021.The plan is new.")) == "It fell in 2021. The plan is new."


def test_a_heading_wrapped_over_two_lines_is_one_heading() -> None:
    text = text_of(
        page("#The experiences and progress of children who need help¶", "#and protection: good", "Help is good.")
    )
    assert kinds(text) == [
        ("heading", "The experiences and progress of children who need help and protection: good"),
        ("paragraph", "Help is good."),
    ]


def test_two_headings_with_a_gap_between_them_are_two() -> None:
    assert [kind for kind, _ in kinds(text_of(page("#The local authority", "", "#Summary of findings", "Good.")))] == [
        "heading",
        "heading",
        "paragraph",
    ]


def test_a_footnote_follows_the_paragraph_that_runs_over_the_page() -> None:
    pages = (
        page("The board agreed with¶", small("Ofsted reports under section 152.")),
        page("all partners.", "", "It met."),
    )
    assert text_of(*pages) == "The board agreed with all partners.\n\nOfsted reports under section 152.\n\nIt met."


def test_facts_of_the_front_page_are_rows() -> None:
    text = text_of(page("#Inspection dates: 1 to 12 July 2019", "", "#Lead inspector: Ann Other"))
    assert [kind for kind, _ in kinds(text)] == ["row", "row"]


def test_running_heads_and_page_numbers_go_also_where_glued() -> None:
    head = "Inspection of Anytown children’s services"
    pages = [page(f"{number}", f"{head} {number}", f"Text of page {number * 'x'}.") for number in range(1, 5)]
    pages[2][1] = pages[2][1]._replace(text=f"{head} 3The plan is new.")
    texts = [[line.text for line in cleaned] for cleaned in without_running_heads(pages)]
    assert texts == [
        ["Text of page x."],
        ["Text of page xx."],
        ["The plan is new.", "Text of page xxx."],
        ["Text of page xxxx."],
    ]


@pytest.mark.parametrize("lines", [2, 6, 9])
def test_pages_that_stand_there_twice_keep_their_lines(lines: int) -> None:
    pages = [page(*[f"A line of its own, by number {'abcdefghi'[line]}" for line in range(lines)])] * 2
    assert without_running_heads(pages) == pages


def test_pages_of_which_nothing_would_be_left_keep_their_lines() -> None:
    pages = [page("The same", "on both"), page("The same", "on both", "or almost")]
    assert without_running_heads([*pages, pages[0][:1]]) != []
    assert any(without_running_heads([pages[0], pages[0][:1], pages[0][1:]]))


def test_a_heading_that_returns_at_other_heights_is_no_running_head() -> None:
    pages = [page("#Inspection findings", "Text.", top=700.0 - 50 * number) for number in range(4)]
    assert without_running_heads(pages) == pages


def test_a_table_of_contents_goes_and_a_list_of_figures_stays() -> None:
    contents = page(
        "#Contents", "The local authority 2", "Summary 2", "Children who need help and", "protection 3", "Leadership 4"
    )
    figures = page("Reception 9", "Year 1 4", "Year 2 12", "Year 3 7")
    assert without_contents([contents, figures, [], []]) == [[], figures, [], []]


def cell(words: str, left: float, baseline: float) -> Line:
    return Line(words, left, left + 5 * len(words), baseline, 12.0)


def test_area_and_grade_both_wrapped_make_one_row_each() -> None:
    lines = [
        cell("The experiences and progress of children in care", 70, 410),
        cell("and care leavers", 70, 396),
        cell("Requires improvement", 395, 410),
        cell("to be good", 395, 396),
        cell("Overall effectiveness", 70, 360),
        cell("Inadequate", 395, 360),
    ]
    assert [line.text for line in with_grade_rows(lines)] == [
        "The experiences and progress of children in care and care leavers: Requires improvement to be good",
        "Overall effectiveness: Inadequate",
    ]


def test_rows_set_as_close_as_wrapped_lines_keep_their_own_grades() -> None:
    areas = ["Leaders and their impact.", "Help and protection", "Children in care"]
    lines = [cell(words, 70, 500 - 14 * row) for row, words in enumerate(areas)]
    lines += [cell(words, 395, 500 - 14 * row) for row, words in enumerate(["Good", "Outstanding", "Inadequate"])]
    assert [line.text for line in with_grade_rows(lines)] == [
        "Leaders and their impact: Good",
        "Help and protection: Outstanding",
        "Children in care: Inadequate",
    ]


def test_no_grade_is_invented_for_an_area_without_one() -> None:
    lines = [cell("Help and protection", 70, 500), cell("Good", 395, 500), cell("Children in care", 70, 440)]
    assert [line.text for line in with_grade_rows(lines)] == ["Help and protection: Good", "Children in care"]


def test_a_grade_word_that_ends_a_paragraph_is_no_table() -> None:
    lines = [cell("Services for children are", 70, 500), cell("good", 70, 486)]
    assert with_grade_rows(lines) == lines


WORDS = st.text(alphabet="abcdeABC 19.,;:-–•◼\uf0b7\u202f’()", min_size=1, max_size=40)


@given(st.lists(st.lists(WORDS, max_size=8), max_size=4))
def test_whatever_the_lines_the_text_is_clean_and_the_pages_rise(pages: list[list[str]]) -> None:
    text, offsets = page_text([page(*[words for words in lines if words.strip()]) for lines in pages])
    assert not re.search(r"[\ue000-\uf8ff\u202f]|  |\n\n\n", text)
    assert list(offsets) == sorted(offsets)
    assert len(offsets) == len(pages)
    assert all(0 <= offset <= len(text) for offset in offsets)


REPORT = pdf_of(
    [
        Print(70, 690, "Anytown County Council", 26),
        Print(70, 650, "Inspection of children’s social care services", 16, bold=True),
        Print(70, 620, "Inspection dates: 3 to 14 October 2022", bold=True),
        Print(70, 600, "Lead inspector: Ann Other, His Majesty’s Inspector", bold=True),
        Print(70, 560, "Overall effectiveness"),
        Print(395, 560, "Requires improvement"),
        Print(395, 546, "to be good"),
        Print(70, 500, "Leaders have kept a firm hold on services for children, and the Board"),
        Print(462, 505, "1", 6.5),
        Print(70, 486, "watches closely how they are doing."),
        Print(510, 30, "1"),
    ],
    [
        Print(70, 730, "What needs to improve", 14, bold=True),
        Print(70, 700, "• the quality of plans for children"),
        Print(70, 680, "• homes for older children (near their families)."),
        Print(510, 30, "2"),
    ],
)


def test_a_report_is_read_with_its_layout_pages_and_metadata() -> None:
    document = read_pdf(REPORT, "reports/one.pdf")
    assert kinds(document.text) == [
        ("heading", "Anytown County Council"),
        ("heading", "Inspection of children’s social care services"),
        ("row", "Inspection dates: 3 to 14 October 2022"),
        ("row", "Lead inspector: Ann Other, His Majesty’s Inspector"),
        ("row", "Overall effectiveness: Requires improvement to be good"),
        (
            "paragraph",
            "Leaders have kept a firm hold on services for children, and the Board watches closely how they are doing.",
        ),
        ("heading", "What needs to improve"),
        ("bullet", "the quality of plans for children"),
        ("bullet", "homes for older children (near their families)."),
    ]
    assert document.text[document.pages[1] :].startswith("What needs to improve")
    assert document.meta["inspection"] == {"start": "2022-10-03", "end": "2022-10-14", "type": "standard"}
    assert document.meta["lead_inspector"] == "Ann Other"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.4\nnothing of use", "broken"),
        (REPORT[: len(REPORT) // 3], "broken"),
        (pdf_of([Print(70, 700, "Secret")], encrypted=True), "encrypted"),
        (pdf_of([]), "no text layer"),
        (pdf_of(), "no pages"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_pdf(data, "one.pdf")


def test_real_reports_are_clean(real_reports: dict[str, Document]) -> None:
    assert len(real_reports) == 160
    blocks = [(one, block) for one in real_reports.values() for block in blocks_of(one.text)]
    broken = [
        one.text[block.start : block.end]
        for one, block in blocks
        if block.kind == "paragraph" and one.text[block.start].islower()
    ]
    assert len(broken) < 25, broken
    for one in real_reports.values():
        assert not re.search(r"[\ue000-\uf8ff\ufffe\u202f\u00a0\r]|  |\n\n\n|^\d+$", one.text, re.MULTILINE), one.path


def ruled(*heights: float, columns: tuple[float, ...] = (56, 218, 531)) -> list[Drawn]:
    """The rules of a table whose rows lie between these heights, top first."""
    down = [Drawn(at, heights[-1], 0.5, heights[0] - heights[-1]) for at in columns]
    return [Drawn(columns[0], height, columns[-1] - columns[0], 0.5) for height in heights] + down


def blocks(*pages: list[Print | Drawn]) -> list[tuple[str, str]]:
    found = read_pdf(pdf_of(*pages), "made.pdf")
    return [(block.kind, found.text[block.start : block.end]) for block in found.blocks]


HEAD: list[Print | Drawn] = [
    Print(56, 735, "Areas for priority action", bold=True),
    Print(62, 705, "Responsible body", bold=True),
    Print(224, 705, "Areas for priority action", bold=True),
]


def test_each_row_of_a_table_of_points_is_one_bullet_with_the_points_under_it() -> None:
    first: list[Print | Drawn] = [
        Print(62, 690, "Leeds Council and"),
        Print(224, 690, "Leaders should act to ensure that:"),
        Print(62, 675, "a health board"),
        Print(241, 675, "• plans are on time"),
        Print(241, 660, "• plans are good."),
    ]
    second: list[Print | Drawn] = [Print(62, 630, "Leeds Council"), Print(224, 630, "Leaders should do less.")]
    body = "Leeds Council and a health board"
    assert blocks([*HEAD, *first, *second, *ruled(718, 702, 640, 600)])[-2:] == [
        ("bullet", f"{body}: Leaders should act to ensure that: – plans are on time – plans are good."),
        ("bullet", "Leeds Council: Leaders should do less."),
    ]


def test_a_row_that_a_page_break_parts_is_one_point() -> None:
    upper: list[Print | Drawn] = [
        Print(62, 90, "Leeds Council and a"),
        Print(224, 90, "Leaders should act on what has been"),
    ]
    lower: list[Print | Drawn] = [
        Print(62, 800, "health board"),
        Print(224, 800, "told to them since."),
        Print(62, 770, "Leeds Council"),
        Print(224, 770, "Leaders should do less."),
        Print(56, 700, "What came of it is told elsewhere, in the next report."),
    ]
    head = [one._replace(baseline=one.baseline - 600) for one in HEAD if isinstance(one, Print)]
    found = blocks([*head, *upper, *ruled(118, 102, 80)], [*lower, *ruled(815, 785, 750)])
    assert found[-3:] == [
        ("bullet", "Leeds Council and a health board: Leaders should act on what has been told to them since."),
        ("bullet", "Leeds Council: Leaders should do less."),
        ("paragraph", "What came of it is told elsewhere, in the next report."),
    ]


def test_the_points_of_a_bullet_stay_with_it() -> None:
    found = blocks(
        [
            Print(56, 700, "• Leaders should see to it that:"),
            Print(76, 685, "– plans are on time"),
            Print(76, 670, "– plans are good"),
            Print(56, 655, "• They should do less."),
        ]
    )
    assert found == [
        ("bullet", "Leaders should see to it that: – plans are on time – plans are good"),
        ("bullet", "They should do less."),
    ]


def test_a_sentence_that_a_box_parts_is_put_together_behind_the_box() -> None:
    upper = [Print(56, 120, "• Strategy discussions are mostly held in time, but they do not")]
    box = [
        Print(80, 700, "Practice study: good work", size=16),
        Print(80, 680, "All that was done for one child was done well."),
    ]
    lower = [Print(74, 735, "involve all those who know the child."), Print(56, 715, "• Plans are poor.")]
    assert blocks([*upper, *box], [*lower]) == [
        ("heading", "Practice study: good work"),
        ("paragraph", "All that was done for one child was done well."),
        (
            "bullet",
            "Strategy discussions are mostly held in time, but they do not involve all those who know the child.",
        ),
        ("bullet", "Plans are poor."),
    ]
