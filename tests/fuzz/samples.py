"""Small sound inputs of every kind that is read, which mutations start from."""

import io
import json
from pathlib import Path

import docx
from pdf_made import Print, pdf_of

from pipeline.patterns import DEFAULT_PATTERNS, pattern_files

LINES = (
    "Inspection of children's social care services in Kent",
    "Inspection dates: 6 to 17 May 2024",
    "Overall effectiveness: Good",
    "What needs to improve",
    "The quality of supervision, which is not yet consistently recorded.",
    "29. Leaders know their services well, but too many children wait for an assessment.",
    "Care leavers are well supported; however, their pathway plans are variable.",
    "Leeds was rated outstanding in 2018 and Oldham and Swindon were rated good and inadequate respectively.",
    "“We accept the findings,” said Councillor Jo Example. “Social workers work hard.”",
    "Of the 12 councils inspected this term, three were judged inadequate and 25% requires improvement to be good.",
    "It is the first time since 2013 that St Helens has not been judged to be inadequate for children in care.",
)


def plain() -> bytes:
    return "\n\n".join(LINES).encode()


def markdown() -> bytes:
    front = "---\ntitle: A council is rated good\npublished: 2024-02-03\npublisher: A Newspaper\n---\n"
    table = "| Area | Grade |\n|---|---|\n| Adoption | Good |\n| Care leavers | Inadequate |\n"
    bullets = "\n".join(f"- {line}" for line in LINES[3:6])
    return f"{front}# {LINES[0]}\n\n**{LINES[2]}**\n\n{bullets}\n\n{table}\n{LINES[7]}\n".encode()


def html() -> bytes:
    body = "".join(f"<p>{line}</p>" for line in LINES[5:])
    bullets = "".join(f"<li>{line}</li>" for line in LINES[3:5])
    published = '<meta property="article:published_time" content="2024-02-03">'
    head = f'<meta charset="utf-8"><title>{LINES[0]}</title>{published}'
    rows = "<table><tr><td>Overall effectiveness</td><td>Good</td></tr></table>"
    article = f"<article><h1>{LINES[0]}</h1>{body}<ul>{bullets}</ul>{rows}</article>"
    return f"<!doctype html><html><head>{head}</head><body>{article}</body></html>".encode()


def jsonl() -> bytes:
    lines = [{"text": line, "published": "2024-02-03", "meta": {"publisher": "A Newspaper"}} for line in LINES[5:]]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def word() -> bytes:
    document = docx.Document()
    document.add_heading(LINES[0], 1)
    for line in LINES[1:]:
        document.add_paragraph(line, style="List Bullet" if line.startswith("The ") else None)
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Adoption", "Good"), ("Overall effectiveness", "Inadequate")), strict=True):
        row.cells[0].text, row.cells[1].text = cells
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def pdf() -> bytes:
    front = [Print(60, 780, LINES[0], 20, bold=True), Print(60, 740, LINES[1]), Print(60, 700, "Judgement", bold=True)]
    front += [Print(400, 700, "Grade", bold=True), Print(60, 680, "Overall effectiveness"), Print(400, 680, "Good")]
    body = [Print(60, 780 - 20 * number, line) for number, line in enumerate(LINES[3:])]
    return pdf_of(front, body)


def sidecar() -> bytes:
    return b'{"publisher": "A Newspaper", "published": "2024-02-03", "authority": "Kent", "kind": "news"}\n'


SAMPLES = {maker.__name__: maker() for maker in (plain, markdown, html, jsonl, word, pdf)}


def pattern_lines(directory: Path = DEFAULT_PATTERNS) -> list[str]:
    """All lines of the shipped pattern files."""
    return [line for file in pattern_files(directory) for line in file.read_text("utf-8").splitlines()]
