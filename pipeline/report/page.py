"""Renders the report as one HTML file that opens from disk: styles, scripts and data are all inside it."""

import base64
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline import __version__
from pipeline.report.changes import Changes
from pipeline.report.payload import findings_payload, main_payload
from pipeline.report.study import Study
from pipeline.report.table import Table
from pipeline.report.workbook import GRADE_COLOURS

ROOM: Final = Path(__file__).parent
SCRIPTS: Final = ("data", "parts", "evidence", "standing", "new", "grades", "council", "themes", "trust", "main")
"""The page's scripts in the order in which they build on each other."""


def render_page(
    study: Study, frames: Mapping[str, pd.DataFrame], tables: Sequence[Table], changes: Changes | None
) -> str:
    """The whole page as HTML; every text of a document reaches it escaped, or as JSON that scripts set as text."""
    environment = Environment(
        loader=FileSystemLoader(ROOM / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        version=__version__,
        grades=GRADE_COLOURS,
        style=Markup((ROOM / "static" / "page.css").read_text(encoding="utf-8")),
        script=_own_script(),
        data=json_block(main_payload(study, frames, changes)),
        findings={gss: packed(rows) for gss, rows in findings_payload(study).items()},
        tables=[{"name": one.name, "title": one.title, "rows": len(frames[one.name])} for one in tables],
    )


def json_block(data: Any) -> Markup:
    """JSON that is safe inside a script element: nothing in it can end the element or open a comment."""
    text = orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).decode()
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def packed(data: Any) -> str:
    """JSON, compressed and written as base64: a page of many findings stays small, and opens only what is asked for."""
    return base64.b64encode(zlib.compress(orjson.dumps(data))).decode()


def _own_script() -> Markup:
    """Our scripts as one function: they leave nothing behind in the page, and nothing in them ends the element."""
    parts = [(ROOM / "static" / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    source = "(() => {\n" + "\n".join(parts) + "\n})();"
    return Markup(source.replace("</script", "<\\/script").replace("<!--", "<\\!--"))
