"""Finding a case by its number, as it is printed, spoken in groups or copied from somewhere."""

import unicodedata

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.doors.frame.access import STAFF, OfficerRequest, open_to
from tongban.handling.cases import api as cases
from tongban.registers.identity.api import Role

HANDLERS = frozenset({Role.CLERK, Role.REVIEWER, Role.DECIDER})
NUMBER_DIGITS = 18


@require_safe
@open_to(STAFF)
def find(request: OfficerRequest) -> HttpResponse:
    """Lead to the case of a number; say what is wrong with a number that cannot be one."""
    typed = request.GET.get("q", "").strip()[:60]
    if not typed:
        return render(request, "desk/find.html", {"typed": "", "error": ""})
    number = cases.ungrouped(unicodedata.normalize("NFKC", typed))
    if number is None:
        return render(request, "desk/find.html", {"typed": typed, "error": _fault(typed)}, status=422)
    page = "desk:case" if request.officer.roles & HANDLERS else "desk:course"
    return redirect(page, number)


def _fault(typed: str) -> str:
    digits = [each for each in unicodedata.normalize("NFKC", typed) if each.isalnum()]
    if any(not each.isdecimal() for each in digits):
        return _("办件编号只有数字，请核对。")
    if len(digits) != NUMBER_DIGITS:
        return _("办件编号应为 18 位数字，您输入了 {count} 位。").format(count=len(digits))
    return _("办件编号有误：最后一位校验码与前面的数字对不上，请逐组核对。")
