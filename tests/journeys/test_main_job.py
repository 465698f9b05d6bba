"""The main job, from the search box to the rating, by different people in the browser."""

import io
import re
import subprocess
from pathlib import Path

import pytest
import segno
from playwright.sync_api import Locator

from tests.journeys.cast import PASSWORD, City, Seats, Visitor, png
from tests.journeys.installation import Installation, patiently
from tongban.groundwork.foundation import clock

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_the_main_job(city: City, visitor: Seats, installation: Installation, tmp_path: Path):
    someone = city.somebody()
    clerk = visitor("chengdong-psb-clerk", following="/desk/")
    chief = visitor("chengdong-psb-chief", following="/desk/")
    decider = visitor("chengdong-psb-decider", following="/desk/")
    supervisor = visitor("supervisor", following="/desk/supervision/")

    # She signs up: four fields, checked against the population registry.
    she = visitor()
    page = she.open("/sign-up/")
    page.fill("#name", someone.name)
    page.fill("#identity_number", someone.identity_number)
    page.fill("#phone", someone.phone)
    page.fill("#password", PASSWORD)
    she.press("核对并开通")
    assert "账号已开通" in she.text

    # She says what she wants in her own words, and reads the guide.
    she.open("/")
    page.fill(".big-search input[name=q]", "补办身份证")
    page.press(".big-search input[name=q]", "Enter")
    page.wait_for_url("**/search/**")
    page.locator("main").get_by_role("link", name="居民身份证丢失补领").first.click()
    assert "中华人民共和国居民身份证法" in she.text
    assert "免提交" in she.text, "the household register that she holds need not be handed in"

    # She applies: what is known is there, with its source; a wrong answer is told beside its question.
    begin = page.locator("main a[href$='/apply']").first
    begin.click()
    she.press("开始填写")
    draft = page.url
    page.get_by_role("link", name="申请人信息").click()
    assert someone.name in she.text
    assert "来自公安机关人口登记" in she.text.replace(" ", "")
    she.press("信息无误，继续")
    answer_the_loss(page, year="2999")
    she.press("保存并继续")
    assert page.locator(".govuk-error-summary").is_visible()
    answer_the_loss(page, year=str(clock.today().year))
    she.press("保存并继续")
    page.get_by_label(re.compile("电子")).first.check()

    # She closes the browser in the middle, and finds everything again.
    she.press("先保存，以后再填")
    page.wait_for_url(draft)
    she.close()
    she = visitor(someone.identity_number)
    page = she.page
    assert "没办完的申请" in she.text
    page.locator("main").get_by_role("link", name="居民身份证丢失补领").click()
    assert page.url == draft

    # One licence, one upload, one promise.
    page.get_by_role("link", name="居民户口簿").click()
    she.press("用这份证照，免提交")
    page.get_by_role("link", name="居民身份证照片").click()
    disguised, photo = tmp_path / "photo.png", tmp_path / "me.png"
    disguised.write_bytes(b"MZ\x90\x00" + bytes(500))
    photo.write_bytes(png())
    upload(she, disguised)
    assert "程序" in page.locator(".govuk-error-summary").inner_text()
    upload(she, photo)
    assert "已上传" in she.text
    she.press("完成，返回清单")
    page.get_by_role("link", name="居民身份证丢失声明").click()
    she.press("阅读告知承诺书")
    page.check("#agree")
    she.press("签署承诺书")
    page.wait_for_url(draft)

    # She checks her answers, signs, and presses the button twice: one case.
    she.press("核对并提交")
    assert someone.name in she.text
    she.press("都对，去签名")
    page.check("#agree")
    page.get_by_role("button", name="签名并提交申请").dblclick()
    page.wait_for_url("**/receipt/")
    number = page.url.split("/my/cases/")[1].split("/")[0]
    assert len(number) == 18
    assert number == re.sub(r"\D", "", re.search(r"9901[\d ]+", she.text)[0])
    # The back button leads to the receipt, not to a second case.
    page.go_back()
    page.goto(f"{draft}sign/")
    assert number in page.url
    of_this_draft = """SELECT number FROM cases_case JOIN applications_application application
        ON application.id = application_id WHERE draft_id = %(id)s"""
    assert installation.sql(of_this_draft, {"id": draft.split("/")[-2]}) == [number]

    # The clerk finds it in her worklist, looks at the photo, and accepts.
    clerk.open("/desk/")
    assert grouped(number) in clerk.text or find_in_worklist(clerk, number)
    page_of = clerk.open(f"/desk/cases/{number}/")
    assert someone.name not in clerk.text, "personal data are masked"
    page_of.locator("tr", has_text="居民身份证照片").get_by_role("link").first.click()
    assert is_drawn(page_of.locator(".viewer img"))
    clerk.open(f"/desk/cases/{number}/")
    clerk.press("同意受理")
    assert "受理通知书" in clerk.text
    clerk.page.get_by_role("main").get_by_role("button", name="同意受理").click()
    assert "已办理" in clerk.text
    read_pdf(clerk, number, "受理通知书", tmp_path)

    # A head of office proposes; she may not decide on her own proposal. Another person does.
    propose(chief, number, "准予")
    chief.open(f"/desk/cases/{number}/")
    assert chief.page.locator("#deeds a", has_text="作出决定").count() == 0
    chief.open(f"/desk/cases/{number}/do/decide/")
    assert "/do/decide" not in chief.page.url
    decide(decider, number, "同意")
    assert "准予" in decider.text

    # She sees each step, and has her licence; a stranger verifies it by its QR code.
    she.open(f"/my/cases/{number}/")
    for step in ("提交申请", "受理", "决定"):
        assert step in she.text
    she.press("查看证照")
    pdf = patiently(lambda: fetched(she, "下载 PDF"), "the PDF of the licence")
    assert pdf.startswith(b"%PDF")
    scanned = qr_address(she)
    stranger = visitor()
    stranger.open(scanned)
    assert "有效" in stranger.text
    assert someone.name not in stranger.text
    assert someone.name[0] in stranger.text

    # She agreed to electronic delivery, so the decision that reached her inbox closes the case; she rates it.
    clerk.open(f"/desk/cases/{number}/")
    patiently(lambda: clerk.page.reload() and "已办结" in clerk.text, "the case to be closed")
    she.open("/my/messages/")
    assert "查看办件" in she.text
    she.open(f"/my/cases/{number}/")
    she.press("评价这次服务")
    she.page.locator("input[name=grade][value='5']").check()
    she.press("提交评价")
    assert she.page.url.endswith(f"/my/cases/{number}/")

    # The supervisor sees the course and no person; the clerk looks at the address and says why; she is shown that.
    supervisor.open(f"/desk/supervision/cases/{number}/")
    assert "办理过程" in supervisor.text
    assert someone.name not in supervisor.text
    assert someone.identity_number not in supervisor.page.content()
    clerk.open(f"/desk/cases/{number}/")
    clerk.page.get_by_text("要看明文？", exact=True).click()
    clerk.page.fill("#purpose", "电话核实邮寄地址")
    clerk.press("记录并显示明文")
    assert someone.name in clerk.text
    she.open("/my/data/")
    assert "电话核实邮寄地址" in she.text

    # All of it is in the ledger, and the ledger is sound.
    deeds = installation.sql("SELECT deed FROM ledger_ledgerentry WHERE subject = %(case)s", {"case": f"case:{number}"})
    assert {"case.accepted", "case.decided", "case.deemed_delivered"} <= set(deeds)
    assert "is sound" in installation.tongban("ledger", "verify").succeeded()


