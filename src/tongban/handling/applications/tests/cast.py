"""The cast of the handling tests: a small city with real guides, a resident, a company, and those who fill in forms."""

import io
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from PIL import Image

from tongban.groundwork.documents.operations.install_letters import install_letters
from tongban.groundwork.foundation.actors import system
from tongban.handling.applications import api as applications
from tongban.handling.applications.views import DraftView
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.deadlines import api as deadlines
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import DataElement, ElementType, shown_fields
from tongban.proofs.licences import api as licences
from tongban.proofs.licences.queries import forget_kept as forget_licence_types
from tongban.registers.identity import api as identity
from tongban.registers.identity.api import Applicant
from tongban.registers.identity.tests.factories import (
    AccountFactory,
    DelegationFactory,
    PartyFactory,
    registered_person,
)
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.models import Region

SEEDS = Path(__file__).resolve().parents[5] / "seeds"
ID_CARD, RENTAL, FOOD = "id-card-reissue", "house-rental-filing", "food-business-permit-change"
STATEMENT = "本人承诺所填写和提交的信息真实、准确。"


def _picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (16, 16), "white").save(content, "PNG")
    return content.getvalue()


PNG = _picture()


def install_city() -> None:
    """Install the organisations, calendars, forms and three guides of the demonstration city, unless they are there."""
    forget_everything()
    if Region.objects.exists():
        return
    organisations.install_organisations(SEEDS / "organisations.yaml")
    deadlines.install_calendar(SEEDS / "calendar")
    deadlines.install_limit_rules(SEEDS / "limit_rules.yaml")
    forms.install_elements([SEEDS / "elements"])
    licences.install_types(SEEDS / "licence_types")
    catalogue.install_powers(SEEDS / "powers.yaml")
    catalogue.install_items(_three_guides())
    forget_everything()


def sweep_city() -> None:
    """Empty every table, but for what a migration brings."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, allow_cascade=True))
    install_letters()
    forget_everything()


def forget_everything() -> None:
    """Rows come and go between tests; what the process keeps of them must go too."""
    for forget in (
        organisations.forget_kept,
        deadlines.forget_kept,
        forms.forget_kept,
        catalogue.forget_kept,
        forget_licence_types,
    ):
        forget()


@cache
def _three_guides() -> Path:
    folder = Path(mkdtemp(prefix="guides-"))
    for slug in (ID_CARD, RENTAL, FOOD):
        shutil.copy(SEEDS / "items" / f"{slug}.yaml", folder)
    return folder


def offer_of(slug: str = ID_CARD, region: str = "990101") -> Offer:
    """Return an item by its slug, as the county offers it, or the city where the city decides."""
    offers = catalogue.offers_after(0, limit=1000)
    return next(each for each in offers if region.startswith(each.region_code) and each.guide.slug == slug)


def resident(**details: Any) -> Applicant:
    """Return 李秀兰, who is in the population registry and has an account."""
    account = AccountFactory(**details)
    party = account.party
    registered_person(identity_number=party.number, name=party.name, phone=party.phone)
    return identity.applicant_of(account)


def company(agent: Applicant | None = None) -> Applicant:
    """Return a company for which a resident, its legal representative, acts."""
    account = AccountFactory() if agent is None else _account_of(agent)
    mandate = DelegationFactory(agent=account.party, principal=PartyFactory(company=True))
    return identity.applicant_of(account, party_id=mandate.principal_id)


def give_licence(applicant: Applicant, type_key: str, offer: Offer) -> None:
    """Give the applicant an e-licence of a type."""
    kind = licences.licence_type(type_key)
    licences.install_licences(
        [
            licences.HeldLicence(
                type_key=type_key,
                holder=applicant.party_id,
                holder_name=applicant.name,
                fields={field.code: "示例" for field in kind.fields},
                issuer_authority_id=offer.authority_id,
                issued_on=date(2026, 1, 5),
            )
        ],
        actor=system("test"),
    )


def opened(applicant: Applicant, offer: Offer | None = None, channel: str = "portal") -> DraftView:
    return applications.open_draft(offer=offer or offer_of(), applicant=applicant, channel=channel)


def filled_in(applicant: Applicant, offer: Offer | None = None, channel: str = "portal") -> DraftView:
    """Return a draft with every page answered and every material given: promised where it may be, else uploaded."""
    draft = opened(applicant, offer, channel)
    definition = forms.form(draft.offer.form_version_id or 0)
    answers = dict(draft.answers)
    for page in definition.pages:
        for _ in range(2):  # an answer may call for another field
            shown = {field.element for field in shown_fields(definition, answers)}
            for field in page.fields:
                if field.element in shown and not answers.get(field.element):
                    answers[field.element] = plausible(forms.elements()[field.element], draft)
        problems = applications.save_page(draft_id=draft.id, applicant=applicant, page=page.code, answers=answers)
        assert not problems, problems
    for material in draft.offer.guide.materials:
        way = "commitment" if "commitment" in material.ways else "upload" if "upload" in material.ways else "window"
        give(draft, applicant, material.code, way)
    return applications.draft(draft.id, applicant=applicant)


def give(draft: DraftView, applicant: Applicant, code: str, way: str = "upload", **details: Any) -> int:
    if way == "upload":
        details = {"content": io.BytesIO(PNG), "name": "材料.png"} | details
    return applications.give_material(draft_id=draft.id, applicant=applicant, code=code, way=way, **details)


def plausible(element: DataElement, draft: DraftView) -> Any:
    """Return an answer that an element takes."""
    match element.type:
        case ElementType.CHOICE:
            return element.choices[0].value
        case ElementType.CHOICES:
            return [element.choices[0].value]
        case ElementType.BOOLEAN:
            return "true"
        case ElementType.DATE:
            return "2026-01-05"
        case ElementType.NUMBER | ElementType.MONEY:
            return element.minimum or "100"
        case ElementType.IDENTITY_NUMBER:
            return "11010519491231002X"
        case ElementType.CREDIT_CODE:
            return "91350100M000100Y43"
        case ElementType.PHONE:
            return "13800138000"
        case ElementType.POSTCODE:
            return "999000"
        case _:
            return "李秀兰" if element.is_person_name else SAMPLES.get(element.code, "宁川市城东区望江路18号")


SAMPLES = {"food.permit_number": "JY29901010000017", "rental.counterpart_code": "11010519491231002X"}


def _account_of(applicant: Applicant) -> Any:
    from tongban.registers.identity.models import Account

    return Account.objects.get(pk=applicant.account_id)
