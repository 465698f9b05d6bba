"""Explain a card, and settle it."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.errors import DomainError
from tongban.groundwork.ledger import api as ledger
from tongban.oversight.supervision.answers import CardView
from tongban.oversight.supervision.models import Card
from tongban.oversight.supervision.queries import UnableToFindCard, UnableToSupervise, card_view
from tongban.oversight.supervision.rules import CardState, may_be_explained, may_be_settled
from tongban.registers.identity.api import Officer, Role

LONGEST_TEXT = 2000


class UnableToSettleCard(DomainError):
    """The card was settled before, or words are missing."""

    code = "card.unsettleable"
    sentence = _("不能处理这张牌：{fault}")


@transaction.atomic
def explain_card(*, card_id: UUID, officer: Officer, explanation: str) -> CardView:
    """Say for the authority why a case is late and what is done about it."""
    card = _locked(card_id)
    if card is None or card.authority_id != officer.authority_id:
        raise UnableToFindCard
    if not may_be_explained(CardState(card.state)):
        raise UnableToSettleCard(fault=_("已经处理完毕。"))
    card.explanation = _said(explanation)
    card.state = CardState.EXPLAINED
    card.save(update_fields=["explanation", "state"])
    return _recorded("card.explained", card, officer)


@transaction.atomic
def settle_card(*, card_id: UUID, officer: Officer, confirmed: bool, reasons: str) -> CardView:
    """Confirm a card or dismiss it, for a supervisor of the region, with reasons."""
    if Role.SUPERVISOR not in officer.roles:
        raise UnableToSupervise
    card = _locked(card_id)
    if card is None or not card.region_code.startswith(officer.region_code):
        raise UnableToFindCard
    if not may_be_settled(CardState(card.state)):
        raise UnableToSettleCard(fault=_("已经处理完毕。"))
    card.reasons = _said(reasons)
    card.state = CardState.CONFIRMED if confirmed else CardState.DISMISSED
    card.settled_at = clock.now()
    card.save(update_fields=["reasons", "state", "settled_at"])
    return _recorded(f"card.{card.state}", card, officer)


def _locked(card_id: UUID) -> Card | None:
    return Card.objects.select_for_update().filter(pk=card_id).first()


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise UnableToSettleCard(fault=_("请写明理由。"))
    return said[:LONGEST_TEXT]


def _recorded(deed: str, card: Card, officer: Officer) -> CardView:
    ledger.record(
        deed=deed,
        subject=f"case:{card.case_number}",
        actor=officer.actor,
        region_code=card.region_code,
        facts={"card": card.kind},
    )
    return card_view(card)
