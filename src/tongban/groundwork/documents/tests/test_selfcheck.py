from tongban.groundwork.documents import selfcheck


def test_an_installation_with_chinese_faces_has_nothing_to_mend():
    assert selfcheck.documents_can_be_printed_in_chinese() == []


def test_an_installation_without_chinese_faces_is_told_the_cure(monkeypatch):
    monkeypatch.setattr(selfcheck, "font_families", lambda: {"DejaVu Sans"})
    (error,) = selfcheck.documents_can_be_printed_in_chinese()
    assert "fonts-noto-cjk" in error.hint
