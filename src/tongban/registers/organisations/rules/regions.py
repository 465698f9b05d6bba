"""Plain facts about the codes of regions."""

CODE_LENGTHS = (2, 4, 6, 9, 12)


def is_within(region_code: str, scope: str) -> bool:
    """Say whether a region is the scope or lies in it; the empty scope is everywhere."""
    return region_code.startswith(scope)


def upwards(region_code: str) -> tuple[str, ...]:
    """Return the region's code and those of the regions above it, nearest first: 990101 → 990101, 9901, 99."""
    return tuple(region_code[:length] for length in reversed(CODE_LENGTHS) if length <= len(region_code))
