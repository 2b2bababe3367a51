"""One fact and its witnesses, planted conflicts and no others, stated numbers counted again."""

from pathlib import Path
from typing import Any

import pytest
from records_made import Found, Said, Told, record, report, write_records

from pipeline.records import Record, When
from pipeline.report.load import load
from pipeline.report.reconcile import reconcile
from pipeline.report.table import Study
from pipeline.report.tables import TABLES

HALTON, LEEDS, SWINDON, BARNSLEY_NEW = "E06000006", "E08000035", "E06000030", "E08000038"
CUMBRIA = "E10000006"
Tables = dict[str, list[dict[Any, Any]]]


@pytest.fixture
def tables(tmp_path: Path) -> Any:
    def of(*records: Record) -> Tables:
        material = load([write_records(tmp_path / "made.jsonl", records)])
        study = Study(material, reconcile(material))
        frames = {table.name: table.frame(study) for table in TABLES}
        return {
            name: frame.astype(object).where(frame.notna(), None).to_dict("records") for name, frame in frames.items()
        }

    return of


def news(gss: str, grade: str, published: str | None, area: str = "overall_effectiveness", **more: Any) -> Record:
    said = Said(gss, area, grade, more.pop("status", "current"), more.pop("date", None))
    return record(
        more.pop("path", "news.txt"), kind=more.pop("kind", "news"), published=published, judgements=[said], **more
    )


HALTON_2020 = report("halton.pdf", HALTON, "ilacs", "2020-03-13", {"overall_effectiveness": "requires_improvement"})


def test_news_of_the_same_verdict_is_a_witness_not_a_second_fact(tables: Any) -> None:
    made = tables(HALTON_2020, news(HALTON, "requires_improvement", "2020-05-01"))
    (fact,) = [row for row in made["history"] if row["grade"]]
    assert fact["witnesses"] == 1
    assert fact["path"] == "halton.pdf"
    assert made["conflicts"] == []


def test_news_that_differs_is_a_conflict_that_the_report_outranks(tables: Any) -> None:
    made = tables(HALTON_2020, news(HALTON, "good", "2020-05-01"))
    (conflict,) = made["conflicts"]
    assert (conflict["grade"], conflict["other_grade"]) == ("requires_improvement", "good")
    assert (conflict["path"], conflict["other_path"]) == ("halton.pdf", "news.txt")
    assert conflict["outranks"] == "inspection_report over news"
    assert [row["grade"] for row in made["history"] if row["grade"]] == ["requires_improvement"]


def test_press_release_outranks_news_where_no_report_is_at_hand(tables: Any) -> None:
    made = tables(
        news(LEEDS, "good", "2018-12-20"),
        news(LEEDS, "outstanding", "2018-12-18", kind="press_release", path="council.txt"),
    )
    (conflict,) = made["conflicts"]
    assert (conflict["grade"], conflict["path"]) == ("outstanding", "council.txt")


def test_news_of_a_later_inspection_is_a_fact_of_its_own(tables: Any) -> None:
    made = tables(HALTON_2020, news(HALTON, "inadequate", "2024-07-20"))
    assert made["conflicts"] == []
    assert [(row["grade"], row["basis"]) for row in made["history"] if row["grade"]] == [
        ("requires_improvement", "report"),
        ("inadequate", "told"),
    ]


def test_an_earlier_verdict_told_later_witnesses_the_report_of_its_year(tables: Any) -> None:
    when: When = {"value": "2020", "precision": "year", "of": "inspection"}
    later = report(
        "later.pdf",
        HALTON,
        "ilacs",
        "2024-05-24",
        {"overall_effectiveness": "inadequate"},
        more_judgements=[Said(HALTON, "overall_effectiveness", "requires_improvement", "previous", when)],
    )
    made = tables(HALTON_2020, later)
    assert [row["witnesses"] for row in made["history"] if row["grade"]] == [1, 0]
    assert made["conflicts"] == []


def test_an_earlier_verdict_told_wrongly_is_a_conflict(tables: Any) -> None:
    when: When = {"value": "2020-03", "precision": "month", "of": "inspection"}
    made = tables(HALTON_2020, news(HALTON, "good", "2023-01-01", status="previous", date=when))
    (conflict,) = made["conflicts"]
    assert (conflict["other_grade"], conflict["other_status"]) == ("good", "previous")


def test_two_grades_in_one_report_are_a_conflict_and_the_first_holds(tables: Any) -> None:
    double = report(
        "two.pdf",
        LEEDS,
        "ilacs",
        "2022-03-04",
        {"leadership": "outstanding"},
        more_judgements=[Said(LEEDS, "leadership", "good", disagrees=True)],
    )
    made = tables(double)
    (conflict,) = made["conflicts"]
    assert conflict["conflict"] == "within_document"
    assert (conflict["grade"], conflict["other_grade"]) == ("outstanding", "good")


