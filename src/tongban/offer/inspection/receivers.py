"""What was just published is looked at at once."""

from tongban.groundwork.foundation.news import listens_to
from tongban.offer.catalogue.events import ItemsPublished
from tongban.offer.inspection.api import inspect_items


@listens_to(ItemsPublished)
def inspect_what_was_published(news: ItemsPublished) -> None:
    """Look at the items named; where so many were published that none is named, the nightly run does."""
    inspect_items(news.item_ids)
