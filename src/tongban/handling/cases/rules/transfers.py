"""How a case goes to another authority."""

from collections.abc import Mapping
from enum import StrEnum


class TransferKind(StrEnum):
    """Where a case goes."""

    UP = "up"  # 上报: to the department of a region above
    DOWN = "down"  # 下交: to the department of a region below
    OVER = "over"  # 移送: to another that is competent; before acceptance only


# The words of the office; doors translate them.
TRANSFER_NAMES: Mapping[TransferKind, str] = {
    TransferKind.UP: "上报",
    TransferKind.DOWN: "下交",
    TransferKind.OVER: "移送有权机关",
}


def transfer_kind(*, key: str, region: str, to_key: str, to_region: str) -> TransferKind:
    """Return what it is to give a case of one department and region to another."""
    if key == to_key and region != to_region:
        if region.startswith(to_region):
            return TransferKind.UP
        if to_region.startswith(region):
            return TransferKind.DOWN
    return TransferKind.OVER
