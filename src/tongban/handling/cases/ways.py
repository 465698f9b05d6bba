"""The ways of delivery as the law knows them, read from `ways.yaml`, and what each must show. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from tongban.groundwork.foundation.data_files import read_yaml


class Delivery(StrEnum):
    """How a result reaches the applicant."""

    ELECTRONIC = "electronic"
    POST = "post"
    WINDOW = "window"
    LEAVING = "leaving"
    ENTRUSTED = "entrusted"
    PUBLIC_NOTICE = "public_notice"


class DeliveryState(StrEnum):
    """Where an attempt to deliver stands."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class DeliveryWay:
    """One way: its names, its legal source, and which facts it needs when it begins and when it has arrived."""

    code: Delivery
    name: str
    name_en: str
    source: str
    is_at_once: bool
    needs_consent: bool
    needs: tuple[str, ...]
    proof: tuple[str, ...]
    deemed_after_days: int | None  # calendar days

    def deemed_on(self, day: date) -> date | None:
        """Return the day on which a notice of a day counts as delivery: the day of the notice is not counted (民法典第二百零一条)."""
        return day + timedelta(days=self.deemed_after_days) if self.deemed_after_days else None

    def lacks(self, facts: Mapping[str, str], *, is_sending: bool) -> tuple[str, ...]:
        """Return what is missing to send it this way, or to say that it arrived so; without having been sent, both are needed."""
        wanted = self.needs if is_sending else self.proof
        return tuple(fact for fact in wanted if not facts.get(fact, "").strip())


@cache
def delivery_ways() -> Mapping[Delivery, DeliveryWay]:
    """Return all ways, by code."""
    return {
        Delivery(code): DeliveryWay(
            code=Delivery(code),
            name=row["name"],
            name_en=row["name_en"],
            source=row["source"],
            is_at_once=bool(row.get("at_once")),
            needs_consent=bool(row.get("consent")),
            needs=tuple(row.get("needs", ())),
            proof=tuple(row.get("proof", ())),
            deemed_after_days=row["period"]["amount"] if "period" in row else None,
        )
        for code, row in read_yaml(Path(__file__).with_name("ways.yaml")).items()
    }
