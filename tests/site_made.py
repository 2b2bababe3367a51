"""A small site built like the one that publishes Ofsted's reports, served on this machine, with faults to plant."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pdf_made import Print, pdf_of

AUTHORITIES = {"80531": "Leeds", "80541": "Kent County Council", "80551": "London Borough of Merton"}

REPORTS = {
    "80531": [
        ("50281003", "Area SEND full inspection, pdf - 14 November 2024"),
        ("50281002", "Children's services focused visit, pdf - 02 March 2023"),
        ("50281001", "Children's services inspection, pdf - 09 May 2022"),
    ],
    "80541": [
        ("50281005", "Children's services inspection, pdf - 08 July 2022"),
        ("50281004", "Children's services monitoring visit, pdf - 1 April 2021"),
    ],
    "80551": [("50281006", "Joint area child protection inspection, pdf - 12 February 2024")],
}


@dataclass
class Site:
    """What the site answers. faults: by path, what each further request of it meets before it is served."""

    address: str = ""
    faults: dict[str, list[str]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    robots: str | None = "User-agent: *\nDisallow: /secret\n"
    asked: list[str] = field(default_factory=list)
    agents: Counter[str] = field(default_factory=Counter)

    def files_asked(self) -> list[str]:
        return [path for path in self.asked if path.startswith("/v1/file/")]

    def page(self, path: str, query: dict[str, list[str]]) -> str | None:
        if path in self.pages:
            return self.pages[path]
        if path == "/search":
            start = int(query["start"][0])
            links = [
                f'<li><h3><a href="/provider/44/{urn}">{name}</a></h3></li>'
                for urn, name in list(AUTHORITIES.items())[start : start + 2]
            ]
            return f"<html><body><ul>{''.join(links)}</ul><a href='/about'>About</a></body></html>"
        if path.startswith("/provider/44/"):
            links = [
                f'<li><a class="publication-link" href="{self.address}/v1/file/{number}">Report'
                f'<span class="nonvisual">{label}</span></a></li>'
                for number, label in REPORTS[path.rsplit("/", 1)[-1]]
            ]
            return f"<html><body><ol>{''.join(links)}</ol></body></html>"
        return None


def report_pdf(number: str) -> bytes:
    return pdf_of([Print(56, 700, f"Report {number}, of which no more is known than this.")])


@contextmanager
def served() -> Iterator[Site]:
    """A site on a free port, until the block ends."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            site.asked.append(parts.path)
            site.agents[self.headers["User-Agent"]] += 1
            planted = site.faults.get(parts.path)
            try:
                if planted:
                    self.fail(planted.pop(0), parts.path)
                elif parts.path == "/robots.txt":
                    self.send(200 if site.robots is not None else 404, (site.robots or "").encode(), "text/plain")
                elif parts.path.startswith("/v1/file/"):
                    self.send(200, report_pdf(parts.path.rsplit("/", 1)[-1]), "application/pdf")
                else:
                    page = site.page(parts.path, parse_qs(parts.query))
                    self.send(200 if page is not None else 404, (page or "").encode(), "text/html; charset=utf-8")
            except (BrokenPipeError, ConnectionResetError):
                pass

        def fail(self, fault: str, path: str) -> None:
            data = report_pdf(path.rsplit("/", 1)[-1])
            if fault == "slow":
                time.sleep(1)
            elif fault == "html":
                self.send(200, b"<html><body>Gone away</body></html>", "text/html")
            elif fault == "half":
                self.send(200, data[: len(data) // 2], "application/pdf")
            elif fault == "cut":
                self.send(200, data, "application/pdf", length=len(data) + 100)
            else:
                self.send(int(fault), b"", "text/plain")

        def send(self, status: int, body: bytes, kind: str, length: int | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body) if length is None else length))
            if status == 429:
                self.send_header("Retry-After", "7")
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
