"""A guide that breaks no rule, and changes to it as the examples of the data file write them."""

import copy
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from tongban.offer.catalogue.rules import stored_guide
from tongban.offer.catalogue.tests.factories import guide_body
from tongban.offer.deadlines.rules import Limit, Unit
from tongban.offer.inspection.rules import Facts, LawChange, Platform, Rule, Subject, read_rules

RULES_FILE = Path(__file__).resolve().parents[5] / "seeds" / "inspection_rules.yaml"
DATA: Mapping[str, Any] = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
RULES: tuple[Rule, ...] = read_rules(DATA["rules"])

LOCAL = {
    "consult_phone": "0999-2000137",
    "complaint_phone": "12345",
    "address": "宁川市政务服务中心一楼 3 号窗口",
    "hours": "工作日 9:00—12:00",
    "transport": "乘 3 路公交到政务服务中心站",
    "website": "",
}
SOUND = guide_body(
    steps=[
        {"name": name, "name_en": name, "office": "窗口", "days": 1, "result": f"{name}结果"}
        for name in ("受理", "审核", "审批", "办结", "送达")
    ],
    faq=[
        {"q": "要收费吗？", "a": "不收费，领取时也不收费。"},
        {"q": "多久能办好？", "a": "自受理之日起 5 个工作日内办结。"},
    ],
    materials=[
        guide_body()["materials"][0],
        guide_body()["materials"][0] | {"code": "statement", "name": "居住情况说明"},
    ],
    result={"kind": "other", "name": "老年人优待资格确认书", "licence_type": ""},
)
FACTS = Facts(
    today=date(2026, 11, 20),
    platform=Platform(**DATA["platform"]),
    limits={"decision": Limit(20, Unit.WORKING_DAY), "joint_decision": Limit(45, Unit.WORKING_DAY)},
    laws={law["name"]: LawChange(**law) for law in DATA["laws"]},
    licences={"居民身份证": "resident-id", "老年人优待证": "elder-card"},
    dead_links={"https://gone.example.org/law": "404"},
)


def subject(changes: Mapping[str, Any] | None = None) -> Subject:
    """Return the sound guide with changes by path (`materials[0].name`, `local.hours`, `form_published`)."""
    things = {
        **copy.deepcopy(SOUND),
        "local": dict(LOCAL),
        "form_published": True,
        "days_unreviewed": 0,
    }
    for path, value in (changes or {}).items():
        _put(things, path, value)
    local, published, days = (things.pop(key) for key in ("local", "form_published", "days_unreviewed"))
    return Subject(stored_guide(things), SimpleNamespace(**local), published, days)


def _put(things: Any, path: str, value: Any) -> None:
    keys = [int(part) if part.isdecimal() else part for part in re.findall(r"[a-z_]+|\d+", path)]
    for key in keys[:-1]:
        things = things[key]
    things[keys[-1]] = copy.deepcopy(value)
