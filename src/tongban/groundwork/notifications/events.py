"""News of the notifications."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MessageAwaitsSending:
    """A message waits for the channels that leave the house: call `send_pending`."""