def test_what_is_missing_is_asked_for_once_and_handed_in(city: City, visitor: Seats, tmp_path: Path):
    person = city.resident()
    number = city.submit(person)
    clerk = visitor("chengdong-psb-clerk", following=f"/desk/cases/{number}/")
    clerk.press("一次性告知补正")
    clerk.page.check("#item-id-photo")
    clerk.page.fill("#reason-id-photo", "照片背景不是白色，请重新拍摄。")
    clerk.page.locator("#deed button.govuk-button").first.click()
    assert "补正告知书" in clerk.text

    she = visitor(person.login, following=f"/my/cases/{number}/")
    assert "照片背景不是白色" in she.text
    she.press("去补正")
    she.page.get_by_role("link", name="居民身份证照片").click()
    photo = tmp_path / "better.png"
    photo.write_bytes(png(50, 60))
    upload(she, photo)
    she.press("完成，返回清单")
    she.press("全部补好了，发送")
    assert "补正内容已送达" in she.text

    clerk.open(f"/desk/cases/{number}/")
    assert clerk.page.locator("#deeds a", has_text="一次性告知补正").count() == 0
    assert clerk.page.locator("#deeds a", has_text="同意受理").is_visible()


def test_a_refusal_gives_reasons_and_remedies(city: City, visitor: Seats, tmp_path: Path):
    person = city.resident()
    number = city.case(person, "accept")
    reviewer = visitor("chengdong-psb-reviewer", following=f"/desk/cases/{number}/")
    propose(reviewer, number, "不予")
    decider = visitor("chengdong-psb-decider", following=f"/desk/cases/{number}/")
    decide(decider, number, "同意")
    she = visitor(person.login, following=f"/my/cases/{number}/")
    assert "经核查" in she.text
    assert "行政复议" in she.text
    assert "查看证照" not in she.text
    told = read_pdf(decider, number, "不予", tmp_path)
    assert "行政复议" in told
    assert "人民法院" in told


def test_an_office_that_is_not_competent_refuses_to_accept(city: City, visitor: Seats):
    person = city.resident()
    number = city.submit(person)
    clerk = visitor("chengdong-psb-clerk", following=f"/desk/cases/{number}/")
    clerk.press("不予受理")
    clerk.page.fill("#reason", "申请事项不属于本机关职权范围。")
    clerk.page.fill("#competent", "宁川市民政局")
    clerk.page.locator("#deed button.govuk-button").first.click()
    assert "不予受理决定书" in clerk.text
    she = visitor(person.login, following=f"/my/cases/{number}/")
    assert "不属于本机关职权范围" in she.text


