"""Bring the database to this version."""

import argparse

from tongban.config.commands.installation import database


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="say nothing")


def run(arguments: argparse.Namespace) -> int:
    with database():
        migrate(verbosity=0 if arguments.quiet else 1)
    return 0


def migrate(*, verbosity: int) -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=0)
