"""What the deeds on drafts have in common."""

from uuid import UUID

from tongban.groundwork.foundation import rows
from tongban.handling.applications.errors import UnableToChangeDraft, UnableToFindDraft
from tongban.handling.applications.models import Draft
from tongban.handling.applications.queries import is_within_reach
from tongban.handling.applications.rules import DraftState
from tongban.registers.identity.api import Applicant


def own_draft(draft_id: UUID, applicant: Applicant, *, locked: bool = False) -> Draft:
    """Return a draft of the applicant's party; `locked` holds its row until the transaction ends."""
    draft = rows.find(Draft, id=draft_id, party_id=applicant.party_id, locked=locked)
    if draft is None or not is_within_reach(draft, applicant):
        raise UnableToFindDraft
    return draft


def changeable_draft(draft_id: UUID, applicant: Applicant, *, part: str) -> Draft:
    """Return a locked draft in which one page or material (`part`) may be changed now, or raise."""
    draft = own_draft(draft_id, applicant, locked=True)
    is_asked_for = draft.state == DraftState.SUPPLEMENTING and part in draft.supplement_codes
    if draft.state != DraftState.OPEN and not is_asked_for:
        raise UnableToChangeDraft
    return draft
