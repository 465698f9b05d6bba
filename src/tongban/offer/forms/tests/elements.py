"""A few elements and one form, small enough to be seen whole."""

from typing import Any

from tongban.offer.forms.rules import DataElement, FormDefinition


def element(code: str, type: str, **more: Any) -> DataElement:
    body = {"code": code, "name": "数据元", "name_en": "Element", "type": type} | more
    if type in ("choice", "choices"):
        body.setdefault("choices", [{"value": "rent", "name": "租赁", "name_en": "Rented"}])
    return DataElement.from_dict(body)


ELEMENTS = {
    each.code: each
    for each in (
        element("person.name", "text", name="姓名", name_en="Name", max_length=50, sensitivity="personal"),
        element("person.number", "identity_number", name="公民身份号码", name_en="Identity number"),
        element("contact.phone", "phone", name="手机号码", name_en="Mobile number"),
        element(
            "person.born_on", "date", name="出生日期", name_en="Date of birth", minimum="1900-01-01", maximum="today"
        ),
        element(
            "delivery.method",
            "choice",
            name="领取方式",
            choices=[
                {"value": "post", "name": "邮寄", "name_en": "By post"},
                {"value": "window", "name": "窗口", "name_en": "At a window"},
            ],
        ),
        element("delivery.address", "address", name="收件地址", max_length=30),
        element("delivery.floor", "number", name="楼层", minimum=1, maximum=99),
    )
}

PAGES: list[dict[str, Any]] = [
    {
        "code": "applicant",
        "title": "申请人",
        "title_en": "Applicant",
        "fields": [{"element": "person.name"}, {"element": "contact.phone", "required": False}],
    },
    {
        "code": "delivery",
        "title": "领取",
        "title_en": "Delivery",
        "fields": [
            {"element": "delivery.method"},
            {"element": "delivery.address", "when": {"element": "delivery.method", "equals": "post"}},
            {
                "element": "delivery.floor",
                "required": False,
                "when": {"element": "delivery.address", "in": ["高楼"]},
            },
        ],
    },
]
FORM = FormDefinition.from_dict(PAGES)
