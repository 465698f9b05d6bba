"""Every main page, for everybody: by eye and by ear, small and large, by keyboard, without JavaScript, in three languages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.cast import ITEM, City, Person, Seats, Visitor, png
from tests.journeys.installation import Installation
from tests.journeys.reading import simplified_leftovers, unmarked_chinese
from tests.journeys.test_main_job import answer_the_loss
from tongban.groundwork.foundation import clock

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Where:
    """A page and who looks at it."""

    who: str
    path: str
    status: int = 200

    def __str__(self) -> str:
        return f"{self.path} ({self.who or 'anyone'})"


def pages_of(city: City, she: Person, other: Person) -> list[Where]:
    """Return the main pages, with things on them."""
    asked, waiting = city.case(she, "supplement"), city.case(other)
    accepted, proposed = city.case(other, "accept"), city.case(other, "accept", "propose")
    closed = city.case(she, "accept", "propose", "decide", "close")
    rated = city.case(other, "accept", "propose", "decide", "close")
    other.ask("POST", f"/cases/{rated}/rating", {"grade": 1, "reasons": [], "text": "等得太久。", "anonymous": False})
    draft = city.draft(she)
    licence = she.ask("GET", f"/cases/{closed}")["licence_id"]
    number = she.ask("GET", f"/licences/{licence}")["summary"]["number"]
    [photo] = [
        given["id"]
        for material in city.clerk.ask("GET", f"/work/cases/{accepted}")["materials"]
        for given in material["given"]
        if material["code"] == "id-photo"
    ]
    me, apply = she.login, f"/apply/{draft}"
    clerk, chief = "chengdong-psb-clerk", "chengdong-psb-chief"
    public = [
        "/",
        "/search/?q=身份证",
        "/search/?q=zzzz",
        "/services/",
        "/services/?audience=legal",
        f"/items/{city.item}/",
        "/places/",
        "/places/?region=990101001",
        "/places/city-hall/",
        "/verify/",
        f"/verify/{number}",
        "/opinions/",
        "/sign-up/",
        "/account/login/",
        "/account/password/reset/",
        "/preferences/",
    ]
    mine = [
        f"/items/{city.item}/apply",
        f"{apply}/",
        f"{apply}/pages/applicant/",
        f"{apply}/pages/loss/",
        f"{apply}/pages/delivery/?check=1",
        f"{apply}/materials/household-register/",
        f"{apply}/materials/id-photo/",
        f"{apply}/materials/loss-statement/",
        f"{apply}/materials/loss-statement/commitment/",
        f"{apply}/check/",
        f"{apply}/sign/?unsigned=1",
        f"{apply}/discard/",
        "/my/",
        "/my/cases/",
        f"/my/cases/{asked}/",
        f"/my/cases/{asked}/supplement/",
        f"/my/cases/{asked}/withdraw/",
        f"/my/cases/{closed}/",
        f"/my/cases/{closed}/receipt/",
        f"/my/cases/{closed}/rate/",
        "/my/licences/",
        f"/my/licences/{licence}/",
        f"/my/licences/{licence}/code/",
        "/my/messages/",
        "/my/data/",
        "/my/profile/",
        "/my/profile/phone/",
        "/account/password/change/",
        "/account/two-factor/",
    ]
    desk = [
        "/desk/",
        "/desk/find/",
        f"/desk/cases/{waiting}/",
        f"/desk/cases/{waiting}/do/accept/",
        f"/desk/cases/{waiting}/do/ask-to-supplement/",
        f"/desk/cases/{waiting}/do/refuse-acceptance/",
        f"/desk/cases/{accepted}/materials/{photo}/",
        f"/desk/cases/{rated}/",
        "/desk/window/",
        "/desk/cards/",
        "/desk/ratings/",
    ]
    deciding = [
        f"/desk/cases/{accepted}/do/propose/",
        f"/desk/cases/{accepted}/do/start-special-procedure/",
        f"/desk/cases/{accepted}/do/extend-time-limit/",
        f"/desk/cases/{proposed}/do/decide/",
    ]
    watching = ["/desk/supervision/", f"/desk/supervision/cases/{rated}/", "/desk/supervision/late/", "/desk/cards/"]
    return [
        *(Where("", path) for path in public),
        Where("", "/no/such/page/", 404),
        *(Where(me, path) for path in mine),
        *(Where(clerk, path) for path in desk),
        *(Where(chief, path) for path in deciding),
        *(Where("supervisor", path) for path in watching),
        Where("auditor", "/desk/audit/"),
        Where("administrator", "/desk/posts/"),
        Where("administrator", "/desk/points/"),
        Where("administrator", "/desk/points/city-hall/"),
        Where("administrator", "/desk/points/city-hall/hours/"),
        Where("administrator", "/desk/points/city-hall/exceptions/"),
        Where("administrator", "/desk/points/new/"),
        Where("administrator", "/desk/calendar/"),
        Where("administrator", "/desk/plans/standard/moves/"),
        Where("catalogue-editor", "/desk/plans/"),
        Where("catalogue-editor", "/desk/plans/joint/"),
        Where("catalogue-editor", "/desk/plans/new/"),
    ]


@dataclass
class Tour:
    """All pages, and everybody who looks at them, signed in."""

    pages: list[Where]
    visitors: dict[str, Visitor]
    address: str
    own_words: re.Pattern[str]  # names, addresses and what people typed: these stay as they are in every language

    def look(self, where: Where) -> Page:
        """Open a page by its visitor's browser."""
        page = self.visitors[where.who].page
        answer = page.goto(where.path)
        assert answer is not None
        assert answer.status == where.status, f"{where} answered {answer.status}"
        return page

    def choose(self, name: str, value: str) -> None:
        for visitor in self.visitors.values():
            visitor.context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def resize(self, size: dict[str, int]) -> None:
        for visitor in self.visitors.values():
            visitor.page.set_viewport_size(size)

    def html(self, language: str) -> Iterator[tuple[Where, str]]:
        """Yield what each page says in a language."""
        for who, visitor in self.visitors.items():
            cookies = {each["name"]: each["value"] for each in visitor.context.cookies()}
            jar = cookies | {"language": language, "elder": "0"}
            with httpx.Client(base_url=self.address, cookies=jar, timeout=30, trust_env=False) as client:
                for where in self.pages:
                    if where.who == who:
                        answer = client.get(where.path)
                        assert answer.status_code == where.status, f"{where}: {answer.status_code}"
                        yield where, answer.text