def test_a_window_clerk_applies_for_a_walk_in(city: City, visitor: Seats):
    someone = city.somebody()
    hall = visitor("hall-clerk", following="/desk/window/")
    page = hall.page
    page.get_by_label("个人").check()
    page.fill("#name", someone.name)
    page.fill("#identity-number", someone.identity_number)
    page.fill("#phone", someone.phone)
    hall.press("核对并登记")
    page.fill("#asked", "补办身份证")
    page.press("#asked", "Enter")
    page.locator("li", has_text="城东").get_by_role("button", name="办这件").first.click()
    page.get_by_role("link", name="申请人信息").click()
    page.locator("main form button.govuk-button").first.click()
    answer_the_loss(page, year=str(clock.today().year))
    page.locator("main form button.govuk-button").first.click()
    page.get_by_label(re.compile("电子")).first.check()
    page.locator("main form button.govuk-button").first.click()
    page.get_by_role("link", name="居民户口簿").click()
    hall.press("用这份证照")
    page.get_by_role("link", name="居民身份证照片").click()
    page.set_input_files("input[type=file]", {"name": "scan.png", "mimeType": "image/png", "buffer": png()})
    page.check("#sworn-upload")
    hall.press("存入，记为 B 级")
    hall.press("这份好了，返回清单")
    page.get_by_role("link", name="居民身份证丢失声明").click()
    page.check("#sworn-commitment")
    hall.press("记为告知承诺")
    hall.press("核对、签名、提交")
    page.check("#agree")
    hall.press("提交申请")
    assert "申请已提交" in hall.text
    assert re.search(r"9901\d\d", hall.text)


# --- how each of them acts ---


def answer_the_loss(page, *, year: str) -> None:
    today = clock.today()
    day = page.get_by_role("group", name=re.compile("丢失日期|哪天|什么时候|丢失"))
    day.get_by_label("年", exact=True).fill(year)
    day.get_by_label("月", exact=True).fill(str(today.month))
    day.get_by_label("日", exact=True).fill(str(today.day))
    page.locator("input[name='idcard.loss_cause']").first.check()
    page.locator("input[name='idcard.need_temporary'][value=false]").check()


def upload(who: Visitor, file: Path) -> None:
    who.page.set_input_files("input[type=file]", file)
    who.page.get_by_role("main").get_by_role("button", name="上传", exact=True).click()


def propose(who: Visitor, number: str, outcome: str) -> None:
    who.open(f"/desk/cases/{number}/do/propose/")
    who.page.get_by_role("radio", name=outcome, exact=True).check()
    who.page.fill("#reason", "经核查，申请人提交的材料与登记信息比对完毕。")
    who.page.locator("#deed button.govuk-button").first.click()
    assert "已办理" in who.text


def decide(who: Visitor, number: str, decision: str) -> None:
    who.open(f"/desk/cases/{number}/do/decide/")
    who.page.get_by_role("radio", name=decision, exact=True).check()
    who.page.locator("#deed button.govuk-button").first.click()
    assert "已办理" in who.text


def grouped(number: str) -> str:
    return f"{number[:6]} {number[6:12]} {number[12:]}"


def find_in_worklist(who: Visitor, number: str) -> bool:
    """Turn the pages of the worklist until the case is there."""
    while (following := who.page.get_by_role("link", name="下一页")).count():
        following.first.click()
        if grouped(number) in who.text:
            return True
    return False


def fetched(who: Visitor, link: str) -> bytes:
    """Return what is behind a link of the page, nothing while the link is not there or its file is still being made."""
    who.page.reload()
    found = (
        who.page.get_by_role("main")
        .get_by_role("link", name=re.compile(link))
        .or_(who.page.get_by_role("main").get_by_role("button", name=re.compile(link)))
    )
    if not found.count():
        return b""
    answer = who.context.request.get(found.first.get_attribute("href"))
    return answer.body() if answer.status == 200 else b""


def read_pdf(who: Visitor, number: str, title: str, folder: Path) -> str:
    """Return the text of an official document of a case, once the worker has made it."""
    who.open(f"/desk/cases/{number}/")
    content = patiently(lambda: fetched(who, title), f"the PDF of {title}")
    path = folder / "document.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout


def is_drawn(picture: Locator) -> bool:
    return bool(picture.evaluate("async image => { await image.decode(); return image.naturalWidth > 0; }"))


def qr_address(who: Visitor) -> str:
    """Return the address in the QR code of a licence: the code on the page is the one that leads to this licence's check."""
    picture = who.page.locator("img.qr").first
    assert is_drawn(picture)
    identifier = re.search(r"电子证照标识\s*(\S+)", who.text)[1]
    address = f"{who.address}/verify/{identifier}"
    expected = io.BytesIO()
    segno.make(address, error="m", micro=False).save(expected, kind="svg", scale=8, border=2, light="#fff")
    assert who.context.request.get(picture.get_attribute("src")).body() == expected.getvalue()
    return address
