"""The front door of the application room: what the rest of the product may ask of drafts and frozen applications."""

from tongban.handling.applications.errors import UnableToChangeDraft, UnableToFindDraft
from tongban.handling.applications.operations.answer_situation import UnableToAnswerSituation, answer_situation
from tongban.handling.applications.operations.discard_draft import discard_draft
from tongban.handling.applications.operations.freeze_application import (
    UnableInSituation,
    UnableToFreezeApplication,
    UnableWithoutStatement,
    freeze_application,
)
from tongban.handling.applications.operations.fulfil_commitment import UnableToFulfilCommitment, fulfil_commitment
from tongban.handling.applications.operations.give_material import UnableToGiveMaterial, give_material
from tongban.handling.applications.operations.open_draft import UnableToOpenDraft, open_draft
from tongban.handling.applications.operations.remove_material import remove_material
from tongban.handling.applications.operations.save_page import save_page
from tongban.handling.applications.operations.supplement import (
    UnableToSupplement,
    allow_supplement,
    freeze_supplement,
)
from tongban.handling.applications.queries import (
    answers_in_words,
    answers_of,
    application_view,
    draft,
    drafts_of,
    in_words,
    open_obligations,
)
from tongban.handling.applications.rules import Channel, DraftState, MaterialStatus, PageStatus, Way
from tongban.handling.applications.views import (
    AnswerLine,
    AnswerPage,
    ApplicationSummary,
    ApplicationView,
    DraftCard,
    DraftView,
    FieldProblem,
    Fulfilled,
    GivenView,
    MaterialView,
    Obligation,
    PageView,
    SituationView,
)

__all__ = [
    "AnswerLine",
    "AnswerPage",
    "ApplicationSummary",
    "ApplicationView",
    "Channel",
    "DraftCard",
    "DraftState",
    "DraftView",
    "FieldProblem",
    "Fulfilled",
    "GivenView",
    "MaterialStatus",
    "MaterialView",
    "Obligation",
    "PageStatus",
    "PageView",
    "SituationView",
    "UnableInSituation",
    "UnableToAnswerSituation",
    "UnableToChangeDraft",
    "UnableToFindDraft",
    "UnableToFreezeApplication",
    "UnableToFulfilCommitment",
    "UnableToGiveMaterial",
    "UnableToOpenDraft",
    "UnableToSupplement",
    "UnableWithoutStatement",
    "Way",
    "allow_supplement",
    "answer_situation",
    "answers_in_words",
    "answers_of",
    "application_view",
    "discard_draft",
    "draft",
    "drafts_of",
    "freeze_application",
    "freeze_supplement",
    "fulfil_commitment",
    "give_material",
    "in_words",
    "open_draft",
    "open_obligations",
    "remove_material",
    "save_page",
]
