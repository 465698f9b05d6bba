#!/bin/sh
# What can be seen without running the product.
set -eu
bin=.venv/bin
$bin/ruff check .
$bin/ruff format --check .
$bin/mypy
$bin/lint-imports --no-cache
$bin/python -m tongban.config.translations --check
