"""Keeping the catalogue through the browser: drafts, review by a second person, publication, endings, conflicts."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tongban.groundwork.foundation import clock
from tongban.handling.applications.tests.cast import FOOD, offer_of
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import officer_of, submitted
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.models import Change, Conflict, Item
from tongban.registers.identity.api import Role

WHY = "区政府常务会议决定"


@pytest.fixture
def editor(city):
    return officer_of(offer_of(), "item_manager", name="编制", region_wide=True)


@pytest.fixture
def reviewer(city):
    return officer_of(offer_of(), "item_manager", name="复核", region_wide=True)


@pytest.fixture
def foreigner(city):
    return officer_of(offer_of(FOOD), "item_manager", name="外单位")


def text_of(answer) -> str:
    return answer.content.decode()


def said(answer) -> list[str]:
    """Return what the error summary says, for a test that fails."""
    return re.findall(r'<a href="#?[^"]*">([^<]*：[^<]*)</a>', text_of(answer))


def page(browser, name, *parts, status=200, **asked):
    answer = browser.get(reverse(f"desk:catalogue-{name}", args=parts), asked)
    assert answer.status_code == status
    return text_of(answer)


def begun(browser, code, kind="change") -> Change:
    answer = browser.post(reverse("desk:catalogue-begin", args=[code]), {"kind": kind})
    assert answer.status_code == 302
    return Change.objects.get(code=code, state="draft")


def sent_with(browser, change, **typed: Any) -> dict[str, Any]:
    """Return what the form of a change sends as it stands, with what was typed instead."""
    html = text_of(browser.get(reverse("desk:catalogue-edit", args=[change.id])))
    return fields_in(html) | typed


def fields_in(html: str) -> dict[str, Any]:
    form = html[html.index('class="editor"') :]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or ('type="checkbox"' in tag and " checked" not in tag):
            continue
        if 'type="checkbox"' in tag:
            found.setdefault(name[1], []).append(value[1])
        else:
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    for name, value in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        found[name] = value
    return found


def edited(browser, change, action="save", section="", **typed: Any):
    names = {key.replace("__", "."): value for key, value in typed.items()}
    address = reverse("desk:catalogue-edit", args=[change.id]) + (f"?section={section}" if section else "")
    html = text_of(browser.get(address))
    return browser.post(address, fields_in(html) | {"why": WHY} | names | {"action": action})


def no_days() -> dict[str, str]:
    """Return what makes every step of the identity card's course one of the same day."""
    return {f"steps[{index}].days": "0" for index in range(len(offer_of().guide.steps))}


def did(browser, change, slug, **typed):
    return browser.post(reverse("desk:catalogue-deed", args=[change.id, slug]), typed, follow=True)


def published(desk, editor, reviewer, change) -> None:
    did(desk(reviewer), change, "agree")
    did(desk(editor), change, "publish")
    change.refresh_from_db()
    assert change.state == "in_force", change.state
    catalogue.forget_kept()


def test_a_shorter_limit_goes_from_the_form_to_the_guide(city, desk, editor, reviewer):
    code = offer_of().code
    browser = desk(editor)
    change = begun(browser, code)
    answer = edited(
        browser,
        change,
        "submit",
        committed_limit__amount="1",
        own_steps="yes",
        **no_days(),
    )
    assert answer.status_code == 302, said(answer)
    assert answer.headers["Location"] == reverse("desk:catalogue-change", args=[change.id])
    waiting = text_of(desk(reviewer).get(answer.headers["Location"]))
    assert "承诺时限" in waiting
    assert WHY in waiting
    published(desk, editor, reviewer, change)
    offer = catalogue.offer(code)
    assert offer.guide.committed_limit.amount == 1
    assert offer.version_number == 2
    shown = page(browser, "item", code)
    assert "基本目录：" in shown
    assert "✓ 更优" in shown
    compared = page(browser, "compare", code, a="1", b="2")
    assert "<del>" in compared or "<ins>" in compared


def test_a_worse_value_is_refused_beside_its_field_and_nothing_typed_is_lost(city, desk, editor):
    browser = desk(editor)
    change = begun(browser, offer_of().code)
    longer = str(offer_of().guide.committed_limit.amount + 1)
    answer = edited(
        browser, change, "submit", committed_limit__amount=longer, visits="zwei", local__transport="乘 3 路车"
    )
    html = text_of(answer)
    assert answer.status_code == 422
    assert "不能比基本目录的" in html
    assert 'href="#f-committed_limit-amount"' in html
    assert "应当是整数" in html
    for typed in (f'value="{longer}"', 'value="zwei"', 'value="乘 3 路车"'):
        assert typed in html
    change.refresh_from_db()
    assert change.state == "draft"
    assert change.body["own"]["visits"] == "zwei"


