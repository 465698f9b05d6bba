import json
import zipfile
from datetime import date
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.groundwork.documents.rendering.keys import authority_keys
from tongban.handling.archives.retention import retention_of
from tongban.handling.archives.rules import verify_package
from tongban.handling.archives.rules.form import PackageWriter, canonical, digests_of
from tongban.handling.archives.tests.test_archive_cases import built, ready
from tongban.handling.cases.tests.cast import closed


@pytest.fixture
def package(resident, staff, tmp_path):
    number = closed(resident, staff)
    ready()
    path = tmp_path / "package.zip"
    path.write_bytes(built(number))
    return path


def texts(examination, holds):
    return " ".join(finding.text for finding in examination.findings if finding.holds is holds)


def test_what_nobody_touched_is_sound_and_says_what_was_not_asked(package):
    examination = verify_package(package)

    assert examination.is_sound
    assert "--trust" in texts(examination, None)
    assert "--checkpoints" in texts(examination, None)


def test_with_what_others_kept_nothing_is_left_to_ask(package, settings, tmp_path):
    from cryptography.hazmat.primitives.serialization import Encoding

    anchor = tmp_path / "ca.pem"
    anchor.write_bytes(authority_keys().certificate.public_bytes(Encoding.PEM))

    examination = verify_package(
        package, checkpoints=settings.TONGBAN_HOME / "ledger" / "checkpoints.jsonl", trusted=anchor
    )

    assert examination.is_sound
    assert not texts(examination, None)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), change=st.integers(1, 255))
def test_one_altered_byte_anywhere_is_found(package, tmp_path, place, change):
    content = bytearray(package.read_bytes())
    content[int(place * len(content))] ^= change
    altered = tmp_path / "altered.zip"
    altered.write_bytes(content)

    assert not verify_package(altered).is_sound


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(from_end=st.integers(0, 6000), change=st.integers(1, 255))
def test_one_altered_byte_of_manifest_signature_and_directory_is_found(package, tmp_path, from_end, change):
    content = bytearray(package.read_bytes())
    content[len(content) - 1 - from_end] ^= change
    altered = tmp_path / "altered.zip"
    altered.write_bytes(content)

    assert not verify_package(altered).is_sound


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.floats(0, 1, exclude_max=True), more=st.binary(max_size=40))
def test_what_was_cut_off_or_added_is_found(package, tmp_path, length, more):
    content = package.read_bytes()
    altered = tmp_path / "altered.zip"

    altered.write_bytes(content[: int(length * len(content))])
    assert not verify_package(altered).is_sound
    altered.write_bytes(content + b"x" + more)
    assert not verify_package(altered).is_sound


def rewritten(package, tmp_path, change):
    """Write the package anew, in its own form, after changing some members: what a clever hand would do."""
    with zipfile.ZipFile(package) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    output = BytesIO()
    writer = PackageWriter(output)
    for name, content in members.items():
        writer.add(name, [content])
    writer.finish()
    path = tmp_path / "rewritten.zip"
    path.write_bytes(output.getvalue())
    return path


def test_a_file_that_was_exchanged_put_in_or_taken_out_is_named(package, tmp_path):
    def change(members):
        members["course.json"] = b"[]\n"
        members["extra.txt"] = b"x"
        del members["clock/en.txt"]

    told = texts(verify_package(rewritten(package, tmp_path, change)), False)
    assert "course.json WAS ALTERED" in told
    assert "extra.txt was put in" in told
    assert "clock/en.txt is missing" in told


def test_a_manifest_that_was_made_to_fit_breaks_the_signature(package, tmp_path):
    def change(members):
        members["course.json"] = b"[]\n"
        manifest = json.loads(members["manifest.json"])
        digests = digests_of(b"[]\n")
        for row in manifest["files"]:
            if row["path"] == "course.json":
                row |= {"size": 3, "sha256": digests.sha256, "sm3": digests.sm3}
        members["manifest.json"] = canonical(manifest)

    assert "SIGNATURE DOES NOT HOLD" in texts(verify_package(rewritten(package, tmp_path, change)), False)


def test_an_entry_of_the_ledger_that_was_changed_is_named(package, tmp_path):
    def change(members):
        proofs = json.loads(members["ledger/entries.json"])
        proofs["entries"][0]["entry"]["actor_name"] = "另一人"
        members["ledger/entries.json"] = canonical(proofs)

    assert "is not proven" in texts(verify_package(rewritten(package, tmp_path, change)), False)


def test_another_ledger_than_the_witnessed_one_is_found(package, tmp_path):
    witness = tmp_path / "checkpoints.jsonl"
    with zipfile.ZipFile(package) as old:
        size = json.loads(old.read("manifest.json"))["ledger"]["size"]

    witness.write_text(json.dumps({"size": size, "root": "00" * 32}) + "\n")
    assert "ANOTHER ROOT" in texts(verify_package(package, checkpoints=witness), False)
    witness.write_text(json.dumps({"size": size + 1, "root": "00" * 32}) + "\n")
    assert "KNOWS NO CHECKPOINT" in texts(verify_package(package, checkpoints=witness), False)


def test_a_certificate_that_is_not_trusted_is_found(package, tmp_path):
    from cryptography.hazmat.primitives.serialization import Encoding

    from tongban.groundwork.documents.rendering import keys

    anchor = tmp_path / "other.pem"
    anchor.write_bytes(keys._authority_pair().certificate.public_bytes(Encoding.PEM))

    assert "DOES NOT REST" in texts(verify_package(package, trusted=anchor), False)


@pytest.mark.parametrize(
    ("item_type", "outcome", "until"),
    [
        ("01", "granted", date(2056, 12, 31)),
        ("09", "granted", None),
        ("99", "granted", date(2056, 12, 31)),
        ("01", "withdrawn", date(2036, 12, 31)),
    ],
)
def test_how_long_a_case_is_kept_follows_from_its_item_and_its_end(item_type, outcome, until):
    assert retention_of(item_type=item_type, outcome=outcome, closed_on=date(2026, 3, 1)).until == until
