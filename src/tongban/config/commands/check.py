"""Examine the installation."""

import argparse

from tongban.config.commands.installation import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deploy", action="store_true", help="also refuse what is unsafe in production")


def run(arguments: argparse.Namespace) -> int:
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    with database():
        try:
            call_command(
                "check",
                deploy=arguments.deploy,
                fail_level="WARNING" if arguments.deploy else "ERROR",
                databases=["default"],
            )
        except SystemCheckError as faults:
            print(faults)
            return 1
    return 0
