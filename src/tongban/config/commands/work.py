"""Run the worker."""

import argparse

from tongban.config.commands.installation import database, require_current_tables


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is waiting, then stop")


def run(arguments: argparse.Namespace) -> int:
    with database():
        require_current_tables()
        if arguments.once:
            from tongban.doors.worker.drain import drain_once

            while done := drain_once():
                print(f"{done} done")
        else:
            from tongban.doors.worker.run import run_worker

            run_worker()
    return 0
