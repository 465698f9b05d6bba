"""What is offered, by whom, and how it is asked for. Open to everybody."""
# ruff: noqa: ARG001 (a view is given its request, whether it looks at it or not)

from collections.abc import Mapping
from typing import Annotated, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Query
from pydantic import StringConstraints

from tongban.doors.frame.access import ANYONE
from tongban.doors.frame.jinja import address
from tongban.doors.gateway.cursors import After, Limit, Page, opened, page
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import catalogue as given
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Offer
from tongban.offer.forms import api as forms
from tongban.offer.forms.rules import DataElement, Field
from tongban.registers.organisations import api as organisations

group = Group("catalogue")

RegionPrefix = Annotated[
    str,
    Query(description="A region code of 2, 4, 6, 9 or 12 digits, or empty"),
    StringConstraints(pattern=r"^[0-9]{0,12}$"),
]
Filter = Annotated[str, StringConstraints(max_length=60)]


@group.get("/items", to=[ANYONE], answers=Page[given.ItemCard])
def list_items(
    request: HttpRequest,
    theme: Filter = "",
    life_event: Filter = "",
    audience: Literal["", "natural", "legal"] = "",
    authority_id: int | None = None,
    region: RegionPrefix = "",
    after: After = None,
    limit: Limit = 30,
) -> Page[given.ItemCard]:
    """List the items that can be applied for, in pinyin order, each once; in a region, the offer nearest to it."""
    found = catalogue.browse(
        theme=theme,
        life_event=life_event,
        audience=audience,
        authority_id=small(authority_id),
        region=region,
        after=opened(after),
        limit=limit,
    )
    return page([given.ItemCard.of(card) for card in found.items], found.after)


@group.get("/items/{code}", to=[ANYONE], answers=given.Item, refuses=[404])
def show_item(request: HttpRequest, code: str) -> given.Item:
    """Show an item with its guide in force: what it needs, how long it takes, what it costs, and by which law."""
    offer = catalogue.offer(code)
    return given.Item(
        code=offer.code,
        name=offer.name,
        name_en=offer.name_en,
        basic_code=offer.basic_code,
        authority_id=offer.authority_id,
        authority_name=organisations.authority(offer.authority_id).name,
        region_code=offer.region_code,
        version_id=offer.version_id,
        version_number=offer.version_number,
        effective_from=offer.effective_from,
        can_apply=offer.form_version_id is not None and offer.guide.is_online,
        links=_links(offer),
        local=given.LocalFacts.of(offer.local),
        guide=given.Guide.of(offer.guide),
    )


@group.get("/items/{code}/form", to=[ANYONE], answers=given.Form, refuses=[404])
def show_form(request: HttpRequest, code: str) -> given.Form:
    """Show the questions of an item's form, page by page."""
    version = catalogue.offer(code).form_version_id
    elements = forms.elements()
    pages = forms.form(version or 0).pages
    return given.Form(
        version_id=version or 0,
        pages=[
            given.FormPage(
                code=each.code,
                title=each.title,
                title_en=each.title_en,
                fields=[_field(field, elements) for field in each.fields],
            )
            for each in pages
        ],
    )


@group.get("/themes", to=[ANYONE], answers=list[given.Theme])
def list_themes(request: HttpRequest) -> list[given.Theme]:
    """List the themes that have items, with how many."""
    return [given.Theme.of(theme) for theme in catalogue.themes()]


@group.get("/life-events", to=[ANYONE], answers=list[given.LifeEvent])
def list_life_events(request: HttpRequest) -> list[given.LifeEvent]:
    """List the events of life that need services, with how many."""
    return [given.LifeEvent.of(event) for event in catalogue.life_events()]


@group.get("/authorities", to=[ANYONE], answers=list[given.Authority])
def list_authorities(request: HttpRequest, region: RegionPrefix = "") -> list[given.Authority]:
    """List the authorities of a region and of those in it."""
    return [given.Authority.of(authority) for authority in organisations.authorities(region)]


@group.get("/regions", to=[ANYONE], answers=list[given.Region])
def list_regions(request: HttpRequest, under: RegionPrefix = "") -> list[given.Region]:
    """List the regions right under one; under none, the provinces."""
    return [given.Region.of(region) for region in organisations.regions_under(under)]


def _links(offer: Offer) -> given.ItemLinks:
    """Return where the portal shows the guide. A code may hold anything, so its address is made before the rest is added."""
    page = settings.TONGBAN_BASE_URL + address("portal:item", offer.code)
    on_paper = {"window", "post"}.intersection(offer.guide.channels)
    return given.ItemLinks(
        page=page,
        pdf=f"{page}guide-{{language}}.pdf",
        flow_chart=f"{page}flow-{{language}}.svg",
        qr_code=f"{page}qr.svg",
        application_form=f"{page}forms/application/blank-{{language}}.pdf" if on_paper else "",
    )


def _field(field: Field, elements: Mapping[str, DataElement]) -> given.FormField:
    element = elements[field.element]
    return given.FormField(
        element=field.element,
        label=field.label or element.name,
        label_en=field.label_en or element.name_en,
        hint=field.hint or element.hint,
        hint_en=field.hint_en or element.hint_en,
        type=element.type,
        required=field.required,
        asked_when={field.when.element: list(field.when.values)} if field.when else {},
        choices=[given.Choice.of(choice) for choice in element.choices],
        max_length=element.max_length,
        source=element.source,
    )


def small(number: int | None) -> int | None:
    """Return a number as the database takes it; one that is too large matches nothing, as 0 does."""
    return number if number is None or abs(number) < 2**31 else 0
