"""Items in bulk: take a file, show what it would do cell by cell, have it confirmed; give items out as a file."""

import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.presenters import exchange as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.uploads import refuses_huge_uploads, sent_file
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.offer.catalogue.api import Selection
from tongban.registers.identity.api import Officer, Role
from tongban.registers.organisations import api as organisations
from tongban.registers.organisations.rules import is_within

T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)

SECONDS_BETWEEN_LOOKS = "2"
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@refuses_huge_uploads
@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.ITEM_MANAGER)
def home(request: OfficerRequest) -> HttpResponse:
    """Show the latest files and the two forms; take a file to be checked."""
    problems: dict[str, str] = {}
    typed = {"why": request.POST.get("why", "")[:400]}
    if request.method == "POST":
        content, name = sent_file(request)
        if content is None:
            problems["file"] = _("请选择要导入的文件。")
        if not typed["why"].strip():
            problems["why"] = _("请写明为什么导入，它会写入账本。")
        if content is not None and not problems:
            try:
                found = catalogue.upload_items(officer=request.officer, content=content, name=name, why=typed["why"])
            except catalogue.UnableToUpload as refusal:
                problems["file"] = str(refusal)
            else:
                return redirect("desk:exchange-upload", found)
    return _home(request, typed, problems)


@require_safe
@open_to(Role.ITEM_MANAGER)
def upload(request: OfficerRequest, upload_id: UUID) -> HttpResponse:
    """Show how far a file is: every fault with its cell and its cure, or what it would do and who may confirm it."""
    found = _or_404(lambda: catalogue.upload(upload_id, request.officer))
    context = {"file": found, **presenters.upload(found)}
    response = render(request, "desk/exchange/upload.html", context)
    if found.state in presenters.AT_WORK:
        response["Refresh"] = SECONDS_BETWEEN_LOOKS
    return response


@require_POST
@open_to(Role.ITEM_MANAGER)
def deed(request: OfficerRequest, upload_id: UUID) -> HttpResponse:
    """Confirm a checked file, or give it up."""
    deeds = {"confirm": catalogue.confirm_upload, "drop": catalogue.drop_upload}
    do = deeds.get(request.POST.get("deed", ""))
    if do is None:
        raise Http404
    try:
        do(upload_id=upload_id, officer=request.officer)
    except catalogue.UnableToFindUpload as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:exchange-upload", upload_id)


@require_safe
@open_to(Role.ITEM_MANAGER)
def report(request: OfficerRequest, upload_id: UUID) -> FileResponse:
    """Give out the full report of the faults of a file, as a workbook."""
    found = _or_404(lambda: catalogue.upload(upload_id, request.officer))
    if found.full_report is None:
        raise Http404
    name = f"{Path(found.name).stem}-{_('核对报告')}.xlsx"
    return FileResponse(
        found.full_report.open("rb"), as_attachment=True, filename=name, content_type=MEDIA_TYPES["xlsx"]
    )


@require_safe
@open_to(Role.ITEM_MANAGER)
def template(request: OfficerRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Give out the workbook to fill in."""
    content = io.BytesIO()
    catalogue.write_template(content)
    return _download(HttpResponse(content.getvalue(), content_type=MEDIA_TYPES["xlsx"]), _("事项导入模板"), "xlsx")


@require_safe
@open_to(Role.ITEM_MANAGER)
def export(request: OfficerRequest) -> HttpResponseBase:
    """Give out items as a file: of the own authority, or of the region."""
    form = request.GET.get("format", "csv")
    selection = _selection(request.officer, request.GET)
    if form not in MEDIA_TYPES:
        raise Http404
    if form == "xlsx" and catalogue.is_too_long_for_a_workbook(selection):
        messages.error(request, _("超过 10 万个事项，Excel 装不下。请选择 CSV，或者缩小范围。"))
        return redirect("desk:exchange")
    name = f"{_('事项清单')}-{clock.today():%Y%m%d}"
    if form == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "items.xlsx"
            catalogue.export_to(path, selection)
            with path.open("rb") as written:
                shutil.copyfileobj(written, file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=MEDIA_TYPES[form])
    return _download(
        StreamingHttpResponse(catalogue.exported(selection, form), content_type=MEDIA_TYPES[form]), name, form
    )


def _home(request: OfficerRequest, typed: dict[str, str], problems: dict[str, str]) -> HttpResponse:
    officer = request.officer
    context = {
        "uploads": [presenters.line(each) for each in catalogue.uploads(officer)],
        "typed": typed,
        "problems": problems,
        "regions": _regions(officer),
        "authorities": _authorities(officer),
        "states": presenters.states(),
    }
    return render(request, "desk/exchange/home.html", context, status=422 if problems else 200)


def _selection(officer: Officer, sent: Any) -> Selection:
    """Return what was asked for, within the officer's reach."""
    authority = sent.get("authority", "")
    authority_id = int(authority) if authority.isascii() and authority.isdecimal() and len(authority) < 10 else None  # noqa: PLR2004
    region = sent.get("region", "")
    if not officer.region_wide:
        region, authority_id = "", officer.authority_id
    elif not is_within(region, officer.region_code) or not region:
        region = officer.region_code
    basic, state = sent.get("basic", "").strip(), sent.get("state", "")
    return Selection(
        region=region,
        authority_id=authority_id,
        basic_code=basic if basic.isascii() and basic.isalnum() else "",
        state=state if state in presenters.STATE_CODES else "",
    )


def _regions(officer: Officer) -> list[tuple[str, str]]:
    if not officer.region_wide:
        return []
    found = [organisations.region(officer.region_code), *organisations.regions_under(officer.region_code)]
    return [(each.code, organisations.region_path(each.code)) for each in found]


def _authorities(officer: Officer) -> list[tuple[str, str]]:
    if not officer.region_wide:
        return []
    return [(str(each.id), each.name) for each in organisations.authorities(officer.region_code)[:300]]


def _download(response: R, name: str, form: str) -> R:
    header = FileResponse(io.BytesIO(), as_attachment=True, filename=f"{name}.{form}")["Content-Disposition"]
    response["Content-Disposition"] = header
    return response


def _or_404(read: Callable[[], T]) -> T:
    try:
        return read()
    except DomainError as refusal:
        raise Http404 from refusal
