"""The front door of the forms room: shared data elements, published forms, problems in words."""

from tongban.offer.forms.operations import (
    UnableToInstallElements,
    UnableToPublishForm,
    install_elements,
    publish_form,
)
from tongban.offer.forms.queries import UnableToFindForm, elements, forget_kept, form
from tongban.offer.forms.sentences import sentence_of

__all__ = [
    "UnableToFindForm",
    "UnableToInstallElements",
    "UnableToPublishForm",
    "elements",
    "forget_kept",
    "form",
    "install_elements",
    "publish_form",
    "sentence_of",
]
