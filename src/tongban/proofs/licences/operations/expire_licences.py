"""Write down that licences expired."""

from django.db import transaction

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.groundwork.ledger import api as ledger
from tongban.proofs.licences.models import Licence, LicenceStatusChange
from tongban.proofs.licences.rules import Status

ROWS_AT_ONCE = 500
PERIOD_ENDED = "有效期届满"


def expire_licences() -> int:
    """
    Mark the licences whose period ended and return how many; killed at any point it leaves whole batches.

    Reads do not wait for it: they judge a licence by its period. It makes the change part of the public history.
    """
    expired = 0
    while batch := _expire_some():
        expired += batch
    return expired


@transaction.atomic
def _expire_some() -> int:
    today = clock.today()
    ended = list(
        Licence.objects.select_for_update(skip_locked=True)
        .filter(valid_before__lte=today, status__in=[Status.VALID, Status.SUSPENDED])
        .only("id", "identifier", "status", "issuer_name", "region_code")
        .order_by("valid_before")[:ROWS_AT_ONCE]
    )
    Licence.objects.filter(pk__in=[licence.pk for licence in ended]).update(status=Status.EXPIRED)
    LicenceStatusChange.objects.bulk_create(
        LicenceStatusChange(
            licence=licence,
            at=clock.now(),
            before=licence.status,
            after=Status.EXPIRED,
            reason=PERIOD_ENDED,
            authority_name=licence.issuer_name,
        )
        for licence in ended
    )
    for licence in ended:
        ledger.record(
            deed="licence.expired",
            subject=f"licence:{licence.identifier}",
            actor=system("licence-expiry"),
            region_code=licence.region_code,
        )
    return len(ended)
