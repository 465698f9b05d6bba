"""What becomes of the cases of a project is brought to its record."""

from typing import TypeAlias

from tongban.groundwork.foundation.news import listens_to
from tongban.handling.cases.events import CaseAccepted, CaseClosed, CaseDecided, CaseSubmitted
from tongban.handling.projects.api import follow_case, may_be_stage

CaseNews: TypeAlias = CaseSubmitted | CaseAccepted | CaseDecided | CaseClosed
KINDS: tuple[type[CaseNews], ...] = (CaseSubmitted, CaseAccepted, CaseDecided, CaseClosed)


def bring_to_its_project(news: CaseNews) -> None:
    """Follow the cases of stages only: all others cost nothing."""
    if may_be_stage(news.item_code):
        follow_case(news.number)


for _kind in KINDS:
    listens_to(_kind)(bring_to_its_project)
