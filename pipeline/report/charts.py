"""The page's charts as Vega-Lite specifications (Altair)."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import altair as alt
import pandas as pd

from pipeline.report.load import Row
from pipeline.report.payload import AREA_SHORT, theme_label
from pipeline.report.table import Study
from pipeline.vocabulary import FRAMEWORKS, GRADES

GRADE_COLOURS: Final = {
    "outstanding": "#1a4f8b",
    "good": "#2b7a4b",
    "adequate": "#d9c26a",
    "requires_improvement": "#f0a830",
    "inadequate": "#a3241c",
}
DRAWN_ID: Final = re.compile(r"\b(gradient|clip)_?\d+\b")
NEUTRAL: Final = "#f4f1ea"
THEME_YEARS: Final = 14
CONFIG: Final[dict[str, Any]] = {
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {"labelLimit": 340, "labelFontSize": 12},
    "legend": {"labelFontSize": 12},
}


class Chart(NamedTuple):
    """`says` is the chart in one sentence, for those who do not see it."""

    name: str
    title: str
    says: str
    spec: dict[str, Any]

    def with_own_ids(self, svg: str) -> str:
        """A picture of the chart whose inner ids are no other chart's, and the same at every run."""
        met = dict.fromkeys(found[0] for found in DRAWN_ID.finditer(svg))
        ids = {inner: number for number, inner in enumerate(met)}
        return DRAWN_ID.sub(lambda found: f"{self.name}_{found[1]}_{ids[found[0]]}", svg)


def charts(study: Study, frames: Mapping[str, pd.DataFrame]) -> list[Chart]:
    """The charts that the facts at hand allow."""
    latest = frames["latest"]
    latest = latest[latest["grade"].notna()]
    history = frames["history"]
    history = history[history["grade"].notna() & (history["basis"] != "told_later")]
    made = [
        _grades("frameworks", "Grades by framework", history, "framework_label", list(FRAMEWORKS.values())),
        _grades("regions", "Newest grades by region", latest, "region", None),
        _themes_by_year(frames["themes"]),
        _themes_by_grade(study, frames),
    ]
    return [chart for chart in made if chart is not None]


def _grades(name: str, title: str, frame: pd.DataFrame, by: str, order: list[str] | None) -> Chart | None:
    counted = frame.groupby([by, "area", "grade"], dropna=True).size().reset_index()
    rows: list[Row] = [
        {
            "group": group,
            "area": AREA_SHORT[area],
            "grade": GRADES[grade],
            "rank": list(GRADES).index(grade),
            "authorities": int(number),
        }
        for group, area, grade, number in counted.itertuples(index=False, name=None)
    ]
    if not rows:
        return None
    given = [code for code in GRADES if any(row["grade"] == GRADES[code] for row in rows)]
    areas = [short for short in AREA_SHORT.values() if any(row["area"] == short for row in rows)]
    chosen = alt.param(name="area", value=areas[0], bind=alt.binding_select(options=areas, name="Area: "))
    shares = (
        alt.Chart(alt.InlineData(values=rows), width=560, height=alt.Step(26))
        .add_params(chosen)
        .transform_filter("datum.area === area")
        .transform_stack(
            stack="authorities", groupby=["group"], sort=[alt.SortField("rank")], as_=["from", "to"], offset="normalize"
        )
        .transform_calculate(middle="(datum.from + datum.to) / 2", width="datum.to - datum.from")
    )
    y = alt.Y("group:N", title=None, sort=order or "ascending")
    bars = shares.mark_bar(stroke="white").encode(
        y=y,
        x=alt.X("from:Q", title="Share of judgements", axis=alt.Axis(format="%")),
        x2="to:Q",
        color=alt.Color(
            "grade:N",
            title=None,
            scale=alt.Scale(domain=[GRADES[code] for code in given], range=[GRADE_COLOURS[code] for code in given]),
            legend=alt.Legend(orient="top"),
        ),
        tooltip=[alt.Tooltip(f"{key}:N", title=key.capitalize()) for key in ("group", "area", "grade", "authorities")],
    )
    light = "datum.grade === 'Adequate' || datum.grade === 'Requires improvement'"
    numbers = (
        shares.transform_filter("datum.width > 0.04")
        .mark_text(fontSize=12)
        .encode(
            y=y,
            x="middle:Q",
            text="authorities:Q",
            color=alt.condition(light, alt.value("#1d1d1b"), alt.value("white")),
        )
    )
    spec = _spec(bars + numbers)
    return Chart(name, title, f"{title}: bars of the share of each grade, with the number of judgements.", spec)