def test_two_copies_of_one_report_are_one_inspection(tables: Any) -> None:
    copy = report("halton.docx", HALTON, "ilacs", "2020-03-13", {"overall_effectiveness": "requires_improvement"})
    made = tables(HALTON_2020, copy)
    assert [(row["path"], row["witnesses"]) for row in made["history"] if row["grade"]] == [("halton.pdf", 1)]
    assert [row["movement"] for row in made["movements"]] == ["first"]


def test_a_grade_that_the_report_cannot_have_is_a_conflict(tables: Any) -> None:
    after_reform = report("new.pdf", LEEDS, "ilacs", "2026-05-22", {"leadership": "good"})
    made = tables(after_reform, news(LEEDS, "good", "2026-07-10"))
    (conflict,) = made["conflicts"]
    assert (conflict["conflict"], conflict["missing_reason"]) == ("area_not_in_report", "not_in_framework")


def test_care_leavers_told_of_a_combined_judgement_are_no_fact_of_their_own(tables: Any) -> None:
    combined = report("combined.pdf", LEEDS, "ilacs", "2019-07-12", {"children_in_care": "good"})
    made = tables(combined, news(LEEDS, "good", "2019-09-01", area="care_leavers"))
    assert made["conflicts"] == []
    assert [row["missing_reason"] for row in made["latest"] if row["area"] == "care_leavers"] == ["combined_judgement"]


def test_a_verdict_without_a_date_stands_below_the_dated_ones_with_the_days_that_its_framework_allows(
    tables: Any,
) -> None:
    told = news(HALTON, "outstanding", None, framework="sif")
    made = tables(HALTON_2020, told, news(LEEDS, "good", None, area="lscb", path="other.txt"))
    assert made["conflicts"] == made["unplaced"] == []
    assert [
        (row["authority"], row["grade"], row["date"], row["not_before"], row["not_after"])
        for row in made["history"]
        if row["grade"]
    ] == [
        ("Halton", "outstanding", None, "2013-11-01", "2018-01-31"),
        ("Halton", "requires_improvement", "2020-03-13", None, None),
        ("Leeds", "good", None, "2013-11-01", "2018-01-31"),
    ]
    newest = {(row["authority"], row["area"]): row["grade"] for row in made["latest"] if row["grade"]}
    assert newest == {("Halton", "overall_effectiveness"): "requires_improvement", ("Leeds", "lscb"): "good"}


def test_a_verdict_without_a_date_bears_out_a_dated_one_of_its_grade(tables: Any) -> None:
    made = tables(news(LEEDS, "good", "2015-02-03"), news(LEEDS, "good", None, path="again.txt"))
    assert [(row["date"], row["witnesses"]) for row in made["history"] if row["grade"]] == [("2015-02-03", 1)]


def test_an_earlier_verdict_without_a_date_is_the_one_before_in_its_document(tables: Any) -> None:
    both = [
        Said(LEEDS, "overall_effectiveness", "requires_improvement"),
        Said(LEEDS, "overall_effectiveness", "good", "previous"),
    ]
    made = tables(record("news.txt", kind="news", published="2015-02-03", judgements=both))
    assert [(row["from_grade"], row["movement"]) for row in made["movements"]] == [("good", "down")]


def test_what_is_not_placed_is_listed_with_its_reason_and_the_counts_add_up(tables: Any) -> None:
    said = [
        Said(LEEDS, "overall_effectiveness", "good"),
        Said(LEEDS, "overall_effectiveness", "outstanding", "hypothetical"),
        Said(LEEDS, "overall_effectiveness", "inadequate", "negated"),
        Said(None, "overall_effectiveness", "inadequate"),
    ]
    made = tables(
        HALTON_2020,
        news(HALTON, "good", "2020-05-01"),
        record("round-up.txt", kind="news", judgements=said, findings=[Found("concern", "Delay.")]),
        record("weather.txt", kind="news"),
    )
    reasons = [(row["what"], row["path"], row["reason"]) for row in made["unplaced"]]
    assert reasons == [
        ("document", "news.txt", "none_placed"),
        ("document", "weather.txt", "no_facts"),
        ("judgement", "news.txt", "contradicted"),
        ("judgement", "round-up.txt", "hypothetical"),
        ("judgement", "round-up.txt", "negated"),
        ("judgement", "round-up.txt", "no_authority"),
        ("finding", "round-up.txt", "no_authority"),
    ]
    facts = [row for row in made["history"] if row["grade"]]
    placed = len(facts) + sum(row["witnesses"] for row in facts)
    assert placed == sum(row["placed"] for row in made["judgements"])
    assert placed + sum(row["what"] == "judgement" for row in made["unplaced"]) == len(made["judgements"])
    assert [row["path"] for row in made["documents"] if row["placed"]] == ["halton.pdf", "round-up.txt"]


def test_an_aspired_grade_is_no_fact(tables: Any) -> None:
    made = tables(HALTON_2020, news(HALTON, "outstanding", "2020-05-01", status="hypothetical"))
    assert made["conflicts"] == []
    assert len([row for row in made["history"] if row["grade"]]) == 1


