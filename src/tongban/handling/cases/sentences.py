"""Words of the statute that explanations of due dates show: marked here, for the rules know no Django."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tongban.handling.cases.rules import GROUND_NAMES, Ground

SHOWN = (
    gettext_noop("补正"),
    gettext_noop("听证"),
    gettext_noop("招标"),
    gettext_noop("拍卖"),
    gettext_noop("检验"),
    gettext_noop("检测"),
    gettext_noop("检疫"),
    gettext_noop("鉴定"),
    gettext_noop("专家评审"),
)


def ground_name(ground: str) -> str:
    """Return the name of a special procedure in the reader's language."""
    return _(GROUND_NAMES[Ground(ground)])
