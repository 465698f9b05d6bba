from datetime import date

import pytest
import yaml
from stdnum.cn import uscc

from tongban.registers.organisations import api
from tongban.registers.organisations.models import Authority, Entrustment, Region, ServicePoint, Window
from tongban.registers.organisations.rules import metres_between
from tongban.registers.organisations.tests.conftest import SEEDS

pytestmark = pytest.mark.django_db


def test_the_demonstration_city_has_five_levels_and_its_offices(seeded_organisations):
    assert set(Region.objects.values_list("level", flat=True)) == {1, 2, 3, 4, 5}
    levels = [api.region(authority.region_code).level for authority in api.authorities()]
    assert {level: levels.count(level) for level in range(1, 6)} == {1: 2, 2: 18, 3: 18, 4: 8, 5: 4}
    county = [each for each in api.authorities("990103") if each.region_code == "990103"]
    assert {authority.key for authority in county} == {"psb", "civ", "mar", "hrss", "med", "hea"}


@pytest.mark.parametrize(
    ("key", "region", "competent"),
    [
        ("twp", "990101001002", "990101001"),  # a community without its own is served by its subdistrict
        ("vil", "990101001001", "990101001001"),
        ("civ", "990101001001", "990101"),
        ("tra", "990103200", "9901"),
        ("data", "990101001001", "99"),
    ],
)
def test_at_each_of_five_levels_the_nearest_authority_is_competent(seeded_organisations, key, region, competent):
    assert api.authority_for(key, region).region_code == competent


def test_every_authority_has_a_valid_code_of_the_fictional_province(seeded_organisations):
    kinds = {"社区居民委员会": "55", "村村民委员会": "54"}
    for authority in api.authorities():
        assert uscc.is_valid(authority.code)
        kind = next((code for ending, code in kinds.items() if authority.name.endswith(ending)), "11")
        assert authority.code.startswith(f"{kind}{authority.region_code[:6]:0<6}")
        assert authority.phone.startswith("0999-")
        assert authority.complaint_phone
        assert authority.nature == ("1" if kind == "11" else "3")


def test_an_entrustment_is_known_to_both_sides_while_it_holds(seeded_organisations):
    county, subdistrict = api.authority_for("civ", "990101"), api.authority_for("twp", "990101001")
    for authority in (county, subdistrict):
        (held,) = api.entrustments(authority.id, date(2026, 11, 22))
        assert (held.by_id, held.to_id) == (county.id, subdistrict.id)
    assert api.entrustments(subdistrict.id, date(2027, 7, 1)) == ()
    assert api.entrustments(subdistrict.id, date(2025, 6, 30)) == ()


def test_service_points_come_region_by_region_with_hours_and_windows(seeded_organisations):
    points = api.service_points()
    kinds = [point.kind for point in points]
    assert (kinds.count("hall"), kinds.count("station"), kinds.count("kiosk")) == (6, 20, 6)
    assert points[0].key == "city-hall"
    assert any(window.authority_id is None for window in points[0].windows)
    assert api.service_points("990103", limit=1)[0].region_code == "990103"


def test_every_service_point_lies_near_the_seat_of_its_region(seeded_organisations):
    for point in api.service_points():
        assert metres_between(point.position, api.centre_of(point.region_code)) < 5_000


def test_installing_again_changes_nothing(seeded_organisations):
    before = [model.objects.count() for model in (Region, Authority, Entrustment, ServicePoint, Window)]
    api.install_organisations(SEEDS / "organisations.yaml")
    assert [model.objects.count() for model in (Region, Authority, Entrustment, ServicePoint, Window)] == before


def test_a_faulty_file_is_refused_with_what_is_wrong(tmp_path):
    path = tmp_path / "organisations.yaml"
    path.write_text("regions: [{code: '99', name: 安澜省}]\nauthorities: []\nservice_points: []\n", encoding="utf-8")
    with pytest.raises(api.UnableToInstallOrganisations, match="name_en"):
        api.install_organisations(path)
    assert not Region.objects.exists()


@pytest.mark.parametrize("hours", [[["9:00", "12:00"]], [["12:00", "09:00"]], [["09:00", "12:00"], ["11:00", "13:00"]]])
def test_a_file_with_impossible_hours_is_refused(seeded_organisations, tmp_path, hours):
    content = yaml.safe_load((SEEDS / "organisations.yaml").read_text(encoding="utf-8"))
    content["service_points"][0]["weekly_hours"]["1"] = hours
    path = tmp_path / "organisations.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(api.UnableToInstallOrganisations, match="city-hall"):
        api.install_organisations(path)
