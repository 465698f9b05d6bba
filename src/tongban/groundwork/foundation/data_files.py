"""Law, figures and seeds are data: YAML files, read with libyaml where it is (ten times faster)."""

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file (UTF-8) says; raise `yaml.YAMLError` where it is broken."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both loaders are safe
