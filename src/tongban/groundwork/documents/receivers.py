"""The texts that come with the software are published whenever the database is brought to its version."""

from typing import Any

from django.apps import apps as installed_apps
from django.db.models.signals import post_migrate

from tongban.groundwork.documents.operations.install_letters import install_letters


def publish_shipped_letters(apps: Any = installed_apps, **_told: Any) -> None:
    """Publish what the software brings; see `install_letters`. A migration back to before there were texts has no table."""
    try:
        apps.get_model("documents", "LetterVersion")
    except LookupError:
        return
    install_letters()


def listen(sender: Any) -> None:
    """Publish after each migration of the room."""
    post_migrate.connect(publish_shipped_letters, sender=sender, dispatch_uid="documents.letters")
