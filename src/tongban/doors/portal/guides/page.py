"""
The page of a guide, put together from parts that are rendered once.

Sections are the same for all items that share a guide, so a province of a million items needs some hundred of them; facts, contact
and details are kept for the items that were looked at lately. What the visitor holds is never kept: her page is made for her.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from markupsafe import escape

from tongban.doors.frame import wording
from tongban.doors.frame.fragments import Fragments, forget_shells, rendered
from tongban.doors.portal import words
from tongban.doors.portal.guides import course, facts, papers
from tongban.doors.portal.guides.materials import material_row
from tongban.doors.portal.guides.structured import address_of, json_ld
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.api import Plan
from tongban.offer.catalogue.api import Offer
from tongban.offer.catalogue.rules import Guide
from tongban.offer.deadlines import api as deadlines
from tongban.offer.deadlines.rules import WorkCalendar
from tongban.offer.inspection import api as inspection
from tongban.offer.inspection.api import RealDepth
from tongban.offer.scenarios.api import Scenario
from tongban.proofs.licences.api import LicenceSummary
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.api import Authority

TEMPLATES = "portal/public/_guide_"

_shared: Fragments[dict[str, str]] = Fragments(most=300)
_own: Fragments[dict[str, str]] = Fragments(most=600)


@dataclass(frozen=True)
class Guiding:
    """An offer with all that its guide needs to be told on one day. Nothing in it is about a visitor."""

    offer: Offer
    authority: Authority
    plan: Plan
    calendar: WorkCalendar | None
    today: date

    @property
    def can_apply(self) -> bool:
        return self.offer.form_version_id is not None and self.offer.guide.online_depth > 1

    @property
    def course(self) -> course.Course:
        return course.course_of(self.offer, self.plan)

    @property
    def real(self) -> RealDepth:
        """Return what can really be done online here. One statement."""
        return inspection.real_depth_of(self.offer)

    @property
    def shown(self) -> tuple[object, ...]:
        """Return what changes whenever the page does."""
        return self.offer.code, self.offer.version_id, self.authority, self.plan.code, self.plan.version, self.today


def guiding(offer: Offer, today: date) -> Guiding:
    """Gather what the guide of an offer needs. Everything is kept per process, and read when it is not."""
    return Guiding(
        offer=offer,
        authority=organisations.authority(offer.authority_id),
        plan=workflow.latest_plan(offer.guide.plan),
        calendar=work_calendar(),
        today=today,
    )


def work_calendar() -> WorkCalendar | None:
    """Return the calendar by which days are counted, None where none is installed."""
    try:
        return deadlines.calendar()
    except deadlines.UnableToFindCalendar:
        return None


def parts(given: Guiding, scenario: Scenario | None, held: Mapping[str, LicenceSummary]) -> dict[str, str]:
    """Return the parts of the page; the sections are made anew where they tell what the visitor holds."""
    guide, plan, language = given.offer.guide, given.plan, wording.language()
    own_key = (language, *given.shown, scenario and scenario.version_id, settings.TONGBAN_BASE_URL)
    shared_key = (language, given.today, plan.code, plan.version, id(guide))
    made = {
        **_shared.get(shared_key, lambda: _shared_parts(given), of=guide),
        **_own.get(own_key, lambda: _own_parts(given, scenario)),
    }
    return {**made, "sections": _sections(given, held)} if held else made


def _own_parts(given: Guiding, scenario: Scenario | None) -> dict[str, str]:
    offer = given.offer
    places = organisations.points_by_key(offer.local.places) if offer.local.places else {}
    contact = facts.contact(offer, given.authority, [(place.name, place.address) for place in places.values()])
    contexts: dict[str, dict[str, object]] = {
        "head": {
            "offer": offer,
            "guide": offer.guide,
            "address": address_of(offer.code),
            "json_ld": json_ld(offer, given.authority, contact, can_apply=given.can_apply),
        },
        "trail": {"offer": offer},
        "top": {"offer": offer, "place": facts.region_name(offer.region_code)},
        "actions": {
            "offer": offer,
            "can_apply": given.can_apply,
            "done_by": facts.done_by(offer.guide, today=given.today, calendar=given.calendar),
            "scenario": scenario,
        },
        "remedies": {"remedies": facts.remedies(offer)},
        "aside": {
            "offer": offer,
            "contact": contact,
            "language": wording.language(),
            "effective": wording.plain_day(offer.effective_from),
        },
    }
    made = {name: rendered(f"{TEMPLATES}{name}.html", context) for name, context in contexts.items()}
    made["own_groups"] = rendered(f"{TEMPLATES}groups.html", {"groups": facts.own_groups(offer, given.authority)})
    made["title"] = str(escape(wording.local_text(offer.name, offer.name_en)))
    return made


def _shared_parts(given: Guiding) -> dict[str, str]:
    guide, real = given.offer.guide, given.real
    return {
        "facts": rendered(f"{TEMPLATES}facts.html", {"facts": facts.glance(guide, real)}),
        "sections": _sections(given, {}),
        "groups": rendered(f"{TEMPLATES}groups.html", {"groups": facts.groups(guide, real)}),
    }


def _sections(given: Guiding, held: Mapping[str, LicenceSummary]) -> str:
    guide = given.offer.guide
    context = {
        "guide": guide,
        "language": wording.language(),
        "anchors": _anchors(guide),
        "materials": [material_row(each, held, form=papers.form_of(each)) for each in guide.materials],
        "own_form": papers.has_application_form(guide),
        "quantity": facts.quantity(guide),
        "intermediary": facts.intermediary(guide),
        "steps": course.step_rows(given.course, today=given.today, calendar=given.calendar),
        "special": facts.special_procedures(guide),
        "has_specimen": papers.has_specimen(guide),
        "result_kind": words.word(words.RESULT_KINDS, guide.result.kind),
        "result_ways": _result_ways(guide),
    }
    return rendered(f"{TEMPLATES}sections.html", context)


def _anchors(guide: Guide) -> list[tuple[str, str]]:
    anchors = [
        ("materials", _("要带什么")),
        ("conditions", _("谁能办")),
        ("flow", _("怎么办")),
        ("where", _("去哪儿办")),
        ("fees", _("收费")),
        ("law", _("依据")),
    ]
    if guide.faq:
        anchors.append(("questions", _("常见问题")))
    return [*anchors, ("all", _("全部要素"))]


def _result_ways(guide: Guide) -> str:
    said = [_("可以到窗口领取")]
    if guide.by_post:
        said.append(_("可以邮寄到家"))
    if guide.result.kind == "licence" and guide.is_online:
        said.append(_("同时发给您电子证照"))
    return _("，").join(said) + _("。")


def forget_kept() -> None:
    """Render everything anew from now on, in this process."""
    for kept in (_shared, _own):
        kept.forget()
    forget_shells()
