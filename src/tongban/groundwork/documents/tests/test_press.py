"""The press is a process of its own: it may end at any time, and its faults are told."""

from datetime import UTC, datetime

import pytest

from tongban.groundwork.documents.press import Press, UnableToPrint

MOMENT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LETTER = {
    "title": "受理通知书", "number": "", "issuer": "宁川市公安局", "date": "2026年11月21日", "addressee": "李秀兰",
    "blocks": [{"kind": "paragraph", "text": "经审查，决定予以受理。"}], "contact": "", "qr": "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>", "marked": "草稿",
}  # fmt: skip


@pytest.fixture
def press():
    press = Press()
    yield press
    if press._process is not None:
        press._process.kill()
        press._process.wait()
        press._process.stdout.close()


def test_a_press_that_was_killed_is_started_anew(press):
    first = press.printed("letter", LETTER, MOMENT)
    press._process.kill()

    assert press.printed("letter", LETTER, MOMENT) == first
    assert first.startswith(b"%PDF-")


def test_a_fault_of_the_content_is_told_and_the_press_goes_on(press):
    with pytest.raises(UnableToPrint, match="title"):
        press.printed("letter", {"marked": "草稿"}, MOMENT)

    assert press.printed("letter", LETTER, MOMENT).startswith(b"%PDF-")


def test_a_press_without_master_ends(press):
    press.printed("letter", LETTER, MOMENT)
    press._process.stdin.close()

    assert press._process.wait(timeout=10) == 0
