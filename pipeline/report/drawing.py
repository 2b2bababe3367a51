"""Has charts drawn beside the report's other work: drawing takes seconds in which it lets no other thread work."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from pipeline.report.charts import Chart
from pipeline.report.errors import ReportError

ARTIST: Final = Path(__file__).with_name("artist.py")


class Drawing(NamedTuple):
    """Charts with an SVG of each, and the scripts that bring them to life (one piece that needs no network)."""

    charts: Sequence[Chart]
    pictures: Sequence[str]
    scripts: str


Draw = Callable[[Sequence[Chart]], Callable[[], Drawing]]
"""Orders a drawing of the charts; what it gives waits for it, and raises ReportError where it failed."""


@contextmanager
def artist() -> Iterator[Draw]:
    """A process that draws; it begins with what every drawing needs, so start it early."""
    with (
        subprocess.Popen(
            [sys.executable, "-P", str(ARTIST)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process,
        ThreadPoolExecutor(max_workers=1) as waiting,
    ):

        def draw(charts: Sequence[Chart]) -> Callable[[], Drawing]:
            answer = waiting.submit(process.communicate, orjson.dumps([chart.spec for chart in charts]))

            def drawing() -> Drawing:
                drawn, complaint = answer.result()
                if process.returncode:
                    raise ReportError(f"the charts could not be drawn: {complaint.decode(errors='replace').strip()}")
                made = orjson.loads(drawn)
                pictures = [chart.with_own_ids(svg) for chart, svg in zip(charts, made["pictures"], strict=True)]
                return Drawing(charts, pictures, made["scripts"])

            return drawing

        try:
            yield draw
        finally:
            process.kill()
