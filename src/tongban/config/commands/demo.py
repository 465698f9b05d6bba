"""Make a demonstration city and run everything."""

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.request
from types import FrameType
from typing import NoReturn
from urllib.error import URLError

from tongban.config.commands import migrate, seed
from tongban.config.commands.installation import database
from tongban.config.commands.refusal import Refusal
from tongban.config.commands.serve import only_one, refuse_a_taken_port

SECONDS_TO_START = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")


def run(arguments: argparse.Namespace) -> int:
    os.environ["TONGBAN_DEMO"] = "1"
    address = f"http://127.0.0.1:{arguments.port}"
    os.environ.setdefault("TONGBAN_BASE_URL", address)
    signal.signal(signal.SIGTERM, _interrupt)
    with only_one("demo"):
        refuse_a_taken_port("127.0.0.1", arguments.port)
        print("Starting the database …", flush=True)
        with database():
            print("Creating the tables …", flush=True)
            migrate.migrate(verbosity=0)
            seed.seed_if_empty()
            return _run_everything(address, arguments.port)


def _run_everything(address: str, port: int) -> int:
    processes = [_start("serve", "--port", str(port)), _start("work")]
    try:
        _wait_for(address, processes)
        print(seed.welcome(address), flush=True)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        raise Refusal("A part of the demonstration stopped by itself; see the messages above.")
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=50)


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {"TONGBAN_LOG_LEVEL": "WARNING"} | os.environ
    return subprocess.Popen([sys.executable, "-m", "tongban.config.command_line", *arguments], env=environment)


def _wait_for(address: str, processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            raise Refusal("A part of the demonstration did not start; see the messages above.")
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise Refusal(f"The server did not answer within {SECONDS_TO_START} seconds.")


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
