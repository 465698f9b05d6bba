"""A small complete guide, and ways to publish it."""

import copy
import tempfile
from pathlib import Path
from typing import Any

import yaml

from tongban.offer.catalogue import api
from tongban.offer.forms import api as forms

ELEMENTS = [
    {"code": "person.name", "name": "姓名", "name_en": "Name", "type": "text", "sensitivity": "personal"},
    {
        "code": "contact.phone",
        "name": "手机号码",
        "name_en": "Mobile number",
        "type": "phone",
        "sensitivity": "personal",
    },
]

GUIDE: dict[str, Any] = {
    "slug": "elder-card",
    "basic_code": "002011001001",
    "name": "老年人优待证办理",
    "name_en": "Senior citizen card",
    "summary": "年满六十周岁的老年人申领优待证。",
    "summary_en": "A card for residents aged sixty or over.",
    "aliases": ["老年证"],
    "item_type": "20",
    "authority": "psb",
    "level": "county",
    "audience": ["natural"],
    "themes_natural": ["证件办理"],
    "themes_legal": [],
    "life_events": ["退休"],
    "case_type": "committed",
    "legal_basis": [
        {"law": "中华人民共和国老年人权益保障法", "article": "第五十三条", "text": "优待老年人。", "url": ""}
    ],
    "statutory_limit": {"amount": 20, "unit": "working_day", "note": ""},
    "committed_limit": {"amount": 5, "unit": "working_day", "note": ""},
    "conditions": ["年满六十周岁"],
    "quantity_limit": "无数量限制",
    "materials": [
        {
            "code": "photo",
            "name": "近期照片",
            "name_en": "Photo",
            "kind": "other",
            "form": "electronic",
            "originals": 1,
            "copies": 0,
            "necessity": "required",
            "source": "applicant",
            "issued_by": "申请人",
            "ways": ["upload"],
            "licence_type": "",
            "accept": ["jpg"],
            "max_mb": 5,
            "commitment_days": 0,
            "filling_notes": "白色背景。",
            "standard": "人像清晰。",
            "basis": "办理规程",
        }
    ],
    "steps": [
        {"name": "受理", "name_en": "Acceptance", "office": "窗口", "days": 1, "result": "受理通知书"},
        {"name": "决定", "name_en": "Decision", "office": "负责人", "days": 4, "result": "老年人优待证"},
    ],
    "fees": [],
    "channels": ["window", "online"],
    "visits": 0,
    "visits_reason": "",
    "online_depth": 4,
    "scope": "city",
    "by_post": True,
    "appointment": True,
    "payment_online": False,
    "terminal": False,
    "result": {"kind": "other", "name": "老年人优待证", "licence_type": ""},
    "intermediary": "无",
    "rights": ["对结果不服的，可以申请行政复议"],
    "duties": ["如实填写"],
    "faq": [{"q": "要收费吗？", "a": "不收费。"}],
    "plan": "standard",
    "form": [
        {
            "code": "applicant",
            "title": "申请人信息",
            "title_en": "About you",
            "fields": [{"element": "person.name"}, {"element": "contact.phone"}],
        }
    ],
}


def guide_body(**changes: Any) -> dict[str, Any]:
    """Return a complete guide as a seed file holds it, with changes."""
    return copy.deepcopy(GUIDE) | changes


def write_guides(folder: Path, *bodies: dict[str, Any]) -> Path:
    """Write guides as a folder of seed files."""
    for body in bodies:
        (folder / f"{body['slug']}.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    return folder


def publish(*bodies: dict[str, Any]) -> api.InstallReport:
    """Publish guides (with the elements they use) for the authorities that are there."""
    with tempfile.TemporaryDirectory() as folder:
        elements = Path(folder) / "elements.yaml"
        elements.write_text(yaml.safe_dump(ELEMENTS, allow_unicode=True), encoding="utf-8")
        forms.install_elements([elements])
        elements.unlink()
        return api.install_items(write_guides(Path(folder), *(bodies or (guide_body(),))))
