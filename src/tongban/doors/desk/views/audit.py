"""The auditor's page: what the ledger holds about a subject, and whether the ledger is whole."""

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.doors.desk.presenters import audit as presenters
from tongban.doors.frame.access import OfficerRequest, open_to
from tongban.groundwork.ledger import api as ledger
from tongban.handling.cases import api as cases
from tongban.registers.identity.api import Role

SUBJECT = re.compile(r"^(case|licence|party|item|draft|rating):[0-9A-Za-z._-]{1,100}$")
MOST_ENTRIES = 100
LONGEST_PURPOSE = 200


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(Role.AUDITOR)
def entries(request: OfficerRequest) -> HttpResponse:
    """Look up the entries about a subject, or examine the whole ledger. Looking is a deed too: it is written down with its purpose."""
    typed = {name: request.POST.get(name, "").strip() for name in ("subject", "purpose")}
    context: dict[str, object] = {"typed": typed, "problems": {}, "rows": None, "verdict": None}
    if request.method == "POST":
        if request.POST.get("deed") == "verify":
            context["verdict"] = presenters.verdict(ledger.verify())
        else:
            _look_up(request, typed, context)
    return render(request, "desk/audit.html", context, status=422 if context["problems"] else 200)


def _look_up(request: OfficerRequest, typed: dict[str, str], context: dict[str, object]) -> None:
    subject = _subject(typed["subject"])
    problems = {}
    if not subject:
        problems["subject"] = _("请填写办件编号，或者“类型:编号”形式的对象，例如 licence:……。")
    if not typed["purpose"]:
        problems["purpose"] = _("请写明为什么查。这次查询会写入账本。")
    context["problems"] = problems
    if problems:
        return
    ledger.record(
        deed="ledger.searched",
        subject=subject,
        actor=request.officer.actor,
        reason=typed["purpose"][:LONGEST_PURPOSE],
        region_code=request.officer.region_code,
    )
    context["subject"] = subject
    context["rows"] = [presenters.row(entry) for entry in ledger.entries_about(subject, limit=MOST_ENTRIES)]


def _subject(typed: str) -> str:
    """Return the name by which the ledger knows a thing; a bare case number is a case. "" when it cannot be one."""
    if number := cases.ungrouped(typed):
        return f"case:{number}"
    return typed if SUBJECT.fullmatch(typed) else ""
