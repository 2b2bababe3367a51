"""Dates in the manner of newspapers."""

import pytest

from pipeline.readers.dates import date_in_name, dateline, iso_date


@pytest.mark.parametrize(
    "written",
    [
        "Tuesday, February 3, 2015",
        "3 February 2015",
        "3rd February 2015",
        "Tue 3 Feb 2015",
        "Feb. 3, 2015",
        "2015-02-03",
        "2015-02-03T09:30:00Z",
        "03/02/2015",
        "3.2.2015",
        "3 February 2015, 10:15 am",
        "3-Feb-2015",
    ],
)
def test_a_date_in_any_usual_form_is_read(written: str) -> None:
    assert iso_date(written) == "2015-02-03"


@pytest.mark.parametrize(
    "written", ["31 February 2015", "2015", "soon", "", "3 February", "2015-13-01", "3 May 2015 or so"]
)
def test_what_is_no_whole_date_is_none(written: str) -> None:
    assert iso_date(written) is None


@pytest.mark.parametrize(
    "line", ["By A Name | 3rd February 2015, 10:15", "Published: 3 February 2015", "3 February 2015 – A Name"]
)
def test_a_dateline_may_carry_a_name(line: str) -> None:
    assert dateline(line) == "2015-02-03"


@pytest.mark.parametrize(
    "line",
    [
        "The report came out on 3 February 2015.",
        "What changed after 3 February 2015 in the county's homes",
        "No date at all",
    ],
)
def test_a_sentence_or_headline_with_a_date_in_it_is_no_dateline(line: str) -> None:
    assert dateline(line) is None


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Children's services inspection, pdf - 09 may 2025.pdf", "2025-05-09"),
        ("leeds_2024-03-08.pdf", "2024-03-08"),
        ("report 3 of 2024.pdf", None),
        ("50271234.pdf", None),
    ],
)
def test_a_files_name_may_hold_the_day_of_publication(name: str, day: str | None) -> None:
    assert date_in_name(name) == day