def _themes_by_year(themes: pd.DataFrame) -> Chart | None:
    dated = themes[themes["year"].notna()]
    years = sorted(int(year) for year in dated["year"].unique())[-THEME_YEARS:]
    rows = _shares(dated[dated["year"].isin(years)], "year")
    if not rows:
        return None
    says = "Themes by year: how many of a year's findings on each theme are concerns, with the number of findings."
    return Chart("themes_years", "Themes over time", says, _heatmap(rows, "year", None))


def _themes_by_grade(study: Study, frames: Mapping[str, pd.DataFrame]) -> Chart | None:
    graded = {
        document["document"]: fact.grade
        for inspection in study.reconciled.inspections
        for fact in [inspection.facts.get("overall_effectiveness")]
        if fact is not None
        for document in inspection.documents
    }
    counts = Counter(
        (GRADES[graded[row["document"]]], theme, row["polarity"])
        for row in study.material.findings
        if row["document"] in graded and row["speaker"] == "inspectors"
        for theme in row["themes"]
    )
    listed = [
        {"grade": grade, "theme": theme, "polarity": polarity, "findings": n}
        for (grade, theme, polarity), n in counts.items()
    ]
    if not listed:
        return None
    rows = _shares(pd.DataFrame(listed), "grade")
    says = "Themes by overall grade: how many of the findings on each theme are concerns, with the number of findings."
    return Chart("themes_grades", "Themes by overall grade", says, _heatmap(rows, "grade", list(GRADES.values())))


def _shares(frame: pd.DataFrame, by: str) -> list[Row]:
    table = frame.groupby(["theme", by, "polarity"])["findings"].sum().unstack("polarity", fill_value=0)
    rows = []
    sides = table.reindex(columns=["concern", "strength"], fill_value=0).reset_index()
    for theme, group, concerns, strengths in sides.itertuples(index=False, name=None):
        total = concerns + strengths
        rows.append(
            {
                "theme": theme_label(str(theme)),
                by: str(group),
                "findings": int(total),
                "concerns": int(concerns),
                "strengths": int(strengths),
                "share": round(float(concerns / total), 3),
            }
        )
    return rows


def _heatmap(rows: list[Row], by: str, order: list[str] | None) -> dict[str, Any]:
    most: Counter[str] = Counter()
    for row in rows:
        most[row["theme"]] += row["findings"]
    base = alt.Chart(
        alt.InlineData(values=rows), width=alt.Step(58 if order is None else 120), height=alt.Step(22)
    ).encode(
        x=alt.X(f"{by}:N", title=None, sort=order or "ascending", axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("theme:N", title=None, sort=[theme for theme, _ in most.most_common()]),
        tooltip=[
            alt.Tooltip("theme:N", title="Theme"),
            alt.Tooltip(f"{by}:N", title=by.capitalize()),
            alt.Tooltip("concerns:Q", title="Concerns"),
            alt.Tooltip("strengths:Q", title="Strengths"),
            alt.Tooltip("share:Q", title="Share of concerns", format=".0%"),
        ],
    )
    colours = alt.Scale(domain=[0, 0.5, 1], range=["#86bd9b", NEUTRAL, "#e08f86"])
    cells = base.mark_rect(stroke="white").encode(
        color=alt.Color(
            "share:Q", title="Concerns", scale=colours, legend=alt.Legend(format="%", orient="top", gradientLength=180)
        )
    )
    numbers = base.mark_text(fontSize=11, color="#1d1d1b").encode(text="label:N")
    numbers = numbers.transform_calculate(label="datum.concerns + '/' + datum.findings")
    return _spec(cells + numbers)


def _spec(chart: alt.LayerChart) -> dict[str, Any]:
    made: dict[str, Any] = chart.properties(background="transparent").configure(**CONFIG).to_dict(validate=False)
    made.pop("usermeta", None)
    return made
