"""A service point for machines: schema.org GovernmentOffice as JSON-LD."""

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from tongban.doors.frame import wording
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import ServicePoint
from tongban.registers.organisations.rules import DayHours, spans

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# What would end the script element or begin another is written as JSON escapes.
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def address_of(key: str) -> str:
    """Return the one address of a service point, with host."""
    return settings.TONGBAN_BASE_URL + reverse("portal:place", args=[key])


def json_ld(point: ServicePoint, days: Sequence[DayHours]) -> Markup:
    """Return the point as the content of a script element of type application/ld+json."""
    body = json.dumps(government_office(point, days), ensure_ascii=False, separators=(",", ":"))
    return Markup("".join(UNSAFE.get(character, character) for character in body))  # noqa: S704 (made safe above)


def government_office(point: ServicePoint, days: Sequence[DayHours]) -> dict[str, Any]:
    """Return a point with the hours of its weekdays, and those of the coming days that differ."""
    url = address_of(point.key)
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOffice",
        "@id": url,
        "url": url,
        "name": wording.local_text(point.name, point.name_en),
        "telephone": point.phone,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": point.address,
            "addressRegion": organisations.region(point.region_code[:2]).name,
            "addressCountry": "CN",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude},
        "isAccessibleForFree": True,
        "openingHoursSpecification": [
            _specification(span, {"dayOfWeek": WEEKDAYS[int(weekday) - 1]})
            for weekday, raw in sorted(point.weekly_hours.items())
            for span in spans(raw)
        ],
    }
    special = [each for each in days if each.reason != "weekly"]
    said["specialOpeningHoursSpecification"] = [
        specification
        for each in special
        for specification in (
            [_specification(span, _valid(each)) for span in each.spans]
            or [{"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00", **_valid(each)}]
        )
    ]
    if point.accessible_entrance:
        said["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "wheelchair accessible entrance",
            "value": True,
        }
    if point.authority_id is not None:
        said["parentOrganization"] = {
            "@type": "GovernmentOrganization",
            "name": organisations.authority(point.authority_id).name,
        }
    return said


def _specification(span: Any, when: dict[str, str]) -> dict[str, str]:
    opens, closes = span.text
    return {
        "@type": "OpeningHoursSpecification",
        "opens": opens,
        "closes": "23:59" if closes == "24:00" else closes,
        **when,
    }


def _valid(hours: DayHours) -> dict[str, str]:
    return {"validFrom": hours.day.isoformat(), "validThrough": hours.day.isoformat()}
