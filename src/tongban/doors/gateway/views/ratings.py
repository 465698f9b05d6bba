"""Ratings 好差评: the applicant's grade after a service, and the public figures."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

from tongban.doors.frame.access import ANYONE, APPLICANT, ApplicantRequest
from tongban.doors.gateway.operations import Group
from tongban.doors.gateway.schemas import oversight as given
from tongban.doors.gateway.views.catalogue import RegionPrefix, small
from tongban.engagement.ratings import api as ratings
from tongban.engagement.ratings.api import Grade

group = Group("ratings")


@group.post("/cases/{number}/rating", to=[APPLICANT], answers=given.RatingReceipt, refuses=[404, 409], keyed=False)
def rate_case(request: ApplicantRequest, number: str, body: given.Rating) -> given.RatingReceipt:
    """
    Rate one's own closed case, once. Of an anonymous rating nothing is kept that leads back to the case or the person.

    No Idempotency-Key here: a kept answer would lead back. Asked again, a rating is refused as given before.
    """
    return given.RatingReceipt.of(ratings.rate_case(number=number, applicant=request.applicant, **body.model_dump()))


@group.get("/ratings/reasons", to=[ANYONE], answers=list[given.Reason])
def list_reasons(
    request: HttpRequest,  # noqa: ARG001
    grade: Annotated[int, Query(ge=1, le=5)],
) -> list[given.Reason]:
    """List the reasons that can be ticked with a grade."""
    return [given.Reason(code=code, name=name) for code, name in ratings.reasons_for(Grade(grade))]


@group.get("/ratings/figures", to=[ANYONE], answers=given.RatingFigures)
def show_rating_figures(
    request: HttpRequest,  # noqa: ARG001
    region: RegionPrefix = "",
    authority_id: int | None = None,
    months: Annotated[int, Query(ge=1, le=60)] = 12,
) -> given.RatingFigures:
    """Show the public figures: of each authority of a region, or of each item of one authority."""
    table = ratings.figures(region=region, authority_id=small(authority_id), months=months)
    return given.RatingFigures.of(table)
