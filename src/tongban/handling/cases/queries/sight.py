"""What one reader is shown of a case that several authorities handle: nobody more than the own share of it needs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tongban.groundwork.documents.api import DocumentSummary
from tongban.handling.applications.api import MaterialView
from tongban.handling.cases.models import Case, Part
from tongban.handling.cases.part_rules import materials_of, only_takes_part
from tongban.handling.cases.queries.facts import calendar_of, decision_clocks, plan_of
from tongban.handling.cases.queries.parts import all_stops_of, part_views
from tongban.handling.cases.rules import CaseFacts, OfficerFacts, Step
from tongban.handling.cases.views import PartView

# Papers between offices: the applicant is told the decision, not how it was found.
INTERNAL_PAPERS = frozenset({"consultation_letter", "consultation_answer", "opinion_letter", "meeting_minutes"})
# Steps whose note is for the office alone: a proposal is not a decision, an opinion neither.
INTERNAL_STEPS = frozenset(
    {
        Step.PROPOSE, Step.RETURN_TO_REVIEW, Step.GIVE_OPINION, Step.ANSWER_CONSULTATION, Step.HOLD_MEETING,
        Step.RUN_CHECK, Step.CONSULT_OFFICE, Step.RETURN_TO_STEP,
    }
)  # fmt: skip


@dataclass(frozen=True)
class Sight:
    """How far a reader sees: the whole file, or as an authority (`reader`) that takes part, or as the applicant."""

    to_applicant: bool = False
    reader: int | None = None
    materials: frozenset[str] | None = None  # None: all

    @property
    def is_whole(self) -> bool:
        """Say whether the reader is of the office that answers for the whole case."""
        return not self.to_applicant and self.reader is None

    def of_materials(self, materials: Sequence[MaterialView]) -> tuple[MaterialView, ...]:
        """Return those of the materials that the reader's share needs."""
        return tuple(each for each in materials if self.materials is None or each.code in self.materials)

    def of_papers(
        self, issued: Sequence[DocumentSummary], parts: Sequence[PartView], own: Sequence[Part]
    ) -> tuple[DocumentSummary, ...]:
        """Return those of the papers that the reader may look at: for a share, the letters to it and what it builds on."""
        if self.to_applicant:
            return tuple(paper for paper in issued if paper.kind not in INTERNAL_PAPERS)
        if self.reader is None:
            return tuple(issued)
        shown = {part.document.id for part in parts if part.document}
        shown |= {part.letter_id for part in own if part.letter_id and part.authority_id == self.reader}
        return tuple(paper for paper in issued if paper.id in shown)


WHOLE, APPLICANT = Sight(), Sight(to_applicant=True)


def sight_of(case: Case, facts: CaseFacts, who: OfficerFacts) -> Sight:
    """Return how far an officer sees who may see the case."""
    if not facts.parts or not only_takes_part(facts, who):
        return WHOLE
    return Sight(reader=who.authority_id, materials=materials_of(facts, who, plan_of(case)))


def shown_parts(
    case: Case, parts: Sequence[Part], issued: Collection[DocumentSummary], sight: Sight
) -> tuple[PartView, ...]:
    """Return the parts of a case as the reader may see them; no statement for a case without any."""
    if not parts:
        return ()
    stops = all_stops_of(case)
    whole = decision_clocks(case, [stop for stop in stops if stop.part_id is None])[0]
    return part_views(
        case,
        parts,
        plan_of(case),
        whole=whole,
        calendar=calendar_of(case),
        stops=stops,
        documents=issued,
        is_internal=not sight.to_applicant,
        reader=sight.reader,
    )
