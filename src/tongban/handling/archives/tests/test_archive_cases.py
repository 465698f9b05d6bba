import json
import subprocess
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tongban.groundwork.documents import api as documents
from tongban.groundwork.documents.models import StoredFile
from tongban.groundwork.foundation import clock
from tongban.groundwork.ledger import api as ledger
from tongban.handling.applications.tests import cast
from tongban.handling.archives import api as archives
from tongban.handling.archives.models import Package
from tongban.handling.archives.operations import archive_cases as operation
from tongban.handling.archives.rules import PackageKind, verify_package
from tongban.handling.cases import api as cases
from tongban.handling.cases.tests.cast import MONDAY, closed, officer_of, row

LATER = MONDAY + timedelta(hours=1)


def ready():
    """Let papers and seals be made, as the worker does."""
    documents.render_pending(limit=100)
    ledger.seal_entries()


@pytest.fixture
def archived(resident, staff):
    number = closed(resident, staff)
    ready()
    with clock.frozen_at(LATER):
        assert archives.archive_cases() == 1
        ledger.seal_entries()
    return number


def package_of(number, officer):
    _view, pieces = archives.package_for_officer(number, 0, officer=officer)
    return b"".join(pieces)


def built(number, kind=PackageKind.OFFICE):
    with operation.packed_file(row(number).pk, kind, 1) as (file, _packed, _digests):
        return file.read()


def test_a_closed_case_becomes_one_package_with_everything(archived, staff):
    content = package_of(archived, staff.clerk)

    with zipfile.ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        names = package.namelist()
        manifest = json.loads(package.read("manifest.json"))
        index = PdfReader(BytesIO(package.read("index.pdf")))
        course = json.loads(package.read("course.json"))
        english = package.read("clock/en.txt").decode()
    kinds = {paper.kind for paper in documents.documents_about(f"case:{archived}")}
    assert {f"{kind}" for kind in kinds} <= {
        name.split("-", 1)[1].removesuffix(".pdf") for name in names if "documents/" in name
    }
    assert any("licence" in name for name in names)
    assert any(name.startswith("materials/") for name in names)
    assert {"application/answers.json", "application/answers.html", "delivery.json", "ledger/entries.json"} <= set(
        names
    )
    assert {"clock/zh-hans.txt", "clock/zh-hant.txt", "clock/en.txt"} <= set(names)
    assert manifest["case"]["number"] == archived
    assert manifest["retention"]["years"] in (10, 30, None)
    assert "操作留痕和存在证明" in "".join(page.extract_text() for page in index.pages)
    assert [entry["step"] for entry in course] == ["submit", "accept", "propose", "decide", "close"]
    assert "working day" in english


def test_other_programs_read_it(archived, staff, tmp_path):
    path = tmp_path / "package.zip"
    path.write_bytes(package_of(archived, staff.clerk))

    assert subprocess.run(["python3", "-m", "zipfile", "-t", str(path)], check=False).returncode == 0


def test_the_same_case_gives_the_same_bytes(resident, staff):
    number = closed(resident, staff)
    ready()

    first = built(number)
    with clock.frozen_at(LATER):
        ledger.record(deed="other.done", subject="other:1", actor=staff.clerk.actor)
        ledger.seal_entries()
        assert built(number) == first


def test_archiving_is_written_into_the_course_and_the_ledger_and_done_once(archived, resident):
    with clock.frozen_at(LATER):
        assert archives.archive_cases() == 0

    view = cases.case_for_applicant(archived, applicant=resident)
    entry = ledger.entries_about(f"case:{archived}")[-1]
    assert view.archived_at == LATER
    assert view.course[-1].deed is cases.Step.ARCHIVE
    assert entry.deed == "case.archived"
    assert entry.facts["office"] == Package.objects.get(kind="office").sha256


def test_a_case_waits_until_its_papers_are_made_and_its_entries_sealed(resident, staff):
    number = closed(resident, staff)

    with clock.frozen_at(LATER):
        assert archives.archive_cases() == 0
    ready()
    with clock.frozen_at(LATER + timedelta(minutes=2)):
        assert archives.archive_cases() == 1
    assert row(number).archived_at is not None


