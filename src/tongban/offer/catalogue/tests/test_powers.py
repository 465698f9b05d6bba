from datetime import date
from pathlib import Path

import pytest
import yaml

from tongban.offer.catalogue import api
from tongban.offer.catalogue.models import Item, Power
from tongban.offer.catalogue.tests.factories import guide_body, publish
from tongban.registers.organisations.tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db

SEED = Path(__file__).resolve().parents[5] / "seeds" / "powers.yaml"
BASIS = [{"law": "中华人民共和国居民身份证法", "article": "第十一条", "text": "丢失补领。", "url": ""}]


def entry(**changes: object) -> dict[str, object]:
    return {
        "list": "power", "code": "QL-1", "name": "身份证补领", "item_type": "07", "department": "psb",
        "region_code": "9901", "levels": ["county"], "basics": ["000709010003"], "legal_basis": BASIS,
        "source": "权力清单", "effective_from": date(2024, 1, 1),
    } | changes  # fmt: skip


def install(folder: Path, *entries: object) -> int:
    path = folder / "powers.yaml"
    path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
    return api.install_powers(path)


@pytest.fixture
def offer():
    AuthorityFactory()
    publish(guide_body(basic_code="000709010003", item_type="07", name="身份证补领"))
    return api.offer(Item.objects.get().code)


def test_a_case_may_be_opened_for_a_power_on_the_list(offer, tmp_path):
    install(tmp_path, entry())
    api.require_open(offer)


@pytest.mark.parametrize(
    "changes",
    [
        {"basics": []},
        {"department": "civ"},
        {"region_code": "9902"},
        {"list": "responsibility"},
        {"effective_from": date(2999, 1, 1)},
        {"effective_until": date(2025, 1, 1)},
    ],
)
def test_without_an_entry_that_holds_nothing_may_be_done(offer, tmp_path, changes):
    install(tmp_path, entry(**changes))
    with pytest.raises(api.UnableToExercisePower, match="身份证补领"):
        api.require_open(offer)


def test_a_public_service_needs_no_power():
    AuthorityFactory()
    publish()
    api.require_open(api.offer(Item.objects.get().code))


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"list": "wish"}, "list is one of"),
        ({"item_type": "99"}, "item_type 99"),
        ({"legal_basis": []}, "legal_basis"),
        ({"legal_basis": [{"law": "x"}]}, "legal_basis"),
        ({"name": ""}, "name missing"),
        ({"levels": ["moon"]}, "moon"),
        ({"effective_from": "soon"}, "date"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_faulty_entry_keeps_all_from_being_published(tmp_path, changes, word):
    with pytest.raises(api.UnableToInstallPowers, match=word):
        install(tmp_path, entry(code="QL-0"), entry(**changes))
    assert not Power.objects.exists()


def test_a_code_stands_once_in_a_list(tmp_path):
    with pytest.raises(api.UnableToInstallPowers, match="×2"):
        install(tmp_path, entry(), entry())


def test_the_lists_are_paged_and_filtered(tmp_path):
    install(tmp_path, *(entry(code=f"QL-{n}", name=f"权力{n}", department="psb" if n % 2 else "civ") for n in range(7)))
    first = api.powers("power", limit=3)
    rest = api.powers("power", limit=10, after=first.after)
    assert len({each.code for each in first.items + rest.items}) == 7
    assert len(api.powers("power", department="civ").items) == 4
    assert [each.name for each in api.powers("power", asked="力3").items] == ["权力3"]
    assert api.powers("negative").items == ()
    with pytest.raises(api.UnableToTurnPage):
        api.powers("power", after="x_y")


def test_the_seeded_lists_ground_every_power_of_the_seeded_guides():
    api.install_powers(SEED)
    for file in (SEED.parent / "items").glob("*.yaml"):
        guide = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert api.is_on_the_list(
            guide["basic_code"], guide["item_type"], department=guide["authority"], region_code="990101"
        ), file.name