@pytest.fixture(scope="module")
def tour(city: City, browser: Browser, installation: Installation) -> Iterator[Tour]:
    she, other = city.resident(), city.resident()
    pages = pages_of(city, she, other)
    own_words = re.compile(rf"{she.name}|{other.name}|\S\*+\S*|安澜省[^<]+|汉族|「[^」]*」|搜[索尋]：身份证|简体中文")
    visitors = {}
    for who in dict.fromkeys(where.who for where in pages):
        visitors[who] = Visitor(browser, installation.address, viewport=WIDE)
        if who:
            visitors[who].sign_in(who, following="/my/" if who[0].isdigit() else "/desk/find/")
    yield Tour(pages, visitors, installation.address, own_words)
    for visitor in visitors.values():
        visitor.close()


class Findings:
    """What was found where, told in one message: each thing once, with the pages it was found on."""

    def __init__(self) -> None:
        self.places: dict[str, list[str]] = {}

    def add(self, where: Where, found: Iterable[str], note: str = "") -> None:
        for what in found:
            self.places.setdefault(what, []).append(f"{where}{note}")

    def require_none(self) -> None:
        lines = [
            f"{what}\n    {places[0]}" + (f" and {len(places) - 1} more" if len(places) > 1 else "")
            for what, places in self.places.items()
        ]
        assert not lines, f"{len(lines)} findings\n" + "\n".join(lines)


def test_axe_finds_nothing_serious(tour: Tour):
    axe, findings = Axe(), Findings()
    for where in tour.pages:
        findings.add(where, faults(axe, tour.look(where)))
    findings.require_none()


def test_pages_fit_a_small_telephone_in_english_and_in_large_type(tour: Tour):
    axe, findings = Axe(), Findings()
    tour.resize(SMALL)
    try:
        for language, elder in (("zh-hans", "0"), ("en", "1")):
            tour.choose("language", language)
            tour.choose("elder", elder)
            for where in tour.pages:
                page = tour.look(where)
                findings.add(where, sticking_out(page), f" in {language}, elder mode {elder}")
                if elder == "1":
                    findings.add(where, faults(axe, page), " in English, elder mode")
    finally:
        tour.choose("language", "zh-hans")
        tour.choose("elder", "0")
        tour.resize(WIDE)
    findings.require_none()


def test_chinese_on_english_pages_is_marked_as_chinese(tour: Tour):
    findings = Findings()
    for where, html in tour.html("en"):
        findings.add(where, unmarked_chinese(html))
    findings.require_none()


def test_traditional_pages_hold_no_simplified_characters(tour: Tour):
    findings = Findings()
    for where, html in tour.html("zh-hant"):
        findings.add(where, simplified_leftovers(tour.own_words.sub("", html)))
    findings.require_none()


def test_chinese_is_drawn_by_a_chinese_font(tour: Tour, visitor: Seats):
    rare = visitor("yangyan")
    for page in (tour.look(Where("", "/")), tour.look(Where("", "/places/")), rare.open("/my/")):
        fonts = fonts_of(page, "h1") | fonts_of(page, "main p, main dd, main li")
        assert fonts, page.url
        assert all("CJK" in font or "Han" in font or "Hei" in font for font in fonts), fonts
    assert "䶮" in rare.text


