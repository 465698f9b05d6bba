"""Guides: every element is there, in all shapes and languages; nothing about a visitor is ever kept or shared."""

import copy
import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tongban.doors.portal.guides import page as guide_page
from tongban.doors.portal.guides.course import aligned, main_line
from tongban.doors.portal.tests.conftest import signed_in
from tongban.doors.portal.views import browse, home
from tongban.handling.applications.tests import cast
from tongban.handling.cases.tests.statements import counted
from tongban.handling.workflow import api as workflow
from tongban.handling.workflow.rules import read_plan
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.models import Change, Item
from tongban.offer.catalogue.rules import Step

pytestmark = pytest.mark.django_db


def forget():
    for kept in (guide_page, browse, home):
        kept.forget_kept()


@pytest.fixture(autouse=True)
def nothing_kept():
    forget()
    yield
    forget()


@pytest.fixture
def offer(city):
    return cast.offer_of()


@pytest.fixture
def address(offer):
    return reverse("portal:item", args=[offer.code])


def read(client, address, language=""):
    if language:
        client.cookies["language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# --- the page ---


def test_a_guide_tells_every_element(client, offer, address):
    page = read(client, address)
    for word in (
        "多久办好", "要跑几趟", "收费", "谁可以办", "要带什么", "怎么办", "办好后给您什么", "依据", "常见问题", "您的权利和义务",
        "实施主体编码", "行使层级", "权力来源", "办件类型", "法定办结时限", "承诺办结时限", "办理形式", "网上办理深度", "到办事现场次数",
        "通办范围", "进驻政务大厅", "预约办理", "手机办理", "自助终端", "邮寄送达结果", "网上支付", "实施编码", "基本编码", "事项类型",
        "服务对象", "结果类型", "事项状态", "指南版本", "生效日期",
    ):  # fmt: skip
        assert word in page, word
    for part in (
        offer.code,
        offer.basic_code,
        offer.guide.legal_basis[0].text,
        offer.guide.result.name,
        *offer.guide.conditions,
    ):
        assert part in page


def test_a_guide_tells_where_to_object(client, offer, address):
    page = read(client, address)
    assert "不服决定怎么办" in page
    assert "城东区人民政府" in page
    assert "城东区人民法院" in page
    assert "12368" in page


def test_what_is_empty_is_left_out(client, offer, address):
    assert offer.guide.quantity_limit == "无数量限制"
    page = read(client, address)
    assert "数量限制" not in page
    assert "联办机构" not in page


@pytest.mark.parametrize(("language", "word"), [("zh-hant", "您的權利和義務"), ("en", "Your rights and duties")])
def test_a_guide_is_read_in_three_languages(client, address, language, word):
    assert word in read(client, address, language)


def test_chinese_on_an_english_guide_is_marked_as_chinese(client, offer, address):
    page = read(client, address, "en")
    assert f"<li>{offer.guide.conditions[0]}" not in re.sub(r'<ul lang="zh-Hans">.*?</ul>', "", page, flags=re.DOTALL)
    assert "<title>" in page
    assert "\ue000" not in page


def test_a_guide_costs_two_statements_and_one_known(client, address):
    read(client, address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read(client, address)
    assert len(counted(queries)) <= 2, counted(queries)


# --- keeping ---


def test_a_change_shows_at_once(client, offer, address):
    assert "全新的说法" not in read(client, address)
    item = Item.objects.select_related("basic__version").get(code=offer.code)
    body = copy.deepcopy(item.basic.version.guide) | {"summary": "全新的说法"}
    _publish(body)
    assert "全新的说法" in read(client, address)


def _publish(body):
    """Publish a guide the way the seed does: from a folder of files."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    import yaml

    with TemporaryDirectory() as folder:
        (Path(folder) / f"{body['slug']}.yaml").write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
        catalogue.install_items(Path(folder))


def test_who_has_the_page_already_is_told_that_it_is_the_same(client, address):
    read(client, address)  # the first answer brings the token's cookie
    first = client.get(address)
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert {"Cookie", "Accept-Language"} <= {part.strip() for part in again["Vary"].split(",")}
    client.cookies["language"] = "en"
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_page_of_who_is_signed_in_is_never_kept_by_anybody(browser, address):
    answer = browser.get(address)
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer


def test_what_one_visitor_holds_never_shows_to_another(client, lan, city):
    offer = next(
        each for each in catalogue.offers_after(0, limit=500) if any("licence" in m.ways for m in each.guide.materials)
    )
    asked = next(material for material in offer.guide.materials if "licence" in material.ways)
    cast.give_licence(lan, asked.licence_type, offer)
    address = reverse("portal:item", args=[offer.code])
    hers = read(signed_in(lan), address)
    if "已有，免提交" not in hers:
        pytest.skip("she may not apply for any item that asks for a licence")
    assert "已有，免提交" not in read(client, address)
    assert "已有，免提交" in read(signed_in(lan), address)
    kept = [part for _of, made in guide_page._shared._kept.values() for part in made.values()]
    assert kept
    assert not any("已有，免提交" in part for part in kept)


@pytest.mark.parametrize("name", ["item-qr", "item-flow", "item-flow-narrow"])
def test_files_for_all_say_nothing_of_a_visitor_and_set_no_cookie(browser, client, offer, name):
    arguments = [offer.code] if name == "item-qr" else [offer.code, "zh-hans"]
    address = reverse(f"portal:{name}", args=arguments)
    hers, anybodys = browser.get(address), client.get(address)
    assert hers.content == anybodys.content
    assert hers["Cache-Control"] == "public, max-age=300"
    assert not hers.cookies
    assert "Cookie" not in hers.get("Vary", "")


# --- the course ---


def test_the_flow_chart_has_the_steps_of_the_guide_and_the_branches_of_the_plan(client, offer):
    svg = client.get(reverse("portal:item-flow", args=[offer.code, "zh-hans"])).content.decode()
    root = ElementTree.fromstring(svg)
    texts = "".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
    for step in offer.guide.steps:
        assert step.name in texts
    for word in ("补正材料", "不予受理决定书", "退回重审", "收到结果"):
        assert word in texts
    assert offer.guide.steps[0].name in (root.findtext("{*}desc") or "")
    narrow = client.get(reverse("portal:item-flow-narrow", args=[offer.code, "en"])).content.decode()
    assert float(ElementTree.fromstring(narrow).get("width")) <= 330


@pytest.mark.parametrize("language", ["fr", "zh", "x" * 50])
def test_a_language_that_is_not_spoken_is_not_found(client, offer, language):
    assert client.get(f"/items/{offer.code}/flow-{language}.svg").status_code == 404


def test_steps_are_joined_with_the_plan_in_its_order():
    def steps(*names):
        return [Step(name, "", "窗口", 1, "") for name in names]

    line = ("accept", "propose", "decide", "deliver")
    assert aligned(steps("受理", "审查", "决定", "送达"), line) == line
    assert aligned(steps("受理", "现场核查", "审核", "决定", "制证与送达"), line) == (
        "accept", "propose", "propose", "decide", "deliver",
    )  # fmt: skip
    assert aligned(steps("收件", "办结"), line)[0] == "accept"
    assert aligned((), line) == ()


def test_the_main_line_of_a_plan_is_where_all_goes_well(city):
    assert main_line(workflow.latest_plan("standard")) == ("accept", "propose", "decide", "deliver")
    body = {
        "code": "loop", "first": "a",
        "steps": {
            "a": {"name": "甲", "name_en": "A", "role": "x", "leads_to": {"again": "a", "on": "b", "no": ""}},
            "b": {"name": "乙", "name_en": "B", "role": "x", "leads_to": {"back": "a", "done": ""}},
        },
    }  # fmt: skip
    assert main_line(read_plan(body, version=1)) == ("a", "b")


# --- structured data ---


def structured(page):
    [body] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(body), body


def test_machines_read_the_service_its_provider_channels_and_offers(client, offer, address):
    said, _body = structured(read(client, address))
    assert said["@type"] == "GovernmentService"
    assert said["identifier"] == offer.code
    assert said["provider"]["@type"] == "GovernmentOrganization"
    assert said["provider"]["telephone"]
    assert {channel["@type"] for channel in said["availableChannel"]} == {"ServiceChannel"}
    assert said["areaServed"]["identifier"] == offer.region_code
    assert all(each["priceCurrency"] == "CNY" for each in said["offers"])
    assert said["hoursAvailable"][0]["dayOfWeek"][0] == "Monday"


def test_a_guide_cannot_leave_its_script_element(client, offer, address):
    item = Item.objects.select_related("basic__version").get(code=offer.code)
    nasty = "</script><script>alert(1)</script>&<!--"
    _publish(copy.deepcopy(item.basic.version.guide) | {"summary": nasty, "aliases": [nasty]})
    page = read(client, address)
    assert nasty not in page
    said, body = structured(page)
    assert said["description"] == nasty
    assert not {"<", ">", "&"} & set(body)


def test_a_guide_names_its_one_address(client, offer, address, settings):
    settings.TONGBAN_BASE_URL = "https://fw.example.gov.cn"
    assert f'<link rel="canonical" href="https://fw.example.gov.cn{address}">' in read(client, address)


# --- on paper ---


def test_the_leaflet_is_printed_once_for_each_language(client, offer, settings, tmp_path):
    settings.TONGBAN_FILES = tmp_path
    address = reverse("portal:item-pdf", args=[offer.code, "zh-hans"])
    first = client.get(address)
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert len(list(tmp_path.glob("printed/*/*.pdf"))) == 1
    assert client.get(address).content == first.content
    client.get(reverse("portal:item-pdf", args=[offer.code, "en"]))
    assert len(list(tmp_path.glob("printed/*/*.pdf"))) == 2


@pytest.mark.parametrize("name", ["item-blank", "item-sample"])
def test_the_application_form_is_there_on_paper_blank_and_filled(client, offer, settings, tmp_path, name):
    settings.TONGBAN_FILES = tmp_path
    answer = client.get(reverse(f"portal:{name}", args=[offer.code, "application", "zh-hant"]))
    assert answer.content.startswith(b"%PDF-")
    assert client.get(reverse(f"portal:{name}", args=[offer.code, "nothing", "zh-hans"])).status_code == 404


def test_the_specimen_of_a_licence_is_nobodys(client, offer, settings, tmp_path):
    settings.TONGBAN_FILES = tmp_path
    answer = client.get(reverse("portal:item-result-sample", args=[offer.code, "zh-hans"]))
    assert (answer.status_code == 200) == bool(offer.guide.result.licence_type)


# --- elsewhere, and no more ---


def test_the_same_guide_is_found_in_another_region(client, offer):
    address = reverse("portal:item-regions", args=[offer.code])
    page = read(client, address)
    assert "城东区" in page
    assert "城西区" in page
    other = read(client, f"{address}?region=990102")
    assert f'href="{reverse("portal:item", args=[offer.code])}"' not in other.split("这里的指南")[-1]
    assert client.get(f"{address}?region=%00").status_code == 200


@pytest.mark.parametrize(
    ("state", "kind", "said"), [("suspended", "suspend", "暂停办理"), ("cancelled", "merge", "并入了别的事项")]
)
def test_what_is_not_offered_any_more_says_since_when_why_and_where_to_go(client, offer, address, state, kind, said):
    item = Item.objects.get(code=offer.code)
    following = Item.objects.exclude(pk=item.pk).filter(state="online").first()
    item.successors.create(successor=following)
    Change.objects.create(
        kind=kind, state="in_force", code=offer.code, is_basic=False, authority_id=offer.authority_id,
        region_code=offer.region_code, name=offer.name, body={}, why="合并办理更方便", effective_from=date(2026, 11, 1),
        author="officer:1", author_name="甲",
    )  # fmt: skip
    Item.objects.filter(pk=item.pk).update(state=state, state_since=date(2026, 11, 1))
    catalogue.forget_kept()
    page = read(client, address)
    assert said in page
    assert "2026年11月1日" in page
    assert "合并办理更方便" in page
    assert reverse("portal:item", args=[following.code]) in page
    assert client.get(reverse("portal:item-qr", args=[offer.code])).status_code == 404


# --- browsing ---


@pytest.mark.parametrize("by", ["theme", "event", "department", "region", "audience", "nonsense"])
def test_five_ways_lead_to_the_same_guides_with_few_statements(client, city, by):
    address = f"{reverse('portal:services')}?by={by}"
    read(client, address)
    with CaptureQueriesContext(connection) as queries:
        page = read(client, address)
    assert "/items/" in page
    assert len(counted(queries)) == 1, counted(queries)
    catalogue.forget_kept()
    browse.forget_kept()
    with CaptureQueriesContext(connection) as queries:
        read(client, address)
    assert len(counted(queries)) <= 6, counted(queries)


def test_the_first_page_keeps_ones_own_things_to_oneself(client, browser, lan, city):
    drafts = cast.opened(lan)
    address = reverse("portal:home")
    strange = read(client, address)
    hers = read(browser, address)
    assert reverse("portal:apply-tasks", args=[drafts.id]) in hers
    assert reverse("portal:apply-tasks", args=[drafts.id]) not in read(client, address)
    assert read(client, address).count("<section") == strange.count("<section")
    assert browser.get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["portal:home", "portal:services"])
def test_every_stranger_gets_a_form_token_of_her_own(city, name):
    tokens = set()
    for _visitor in range(3):
        client = Client(enforce_csrf_checks=True)
        page = read(client, reverse(name))
        [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
        answer = client.post(
            reverse("frame:set-preferences"), {"elder": "1", "next": "/", "csrfmiddlewaretoken": token}
        )
        assert answer.status_code == 302
        assert "elder" in read(client, reverse(name)).split("<body", 1)[0]
        tokens.add(token)
    assert len(tokens) == 3


def test_a_shell_names_the_page_it_is_around(client, city):
    codes = [each.code for each in catalogue.offers_after(0, limit=2)]
    for code in codes:
        address = reverse("portal:item", args=[code])
        page = read(client, address)
        assert f'name="next" value="{address}"' in page
        assert all(f'value="/items/{other}/"' not in page for other in codes if other != code)


@pytest.mark.parametrize(
    "query", ["region=%00", "authority=99999999999", "authority=x", "after=x", "theme=%27%20OR%201=1", "by=<script>"]
)
def test_nonsense_in_the_address_does_no_harm(client, city, query):
    assert client.get(f"{reverse('portal:services')}?{query}").status_code in (200, 404)


def test_the_sitemap_names_every_guide(client, offer):
    index = ElementTree.fromstring(client.get(reverse("portal:sitemap")).content)
    places = [each.text for each in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert places[0].endswith("/sitemap-0.xml")
    found = set()
    for place in places:
        answer = client.get(place[place.index("/sitemap") :])
        part = ElementTree.fromstring(b"".join(answer.streaming_content))
        found |= {each.text for each in part.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    online = Item.objects.filter(state="online").values_list("code", flat=True)
    assert all(any(address.endswith(f"/items/{code}/") for address in found) for code in online)
    assert client.get("/sitemap-99999.xml").status_code == 404


def test_robots_are_told_where_the_sitemap_is(client, city):
    text = client.get("/robots.txt").content.decode()
    assert "/sitemap.xml" in text
    assert "Disallow: /my/" in text