def test_rows_are_added_and_removed_without_a_script(city, desk, editor):
    browser = desk(editor)
    change = begun(browser, offer_of().code)
    first = edited(browser, change, "add:faq")
    assert 'name="faq[0].q"' in text_of(first)
    typed = fields_in(text_of(first)) | {"faq[0].q": "要预约吗？", "faq[0].a": "不用。", "action": "add:faq"}
    second = browser.post(reverse("desk:catalogue-edit", args=[change.id]), typed)
    assert 'name="faq[1].q"' in text_of(second)
    third = browser.post(
        reverse("desk:catalogue-edit", args=[change.id]), fields_in(text_of(second)) | {"action": "remove:faq:1"}
    )
    assert 'name="faq[1].q"' not in text_of(third)
    browser.post(reverse("desk:catalogue-edit", args=[change.id]), fields_in(text_of(third)) | {"action": "save"})
    change.refresh_from_db()
    assert change.body["own"]["faq"] == [{"q": "要预约吗？", "a": "不用。"}]


def test_who_wrote_a_change_does_not_review_it(city, desk, editor, reviewer):
    browser = desk(editor)
    change = begun(browser, offer_of().code)
    edited(browser, change, "save")
    edited(desk(reviewer), change, "submit")  # the second one wrote last, but both wrote
    assert "要由另一位事项管理员审核" in page(browser, "change", change.id)
    did(browser, change, "agree")
    change.refresh_from_db()
    assert change.state == "submitted"


def test_a_change_is_returned_with_a_note_only(city, desk, editor, reviewer):
    change = begun(desk(editor), offer_of().code)
    edited(desk(editor), change, "submit")
    silent = did(desk(reviewer), change, "return")
    assert silent.status_code == 422
    did(desk(reviewer), change, "return", note="请写明文号")
    change.refresh_from_db()
    assert change.state == "draft"
    assert "请写明文号" in page(desk(editor), "edit", change.id)


def test_two_people_do_not_overwrite_each_other_unknowingly(city, desk, editor, reviewer):
    mine, hers = desk(editor), desk(reviewer)
    change = begun(mine, offer_of().code)
    old = sent_with(hers, change, action="save", why="她的原因")
    edited(mine, change, "save")
    late = hers.post(reverse("desk:catalogue-edit", args=[change.id]), old)
    assert late.status_code == 422
    assert "保存了这份草稿" in text_of(late)
    assert "她的原因" in text_of(late)
    change.refresh_from_db()
    assert change.why == WHY
    again = fields_in(text_of(late)) | {"action": "save"}
    assert hers.post(reverse("desk:catalogue-edit", args=[change.id]), again).status_code == 302
    change.refresh_from_db()
    assert change.why == "她的原因"


def test_a_change_of_the_future_waits_and_can_be_dropped(city, desk, editor, reviewer):
    code = offer_of().code
    change = begun(desk(editor), code)
    day = (clock.today() + timedelta(days=20)).isoformat()
    edited(desk(editor), change, "submit", effective_from=day, local__transport="乘 5 路车")
    did(desk(reviewer), change, "agree")
    said = text_of(did(desk(reviewer), change, "publish"))
    assert "在那之前可以撤销" in said
    assert catalogue.offer(code).version_number == 1
    did(desk(editor), change, "drop")
    change.refresh_from_db()
    assert change.state == "dropped"


def test_yesterday_is_no_day_to_take_effect(city, desk, editor):
    change = begun(desk(editor), offer_of().code)
    day = (clock.today() - timedelta(days=1)).isoformat()
    assert "不能早于今天" in text_of(edited(desk(editor), change, "submit", effective_from=day))
    assert "请填写日期" in text_of(edited(desk(editor), change, "save", effective_from="明天"))


def test_another_department_sees_the_item_but_none_of_its_changes(city, desk, editor, foreigner):
    code = offer_of().code
    change = begun(desk(editor), code)
    browser = desk(foreigner)
    assert "您可以查看" in page(browser, "item", code)
    for name in ("change", "edit", "preview"):
        page(browser, name, change.id, status=404)
    assert did(browser, change, "drop").status_code == 404
    refused = browser.post(reverse("desk:catalogue-begin", args=[code]), {"kind": "suspend"}, follow=True)
    assert "不归您的岗位管理" in text_of(refused)
    assert code not in page(browser, "changes")


def test_items_of_others_are_not_ended_by_merging_them(city, desk, foreigner):
    mine, theirs = offer_of(FOOD).code, offer_of().code
    browser = desk(foreigner)
    change = begun(browser, mine, "merge")
    answer = edited(browser, change, "submit", merged=[theirs], successors=[mine])
    assert answer.status_code == 422
    assert "不归您的岗位管理" in text_of(answer)
    change.refresh_from_db()
    assert change.body.get("merged", []) == []


