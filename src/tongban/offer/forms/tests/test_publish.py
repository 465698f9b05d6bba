from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from tongban.offer.forms import api
from tongban.offer.forms.models import FormVersion
from tongban.offer.forms.rules import FormDefinition
from tongban.offer.forms.tests.elements import FORM, PAGES

pytestmark = pytest.mark.django_db
SEEDS = Path(__file__).resolve().parents[5] / "seeds"

ELEMENTS = """
- {code: person.name, name: 姓名, name_en: Name, type: text}
- {code: contact.phone, name: 手机号码, name_en: Mobile number, type: phone}
- {code: delivery.address, name: 收件地址, name_en: Address, type: address}
- {code: delivery.floor, name: 楼层, name_en: Floor, type: number}
- code: delivery.method
  name: 领取方式
  name_en: Method
  type: choice
  choices: [{value: post, name: 邮寄, name_en: By post}]
"""


@pytest.fixture(autouse=True)
def some_elements(tmp_path):
    api.forget_kept()
    (tmp_path / "elements.yaml").write_text(ELEMENTS, encoding="utf-8")
    assert api.install_elements([tmp_path / "elements.yaml"]) == 5
    yield
    api.forget_kept()


def test_every_seeded_element_is_sound():
    assert api.install_elements([SEEDS / "elements"]) > 100
    assert api.elements()["person.name"].source == "population.name"


def test_an_element_defined_twice_is_refused(tmp_path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text("- {code: a.b, name: 甲, name_en: A, type: text}", encoding="utf-8")
    (tmp_path / "elements.yaml").unlink()
    with pytest.raises(api.UnableToInstallElements, match="two.yaml.*a.b is defined twice"):
        api.install_elements([tmp_path])


def test_a_faulty_file_installs_nothing(tmp_path):
    (tmp_path / "bad.yaml").write_text(
        "- {code: new.one, name: 甲, name_en: A, type: text}\n- {code: x}", encoding="utf-8"
    )
    with pytest.raises(api.UnableToInstallElements, match="bad.yaml"):
        api.install_elements([tmp_path / "bad.yaml"])
    assert "new.one" not in api.elements()


def test_an_unchanged_form_keeps_its_version():
    first = api.publish_form("id-card", PAGES)
    assert api.publish_form("id-card", FORM.to_dict()) == first
    assert api.form(first) == FORM


def test_a_changed_form_becomes_the_next_version_and_the_old_one_stays():
    first = api.publish_form("id-card", PAGES)
    second = api.publish_form("id-card", PAGES[:1])
    assert second != first
    assert api.form(first) == FORM
    assert api.form(second) == FormDefinition.from_dict(PAGES[:1])
    assert list(FormVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_form_that_went_back_to_an_old_text_is_a_new_version():
    first = api.publish_form("id-card", PAGES)
    api.publish_form("id-card", PAGES[:1])
    assert api.publish_form("id-card", PAGES) != first


def test_a_published_form_costs_no_statement_once_it_is_known(django_assert_num_queries):
    version = api.publish_form("id-card", PAGES)
    api.form(version)
    with django_assert_num_queries(0):
        api.form(version)


def test_a_form_with_an_unknown_element_is_not_published():
    with pytest.raises(api.UnableToPublishForm, match="unknown element no.such"):
        api.publish_form("id-card", [PAGES[0] | {"fields": [{"element": "no.such"}]}])


def test_an_unknown_form_is_named():
    with pytest.raises(api.UnableToFindForm, match="987654"):
        api.form(987654)


def test_a_published_form_is_never_changed_nor_removed():
    version = FormVersion.objects.get(id=api.publish_form("id-card", PAGES))
    for change in (version.save, version.delete, FormVersion.objects.all().delete):
        with pytest.raises((TypeError, IntegrityError)), transaction.atomic():
            change()
    with pytest.raises(TypeError):
        FormVersion.objects.update(code="other")


def test_the_database_refuses_to_change_a_published_form_whoever_asks():
    version = api.publish_form("id-card", PAGES)
    for statement in (
        "UPDATE forms_formversion SET code = 'x' WHERE id = %s",
        "DELETE FROM forms_formversion WHERE id = %s",
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [version])