def test_a_keyboard_is_enough(tour: Tour, city: City):
    """From the skip link to a saved page of answers, with the focus in sight all the time."""
    she = next(who for who in tour.visitors if who[:1].isdigit())
    loss = next(where for where in tour.pages if where.path.endswith("/pages/loss/"))
    page = tour.look(loss)
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "跳到主要内容"
    assert focused(page)["in sight"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash") in ("main", "#main")
    pressed = []
    while focused(page)["text"] not in ("保存并继续",):
        page.keyboard.press("Tab")
        now = focused(page)
        pressed.append(now["text"])
        assert now["in sight"], f"the focus cannot be seen on {now['html']}"
        assert len(pressed) < 60, f"the button was not reached: {pressed}"
        if now["type"] == "radio":
            page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/pages/loss/" not in address)
    assert tour.visitors[she].page is page


def test_applying_works_without_javascript(city: City, visitor: Seats):
    """From the search to the receipt, as an old telephone would do it."""
    person = city.resident()
    she = visitor(person.login, java_script_enabled=False)
    page = she.open("/")
    page.fill(".big-search input[name=q]", "补办身份证")
    page.press(".big-search input[name=q]", "Enter")
    page.locator("main").get_by_role("link", name=ITEM).first.click()
    page.locator("main a[href$='/apply']").first.click()
    she.press("开始填写")
    page.get_by_role("link", name="申请人信息").click()
    she.press("信息无误，继续")
    answer_the_loss(page, year="2999")
    she.press("保存并继续")
    assert page.locator(".govuk-error-summary a").first.is_visible()
    answer_the_loss(page, year=str(clock.today().year))
    she.press("保存并继续")
    page.get_by_label(re.compile("电子")).first.check()
    page.locator("main form button.govuk-button").first.click()
    page.get_by_role("link", name="居民户口簿").click()
    she.press("用这份证照，免提交")
    page.get_by_role("link", name="居民身份证照片").click()
    page.set_input_files("input[type=file]", {"name": "me.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_role("main").get_by_role("button", name="上传", exact=True).click()
    she.press("完成，返回清单")
    page.get_by_role("link", name="居民身份证丢失声明").click()
    she.press("阅读告知承诺书")
    page.check("#agree")
    she.press("签署承诺书")
    she.press("核对并提交")
    she.press("都对，去签名")
    page.check("#agree")
    she.press("签名并提交申请")
    assert "申请已提交" in she.text
    number = page.url.split("/my/cases/")[1].split("/")[0]

    clerk = visitor("chengdong-psb-clerk", following=f"/desk/cases/{number}/", java_script_enabled=False)
    clerk.press("同意受理")
    clerk.page.locator("#deed button.govuk-button").first.click()
    assert "受理通知书" in clerk.text


def faults(axe: Axe, page: Page) -> list[str]:
    """Return what axe holds to be serious or critical."""
    answer = axe.run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    return [
        f"{violation['id']}: {violation['help']}: {node['target']} {node['html'][:160]}"
        for violation in answer["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:3]
    ]


def sticking_out(page: Page) -> list[str]:
    """Return what is wider than the window, nothing when the page does not scroll sideways."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const scrolls = (each) => each && each !== document.body &&
                (getComputedStyle(each).overflowX !== "visible" || scrolls(each.parentElement));
            const wide = [...document.querySelectorAll("body *")].filter((each) =>
                each.getBoundingClientRect().right > width + 1 && !scrolls(each.parentElement));
            const inner = wide.filter((each) => !wide.some((other) => other !== each && each.contains(other)));
            return inner.slice(0, 3).map((each) => "sticks out: " + each.outerHTML.slice(0, 160));
        }"""
    )


def fonts_of(page: Page, selector: str) -> set[str]:
    """Return the families that the browser really draws the first elements of a kind with."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    nodes = devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"][:12]
    found = [devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes]
    devtools.detach()
    return {font["familyName"] for fonts in found for font in fonts}


def focused(page: Page) -> dict[str, Any]:
    """Return what has the focus, and whether one sees that it has."""
    return page.evaluate(
        """() => {
            const each = document.activeElement, style = getComputedStyle(each), box = each.getBoundingClientRect();
            const label = each.nextElementSibling && each.type === "radio" ? getComputedStyle(each.nextElementSibling, "::before") : style;
            const shows = (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
            return {
                text: each.innerText || each.name || "", type: each.type || "", html: each.outerHTML.slice(0, 120),
                "in sight": each.id === "main" || (box.width > 0 && box.bottom > 0 && (shows(style) || shows(label))),
            };
        }"""
    )
