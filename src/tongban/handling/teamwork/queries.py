"""Reads: notes, mentions, saved lists, withdrawals."""

from tongban.handling.cases import api as cases
from tongban.handling.teamwork.models import Mention, Note, SavedList, Withdrawal
from tongban.handling.teamwork.views import MentionView, NoteView, SavedListView, WithdrawalView
from tongban.registers.identity.api import Applicant, Officer, Role

MOST_NOTES = 500
PAGE = 50


def notes_of(number: str, *, officer: Officer) -> tuple[NoteView, ...]:
    """Return the notes of a case in their order, or raise UnableToFindCase to who may not see it."""
    brief = cases.brief_for_officer(number, officer=officer)
    rows = Note.objects.filter(number=brief.number).prefetch_related("mentions").order_by("id")[:MOST_NOTES]
    return tuple(
        NoteView(
            row.pk, row.author_name, row.author_post, row.text, row.at, tuple(each.name for each in row.mentions.all())
        )
        for row in rows
    )


def mentions_of(officer: Officer, *, after: int | None = None) -> tuple[MentionView, ...]:
    """Return where an officer is named, latest first, a page at a time."""
    rows = Mention.objects.filter(account=officer.account_id).select_related("note")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return tuple(
        MentionView(row.pk, row.note.number, row.note.author_name, row.note.at, row.read_at is not None)
        for row in rows.order_by("-pk")[:PAGE]
    )


def unread_mentions(officer: Officer, *, most: int = 99) -> int:
    """Count what an officer has not read yet, up to `most` + 1."""
    return Mention.objects.filter(account=officer.account_id, read_at=None)[: most + 1].count()


def saved_lists(officer: Officer) -> tuple[SavedListView, ...]:
    """Return the lists an officer keeps, by name."""
    rows = SavedList.objects.filter(account=officer.account_id).order_by("name")
    return tuple(SavedListView(row.pk, row.name, row.query) for row in rows)


def withdrawals_of(number: str, *, officer: Officer) -> tuple[WithdrawalView, ...]:
    """Return who keeps away from a case or was asked to, for who may see it."""
    brief = cases.brief_for_officer(number, officer=officer)
    return _views(brief.number)


def withdrawals_for_applicant(number: str, *, applicant: Applicant) -> tuple[WithdrawalView, ...]:
    """Return what the applicant asked for, and what was answered."""
    brief = cases.brief_for_applicant(number, applicant=applicant)
    return tuple(each for each in _views(brief.number) if not each.is_own_accord)


def withdrawals_to_decide(officer: Officer) -> tuple[WithdrawalView, ...]:
    """Return the requests that wait for the decider of an authority, oldest first; not those about herself."""
    if Role.DECIDER not in officer.roles:
        return ()
    rows = Withdrawal.objects.filter(authority_id=officer.authority_id, state=Withdrawal.State.OPEN)
    return tuple(map(view_of, rows.exclude(account=officer.account_id).order_by("id")[:PAGE]))


def view_of(row: Withdrawal) -> WithdrawalView:
    """Return a withdrawal as it is shown."""
    return WithdrawalView(
        row.pk,
        row.number,
        row.account,
        row.name,
        row.is_own_accord,
        row.reason,
        row.state,
        row.asked_at,
        row.decided_name,
        row.decided_at,
        row.answer,
    )


def _views(number: str) -> tuple[WithdrawalView, ...]:
    return tuple(map(view_of, Withdrawal.objects.filter(number=number).order_by("id")[:PAGE]))
