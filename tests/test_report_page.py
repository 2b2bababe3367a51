"""The report's page in a real headless Chromium: it works from disk, by mouse and by keyboard, for everyone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from records_made import Found, Said, Told, record, report, write_records

from pipeline.report import write_report

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

LEEDS, HALTON, SWINDON, CORNWALL = "E08000035", "E06000006", "E06000030", "E06000052"
SOUTHAMPTON, HARTLEPOOL = "E06000045", "E06000001"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report over few documents with everything that a page can show."""
    room = tmp_path_factory.mktemp("page")
    concern = [Found("concern", "Supervision is irregular.", ["supervision"], HALTON, "leadership")] * 2
    hostile = [Found("strength", "<b>bold</b><script>document.title='taken'</script>", ["housing"], HALTON)]
    send = record("send.pdf", framework="area_send", gss=SWINDON, inspection=("2023-05-15", "2023-05-19"))
    send["meta"]["outcome"] = {"code": "inconsistent", "evidence": []}
    records = [
        report(
            "halton-2014.pdf",
            HALTON,
            "sif",
            "2014-12-10",
            {"overall_effectiveness": "good", "lscb": "good"},
            findings=concern,
        ),
        report(
            "halton-2020.pdf",
            HALTON,
            "ilacs",
            "2020-03-13",
            {"overall_effectiveness": "requires_improvement", "children_in_care": "good"},
            findings=concern + hostile,
            lines_a_page=1,
        ),
        report(
            "leeds.pdf",
            LEEDS,
            "ilacs",
            "2022-03-04",
            {"overall_effectiveness": "outstanding", "leadership": "outstanding"},
        ),
        report(
            "cornwall.pdf",
            CORNWALL,
            "ilacs",
            "2024-07-05",
            {"overall_effectiveness": "good", "care_leavers": "inadequate"},
        ),
        record(
            "news.txt",
            kind="news",
            published="2020-05-01",
            judgements=[
                Said(HALTON, "overall_effectiveness", "inadequate"),
                Said(SWINDON, "overall_effectiveness", "good"),
            ],
            tallies=[Told("good", "one of the two was good", count=1, of=2)],
        ),
        send,
        report("southampton-2019.pdf", SOUTHAMPTON, "ilacs", "2019-11-08", {"overall_effectiveness": "good"}),
        report("southampton-2026.pdf", SOUTHAMPTON, "ilacs", "2026-05-22", {"leadership": "good"}),
        record(
            "undated.txt",
            kind="news",
            judgements=[
                Said(HARTLEPOOL, "overall_effectiveness", "requires_improvement"),
                Said(HARTLEPOOL, "overall_effectiveness", "outstanding", "hypothetical"),
            ],
        ),
    ]
    file = write_records(room / "made.jsonl", records)
    (room / "made.failures.jsonl").write_text('{"path": "empty.pdf", "reason": "is empty"}\n')
    published = "local_authority,inspection_end_date,overall_effectiveness_grade\nleeds,04/03/2022,good\n"
    (room / "published.csv").write_text(published)
    earlier = write_records(room / "earlier.jsonl", records[:3])
    (room / "documents").mkdir()
    for made in records[:2]:
        name = made["source"]["path"]
        (room / "documents" / name).write_text(f"{name}\n{made['text']}" if "2020" in name else "another document")
    report_of = write_report(
        [file], room / "out", compare=room / "published.csv", since=earlier, documents=[room / "documents"]
    )
    return report_of.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, page_file: Path) -> Iterator[Page]:
    """The page opened from disk; the test fails where it says anything on the console or asks for anything else."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    tab.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    tab.on("pageerror", lambda error: said.append(f"error: {error}"))
    tab.on("request", lambda request: said.append(f"request: {request.url}"))
    tab.goto(page_file.as_uri())
    tab.wait_for_selector("body[data-ready=yes]")
    yield tab
    tab.close()
    asked = [
        line for line in said if line != f"request: {page_file.as_uri()}" and not line.startswith("request: data:")
    ]
    assert asked == []


def rows_of(page: Page) -> list[str]:
    return page.locator("#matrix tbody th a").all_text_contents()


def go(page: Page, view: str) -> None:
    page.evaluate(f"location.hash = '{view}'")
    page.locator(f"#view-{view.split('?')[0]}").wait_for()


VIEWS = ["new", "grades", f"council?gss={HALTON}", "themes", "trust", "files"]


def test_the_first_screen_is_what_is_new_with_its_date_and_what_adds_up(page: Page) -> None:
    assert page.title() == "Ofsted's judgements of children's services, council by council"
    expect(page.locator("#data-date")).to_have_text("22 May 2026")
    expect(page.locator("#data-count")).to_contain_text("10 documents: 9 placed, 0 not, 1 not read")
    newest = page.locator("#newest tbody tr").first
    expect(newest).to_contain_text("Southampton")
    expect(newest).to_contain_text("no longer judged")
    box = page.locator("#newest").bounding_box()
    assert box is not None
    assert box["y"] < 900


def test_the_newest_inspections_show_all_areas_with_the_way_that_they_went(page: Page) -> None:
    row = page.locator("#newest tbody tr", has_text="Halton").filter(has_text="13 Mar 2020")
    expect(row.locator(".grade")).to_have_count(2)
    expect(row.locator(".grade", has_text="Requires improvement")).to_contain_text("▼")


def test_who_is_below_good_since_when_is_one_click_and_can_be_saved(page: Page) -> None:
    expect(page.locator("#below tbody tr")).to_have_count(1)
    expect(page.locator("#below")).to_contain_text("Cornwall")
    expect(page.locator("#below")).to_contain_text("since 5 Jul 2024, 1 inspection")
    page.get_by_label("Both").check()
    expect(page.locator("#below tbody tr")).to_have_count(3)
    assert "below=both" in page.url
    with page.expect_download() as download:
        page.locator("#below-save button").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("gss,Council,Region,Area,Grade,Since")
    assert len(lines) == 4


def test_what_changed_since_the_last_run_tells_the_grade_before_and_the_new_documents(page: Page) -> None:
    changes = page.locator("#changes")
    expect(changes).to_contain_text("6 new documents, 0 gone")
    row = changes.locator("tbody tr", has_text="Cornwall")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Overall: Good, the first at hand")
    changes.locator("summary", has_text="Documents new: 6").click()
    expect(changes).to_contain_text("cornwall.pdf")


def test_a_figure_of_the_first_screen_leads_to_its_councils_and_back(page: Page) -> None:
    page.locator("#headline a", has_text="Inadequate").click()
    expect(page.get_by_label("Grade in the area")).to_have_value("inadequate")
    assert rows_of(page) == ["Cornwall"]
    page.locator("#matrix a", has_text="Cornwall").click()
    expect(page.locator("#council-title")).to_have_text("Cornwall")
    page.go_back()
    assert rows_of(page) == ["Cornwall"]
    page.go_back()
    expect(page.locator("#headline")).to_be_visible()


def test_after_the_reform_the_map_opens_on_the_worst_area_that_counts(page: Page) -> None:
    go(page, "grades")
    expect(page.locator("#filter-area")).to_have_value("worst")
    assert page.locator("#tiles .tile").count() == 153
    expect(page.locator("#tiles .tile[aria-label^='Cornwall:']")).to_have_attribute(
        "aria-label", "Cornwall: Inadequate (Care leavers), 5 Jul 2024"
    )
    expect(page.locator("#legend")).to_contain_text("3 of 6 good or better, of grades that count")


def test_an_abolished_overall_grade_is_hatched_and_does_not_count(page: Page) -> None:
    go(page, "grades?area=overall_effectiveness")
    cell = page.locator("[data-gss=E06000045] td").last
    expect(cell.locator(".grade.past")).to_contain_text("Good")
    expect(cell).to_contain_text("newest: not judged")
    expect(page.locator("#tiles .tile[aria-label^='Southampton:']")).to_have_class("tile past")
    expect(page.locator("#legend")).to_contain_text("3 of 5 good or better")


def test_columns_are_the_areas_judged_now_and_overall(page: Page) -> None:
    go(page, "grades")
    heads = page.locator("#matrix thead .whole").all_text_contents()
    assert heads == ["Worst area", "Children in care", "Care leavers", "Leadership", "Overall"]


def test_search_and_filters_narrow_matrix_map_and_count_and_stand_in_the_address(page: Page) -> None:
    go(page, "grades")
    page.locator("#filter-search").fill("halt")
    expect(page.locator("#matrix tbody tr")).to_have_count(1)
    assert page.locator("#tiles .tile:not(.dim)").count() == 1
    assert page.url.endswith("#grades?search=halt")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#matrix tbody tr")).to_have_count(6)
    page.get_by_label("Region", exact=True).select_option("South West")
    expect(page.locator("#matrix tbody tr")).to_have_count(2)
    page.reload()
    expect(page.locator("#matrix tbody tr")).to_have_count(2)
    expect(page.get_by_label("Region", exact=True)).to_have_value("South West")


def test_an_earlier_year_shows_what_held_then_and_the_count_says_so(page: Page) -> None:
    go(page, "grades?area=overall_effectiveness&year=2014")
    expect(page.locator("#count")).to_contain_text("1 with a grade that counts at the end of 2014")
    assert rows_of(page)[0] == "Halton"
    overall = page.locator("[data-gss=E06000006] td").last
    expect(overall).to_contain_text("Good 2014", use_inner_text=True)
    page.get_by_label("As at").select_option("")
    expect(overall).to_contain_text("Requires improvement 2020", use_inner_text=True)


def test_headings_sort_by_grade_both_ways(page: Page) -> None:
    go(page, "grades")
    heading = page.locator("#matrix thead").get_by_role("button", name="Overall")
    heading.click()
    assert rows_of(page)[0] == "Leeds"
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Overall")
    page.keyboard.press("Enter")
    assert rows_of(page)[0] == "Southampton"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bcp", "Bournemouth, Christchurch and Poole"),
        ("telford & wrekin", "Telford and Wrekin"),
        ("Telfrod", "Telford and Wrekin"),
        ("hull city council", "Kingston upon Hull"),
        ("st. helens", "St Helens"),
        ("E06000006", "Halton"),
        ("876", "Halton"),
    ],
)
def test_the_search_forgives(page: Page, typed: str, found: str) -> None:
    page.get_by_label("Find a council").fill(typed)
    expect(page.locator("#found li").first).to_contain_text(found)
    page.keyboard.press("Enter")
    expect(page.locator("#council-title")).to_have_text(found)


def test_a_grade_opens_its_quote_with_document_page_and_link_by_mouse(page: Page) -> None:
    go(page, "grades")
    page.locator("[data-gss=E06000006] .grade").last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Halton: overall_effectiveness is requires_improvement (current).")
    expect(dialog).to_contain_text("page 2")
    expect(dialog).to_contain_text("Inadequate by")
    link = dialog.locator("figcaption a").first
    assert str(link.get_attribute("href")).endswith("documents/halton-2020.pdf#page=2")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_a_grade_opens_and_closes_by_keyboard_and_gives_the_focus_back(page: Page) -> None:
    go(page, "grades")
    grade = page.locator("[data-gss=E08000035] .grade").first
    grade.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Leeds: Outstanding")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(grade).to_be_focused()


def test_a_verdict_without_a_date_is_shown_with_the_days_that_are_possible(page: Page) -> None:
    go(page, "grades")
    page.locator("[data-gss=E06000001] .grade").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("Date unknown, Nov 2013 or later")


def test_the_map_is_walked_with_arrow_keys_and_opened_with_enter(page: Page) -> None:
    go(page, "grades")
    page.locator("#tiles .tile[tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')").split(":")[0]
    assert name != "North Tyneside"
    page.keyboard.press("Enter")
    expect(page.locator("#council-title")).to_have_text(name)
    expect(page.locator("#council-title")).to_be_focused()


def test_tiles_have_readable_names_no_two_alike(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    go(page, "grades")
    names = page.locator("#tiles .short").all_text_contents()
    assert len(set(names)) == len(names) == 153
    height = page.evaluate("document.querySelector('#tiles .short').getBoundingClientRect().height")
    assert height >= 10


def test_a_council_shows_its_inspections_with_breaks_its_themes_and_its_neighbours(page: Page) -> None:
    go(page, f"council?gss={HALTON}")
    view = page.locator("#council-view")
    expect(view).to_contain_text("LA code 876 · Ofsted URN 80471")
    expect(view).to_contain_text("Series break: ILACS, from January 2018")
    theme = view.locator("details.theme", has_text="Supervision")
    theme.locator("summary").click()
    expect(theme).to_contain_text("Supervision is irregular.")
    expect(theme.locator("figcaption a").first).to_have_text("page 4")
    expect(view.locator(".neighbours tbody tr")).to_have_count(13)
    links = view.locator(".timeline a.report")
    expect(links).to_have_count(1)  # a file of the other one's name holds something else


def test_concerns_that_came_back_stand_side_by_side_and_say_how_they_are_decided(page: Page) -> None:
    go(page, f"council?gss={HALTON}")
    section = page.locator("section", has=page.get_by_role("heading", name="Concerns that came back"))
    expect(section).to_contain_text("at least two concerns are on it")
    expect(section.locator(".again")).to_have_count(1)
    expect(section.locator(".again blockquote")).to_have_count(2)


def test_a_visit_stands_on_the_time_line_with_its_outcome(page: Page) -> None:
    go(page, f"council?gss={SWINDON}")
    expect(page.locator(".timeline .visit")).to_contain_text("Inconsistent experiences and outcomes")
    expect(page.locator(".timeline")).to_contain_text("told by another document")


def test_hostile_findings_are_shown_as_text(page: Page) -> None:
    go(page, f"council?gss={HALTON}")
    theme = page.locator("details.theme", has_text="Housing")
    theme.locator("summary").click()
    expect(theme).to_contain_text("<b>bold</b><script>")
    assert "taken" not in page.title()


def test_themes_are_ranked_by_concerns_and_say_how_many_reports_there_are(page: Page) -> None:
    go(page, "themes?year=2020%20ilacs")
    expect(page.locator("#themes-note")).to_contain_text("1 report of 2020")
    expect(page.locator("#themes-list tbody tr").first).to_contain_text("Supervision")
    page.locator("#themes-list summary").first.click()
    expect(page.locator("#themes-list")).to_contain_text("Halton")


def test_the_grades_of_the_years_break_at_reforms(page: Page) -> None:
    go(page, "themes?series=overall_effectiveness")
    expect(page.locator("#series")).to_contain_text("Series break: ILACS, from January 2018")
    expect(page.locator("#series")).to_contain_text("No overall judgement any more, from April 2026")
    expect(page.locator("#series .bar").first).to_have_attribute("aria-label", "2024: 1 Good")


def test_trust_shows_what_has_no_place_conflicts_recounts_differences_and_accuracy(page: Page) -> None:
    page.locator("#data-count").click()
    expect(page.locator("#sums")).to_contain_text("10 documents: 9 placed, 0 not placed, 1 could not be read")
    page.locator("#unplaced summary", has_text="aspired to").click()
    expect(page.locator("#unplaced")).to_contain_text("Hartlepool")
    expect(page.locator("#conflicts tbody tr")).to_have_count(1)
    expect(page.locator("#tallies")).to_contain_text("agrees")
    page.locator("#differences summary", has_text="Grade differs").click()
    expect(page.locator("#differences")).to_contain_text("Leeds: overall_effectiveness is outstanding")
    page.locator("#missing summary", has_text="abolished").click()
    expect(page.locator("#missing")).to_contain_text("Southampton: Overall")
    assert page.locator("#accuracy tbody tr").count() > 3


def test_failures_and_documents_are_listed(page: Page) -> None:
    go(page, "files")
    expect(page.locator("#failures")).to_contain_text("empty.pdf")
    expect(page.locator("#document-list tbody tr")).to_have_count(9)


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_no_serious_fault(page: Page, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for view in VIEWS:
        go(page, view)
        for summary in page.locator(f"#view-{view.split('?')[0]} summary:visible").all()[:2]:
            summary.click()
        faults += [
            (view, one["id"], [node["html"][:120] for node in one["nodes"]][:3])
            for one in axe.Axe().run(page).response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
    assert faults == []


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_overflows_a_narrow_screen(page: Page, view: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, view)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_a_narrow_screen_tiles_can_be_hit_and_the_hint_speaks_of_touch(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    go(page, "grades")
    box = page.locator("#tiles .tile").first.bounding_box()
    assert box is not None
    assert box["width"] >= 40
    expect(page.locator(".swipe")).to_be_visible()
    expect(page.locator(".keys")).to_be_hidden()


def test_the_navigation_stays_and_an_arrival_begins_at_the_top(page: Page) -> None:
    go(page, "grades")
    page.mouse.wheel(0, 3000)
    expect(page.locator("nav")).to_be_in_viewport()
    page.locator("nav a", has_text="Themes").click()
    expect(page.locator("#view-themes h1")).to_be_focused()
    assert page.evaluate("scrollY") == 0
    expect(page.locator("nav a[aria-current]").last).to_have_text("Themes")


def test_print_shows_the_view_without_its_controls(page: Page) -> None:
    go(page, "grades")
    page.emulate_media(media="print")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("nav")).to_be_hidden()
    expect(page.locator("#tiles")).to_be_visible()


def test_in_the_dark_scheme_nothing_serious_is_wrong_either(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page.emulate_media(color_scheme="dark")
    for view in VIEWS[:3]:
        go(page, view)
        found = axe.Axe().run(page).response["violations"]
        assert [(view, one["id"]) for one in found if one["impact"] in ("serious", "critical")] == []
