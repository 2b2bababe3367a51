"""What inspectors said of each theme, report by report: counts only mean something against the length of a report."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median
from typing import Final, NamedTuple

from pipeline.register import register
from pipeline.report.load import Finding, Material
from pipeline.report.places import current_codes, line, region_of
from pipeline.report.reconcile import Inspection
from pipeline.vocabulary import THEMES, Framework, SectionRole

MUST_IMPROVE: Final[frozenset[SectionRole]] = frozenset({"improvement", "priority_action", "recommendation"})
"""Sections in which a report lists what has to change."""

LEAST_CONCERNS: Final = 2
LEAST_SHARE: Final = 0.04
"""Least share of a report's concerns that a substantial concern takes up where the report lists it for improvement."""

LEAST_SHARE_UNLISTED: Final = 0.08
"""The same in a report without such a list."""

MOST_STRENGTHS: Final = 2.0
"""A theme with more strengths than this for one concern is no substantial concern."""


@dataclass(slots=True)
class OnTheme:
    """One report on one theme. `share` is that of its concerns; the medians are those of comparable reports."""

    concerns: list[Finding]
    strengths: int
    share: float
    substantial: bool
    listed: bool
    neighbours_median: float | None = None
    region_median: float | None = None


@dataclass(slots=True)
class Profile:
    """One inspection's findings of inspectors by theme; `concerns` and `strengths` count all of them."""

    inspection: Inspection
    concerns: int
    strengths: int
    themes: dict[str, OnTheme]

    def share(self, theme: str) -> float:
        return self.themes[theme].share if theme in self.themes else 0.0


class National(NamedTuple):
    """A theme over the reports of one year and framework; each report weighs the same, however long it is."""

    framework: Framework | None
    year: int
    theme: str
    reports: int
    mean_share: float
    substantial_in: int


def profiles(material: Material, inspections: Iterable[Inspection]) -> list[Profile]:
    """A profile of each whole inspection that has findings, with what its neighbours and its region come to."""
    said: dict[str, list[Finding]] = defaultdict(list)
    for finding in material.findings:
        if finding.speaker == "inspectors" and finding.area != "lscb":  # the board's work is another body's
            said[finding.document].append(finding)
    made = []
    for inspection in inspections:
        found = [finding for document in inspection.documents for finding in said.get(document["document"], ())]
        if found and not inspection.board_only:
            made.append(_profile(inspection, found))
    _compare(made)
    return made


def _profile(inspection: Inspection, found: Sequence[Finding]) -> Profile:
    concerns: dict[str, list[Finding]] = defaultdict(list)
    strengths: Counter[str] = Counter()
    for finding in found:
        for theme in finding.themes:
            if finding.polarity == "concern":
                concerns[theme].append(finding)
            else:
                strengths[theme] += 1
    total = sum(finding.polarity == "concern" for finding in found)
    has_list = any(finding.polarity == "concern" and finding.place in MUST_IMPROVE for finding in found)
    themes = {}
    for theme in THEMES:
        on_theme, praised = concerns.get(theme, []), strengths[theme]
        if not on_theme and not praised:
            continue
        listed = any(finding.place in MUST_IMPROVE for finding in on_theme)
        share = len(on_theme) / total if total else 0.0
        enough = share >= LEAST_SHARE and listed if has_list else share >= LEAST_SHARE_UNLISTED
        weighs = len(on_theme) >= LEAST_CONCERNS and praised <= MOST_STRENGTHS * len(on_theme)
        themes[theme] = OnTheme(on_theme, praised, share, enough and weighs, listed)
    return Profile(inspection, total, len(found) - total, themes)


def _compare(made: Sequence[Profile]) -> None:
    """Set each report beside its neighbours' and its region's: of each authority the report nearest in time."""
    by_framework: dict[Framework | None, dict[str, list[Profile]]] = defaultdict(lambda: defaultdict(list))
    for profile in made:
        by_framework[profile.inspection.framework][profile.inspection.line].append(profile)
    for profile in made:
        own, end = profile.inspection.line, profile.inspection.end
        others = {
            code: min(several, key=lambda one: abs((one.inspection.end - end).days))
            for code, several in by_framework[profile.inspection.framework].items()
            if code != own
        }
        near = [others[code] for code in neighbours(own) if code in others]
        region = [one for code, one in others.items() if region_of(code) == region_of(own)]
        for theme, on_theme in profile.themes.items():
            on_theme.neighbours_median = median([one.share(theme) for one in near]) if near else None
            on_theme.region_median = median([one.share(theme) for one in region]) if region else None


def neighbours(gss: str) -> list[str]:
    """Lines of an authority's statistical neighbours, nearest first; those of its heir where it has one heir."""
    current = current_codes(gss)
    known = register().get(current[0]) if len(current) == 1 else None
    return [line(code) for code in known.neighbours] if known else []


def repeated(made: Sequence[Profile]) -> list[tuple[Profile, Profile, str]]:
    """Themes that were a substantial concern of two inspections of an authority running: earlier, later, theme."""
    return [
        (earlier, later, theme)
        for earlier, later in pairwise(made)
        if earlier.inspection.line == later.inspection.line
        for theme, on_theme in later.themes.items()
        if on_theme.substantial and theme in earlier.themes and earlier.themes[theme].substantial
    ]


def telling(on_theme: OnTheme) -> Finding:
    """The concern that says most of the theme: one that the report lists for improvement, on few themes, not long."""
    return min(
        on_theme.concerns,
        key=lambda one: (one.place not in MUST_IMPROVE, len(one.themes), abs(len(one.quote) - 120), one.start),
    )


def national(made: Iterable[Profile]) -> list[National]:
    """Themes by year and framework, the commonest concerns first."""
    groups: Mapping[tuple[int, Framework | None], list[Profile]] = _by_year(made)
    rows = []
    for (year, framework), group in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        ranked = []
        for theme in THEMES:
            shares = mean(one.share(theme) for one in group)
            listing = sum(theme in one.themes and one.themes[theme].substantial for one in group)
            if shares:
                ranked.append(National(framework, year, theme, len(group), shares, listing))
        rows += sorted(ranked, key=lambda row: -row.mean_share)
    return rows


def _by_year(made: Iterable[Profile]) -> dict[tuple[int, Framework | None], list[Profile]]:
    groups: dict[tuple[int, Framework | None], list[Profile]] = defaultdict(list)
    for one in made:
        if one.concerns:
            groups[one.inspection.end.year, one.inspection.framework].append(one)
    return groups
