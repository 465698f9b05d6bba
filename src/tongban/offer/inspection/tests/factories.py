"""Published guides, sound and faulty, and officers who answer for them."""

from typing import Any

from tongban.offer.catalogue.tests.factories import publish
from tongban.offer.inspection.tests.sound import SOUND
from tongban.registers.identity.api import Officer
from tongban.registers.identity.tests.factories import officer
from tongban.registers.organisations.models import Authority
from tongban.registers.organisations.tests.factories import AuthorityFactory, RegionFactory

FAULTY = {"conditions": ["经有关部门审核同意"], "faq": [{"q": "要收费吗？", "a": "可以"}]}


def sound_guide(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a guide that breaks no rule of the guide, as a seed file holds it, told from others by its number."""
    return {
        **SOUND,
        "slug": f"guide-{number}",
        "basic_code": f"0020110{number:05d}",
        "name": f"第{number}号事项办理",
    } | changes


def publish_guides(*guides: dict[str, Any]) -> Authority:
    """Publish guides for the bureau of the county."""
    bureau = AuthorityFactory()
    publish(*guides)
    return bureau


def manager(authority: Authority, **post: Any) -> Officer:
    """Return an item manager of an authority."""
    return officer(authority=authority, name=f"事项管理岗{post.get('serial', '')}", roles=["item_manager"])


def supervisor(region: str = "9901") -> Officer:
    """Return a supervisor of a region."""
    bureau = AuthorityFactory(key="gov", city=True, name="宁川市人民政府办公室", code="11990100MB900012X1")
    return officer(authority=bureau, name="监督岗", roles=["supervisor"], region_wide=True)


def other_bureau() -> Authority:
    """Return the civil affairs bureau of another county."""
    other = RegionFactory(code="990102", name="城西区", name_en="Chengxi", level=3, parent=RegionFactory())
    return AuthorityFactory(key="civ", region=other, name="城西区民政局")
