"""Money is counted in fen, as whole numbers."""


def yuan(fen: int) -> str:
    """Return an amount of fen as people write it in yuan: 4000 → "40", 4050 → "40.50"."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"
