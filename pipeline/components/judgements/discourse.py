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
    """The areas that the sentence before listed together."""
    key_areas: list[Tag] = field(default_factory=list)
    """The areas that the text last called the key areas."""
    verdict: Verdict | None = None
    """The last verdict that was said to be in force."""
    overall: Verdict | None = None
    """The same of the whole of children's services."""
    subject: list[Tag] = field(default_factory=list)
    """The areas of which alone the sentence before spoke, so that "it" may mean them."""
    subject_is_graded: bool = False
    named: list[Tag] = field(default_factory=list)
    """All authorities that the last sentence with any named, each once."""
    minuted: bool = False
    """Whether the paragraph reports what was said at a meeting, so that its pluperfect tells of now."""
    year: int | None = None
    """The year with which the sentence opens ("In 2018, ...")."""

    def spoken_of(self) -> list[Tag]:
        """The one authority that the text speaks of; none where that is the document's own or there are several."""
        return self.group if self.own is None and len(self.group) == 1 else []
