"""Guides and codes in plain Python. Nothing here is guessed: what is missing, unknown or contradicts itself is named, all at once."""

from tongban.offer.catalogue.rules.guide import (
    Fee,
    Guide,
    GuideProblem,
    LegalBasis,
    LimitFact,
    Material,
    Question,
    ResultFact,
    SpecialProcedure,
    Step,
    UnableToReadGuide,
)
from tongban.offer.catalogue.rules.plainness import ESSENTIALS, lacks
from tongban.offer.catalogue.rules.reading import parse_guide, stored_guide
from tongban.offer.catalogue.rules.tables import (
    CHANNELS,
    FILE_KINDS,
    IMPLEMENTATION_CODE,
    ITEM_TYPES,
    LEVELS,
    SCOPES,
    THEMES_LEGAL,
    THEMES_NATURAL,
    WAYS,
    implementation_code,
    unpadded_region_code,
)

__all__ = [
    "CHANNELS",
    "ESSENTIALS",
    "FILE_KINDS",
    "Fee",
    "Guide",
    "GuideProblem",
    "IMPLEMENTATION_CODE",
    "ITEM_TYPES",
    "LEVELS",
    "LegalBasis",
    "LimitFact",
    "Material",
    "Question",
    "ResultFact",
    "SCOPES",
    "SpecialProcedure",
    "Step",
    "THEMES_LEGAL",
    "THEMES_NATURAL",
    "UnableToReadGuide",
    "WAYS",
    "implementation_code",
    "lacks",
    "parse_guide",
    "stored_guide",
    "unpadded_region_code",
]
