"""What a text has spoken of so far, for "it", "both", "the first" and "the key areas" of its next sentence."""

from dataclasses import dataclass, field

from pipeline.components.judgements.verdict import Verdict
from pipeline.components.ruler import Tag


@dataclass(slots=True)
class Discourse:
    """Changes from sentence to sentence; `own` is the GSS code of the authority that the document is about."""

    own: str | None
    group: list[Tag] = field(default_factory=list)
    """The authorities named together last."""
    last_listed: list[Tag] = field(default_factory=list)
    """The areas that the sentence before listed."""
    key_areas: list[Tag] = field(default_factory=list)
    """The areas that the text last called the key areas."""
    verdict: Verdict | None = None
    """The last verdict that was said to be in force."""
    year: int | None = None
    """The year with which the sentence opens ("In 2018, ...")."""

    def spoken_of(self) -> list[Tag]:
        """The one authority that the text speaks of; none where that is the document's own or there are several."""
        return self.group if self.own is None and len(self.group) == 1 else []
