"""The pure rules of the archive: the form of a package (`form`), and how it is verified by whoever has it (`verification`)."""

from tongban.handling.archives.rules.form import PackageKind
from tongban.handling.archives.rules.verification import Examination, Finding, verify_package

__all__ = ["Examination", "Finding", "PackageKind", "verify_package"]
