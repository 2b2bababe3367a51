"""A report's first pages say who was inspected when, by whom and under which framework."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.readers.document import Document
from pipeline.readers.fronts import report_meta
from pipeline.readers.layout import blocks_of
from pipeline.records import AuthorityRef, Meta
from pipeline.register import register

SIF = "Inspection of services for children in need of help and protection, children looked after and care leavers"


def meta(*lines: str) -> Meta:
    text = "\n\n".join(lines)
    return report_meta(text, blocks_of(text))


def authority_of(found: Meta) -> AuthorityRef:
    assert found["authority"] is not None
    return found["authority"]


def ilacs(dates: str) -> Meta:
    return meta(
        "Norfolk County Council", "Inspection of children’s social care services", dates, "Leaders know it well."
    )


def days(found: Meta) -> dict[str, str | None]:
    return {"start": found["inspection"]["start"], "end": found["inspection"]["end"]}


@pytest.mark.parametrize(
    ("dates", "start", "end"),
    [
        ("Inspection dates: 1 July 2019 to 12 July 2019", "2019-07-01", "2019-07-12"),
        ("Inspection dates: 17 to 28 July 2023", "2023-07-17", "2023-07-28"),
        ("Inspection dates : 22 November to 3 December 2021", "2021-11-22", "2021-12-03"),
        ("Inspection date: 14 December to 8 January 2020", "2019-12-14", "2020-01-08"),
        ("Inspection date: 18 Feb 2014 – 12 March 2014", "2014-02-18", "2014-03-12"),
        ("Inspection date: 6 November─30 November 2017", "2017-11-06", "2017-11-30"),
        ("Inspection date: 18 November 2014 - 10 December 2014", "2014-11-18", "2014-12-10"),
        ("Inspection date: 1/06/2015 – 25/06/2015", "2015-06-01", "2015-06-25"),
        ("Inspection date: 30 November 2015 to 17 December", "2015-11-30", "2015-12-17"),
        ("Inspection date: 02 March 2020 to 13 March 2020", "2020-03-02", "2020-03-13"),
        ("Inspection dates: 30 January to 3 February 2023 and 14 to 15 February 2023", "2023-01-30", "2023-02-15"),
        (
            "Inspection dates: 8 July 2019 to 12 July 2019 and 7 August 2019 to 8 August 2019",
            "2019-07-08",
            "2019-08-08",
        ),
        ("Inspection dates: Monday 3 to Friday 14 October 2022", "2022-10-03", "2022-10-14"),
        ("Inspection date: 5 May 2017", "2017-05-05", "2017-05-05"),
    ],
)
def test_inspection_dates_are_read_in_every_form(dates: str, start: str, end: str) -> None:
    assert days(ilacs(dates)) == {"start": start, "end": end}


@pytest.mark.parametrize("dates", ["Inspection dates:", "Inspection dates: 31 June 2019", "Inspection dates: soon"])
def test_dates_that_are_none_stay_open(dates: str) -> None:
    assert days(ilacs(dates)) == {"start": None, "end": None}


@pytest.mark.parametrize(
    "label",
    [
        "Lead inspector: Ann O’Neil-Smith",
        "Lead inspector : Ann O’Neil-Smith Her Majesty’s Inspector",
        "Lead inspector: Ann O’Neil-Smith, His Majesty’s Inspector",
        "Lead inspectors: Ann O’Neil-Smith, His Majesty’s Inspector, and Bob Ray, His Majesty’s Inspector",
        "Lead inspector: Ann O’Neil-Smith HMI",
        "Reporting inspector Ann O’Neil-Smith HMI",
        "Deputy lead inspector: Bob Ray\n\nLead inspector: Ann O’Neil-Smith",
        "All were attended by the lead inspector and the council.\n\nLead inspector: Ann O’Neil-Smith",
    ],
)
def test_the_lead_inspector_is_named_without_title(label: str) -> None:
    assert ilacs(f"Inspection dates: 17 to 28 July 2023\n\n{label}")["lead_inspector"] == "Ann O’Neil-Smith"


@pytest.mark.parametrize(
    ("title", "framework"),
    [
        ("Inspection of Norfolk local authority children’s services", "ilacs"),
        ("Inspection of children's social care services", "ilacs"),
        (
            f"Re-i{SIF[1:]}",
            "sif",
        ),
        ("Inspection of local authority arrangements for the protection of children", "arrangements_2013"),
        ("Joint targeted area inspection of services in Norfolk", "jtai"),
        ("Focused visit to Norfolk children’s services", "focused_visit"),
        ("Inspection of looked after children services", None),
        ("Review of the effectiveness of the Local Safeguarding Children Board", None),
    ],
)
def test_the_title_tells_the_framework(title: str, framework: str | None) -> None:
    found = meta("Norfolk County Council", title, "Inspection date: 5 May 2017")
    assert (found["kind"], found["framework"]) == ("inspection_report", framework)


def test_the_board_reviewed_beside_the_services_does_not_decide_the_framework() -> None:
    found = meta(
        "Halton",
        SIF,
        "and",
        "Review of the effectiveness of the Local Safeguarding Children Board",
        "Inspection date: 18 November 2014 - 10 December 2014",
        "Report published: 3 February 2015",
    )
    assert (found["framework"], found["published"]) == ("sif", "2015-02-03")
    assert found["title"] == f"Halton – {SIF}"


def test_a_letter_about_a_visit_is_read_from_its_first_sentence() -> None:
    found = meta(
        "14 February 2019",
        "Director of Children’s Services, Leeds City Council",
        "Dear Ann Other",
        "Monitoring visit of Leeds children’s services",
        "This letter is about the monitoring visit of Leeds children’s services on 16 and 17 January 2019.",
    )
    assert (found["framework"], days(found)) == (
        "monitoring_visit",
        {"start": "2019-01-16", "end": "2019-01-17"},
    )
    assert authority_of(found)["name"] == "Leeds"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("London Borough of Sutton", "Sutton"),
        ("The Royal Borough of Windsor and Maidenhead", "Windsor and Maidenhead"),
        ("City of Bradford Metropolitan District Council", "Bradford"),
        ("Bristol City of", "Bristol"),
        ("Central Bedfordshire Council", "Central Bedfordshire"),
        ("Durham County Council", "County Durham"),
        ("East Riding", "East Riding of Yorkshire"),
        ("Newcastle", "Newcastle upon Tyne"),
        ("Hull City Council", "Kingston upon Hull"),
        ("St. Helens Council", "St Helens"),
        ("Kensington & Chelsea", "Kensington and Chelsea"),
    ],
)
def test_the_authority_is_known_by_the_name_that_its_report_prints(printed: str, name: str) -> None:
    found = meta(printed, "Inspection of children’s social care services", "Inspection dates: 5 to 9 March 2018")
    assert authority_of(found)["name"] == name


def test_the_authority_is_coded_as_it_was_when_inspected() -> None:
    codes = {}
    for year in (2018, 2021):
        front = ("Dorset", "Inspection of children’s social care services", f"Inspection dates: 5 to 9 March {year}")
        codes[year] = authority_of(meta(*front))["gss"]
    assert codes == {2018: "E10000009", 2021: "E06000059"}


def test_every_authority_of_the_register_is_found_in_a_title() -> None:
    for one in register().values():
        day = one.in_force_to or date(2025, 6, 2)
        found = meta(
            f"Inspection of {one.name} local authority children’s services", f"Inspection date: {day:%d/%m/%Y}"
        )
        assert authority_of(found)["gss"] == one.gss


def test_any_other_document_gets_at_most_a_title() -> None:
    found = meta(
        "Children’s services in the news", "On 5 May 2017 a focused visit to Leeds was published. It went well."
    )
    assert (found["kind"], found["title"]) == ("other", "Children’s services in the news")
    assert days(found) == {"start": None, "end": None}
    assert found["authority"] is None


def test_metadata_of_real_reports_agree_with_gold(shared: Path, real_reports: dict[str, Document]) -> None:
    wrong = []
    for line in (shared / "gold" / "reports.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        found = real_reports[Path(gold["doc"]).name].meta
        expected = {
            "authority": gold["authority"]["gss"],
            "framework": None if gold["framework"] == "other" else gold["framework"],
            "inspection": gold["inspection"],
            "published": gold["published"],
            "lead_inspector": gold["lead_inspector"],
        }
        known = {**found, "inspection": days(found), "authority": found["authority"] and found["authority"]["gss"]}
        wrong += [(gold["doc"], key, known[key], value) for key, value in expected.items() if known[key] != value]
    assert not wrong


def letter(*more: str, title: str = "Joint targeted area inspection of Leeds") -> Meta:
    return meta(
        "12 February 2024",
        "A Name, Director of Children’s Services, Leeds City Council B Name, Chief Constable, North Yorkshire Police",
        "Dear Leeds Safeguarding Children Partnership",
        title,
        *more,
    )


def test_a_joint_inspection_is_told_with_its_theme_and_the_day_of_its_letter() -> None:
    found = letter(
        "This letter is about the multi-agency response to serious youth violence in Leeds.",
        "This inspection took place from 4 to 8 December. Ofsted led it.",
        "Next steps",
        "Leeds should send the written statement to Someone@ofsted.example by 23 May 2024, 70 working days from now.",
    )
    assert (found["kind"], found["framework"], found["theme"]) == (
        "inspection_report",
        "jtai",
        "serious_youth_violence",
    )
    assert days(found) == {"start": "2023-12-04", "end": "2023-12-08"}
    assert (found["published"], found["next_due"]) == ("2024-02-12", "2024-05-23")
    assert authority_of(found)["name"] == "Leeds"


@pytest.mark.parametrize(
    ("title", "deep_dive", "theme"),
    [
        ("the response to abuse and neglect in Leeds", "children living with domestic abuse", "domestic_abuse"),
        ("the multi-agency response to abuse and neglect in Leeds", "older children who are neglected", "neglect"),
        ("the multi-agency response to abuse and neglect in Leeds", "something else", "neglect"),
        ("the response to sexual exploitation and to children missing", "no more", "child_sexual_exploitation"),
        ("the response to sexual exploitation and to gangs", "no more", "child_exploitation"),
    ],
)  # fmt: skip
def test_the_theme_is_the_one_of_the_title_or_else_of_the_deep_dive(title: str, deep_dive: str, theme: str) -> None:
    found = letter(
        "Between 5 and 9 June 2017, Ofsted and others carried out a joint inspection.",
        f"It had a ‘deep dive’ focus on {deep_dive}.",
        title=f"Joint targeted area inspection of {title}",
    )
    assert found["theme"] == theme
    assert authority_of(found)["name"] == "Leeds"


def test_a_press_release_on_a_joint_inspection_is_none() -> None:
    found = meta(
        "Joint targeted area inspection of Leeds", "It took place from 4 to 8 December 2023. Leaders are proud."
    )
    assert (found["kind"], found["framework"]) == ("other", None)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("The arrangements typically lead to positive experiences and outcomes for children.", "positive"),
        ("The arrangements lead to inconsistent experiences and outcomes for children.", "inconsistent"),
        ("There are widespread and/or systemic failings that cause significant concerns.", "widespread_failings"),
    ],
)
def test_an_area_send_inspection_is_told_with_its_outcome_and_the_words_for_it(outcome: str, code: str) -> None:
    text = "\n\n".join(
        (
            "Area SEND inspection of Leeds Local Area Partnership",
            "Inspection dates: 4 to 8 March 2024\nDates of previous inspection: 30 January to 3 February 2017",
            "Inspection outcome",
            f"{outcome} The next one is due in a few years.",
        )
    )
    found = report_meta(text, blocks_of(text))
    assert (found["framework"], found["published"]) == ("area_send", None)
    assert days(found) == {"start": "2024-03-04", "end": "2024-03-08"}
    assert found["previous"] == {"start": "2017-01-30", "end": "2017-02-03"}
    assert found["outcome"] is not None
    assert found["outcome"]["code"] == code
    (span,) = found["outcome"]["evidence"]
    assert text[span["start"] : span["end"]] == outcome


GRADE_TABLE = """The impact of leaders on social work practice with children and families: Good
The experiences and progress of children who need help and protection: Good
The experiences and progress of children in care: Outstanding"""


def test_a_report_under_an_unknown_title_is_told_by_its_dates_and_its_table() -> None:
    found = meta(
        "Inspection of Bradford Children and Families Trust",
        "Inspection dates: 12 to 23 January 2026\nLead inspector: Ann Other",
        "Judgement Grade",
        GRADE_TABLE,
    )
    assert (found["kind"], found["framework"]) == ("inspection_report", "ilacs")
    assert found["title"] == "Inspection of Bradford Children and Families Trust"
    assert (found["lead_inspector"], authority_of(found)["name"]) == ("Ann Other", "Bradford")


@pytest.mark.parametrize(
    ("dates", "kind"),
    [
        ("30 June 2025 to 4 July 2025", "short"),
        ("12 to 23 January 2026", "standard"),
        ("30 September to 11 October 2024 and 13 to 16 January 2025", "standard"),
        ("Monday 3 to Tuesday 4 March 2025 and 9 April 2025", "short"),
        ("soon", None),
    ],
)
def test_an_inspection_is_short_or_standard_by_its_weeks_on_site(dates: str, kind: str | None) -> None:
    assert ilacs(f"Inspection dates: {dates}")["inspection"]["type"] == kind


def test_a_joint_area_review_is_one() -> None:
    found = meta("Joint area review", "Leeds children’s services authority area", "Review dates: 4 to 8 June 2007")
    assert (found["kind"], found["framework"], days(found)["end"]) == (
        "inspection_report",
        "joint_area_review",
        "2007-06-08",
    )
    assert authority_of(found)["name"] == "Leeds"