@pytest.mark.parametrize(
    ("framework", "end", "area", "sections", "reason"),
    [
        ("ilacs", "2022-12-09", "care_leavers", [], "combined_judgement"),
        ("ilacs", "2023-02-10", "care_leavers", [], "not_found"),
        ("ilacs", "2024-02-10", "adoption", [], "not_in_framework"),
        ("ilacs", "2026-05-22", "overall_effectiveness", [], "not_in_framework"),
        ("sif", "2016-05-20", "lscb", [("Leaders", "leadership")], "not_judged"),
        ("sif", "2016-05-20", "lscb", [("The board", "lscb")], "not_found"),
    ],
)
def test_a_missing_grade_says_why(
    tables: Any, framework: str, end: str, area: str, sections: list[tuple[str, str]], reason: str
) -> None:
    made = tables(report("one.pdf", SWINDON, framework, end, {"leadership": "good"}, sections=sections))
    assert [row["missing_reason"] for row in made["latest"] if row["area"] == area] == [reason]


def test_adequate_and_requires_improvement_are_not_the_same(tables: Any) -> None:
    made = tables(
        report("old.pdf", SWINDON, "arrangements_2013", "2012-06-01", {"overall_effectiveness": "adequate"}),
        report("new.pdf", SWINDON, "sif", "2014-06-01", {"overall_effectiveness": "requires_improvement"}),
    )
    assert [(row["movement"], row["crosses_break"]) for row in made["movements"]] == [
        ("first", None),
        ("not_comparable", "sif_2013"),
    ]


def test_an_abolished_authority_keeps_its_code_and_names_its_successors(tables: Any) -> None:
    made = tables(
        report("cumbria.pdf", CUMBRIA, "ilacs", "2022-10-21", {"overall_effectiveness": "requires_improvement"})
    )
    (row,) = [row for row in made["history"] if row["grade"]]
    assert row["gss"] == CUMBRIA
    assert row["gss_current"] == "E06000063 E06000064"
    assert row["authority_current"] == "Cumberland + Westmorland and Furness"


def test_an_authority_with_a_new_code_has_one_series(tables: Any) -> None:
    made = tables(
        report("a.pdf", BARNSLEY_NEW, "sif", "2014-07-01", {"overall_effectiveness": "requires_improvement"}),
        report("b.pdf", BARNSLEY_NEW, "ilacs", "2025-06-01", {"overall_effectiveness": "good"}),
    )
    assert [row["gss"] for row in made["movements"]] == ["E08000016", "E08000038"]
    assert [row["movement"] for row in made["movements"]] == ["first", "up"]


def test_a_concern_at_two_inspections_running_came_back(tables: Any) -> None:
    def with_concerns(path: str, end: str, *themes: str) -> Record:
        findings = [Found("concern", f"Too little {theme} in {end}.", [theme], HALTON) for theme in themes]
        return report(path, HALTON, "ilacs", end, {"overall_effectiveness": "good"}, findings=findings)

    made = tables(
        with_concerns("1.pdf", "2018-03-02", "supervision", "neglect"),
        with_concerns("2.pdf", "2021-03-05", "supervision"),
        with_concerns("3.pdf", "2024-03-08", "neglect"),
    )
    assert [(row["theme"], row["earlier_end"], row["later_end"]) for row in made["repeated_concerns"]] == [
        ("supervision", "2018-03-02", "2021-03-05")
    ]


def test_stated_numbers_are_counted_again_from_the_authorities_the_text_names(tables: Any) -> None:
    told = record(
        "round-up.txt",
        kind="news",
        published="2018-12-20",
        judgements=[
            Said(code, "overall_effectiveness", grade)
            for code, grade in ((HALTON, "good"), (LEEDS, "good"), (SWINDON, "inadequate"))
        ],
        tallies=[
            Told("good", "two of the three were good", count=2, of=3),
            Told("inadequate", "two of the three were inadequate", count=2, of=3),
            Told("awaiting", "four await a judgement", count=4),
            Told("good", "ten of 43 were good", count=10, of=43),
        ],
    )
    assert [row["verdict"] for row in tables(told)["tallies"]] == [
        "agrees",
        "differs",
        "cannot_be_checked",
        "cannot_be_checked",
    ]


def test_a_verdict_is_not_dated_after_the_document_that_tells_it(tables: Any) -> None:
    due: When = {"value": "2016-11", "precision": "month", "of": "inspection"}
    made = tables(HALTON_2020, news(LEEDS, "good", "2015-02-03", status="previous", date=due))
    (told,) = [row for row in made["history"] if row["authority"] == "Leeds"]
    assert (told["date"], told["not_after"], told["basis"]) == (None, "2015-02-03", "told_later")


def test_a_stated_number_stands_with_its_paragraph(tables: Any) -> None:
    told = record("news.txt", kind="news", published="2018-12-20", tallies=[Told("good", "ten were good", count=10)])
    (row,) = tables(told)["tallies"]
    assert row["quote"] in row["passage"]
    assert "\n" not in row["passage"]