def test_a_suspended_item_says_so_and_comes_back(city, desk, editor, reviewer):
    code = offer_of().code
    for kind, state in (("suspend", "suspended"), ("resume", "online")):
        change = begun(desk(editor), code, kind)
        assert edited(desk(editor), change, "submit").status_code == 302
        published(desk, editor, reviewer, change)
        assert Item.objects.get(code=code).state == state


def test_a_split_item_leads_to_its_successors(city, desk, editor, reviewer):
    code, successor = offer_of().code, offer_of("house-rental-filing").code
    browser = desk(editor)
    change = begun(browser, code, "split")
    one = edited(browser, change, "submit", successors=[successor])
    assert "至少要有 2 项" in text_of(one)
    found = edited(browser, change, "search:successors", **{"asked-successors": "食品"})
    assert offer_of(FOOD).code in text_of(found) or "没有找到" in text_of(found)
    done = edited(browser, change, "submit", successors=[successor, offer_of(FOOD).code])
    assert done.status_code == 302, said(done)
    published(desk, editor, reviewer, change)
    assert {card.code for card in catalogue.successors(code)} == {successor, offer_of(FOOD).code}
    assert "由这些事项接续" in page(browser, "item", code)


def test_a_basic_change_names_who_would_conflict_and_the_conflict_is_settled(city, desk, editor, reviewer):
    offer = offer_of()
    basic, inherited = offer.basic_code, offer.guide.committed_limit.amount
    own = begun(desk(editor), offer.code)
    edited(desk(editor), own, "submit", committed_limit__amount=str(inherited - 1), own_steps="yes",
           **no_days(),)  # fmt: skip
    published(desk, editor, reviewer, own)

    change = begun(desk(editor), basic)
    edited(desk(editor), change, "save", "limits", committed_limit__amount=str(inherited - 2))
    answer = edited(desk(editor), change, "submit", "steps", **no_days())
    assert answer.status_code == 302, said(answer)
    shown = page(desk(reviewer), "change", change.id)
    assert "会冲突的事项" in shown
    assert offer.code in shown
    published(desk, editor, reviewer, change)

    conflict = Conflict.objects.get(item__code=offer.code, settled_at=None)
    assert catalogue.offer(offer.code).guide.committed_limit.amount == inherited - 1
    assert "采用继承的内容" in page(desk(editor), "conflict", conflict.id)
    taken = desk(editor).post(reverse("desk:catalogue-conflict", args=[conflict.id]), {"deed": "take"})
    assert taken.status_code == 302
    published(desk, editor, reviewer, Change.objects.get(code=offer.code, state="submitted"))
    assert catalogue.offer(offer.code).guide.committed_limit.amount == inherited - 2
    assert not Conflict.objects.filter(settled_at=None, item__code=offer.code).exists()


@pytest.mark.parametrize("section", ["names", "limits", "law", "materials", "steps", "fees", "channels", "faq", "form"])
def test_saving_a_section_untouched_changes_nothing(city, desk, editor, section):
    basic = offer_of().basic_code
    change = begun(desk(editor), basic)
    before = change.body["guide"]
    assert edited(desk(editor), change, "save", section).status_code == 302
    view = catalogue.change(change.id, editor)
    assert not view.problems, view.problems
    assert view.differences == ()
    assert before["name"] == Change.objects.get(id=change.id).body["guide"]["name"]


def test_a_form_that_is_no_yaml_says_where(city, desk, editor):
    change = begun(desk(editor), offer_of().basic_code)
    answer = edited(desk(editor), change, "submit", "form", form="- code: [a\n  title: b")
    html = text_of(answer)
    assert answer.status_code == 422
    assert "第 2 行" in html
    assert "- code: [a" in html
    bomb = edited(desk(editor), change, "submit", "form", form="a: &a [1]\nb: *a")
    assert "不能用引用" in text_of(bomb)
    unknown = edited(
        desk(editor), change, "submit", "form",
        form="- {code: a, title: 甲, title_en: A, fields: [{element: nobody.knows}]}",
    )  # fmt: skip
    assert "nobody.knows" in text_of(unknown)


def test_a_new_basic_item_begins_with_its_code(city, desk, editor, foreigner):
    browser = desk(editor)
    wrong = browser.post(reverse("desk:catalogue-new-basic"), {"code": "123", "name": ""})
    assert wrong.status_code == 422
    right = browser.post(reverse("desk:catalogue-new-basic"), {"code": "000120000001", "name": "新事项"})
    change = Change.objects.get(code="000120000001")
    assert right.headers["Location"] == reverse("desk:catalogue-edit", args=[change.id])
    assert "新事项" in page(browser, "edit", change.id)
    assert edited(browser, change, "submit").status_code == 422
    refused = desk(foreigner).post(reverse("desk:catalogue-new-basic"), {"code": "000120000002", "name": "不行"})
    assert refused.status_code == 422


