"""
The press: a process of its own in which typst sets documents. Its fonts take 100 to 200 MB, so when idle it ends.

As a program it reads orders, a JSON object a line, and answers each with one byte (0 done, 1 failed), the length of what
follows in eight bytes, and the PDF (or the pages as SVG, a JSON list) or the fault. It knows nothing of the product, so that it starts at once.
"""

import json
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import IO, Any, cast

import typst

FOLDER = Path(__file__).parent / "templates"
IDLE_SECONDS = 20
LENGTH_BYTES = 8


class UnableToPrint(Exception):
    """typst did not accept the layout or its content."""


class _PressIsGone(Exception):
    """The process ended: it had been idle, or was killed."""


class Press:
    """The one press of a process, started when it is needed; orders of several threads wait for one another."""

    def __init__(self) -> None:
        self._one_at_a_time = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def printed(self, layout: str, content: Mapping[str, Any], moment: datetime) -> bytes:
        """Return the content in a layout of `templates/` as PDF/A-2b, dated with the moment; raise UnableToPrint."""
        return self._done(layout, content, moment, "pdf")

    def pages(self, layout: str, content: Mapping[str, Any], moment: datetime) -> list[str]:
        """Return the content in a layout of `templates/` as pictures of its pages, SVG; raise UnableToPrint."""
        pages: list[str] = json.loads(self._done(layout, content, moment, "svg"))
        return pages

    def _done(self, layout: str, content: Mapping[str, Any], moment: datetime, form: str) -> bytes:
        order = {
            "layout": layout,
            "content": json.dumps(content, ensure_ascii=False),
            "moment": moment.isoformat(),
            "form": form,
        }
        with self._one_at_a_time:
            try:
                return self._answer(order)
            except (_PressIsGone, BrokenPipeError):
                self._process = None
                return self._answer(order)

    def _answer(self, order: Mapping[str, str]) -> bytes:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        orders, answers = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        orders.write(json.dumps(order).encode() + b"\n")
        orders.flush()
        head = answers.read(1 + LENGTH_BYTES)
        if len(head) < 1 + LENGTH_BYTES:
            raise _PressIsGone
        content = answers.read(int.from_bytes(head[1:], "big"))
        if head[0]:
            raise UnableToPrint(content.decode())
        return content


press = Press()


@cache
def fonts() -> Any:
    """Return the wheel's Noto Sans CJK and what the system has: with fonts-noto-cjk or the official faces it looks its best."""
    spec = find_spec("noto_cjk_sans_otc")
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    return typst.Fonts(font_paths=folders)


def main() -> None:
    """Work off orders until none comes for a while, or nobody is left to give one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who gives the orders
    while select.select([sys.stdin], [], [], IDLE_SECONDS)[0] and (line := sys.stdin.buffer.readline()):
        try:
            failed, content = 0, _set(**json.loads(line))
        except Exception as fault:
            failed, content = 1, str(fault).encode()
        sys.stdout.buffer.write(bytes([failed]) + len(content).to_bytes(LENGTH_BYTES, "big") + content)
        sys.stdout.buffer.flush()


def _set(layout: str, content: str, moment: str, form: str) -> bytes:
    compiler = _compiler(layout)
    inputs = {"document": content, "bold": _has_bold()}
    if form == "svg":
        pages = compiler.compile(format="svg", sys_inputs=inputs)
        return json.dumps([page.decode() for page in (pages if isinstance(pages, list) else [pages])]).encode()
    dated = datetime.fromisoformat(moment)
    return bytes(compiler.compile(format="pdf", pdf_standards="a-2b", sys_inputs=inputs, timestamp=dated))


@cache
def _compiler(layout: str) -> Any:
    return typst.Compiler(input=FOLDER / f"{layout}.typ", root=FOLDER, font_paths=fonts())


@cache
def _has_bold() -> str:
    """Say "yes" where titles have a bold face; the wheel's one weight is thickened instead."""
    return "yes" if any(font.weight >= 600 and "CJK SC" in font.family for font in fonts().fonts()) else "no"


if __name__ == "__main__":
    main()
