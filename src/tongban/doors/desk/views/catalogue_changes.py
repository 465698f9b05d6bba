"""Changes of the catalogue: those there are, and how new ones begin."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.doors.desk.presenters import catalogue as presenters
from tongban.doors.desk.presenters import catalogue_fields as fields
from tongban.doors.desk.presenters import catalogue_guide as guide_form
from tongban.doors.desk.views.catalogue import is_basic
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.doors.frame.typed import keeps_what_was_typed, typed_before
from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.offer.catalogue import api as catalogue
from tongban.registers.identity.api import Officer, Role

FORM_FAULT = 422
MOST_AT_ONCE = 30


@require_safe
@open_to(Role.ITEM_MANAGER)
def changes(request: OfficerRequest) -> HttpResponse:
    """List changes, newest first."""
    state, mine = request.GET.get("state", "open"), request.GET.get("mine") == "yes"
    try:
        page = catalogue.changes(request.officer, state=state, mine=mine, after=request.GET.get("after") or None)
    except DomainError as refusal:
        raise Http404 from refusal
    chosen = {"state": state, "mine": "yes" if mine else ""}
    rows = [presenters.change_row(line) | {"may": _may_tick(line, request.officer)} for line in page.items]
    states = [("open", _("进行中")), *((code, words) for code, (words, _tone) in presenters.CHANGE_STATES.items())]
    context = {
        "rows": rows,
        "state": state,
        "mine": mine,
        "tabs": [
            {
                "text": words,
                "href": f"{request.path}?{urlencode({'state': code} | ({'mine': 'yes'} if mine else {}))}",
                "is_current": code == state,
            }
            for code, words in states
        ],
        "may_tick": any(row["may"] for row in rows),
        "next": f"{request.path}?{urlencode(chosen | {'after': page.after})}" if page.after else "",
        "first": f"{request.path}?{urlencode(chosen)}" if request.GET.get("after") else "",
    }
    return render(request, "desk/catalogue/changes.html", context)


@require_POST
@open_to(Role.ITEM_MANAGER)
def several(request: OfficerRequest) -> HttpResponse:
    """Agree to, or publish, several changes, each by its own deed, and tell what came of each."""
    deed = request.POST.get("deed", "")
    deeds: Mapping[str, Callable[[UUID], None]] = {
        "agree": lambda id_: catalogue.review_change(change_id=id_, officer=request.officer, agree=True),
        "publish": lambda id_: catalogue.publish_change(change_id=id_, officer=request.officer),
    }
    ids = _ids(request.POST.getlist("change"))[:MOST_AT_ONCE]
    if deed not in deeds:
        raise Http404
    done, refused = 0, []
    for id_ in ids:
        try:
            deeds[deed](id_)
            done += 1
        except DomainError as refusal:
            refused.append(str(refusal))
    if not ids:
        messages.warning(request, _("请先勾选变更。"))
    if done and deed == "agree":
        messages.success(request, _("审核同意 {count} 个变更，接下来发布。").format(count=done))
    elif done:
        messages.success(request, _("发布 {count} 个变更。").format(count=done))
    for sentence in dict.fromkeys(refused):
        messages.warning(request, sentence)
    return redirect(f"{reverse('desk:catalogue-changes')}?state={'reviewed' if deed == 'agree' and done else 'open'}")


@require_POST
@open_to(Role.ITEM_MANAGER)
def begin(request: OfficerRequest, code: str) -> HttpResponse:
    """Begin a change of an item or a basic item, and go on to write it down."""
    kind = request.POST.get("kind", "")
    if kind not in presenters.KINDS or kind == "create":
        raise Http404
    try:
        change_id = catalogue.draft_change(kind=kind, code=code, officer=request.officer, effective_from=clock.today())
    except catalogue.UnableToFindOffer as refusal:
        raise Http404 from refusal
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:catalogue-basic" if is_basic(code) else "desk:catalogue-item", code)
    return redirect("desk:catalogue-edit", change_id)


@require_POST
@open_to(Role.ITEM_MANAGER)
def offer(request: OfficerRequest, code: str) -> HttpResponse:
    """Begin to offer a basic item at one more authority."""
    typed = request.POST.get("authority", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        messages.warning(request, _("请选择由谁办理。"))
        return redirect("desk:catalogue-basic", code)
    try:
        change_id = catalogue.draft_new_item(
            basic_code=code, authority_id=int(typed), officer=request.officer, effective_from=clock.today(), own={}
        )
    except DomainError as refusal:
        messages.warning(request, str(refusal))
        return redirect("desk:catalogue-basic", code)
    return redirect("desk:catalogue-edit", change_id)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
@open_to(Role.ITEM_MANAGER)
def new_basic(request: OfficerRequest) -> HttpResponse:
    """Begin a basic item that the catalogue does not have yet."""
    typed = request.POST if request.method == "POST" else typed_before(request) or QueryDict()
    code, name = typed.get("code", "").strip()[:20], typed.get("name", "").strip()[:200]
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not is_basic(code) or code[2:4] not in catalogue.CHOICES["item_type"]:
            errors["code"] = _("基本编码是 12 位数字（业务办理项 14 位），第 3、4 位是事项类型，例如 01、20")
        if not name:
            errors["name"] = _("请填写事项名称")
        if not errors:
            try:
                body = {"guide": guide_form.skeleton(code, name)}
                change_id = catalogue.draft_change(
                    kind="create", code=code, officer=request.officer, effective_from=clock.today(), body=body
                )
                return redirect("desk:catalogue-edit", change_id)
            except DomainError as refusal:
                errors["code"] = str(refusal)
    context = {
        "code": code,
        "name": name,
        "errors": errors,
        "types": fields.choices_of("item_type"),
    }
    return render(request, "desk/catalogue/new_basic.html", context, status=FORM_FAULT if errors else 200)


def _ids(sent: list[str]) -> list[UUID]:
    found = []
    for each in sent:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _may_tick(line: catalogue.ChangeLine, officer: Officer) -> str:
    """Return what may be done with a change from the list: agree to it, or publish it."""
    if line.state == "submitted" and officer.actor.reference not in line.writers:
        return "agree"
    return "publish" if line.state == "reviewed" else ""
