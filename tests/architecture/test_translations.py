"""The product speaks three languages, and its catalogs are those of its texts."""

import pytest

from tongban.config.translations import Translator, app_folders, main


def test_all_catalogs_are_complete_and_up_to_date(capsys):
    assert main(["--check"]) == 0, capsys.readouterr().out


@pytest.fixture
def room(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/a.html").write_text('{{ _("为 %(name)s 办理", name=n) }}{% do x.append(1) %}', "utf-8")
    (tmp_path / "rules.py").write_text('sentence = _("还有 {count} 份")\n', "utf-8")
    return tmp_path


def test_texts_of_templates_and_python_are_found_and_made_traditional(room):
    files = {
        path.relative_to(room).as_posix(): content.decode("utf-8", "ignore")
        for path, content in Translator(room).files().items()
    }

    assert '"為 %(name)s 辦理"' in files["locale/zh_Hant/LC_MESSAGES/django.po"]
    assert '"還有 {count} 份"' in files["locale/zh_Hant/LC_MESSAGES/django.po"]
    assert sum(name.endswith(".mo") for name in files) == 2


def test_a_text_without_english_and_a_lost_placeholder_are_named(room):
    translator = Translator(room)
    translator.english[None, "还有 {count} 份"] = "some left"

    assert [line.split(": ")[1].split(" ")[0] for line in translator.untranslated()] == ["no", "placeholders"]


def test_writing_twice_changes_nothing(room):
    for path, content in Translator(room).files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    again = Translator(room).files()

    assert all(path.read_bytes() == content for path, content in again.items())


def test_every_room_and_door_is_looked_at():
    assert {"frame", "cases", "ledger"} <= {folder.name for folder in app_folders()}
