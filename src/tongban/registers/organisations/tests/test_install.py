import pytest
from stdnum.cn import uscc

from tongban.registers.organisations import api
from tongban.registers.organisations.models import Authority, Region, ServicePoint, Window
from tongban.registers.organisations.tests.conftest import SEEDS

pytestmark = pytest.mark.django_db


def test_the_demonstration_city_has_five_levels_and_its_offices(seeded_organisations):
    assert set(Region.objects.values_list("level", flat=True)) == {1, 2, 3, 4, 5}
    assert len(api.authorities()) == 30
    assert {authority.key for authority in api.authorities("990103")} == {"psb", "civ", "mar", "hrss", "med", "hea"}
    assert api.authority_for("tra", "990103").region_code == "9901"


def test_every_authority_has_a_valid_code_of_the_fictional_province(seeded_organisations):
    for authority in api.authorities():
        assert uscc.is_valid(authority.code)
        assert authority.code.startswith(f"11{authority.region_code:0<6}")
        assert authority.phone.startswith("0999-")


def test_service_points_come_halls_first_with_hours_and_windows(seeded_organisations):
    points = api.service_points()
    assert [point.kind for point in points] == ["hall"] * 4 + ["station"] * 6 + ["kiosk"] * 2
    assert any(window.authority_id is None for window in points[0].windows)
    assert api.service_points("990103", limit=1)[0].region_code == "990103"


def test_installing_again_changes_nothing(seeded_organisations):
    before = [model.objects.count() for model in (Region, Authority, ServicePoint, Window)]
    api.install_organisations(SEEDS / "organisations.yaml")
    assert [model.objects.count() for model in (Region, Authority, ServicePoint, Window)] == before


def test_a_faulty_file_is_refused_with_what_is_wrong(tmp_path):
    path = tmp_path / "organisations.yaml"
    path.write_text("regions: [{code: '99', name: 安澜省}]\nauthorities: []\nservice_points: []\n", encoding="utf-8")
    with pytest.raises(api.UnableToInstallOrganisations, match="name_en"):
        api.install_organisations(path)
    assert not Region.objects.exists()
