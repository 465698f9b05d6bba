"""The front door of the teamwork room: how colleagues work on cases together."""

from tongban.handling.teamwork.operations.batches import (
    MOST_CASES,
    BatchDeed,
    UnableToRunBatch,
    may_be_batched,
    run_batch,
)
from tongban.handling.teamwork.operations.notes import UnableToMention, UnableToWriteNote, read_mentions, write_note
from tongban.handling.teamwork.operations.saved_lists import UnableToSaveList, forget_list, save_list
from tongban.handling.teamwork.operations.withdrawals import (
    UnableToAskForWithdrawal,
    UnableToDecideWithdrawal,
    UnableToWithdraw,
    ask_for_withdrawal,
    decide_withdrawal,
    withdraw_oneself,
)
from tongban.handling.teamwork.queries import (
    PAGE,
    mentions_of,
    notes_of,
    saved_lists,
    unread_mentions,
    withdrawals_for_applicant,
    withdrawals_of,
    withdrawals_to_decide,
)
from tongban.handling.teamwork.views import BatchOutcome, MentionView, NoteView, SavedListView, WithdrawalView

__all__ = [
    "MOST_CASES",
    "PAGE",
    "BatchDeed",
    "BatchOutcome",
    "MentionView",
    "NoteView",
    "SavedListView",
    "UnableToAskForWithdrawal",
    "UnableToDecideWithdrawal",
    "UnableToMention",
    "UnableToRunBatch",
    "UnableToSaveList",
    "UnableToWithdraw",
    "UnableToWriteNote",
    "WithdrawalView",
    "ask_for_withdrawal",
    "decide_withdrawal",
    "forget_list",
    "may_be_batched",
    "mentions_of",
    "notes_of",
    "read_mentions",
    "run_batch",
    "save_list",
    "saved_lists",
    "unread_mentions",
    "withdraw_oneself",
    "withdrawals_for_applicant",
    "withdrawals_of",
    "withdrawals_to_decide",
    "write_note",
]
