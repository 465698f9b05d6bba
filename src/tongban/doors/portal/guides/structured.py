"""A guide for machines: schema.org GovernmentService as JSON-LD."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from tongban.doors.frame import wording
from tongban.doors.portal import words
from tongban.doors.portal.guides.facts import Contact, region_name
from tongban.offer.catalogue.api import Offer
from tongban.registers.organisations.api import Authority

WORKING_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
HOURS = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-—–~至]+\s*(\d{1,2})[:：](\d{2})")
# What would end the script element or begin another is written as JSON escapes.
UNSAFE = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def address_of(code: str) -> str:
    """Return the one address of a guide, with host."""
    return settings.TONGBAN_BASE_URL + reverse("portal:item", args=[code])


def json_ld(offer: Offer, authority: Authority, contact: Contact, *, can_apply: bool) -> Markup:
    """Return the guide as the content of a script element of type application/ld+json."""
    body = json.dumps(
        government_service(offer, authority, contact, can_apply=can_apply), ensure_ascii=False, separators=(",", ":")
    )
    return Markup(body.translate(UNSAFE))  # noqa: S704 (made safe by the table)


def government_service(offer: Offer, authority: Authority, contact: Contact, *, can_apply: bool) -> dict[str, Any]:
    guide = offer.guide
    url = address_of(offer.code)
    place = region_name(offer.region_code)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": url,
        "url": url,
        "identifier": offer.code,
        "name": wording.local_text(offer.name, offer.name_en),
        "alternateName": [wording.hant(alias) for alias in guide.aliases],
        "description": wording.local_text(guide.summary, guide.summary_en),
        "serviceType": words.word(words.ITEM_TYPES, guide.item_type),
        "provider": {
            "@type": "GovernmentOrganization",
            "name": contact.name,
            "identifier": authority.code,
            "address": contact.address,
            "telephone": contact.consult_phone,
            "url": contact.website,
        },
        "areaServed": {"@type": "AdministrativeArea", "name": place, "identifier": offer.region_code},
        "audience": [
            {"@type": "Audience", "audienceType": words.word(words.AUDIENCES, each)} for each in guide.audience
        ],
        "availableChannel": list(_channels(offer, contact, can_apply=can_apply)),
        "hoursAvailable": list(_opening_hours(contact.hours, authority)),
        "offers": [
            {
                "@type": "Offer",
                "name": wording.hant(fee.name),
                "price": f"{fee.amount_fen / 100:.2f}",
                "priceCurrency": "CNY",
            }
            for fee in guide.fees
        ]
        or [{"@type": "Offer", "price": "0.00", "priceCurrency": "CNY"}],
        "serviceOutput": {
            "@type": "GovernmentPermit" if guide.result.kind == "licence" else "Thing",
            "name": wording.hant(guide.result.name),
        },
        "subjectOf": [
            {
                "@type": "Legislation",
                "name": wording.hant(basis.law),
                "legislationIdentifier": wording.hant(basis.article),
                "url": basis.url,
            }
            for basis in guide.legal_basis
        ],
    }
    kept: dict[str, Any] = _without_empty(said)
    return kept


def _channels(offer: Offer, contact: Contact, *, can_apply: bool) -> Iterator[dict[str, Any]]:
    if can_apply:
        yield {
            "@type": "ServiceChannel",
            "name": words.word(words.CHANNELS, "online"),
            "serviceUrl": settings.TONGBAN_BASE_URL + reverse("portal:apply", args=[offer.code]),
        }
    yield {
        "@type": "ServiceChannel",
        "name": words.word(words.CHANNELS, "window"),
        "serviceLocation": {"@type": "GovernmentOffice", "name": contact.name, "address": contact.address},
        "servicePhone": {"@type": "ContactPoint", "telephone": contact.consult_phone},
    }


def _opening_hours(hours: str, authority: Authority) -> Iterator[dict[str, Any]]:
    """Yield the hours of working days; hours that say something else are left to people."""
    if not authority.hours.startswith("工作日"):
        return
    for from_hour, from_minute, to_hour, to_minute in HOURS.findall(hours):
        yield {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": WORKING_DAYS,
            "opens": f"{int(from_hour):02d}:{from_minute}",
            "closes": f"{int(to_hour):02d}:{to_minute}",
        }


def _without_empty(said: Any) -> Any:
    if isinstance(said, dict):
        kept = {key: _without_empty(value) for key, value in said.items()}
        return {key: value for key, value in kept.items() if value not in ("", [], {}, None)}
    return [_without_empty(each) for each in said] if isinstance(said, list) else said
