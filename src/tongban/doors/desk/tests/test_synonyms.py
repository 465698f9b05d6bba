"""The table of synonyms at the desk: rows are tried, kept, changed, removed; what was searched in vain proposes new ones."""

import pytest
from django.urls import reverse

from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests.cast import offer_of
from tongban.handling.cases.tests.cast import officer_of
from tongban.offer.guidance import api as guidance
from tongban.offer.guidance import current as search_index
from tongban.offer.guidance.models import EmptySearch, Synonym


@pytest.fixture(autouse=True)
def _fresh():
    search_index.forget()
    yield
    search_index.forget()


@pytest.fixture
def manager(city):
    return officer_of(offer_of(), "item_manager")


@pytest.fixture
def page(manager, desk):
    return desk(manager)


def text_of(answer):
    return answer.content.decode()


def test_only_item_managers_enter(city, desk):
    browser = desk(officer_of(offer_of(), "clerk"))
    row = Synonym.objects.create(say=["小卡片"], mean=["居民身份证"])
    for name, arguments in (("synonyms", []), ("synonyms-missed", []), ("synonym-add", []), ("synonym", [row.id])):
        assert browser.get(reverse(f"desk:{name}", args=arguments)).status_code == 403
    assert browser.post(reverse("desk:synonyms-dismiss"), {"text": "x"}).status_code == 403
    assert browser.post(reverse("desk:synonym-remove", args=[row.id])).status_code == 403


def test_the_navigation_leads_there(page):
    assert reverse("desk:synonyms") in text_of(page.get(reverse("desk:synonyms")))


def test_a_row_is_tried_then_kept_and_understood_at_once(page):
    address = reverse("desk:synonym-add")
    typed = {"say": "小卡片", "mean": "居民身份证、", "question": "小卡片丢失"}
    tried = text_of(page.post(address, {**typed, "deed": "try"}))
    assert "居民身份证丢失补领" in tried.partition("保存以后")[2]
    assert "小卡片丢失" in tried
    assert not Synonym.objects.filter(say=["小卡片"]).exists()
    kept = page.post(address, {**typed, "deed": "keep"}, follow=True)
    assert "已保存" in text_of(kept)
    assert "小卡片" in text_of(kept)
    guidance.refresh()
    assert guidance.search("小卡片").hits


def test_a_faulty_row_is_refused_and_what_was_typed_comes_back(page):
    answer = page.post(reverse("desk:synonym-add"), {"say": "<b>卡</b>", "mean": "", "deed": "keep"})
    text = text_of(answer)
    assert answer.status_code == 422
    assert "&lt;b&gt;卡&lt;/b&gt;" in text
    for words in ("有错误：", "只有一个字", "请填写事项里的用词", 'href="#say"', 'href="#mean"'):
        assert words in text


def test_a_row_is_found_by_a_word_changed_and_removed(page, manager):
    row = guidance.add_synonym(say=["小卡片"], mean=["居民身份证"], same=False, actor=manager.actor)
    assert "小卡片" in text_of(page.get(reverse("desk:synonyms"), {"word": "小卡片"}))
    assert "没有包含“大卡片”的同义词" in text_of(page.get(reverse("desk:synonyms"), {"word": "大卡片"}))
    address = reverse("desk:synonym", args=[row])
    assert "小卡片" in text_of(page.get(address))
    assert (
        page.post(address, {"say": "小卡片\n卡卡", "mean": "居民身份证", "same": "1", "deed": "keep"}).status_code
        == 302
    )
    assert guidance.synonym(row) == guidance.SynonymRow(row, ("小卡片", "卡卡"), ("居民身份证",), True)
    remove = reverse("desk:synonym-remove", args=[row])
    assert "小卡片" in text_of(page.get(remove))
    assert page.post(remove).status_code == 302
    assert page.get(address).status_code == 404
    assert page.post(remove).status_code == 404
    assert len(ledger.entries_about(f"synonym:{row}")) == 3


def test_what_was_searched_in_vain_proposes_a_row_and_can_be_dismissed(page):
    EmptySearch.objects.create(text="我的<证>咋没啦", count=7)
    EmptySearch.objects.create(text="红烧肉", count=2)
    text = text_of(page.get(reverse("desk:synonyms-missed")))
    assert "我的&lt;证&gt;咋没啦" in text
    assert text.index("我的") < text.index("红烧肉")
    assert f"{reverse('desk:synonym-add')}?say=" in text
    filled = text_of(page.get(reverse("desk:synonym-add"), {"say": "红烧肉", "mean": "居民身份证丢失补领"}))
    assert "居民身份证丢失补领" in filled
    page.post(reverse("desk:synonyms-dismiss"), {"text": "红烧肉"})
    assert "红烧肉" not in text_of(page.get(reverse("desk:synonyms-missed")))


@pytest.mark.parametrize("junk", ["\x00", "' OR 1=1 --", "<script>", "😀" * 100, "9" * 5000])
def test_any_text_may_be_typed(page, junk):
    assert page.get(reverse("desk:synonyms"), {"word": junk, "from": junk}).status_code == 200
    assert page.get(reverse("desk:synonym-add"), {"say": junk, "mean": junk}).status_code == 200
    assert (
        page.post(reverse("desk:synonym-add"), {"say": junk, "mean": junk, "question": junk, "deed": "try"}).status_code
        == 200
    )
    assert page.post(reverse("desk:synonym-add"), {"say": junk, "mean": junk, "deed": "keep"}).status_code in (302, 422)
    assert page.post(reverse("desk:synonyms-dismiss"), {"text": junk}).status_code == 302