def test_a_case_that_cannot_be_packed_hinders_no_other(resident, staff, monkeypatch):
    bad, good = closed(resident, staff), closed(cast.resident(), staff)
    ready()
    pack = operation.pack

    def stumbling(dossier, *args, **kwargs):
        if dossier.view.number == bad:
            raise RuntimeError("……")
        return pack(dossier, *args, **kwargs)

    monkeypatch.setattr(operation, "pack", stumbling)
    with clock.frozen_at(LATER):
        assert archives.archive_cases(limit=1) + archives.archive_cases(limit=1) == 1
    assert row(good).archived_at is not None
    assert row(bad).archived_at is None


@pytest.mark.parametrize("place", range(6))
def test_killed_at_any_point_it_doubles_nothing(resident, staff, monkeypatch, place):
    number = closed(resident, staff)
    ready()
    first = built(number)
    points = iter(range(100))

    class Killed(BaseException):
        pass

    def deadly(function):
        def call(*args, **kwargs):
            if next(points) == place:
                raise Killed
            return function(*args, **kwargs)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(operation, "pack", deadly(operation.pack))
        patch.setattr(documents, "keep_own_file", deadly(documents.keep_own_file))
        patch.setattr(cases, "archive_case", deadly(cases.archive_case))
        patch.setattr(Package.objects, "create", deadly(Package.objects.create))
        with clock.frozen_at(LATER), pytest.raises(Killed):
            archives.archive_cases()
    assert not Package.objects.exists()
    assert row(number).archived_at is None

    with clock.frozen_at(LATER):
        assert archives.archive_cases() == 1
    assert Package.objects.count() == 2
    assert StoredFile.objects.filter(kind="zip").count() == 2
    assert package_of(number, staff.clerk) == first


def test_what_happens_after_archiving_makes_another_edition(archived, staff):
    with clock.frozen_at(LATER):
        day = MONDAY.date()
        cases.note_remedy(number=archived, officer=staff.decider, kind="reconsideration", filed_on=day, note="已受理。")
        ready()
        assert archives.archive_cases() == 1

    editions = archives.archive_for_officer(archived, officer=staff.clerk).packages
    assert [package.edition for package in editions] == [2, 1]


def test_the_applicants_copy_holds_nothing_internal(archived, resident, tmp_path):
    _view, pieces = archives.package_for_applicant(archived, applicant=resident)
    content = b"".join(pieces)

    with zipfile.ZipFile(BytesIO(content)) as package:
        entries = json.loads(package.read("ledger/entries.json"))["entries"]
        course = json.loads(package.read("course.json"))
    withheld = [entry for entry in entries if entry.get("withheld")]
    assert len(withheld) == 1
    assert "entry" not in withheld[0]
    assert next(entry for entry in course if entry["step"] == "propose")["note"] == ""
    path = tmp_path / "mine.zip"
    path.write_bytes(content)
    assert verify_package(path).is_sound


def test_who_has_no_right_gets_no_package(archived, resident, staff):
    stranger = cast.resident()
    foreign = officer_of(cast.offer_of(cast.FOOD), "clerk")

    with pytest.raises(cases.UnableToFindCase):
        archives.package_for_applicant(archived, applicant=stranger)
    with pytest.raises(cases.UnableToFindCase):
        archives.package_for_officer(archived, 0, officer=foreign)
    with pytest.raises(cases.UnableToReadArchive):
        archives.package_for_officer(archived, 0, officer=staff.reviewer)
    assert archives.archive_page(staff.reviewer).rows == ()
    assert archives.archive_page(foreign).rows == ()


def test_every_reading_of_a_package_is_written_down(archived, resident, staff):
    before = len(ledger.reads_of(resident.party_id))

    package_of(archived, staff.clerk)

    reads = ledger.reads_of(resident.party_id)
    assert len(reads) == before + 1
    assert reads[0].reason.startswith("查阅归档案卷")


def test_an_auditor_reads_what_the_region_archived(archived):
    auditor = officer_of(cast.offer_of(), "auditor")

    assert [case.number for case in archives.archive_page(auditor).rows] == [archived]
    assert package_of(archived, auditor)


def test_the_list_is_read_page_by_page(resident, staff):
    numbers = [closed(cast.resident(), staff) for _ in range(3)]
    ready()
    for place, _number in enumerate(numbers):
        with clock.frozen_at(LATER + timedelta(minutes=place)):
            archives.archive_cases(limit=1)

    first = archives.archive_page(staff.clerk, limit=2)
    second = archives.archive_page(staff.clerk, limit=2, after=first.after)
    assert second.after is None
    assert sorted(case.number for case in (*first.rows, *second.rows)) == sorted(numbers)
