"""One fact and its witnesses, planted conflicts and no others, stated numbers counted again."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records_made import Found, Said, Told, record, report, write_records

from pipeline.records import Record, When
from pipeline.report.load import load, material_of
from pipeline.report.study import Study
from pipeline.report.tables import TABLES, unplaced
from pipeline.report.tables import documents as documents_table
from pipeline.report.tables.unplaced import unplaced_judgements

HALTON, LEEDS, SWINDON, BARNSLEY_NEW = "E06000006", "E08000035", "E06000030", "E08000038"
CUMBRIA = "E10000006"
Tables = dict[str, list[dict[Any, Any]]]


@pytest.fixture
def tables(tmp_path: Path) -> Any:
    def of(*records: Record) -> Tables:
        material = load([write_records(tmp_path / "made.jsonl", records)])
        study = Study(material)
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
    assert [row["movement"] for row in made["history"] if row["grade"]] == ["first"]


def test_a_grade_that_the_report_cannot_have_is_a_conflict(tables: Any) -> None:
    after_reform = report("new.pdf", LEEDS, "ilacs", "2026-05-22", {"leadership": "good"})
    made = tables(after_reform, news(LEEDS, "good", "2026-07-10"))
    (conflict,) = made["conflicts"]
    assert (conflict["conflict"], conflict["missing_reason"]) == ("area_not_in_report", "not_in_framework")


def test_care_leavers_told_of_a_combined_judgement_are_no_fact_of_their_own(tables: Any) -> None:
    combined = report("combined.pdf", LEEDS, "ilacs", "2019-07-12", {"children_in_care": "good"})
    made = tables(combined, news(LEEDS, "good", "2019-09-01", area="care_leavers"))
    assert made["conflicts"] == []
    assert [row["missing_reason"] for row in made["standing"] if row["area"] == "care_leavers"] == [
        "combined_judgement"
    ]


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
    newest = {(row["authority"], row["area"]): row["grade"] for row in made["standing"] if row["grade"]}
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
    (now,) = [row for row in made["history"] if row["basis"] == "told"]
    assert (now["previous_grade"], now["movement"]) == ("good", "down")


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


@given(
    st.lists(
        st.builds(
            record,
            st.uuids().map(lambda name: f"{name}.txt"),
            kind=st.sampled_from(["inspection_report", "news", "press_release", "other"]),
            framework=st.sampled_from([None, "sif", "ilacs", "jtai"]),
            gss=st.sampled_from([None, HALTON, LEEDS]),
            inspection=st.sampled_from([(None, None), ("2016-05-16", "2016-06-10"), ("2024-03-04", "2024-03-15")]),
            published=st.sampled_from([None, "2016-08-01", "2024-05-01"]),
            judgements=st.lists(
                st.builds(
                    Said,
                    st.sampled_from([None, HALTON, LEEDS, SWINDON]),
                    st.sampled_from(["overall_effectiveness", "leadership", "care_leavers", "lscb"]),
                    st.sampled_from(["good", "inadequate", "adequate"]),
                    st.sampled_from(["current", "previous", "negated", "hypothetical"]),
                    st.sampled_from([None, {"value": "2016", "precision": "year", "of": "inspection"}]),
                ),
                max_size=5,
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_is_read_every_statement_is_a_fact_bears_one_out_or_is_listed(records: list[Record]) -> None:
    study = Study(material_of(records))
    facts = study.reconciled.facts
    placed = [id(row) for fact in facts for row in (fact.source, *fact.witnesses)]
    listed = [id(row) for row, _ in unplaced_judgements(study)]
    assert sorted(placed + listed) == sorted(id(row) for row in study.material.judgements)
    documents = unplaced.TABLE.frame(study)["what"].eq("document").sum()
    assert documents + documents_table.TABLE.frame(study)["placed"].sum() == len(records)


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
    assert [row["missing_reason"] for row in made["standing"] if row["area"] == area] == [reason]


def test_adequate_and_requires_improvement_are_not_the_same(tables: Any) -> None:
    made = tables(
        report("old.pdf", SWINDON, "arrangements_2013", "2012-06-01", {"overall_effectiveness": "adequate"}),
        report("new.pdf", SWINDON, "sif", "2014-06-01", {"overall_effectiveness": "requires_improvement"}),
    )
    assert [(row["movement"], row["break_before"]) for row in made["history"] if row["grade"]] == [
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
    facts = [row for row in made["history"] if row["grade"]]
    assert [row["gss"] for row in facts] == ["E08000016", "E08000038"]
    assert [row["movement"] for row in facts] == ["first", "up"]


def concerned(path: str, end: str, concerns: dict[str, int], strengths: dict[str, int], listed: str = "") -> Record:
    """A report with so many concerns and strengths a theme; `listed` is what stands under "What needs to improve"."""
    made = report(
        path,
        HALTON,
        "ilacs",
        end,
        {"overall_effectiveness": "good"},
        findings=[
            Found(polarity, f"{polarity} {number} on {theme}.", [theme], HALTON)
            for polarity, counts in (("concern", concerns), ("strength", strengths))
            for theme, count in counts.items()
            for number in range(count)
        ]
        + ([Found("concern", f"The service must improve {listed}.", [listed], HALTON)] if listed else []),
    )
    if listed:
        made["findings"][-1]["place"] = "improvement"
    return made


def test_a_concern_that_is_substantial_at_two_inspections_running_came_back(tables: Any) -> None:
    made = tables(
        concerned("1.pdf", "2018-03-02", {"supervision": 3, "neglect": 3, "planning": 1, "housing": 2}, {"housing": 9}),
        concerned("2.pdf", "2021-03-05", {"supervision": 2, "planning": 4, "housing": 2}, {"housing": 1}),
        concerned("3.pdf", "2024-03-08", {"neglect": 3}, {}),
    )
    assert [
        (row["theme"], row["earlier_end"], row["later_end"], row["earlier_share"]) for row in made["repeated_concerns"]
    ] == [("supervision", "2018-03-02", "2021-03-05", pytest.approx(3 / 9))]


def test_where_a_report_lists_what_must_improve_only_what_it_lists_is_substantial(tables: Any) -> None:
    made = tables(
        concerned("1.pdf", "2018-03-02", {"supervision": 3, "neglect": 3}, {}, listed="neglect"),
        concerned("2.pdf", "2021-03-05", {"supervision": 3, "neglect": 3}, {}, listed="neglect"),
    )
    (row,) = made["repeated_concerns"]
    assert (row["theme"], row["quote"]) == ("neglect", "The service must improve neglect.")
    assert [row["quote"] for row in made["must_improve"]] == ["The service must improve neglect."] * 2


def test_every_report_weighs_the_same_among_the_themes_of_a_year(tables: Any) -> None:
    long = concerned("long.pdf", "2021-03-05", {"neglect": 90, "planning": 10}, {})
    other = report("short.pdf", LEEDS, "ilacs", "2021-06-04", {"overall_effectiveness": "good"})
    other["findings"] = concerned("x", "2021-06-04", {"planning": 2}, {})["findings"]
    for finding in other["findings"]:
        finding |= {"start": 0, "end": 5}
        finding["authority"] = {"gss": LEEDS, "name": "Leeds"}
    rows = tables(long, other)["national_themes"]
    assert [(row["rank"], row["theme"], row["mean_share"], row["reports"]) for row in rows] == [
        (1, "planning", pytest.approx(0.55), 2),
        (2, "neglect", pytest.approx(0.45), 2),
    ]


def states(made: Tables, area: str) -> list[tuple[Any, Any]]:
    return [(row["grade"], row["state"]) for row in made["standing"] if row["area"] == area]


def test_what_was_abolished_or_superseded_does_not_count_now(tables: Any) -> None:
    old = {"overall_effectiveness": "good", "adoption": "good", "lscb": "good", "care_leavers": "inadequate"}
    made = tables(
        report("old.pdf", LEEDS, "sif", "2016-05-20", old),
        report("new.pdf", LEEDS, "ilacs", "2026-05-22", {"leadership": "good"}),
    )
    assert states(made, "leadership") == [("good", "counts")]
    assert states(made, "overall_effectiveness") == states(made, "adoption") == [("good", "abolished")]
    assert states(made, "care_leavers") == [("inadequate", "superseded")]
    (row,) = made["summary"]
    assert (row["worst_grade"], row["worst_areas"], row["overall_effectiveness"]) == ("good", "leadership", None)


def test_a_verdict_of_a_framework_long_replaced_is_set_aside_but_counted_in_its_time(tables: Any) -> None:
    old = report("old.pdf", LEEDS, "sif", "2015-05-22", {"help_and_protection": "inadequate"})
    assert states(tables(old), "help_and_protection") == [("inadequate", "counts")]
    later = report("halton.pdf", HALTON, "ilacs", "2024-05-24", {"leadership": "good"})
    assert ("inadequate", "earlier_framework") in states(tables(old, later), "help_and_protection")


def test_a_grade_held_for_several_inspections_says_since_when(tables: Any) -> None:
    made = tables(
        *(
            report(f"{day}.pdf", LEEDS, "ilacs", day, {"leadership": grade})
            for day, grade in (("2018-05-04", "good"), ("2020-05-08", "inadequate"), ("2022-05-06", "inadequate"))
        )
    )
    (row,) = [row for row in made["standing"] if row["area"] == "leadership"]
    assert (row["since"], row["inspections_in_row"], row["movement"]) == ("2020-05-08", 2, "same")


def test_a_grade_in_an_area_that_inspections_of_the_time_did_not_judge_has_no_place(tables: Any) -> None:
    made = tables(news(LEEDS, "good", "2015-06-22", area="quality_of_practice"))
    assert [row["reason"] for row in made["unplaced"] if row["what"] == "judgement"] == ["not_in_framework"]


def test_neighbours_stand_beside_each_authority_by_what_counts_now(tables: Any) -> None:
    rows = [row for row in tables(HALTON_2020)["neighbours"] if row["authority"] == "Halton"]
    assert [row["rank"] for row in rows] == list(range(11))
    assert (rows[0]["neighbour"], rows[0]["worst_grade"]) == ("Halton", "requires_improvement")


def test_reports_without_grades_are_visits_with_what_they_came_to(tables: Any) -> None:
    send = record("send.pdf", framework="area_send", gss=LEEDS, inspection=("2023-05-15", "2023-05-19"))
    send["text"] += " Services lead to inconsistent experiences."
    end = len(send["text"])
    send["meta"]["outcome"] = {"code": "inconsistent", "evidence": [{"start": end - 42, "end": end}]}
    made = tables(send, record("jtai.pdf", framework="jtai", gss=LEEDS, inspection=("2024-01-15", "2024-01-19")))
    assert [(row["framework"], row["date"], row["outcome"]) for row in made["visits"]] == [
        ("area_send", "2023-05-19", "inconsistent"),
        ("jtai", "2024-01-19", None),
    ]
    assert made["visits"][0]["quote"] == "Services lead to inconsistent experiences."
    assert [(row["year"], row["reports"]) for row in made["reports_per_year"]] == [(2023, 1), (2024, 1)]


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
