"""The OpenAPI 3.1 description: what django-ninja finds out, and what it cannot know of refusals, keys, files and visitors."""

from functools import cache
from http import HTTPStatus
from typing import Any

import orjson
from ninja import NinjaAPI

from tongban.doors.frame.access import ANYONE
from tongban.doors.gateway import problems
from tongban.doors.gateway.entrance import PARTY_HEADER
from tongban.doors.gateway.idempotency import HEADER

PROBLEM = {"$ref": "#/components/schemas/Problem"}
ROOT = "/api/v1/"
REFERENCES = "#/components/schemas/{model}"

KEY = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "1 to 80 visible ASCII characters. Asked again with it, the deed is not done again and the answer is the same.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]{1,80}$"},
}
PARTY = {
    "name": PARTY_HEADER,
    "in": "header",
    "required": False,
    "description": "The id of the party acted for: a company one represents, or the walk-in at a clerk's window.",
    "schema": {"type": "string", "format": "uuid"},
}


@cache
def specification(api: NinjaAPI) -> bytes:
    """Return the description as JSON; it is the same for the life of the process."""
    document: dict[str, Any] = orjson.loads(
        orjson.dumps(dict(api.get_openapi_schema(path_prefix=ROOT)), option=orjson.OPT_NON_STR_KEYS)
    )
    schema = problems.Problem.model_json_schema(ref_template=REFERENCES)
    document["components"]["schemas"] |= schema.pop("$defs") | {"Problem": schema}
    for path in document["paths"].values():
        for operation in path.values():
            _complete(operation)
    return orjson.dumps(document)


def _complete(operation: dict[str, Any]) -> None:
    visitors = operation["x-open-to"]
    refuses, keyed, media = operation.pop("x-refuses"), operation.pop("x-keyed"), operation.pop("x-media")
    if keyed:
        operation["parameters"].append(KEY)
    if "applicant" in visitors:
        operation["parameters"].append(PARTY)
    if media:
        operation["responses"]["200"]["content"] = {media: {"schema": {"type": "string", "format": "binary"}}}
    for status in refuses:
        operation["responses"][str(status)] = _refusal(status)
    who = "everybody" if visitors == [ANYONE.value] else ", ".join(visitors)
    operation["description"] = f"{operation.get('description', '')}\n\nOpen to: {who}."


def _refusal(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {problems.MEDIA_TYPE: {"schema": PROBLEM}},
    }
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}, "required": True}}
    if status == 401:
        answer["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
    return answer
