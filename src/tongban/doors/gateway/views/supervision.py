"""What a supervisor sees: figures, late cases, cards, and the course of a case without persons."""

from tongban.doors.gateway.operations import Group

group = Group("supervision")
