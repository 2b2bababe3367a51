"""The pages of Ofsted's reports site: the list of authorities, and the publications on each authority's page."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin, urlsplit

import lxml.html  # type: ignore[import-untyped]

from pipeline.readers.dates import iso_date
from pipeline.vocabulary import Framework

SITE: Final = "https://reports.ofsted.gov.uk"

LISTED_AT_ONCE: Final = 100
"""Authorities that one page of the list shows at most."""

LIST: Final = "/search?q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12&start={start}&rows={rows}"
"""Where the site lists the local authorities, the last two numbers saying which of them."""

KINDS: Final[tuple[tuple[re.Pattern[str], str, Framework | None], ...]] = (
    (re.compile(r"focused visit", re.I), "focused_visit", "focused_visit"),
    (re.compile(r"monitoring visit", re.I), "monitoring_visit", "monitoring_visit"),
    (re.compile(r"joint (?:targeted )?area (?:child protection )?inspection", re.I), "jtai", "jtai"),
    (re.compile(r"area SEND", re.I), "area_send", "area_send"),
    (re.compile(r"joint area review", re.I), "joint_area_review", "joint_area_review"),
    (re.compile(r"inspection", re.I), "inspection", None),
)
"""The site's words for a kind of report, the code by which it is asked for, and its framework where that is told."""

OTHER: Final = "other"

KIND_CODES: Final = (*(code for _, code, _ in KINDS), OTHER)

_LABEL: Final = re.compile(r"(?P<kind>[^,]+?)\s*,\s*pdf\s*[-–—]\s*(?P<day>.+)", re.I | re.S)


class ChangedPage(Exception):
    """A page is not built as it was; the message says which part of it is missing."""


class Provider(NamedTuple):
    """A local authority on the site: its name there, its URN and its page."""

    name: str
    urn: str
    url: str


class Publication(NamedTuple):
    """A report on an authority's page; `kind` and `published` are None where its label does not tell them."""

    url: str
    label: str
    kind: str | None
    framework: Framework | None
    published: str | None

    @property
    def number(self) -> str:
        """What the site knows the file by: the last part of its address."""
        return urlsplit(self.url).path.rstrip("/").rsplit("/", 1)[-1]

    def is_since(self, day: date | None) -> bool:
        """Whether it was published on a day or later; one whose date is not told counts."""
        return day is None or self.published is None or self.published >= day.isoformat()


def list_page(site: str, start: int) -> str:
    """The address of the list of authorities from the given one on."""
    return site + LIST.format(start=start, rows=LISTED_AT_ONCE)


def providers_in(page: str, url: str) -> list[Provider]:
    """The authorities that a page of the list links to, each once."""
    found: dict[str, Provider] = {}
    for link in _tree(page).xpath("//a[contains(@href, '/provider/')]"):
        address, name = urljoin(url, link.get("href")), " ".join(link.text_content().split())
        urn = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]
        if urn.isdigit() and name:
            found.setdefault(urn, Provider(name, urn, address))
    return list(found.values())


def publications_in(page: str, url: str) -> Iterator[Publication | ChangedPage]:
    """The publications of an authority's page, newest first as there, and what on the page is not as it should be."""
    links = _tree(page).xpath("//a[contains(concat(' ', normalize-space(@class), ' '), ' publication-link ')]")
    if not links:
        yield ChangedPage(f"{url}: has no link of class publication-link")
    for link in links:
        spans = link.xpath(".//span[contains(concat(' ', normalize-space(@class), ' '), ' nonvisual ')]")
        label = " ".join(" ".join(span.text_content() for span in spans).split())
        address = link.get("href")
        if not address:
            yield ChangedPage(f"{url}: a publication-link has no address")
            continue
        address = urljoin(url, address)
        parts = _LABEL.fullmatch(label)
        published = iso_date(parts["day"].strip()) if parts else None
        if published is None:
            said = f'says "{label[:80]}" in its span.nonvisual' if label else "has no span.nonvisual"
            yield ChangedPage(f"{address}: its link {said}, not a kind of report, pdf and a date; fetched without them")
        kind, framework = _kind(parts["kind"]) if parts else (None, None)
        yield Publication(address, label, kind, framework, published)


def _kind(words: str) -> tuple[str, Framework | None]:
    return next(((code, framework) for wording, code, framework in KINDS if wording.search(words)), (OTHER, None))


def _tree(page: str) -> Any:
    return lxml.html.document_fromstring(page if page.strip() else "<html></html>")
