"""How a command says no."""


class Refusal(Exception):
    """A command could not do its work; the text says why and what to do."""
