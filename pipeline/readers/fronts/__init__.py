"""What an inspection report says of itself on its first pages; one module a kind of report, each told by its parts.

A kind's module has one function, `read(front)`, which gives the report's metadata, or None for any other document.
"""

from collections.abc import Callable, Sequence
from typing import Final

from pipeline.readers.document import Block
from pipeline.readers.fronts import area_send, graded, joint_area_review, joint_targeted, visits
from pipeline.readers.fronts.front import Front
from pipeline.records import Meta, empty_meta

KINDS: Final[tuple[Callable[[Front], Meta | None], ...]] = (
    area_send.read,
    joint_targeted.read,
    joint_area_review.read,
    visits.read,
    graded.read,
)
"""The readers of each kind, those with the most telling titles first."""


def report_meta(text: str, blocks: Sequence[Block]) -> Meta:
    """Metadata of an inspection report or of the letter about a visit.

    Inspection dates are the first and the last day on site, those of a second visit included. Any other document gets
    at most its first heading as title, and the kind "other".
    """
    front = Front(text, blocks)
    found = next((meta for read in KINDS if (meta := read(front)) is not None), None)
    if found is None:
        return {**empty_meta(), "title": front.heading}
    return {**found, "publisher": "Ofsted", "kind": "inspection_report"}
