"""Forms and specimens on paper."""

from tongban.offer.catalogue.rules import Guide, Material


def form_of(_asked: Material) -> str:
    return ""


def has_application_form(_guide: Guide) -> bool:
    return False


def has_specimen(_guide: Guide) -> bool:
    return False
