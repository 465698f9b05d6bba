"""The calendar of the seed files, read without a database."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tongban.offer.deadlines.rules import WorkCalendar

SEEDS = Path(__file__).resolve().parents[5] / "seeds"
YEARS = sorted((SEEDS / "calendar").glob("*.yaml"))


@cache
def seeded_years() -> list[dict[str, Any]]:
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in YEARS]


@cache
def days_off() -> dict[date, str]:
    return {
        holiday["from"] + timedelta(days=count): holiday["name"]
        for year in seeded_years()
        for holiday in year["holidays"]
        for count in range((holiday["to"] - holiday["from"]).days + 1)
    }


@cache
def make_up_days() -> set[date]:
    return {day for year in seeded_years() for holiday in year["holidays"] for day in holiday["work_on"]}


@cache
def seeded_calendar() -> WorkCalendar:
    return WorkCalendar(
        known_from=date(2024, 1, 1), known_until=date(2026, 12, 31), holidays=days_off(), make_up_days=make_up_days()
    )
