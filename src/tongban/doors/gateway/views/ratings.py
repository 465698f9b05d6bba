"""Ratings 好差评: the applicant's grade after a service, and the public figures."""

from tongban.doors.gateway.operations import Group

group = Group("ratings")
