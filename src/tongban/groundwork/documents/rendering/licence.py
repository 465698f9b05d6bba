"""What stands on the face of an electronic licence."""

from collections.abc import Mapping
from typing import Any

from tongban.groundwork.documents.composition import shown

TRUST_LEVELS = {
    "A": "由发证机关直接签发，可以直接使用",
    "B": "由窗口人员对照原件核验，可以直接使用",
    "C": "由持证人上传，须核对原件",
    "D": "由持证人填报并承诺，须另行核实",
}


def licence_face(facts: Mapping[str, Any], *, recipient: str, issuer: str) -> dict[str, Any]:
    """Return title, fields and small print of a licence, all as texts."""
    level = shown(facts.get("trust_level")) or "A"
    holder = shown(facts.get("holder")) or recipient
    fields = [[label, value] for label, value in _fields(facts.get("fields")) if value]
    if all(value != holder for _, value in fields):
        fields.insert(0, ["持证主体", holder])
    if validity := _validity(facts):
        fields.append(["有效期限", validity])
    return {
        "title": shown(facts.get("type_name")) or "电子证照",
        "identifier": shown(facts.get("identifier")),
        "fields": fields,
        "trust": f"可信等级 {level}：{TRUST_LEVELS.get(level, '')}",
        "watermark": shown(facts.get("watermark"))
        or f"本电子证照由{issuer}签发，仅供办理政务服务事项和证明持证人相应资格时使用。",
    }


def _fields(fields: Any) -> list[tuple[str, str]]:
    if isinstance(fields, Mapping):
        return [(str(label), shown(value)) for label, value in fields.items()]
    rows = [row.values() if isinstance(row, Mapping) and len(row) == 2 else row for row in fields or ()]
    return [
        (str(row["name"]), shown(row["value"]))
        if isinstance(row, Mapping)
        else (str((pair := tuple(row))[0]), shown(pair[1]))
        for row in rows
    ]


def _validity(facts: Mapping[str, Any]) -> str:
    start, end = shown(facts.get("valid_from")), shown(facts.get("valid_until"))
    if start:
        return f"自{start}至{end}" if end else f"自{start}起长期有效"
    return ""
