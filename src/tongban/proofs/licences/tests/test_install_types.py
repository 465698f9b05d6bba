from pathlib import Path

import pytest

from tongban.proofs.licences import api as licences

pytestmark = pytest.mark.django_db

SEEDS = Path(__file__).resolve().parents[5] / "seeds" / "licence_types"


def test_the_types_of_the_seed_city_are_installed_and_can_be_installed_again():
    count = licences.install_types(SEEDS)
    assert licences.install_types(SEEDS) == count == len(licences.licence_types())
    card = licences.licence_type("resident-id")
    assert (card.name, card.valid_months) == ("居民身份证", 240)
    assert card.fields[0].element == "person.name"


@pytest.mark.parametrize(
    "fault", ["- key: x", "hello", "- {key: a, code: short, name: a, name_en: a, holder: natural}"]
)
def test_a_faulty_file_is_named_and_nothing_is_written(tmp_path, fault):
    (tmp_path / "faulty.yaml").write_text(fault)
    with pytest.raises(licences.UnableToInstallTypes, match=r"faulty\.yaml"):
        licences.install_types(tmp_path)
    assert licences.licence_types() == {}