def test_a_new_basic_item_is_written_published_and_offered(city, desk, editor, reviewer):
    browser, code = desk(editor), "000709900001"
    browser.post(reverse("desk:catalogue-new-basic"), {"code": code, "name": "城市书房预约"})
    change = Change.objects.get(code=code)
    guide = offer_of().guide.to_dict() | {
        "slug": "city-study",
        "name": "城市书房预约",
        "basic_code": code,
        "item_type": "20",
    }
    body = json.loads(json.dumps({"guide": guide}))
    change.refresh_from_db()
    catalogue.save_change(
        change_id=change.id, officer=editor, revision=change.revision, body=body, why=WHY, effective_from=clock.today()
    )
    refused = edited(browser, change, "submit", "names")
    assert "事项类型" in text_of(refused)
    did(browser, change, "drop")

    right = "002099000001"
    browser.post(reverse("desk:catalogue-new-basic"), {"code": right, "name": "城市书房预约"})
    change = Change.objects.get(code=right)
    body["guide"]["basic_code"] = right
    catalogue.save_change(
        change_id=change.id, officer=editor, revision=change.revision, body=body, why=WHY, effective_from=clock.today()
    )
    assert edited(browser, change, "submit", "names").status_code == 302
    published(desk, editor, reviewer, change)
    assert "开办这个事项" in page(browser, "basic", right)
    browser.post(reverse("desk:catalogue-offer", args=[right]), {"authority": offer_of().authority_id})
    new = Change.objects.get(kind="create", is_basic=False)
    assert edited(browser, new, "submit", local__transport="乘 9 路车").status_code == 302
    published(desk, editor, reviewer, new)
    assert catalogue.offer(new.code).local.transport == "乘 9 路车"
    assert len(new.code) == 31


def test_an_item_of_another_authority_can_succeed(city, desk, foreigner):
    browser = desk(foreigner)
    change = begun(browser, offer_of(FOOD).code, "cancel")
    found = edited(browser, change, "search:successors", **{"asked-successors": "身份证"})
    assert offer_of().code in text_of(found)
    assert edited(browser, change, "submit", successors=[offer_of().code]).status_code == 302


def test_running_cases_keep_their_version(resident, staff, desk, editor, reviewer):
    offer = offer_of()
    number = submitted(resident)
    change = begun(desk(editor), offer.code)
    edited(desk(editor), change, "submit", committed_limit__amount="1", own_steps="yes",
           **no_days(),)  # fmt: skip
    published(desk, editor, reviewer, change)
    old = cases.case_for_officer(number, officer=staff.clerk)
    assert old.offer.version_number == 1
    assert old.offer.guide.committed_limit == offer.guide.committed_limit
    assert catalogue.offer(offer.code).guide.committed_limit.amount == 1


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_page_speaks_three_languages(city, desk, editor, language):
    browser = desk(editor)
    browser.cookies["language"] = language
    code = offer_of().code
    own, basic = begun(browser, code), begun(browser, offer_of().basic_code)
    suspend = begun(browser, offer_of(FOOD).code, "merge") if offer_of(FOOD).region_code.startswith("990101") else own
    for name, parts in (
        ("item", [code]), ("basic", [offer_of().basic_code]), ("basics", []), ("changes", []), ("conflicts", []),
        ("versions", [code]), ("version", [code, 1]), ("change", [own.id]), ("edit", [own.id]), ("edit", [basic.id]),
        ("preview", [own.id]), ("edit", [suspend.id]), ("new-basic", []),
    ):  # fmt: skip
        assert "</html>" in page(browser, name, *parts)
    assert browser.get(reverse("desk:catalogue"), {"q": "身份证", "state": "online", "own": "yes"}).status_code == 200


@pytest.mark.parametrize("typed", ["' OR 1=1 --", "<script>alert(1)</script>", "\x00", "%", "龘" * 500, "..%2f"])
def test_hostile_searches_find_nothing_and_break_nothing(city, desk, editor, typed):
    browser = desk(editor)
    for name in ("catalogue", "catalogue-basics"):
        answer = browser.get(reverse(f"desk:{name}"), {"q": typed})
        assert answer.status_code == 200
        assert "<script>alert" not in text_of(answer)
    for name in ("catalogue", "catalogue-basics", "catalogue-changes", "catalogue-conflicts"):
        assert browser.get(reverse(f"desk:{name}"), {"after": typed}).status_code in (200, 404)


def test_the_landing_page_of_an_item_manager_is_the_catalogue(city, desk, editor):
    assert Role.ITEM_MANAGER in editor.roles
    assert desk(editor).get(reverse("desk:home")).headers["Location"] == reverse("desk:catalogue")
