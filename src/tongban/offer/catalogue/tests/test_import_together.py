"""What an import is to everybody else: nobody sees half of it, nobody is overwritten, and cells come back as they went."""

import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tongban.offer.catalogue import api
from tongban.offer.catalogue.exchange import cells
from tongban.offer.catalogue.exchange.columns import COLUMNS, SECTIONS, Kind
from tongban.offer.catalogue.models import Item, ItemVersion
from tongban.offer.catalogue.operations import import_items as module

LIST = "department,main_item,name,region_code,item_code,item_type,authority_code\n"
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp", "Zs")) | st.just("|") | st.just("\\"),
    min_size=1,
    max_size=30,
)


def listed(tmp_path, count, name="事项"):
    path = tmp_path / "items.csv"
    rows = (f"局,,{name}{number},990101,CODE-{number},7,LOCAL\n" for number in range(count))
    path.write_text(LIST + "".join(rows), encoding="utf-8")
    return path


@pytest.mark.django_db(transaction=True)
def test_while_an_import_runs_everybody_sees_what_was_before(tmp_path):
    api.import_items(listed(tmp_path, 3, "旧"))
    before = api.revision()
    seen = []

    def look(_rows):
        thread = threading.Thread(target=lambda: (seen.append(_names()), connection.close()))
        thread.start()
        thread.join(timeout=10)

    api.import_items(listed(tmp_path, 5, "新"), progress=look)
    assert seen == [({"旧0", "旧1", "旧2"}, before)]
    assert _names()[0] == {f"新{number}" for number in range(5)}
    assert api.revision() == before + 1


def _names():
    return {entry.name for entry in api.distinct_entries() if any(True for _ in api.offered())} & set(
        Item.objects.values_list("name", flat=True)
    ), api.revision()


@pytest.mark.django_db
def test_what_somebody_changed_meanwhile_is_not_overwritten(tmp_path, monkeypatch):
    path = listed(tmp_path, 2)
    take_over = module.staging.describe_new_basics

    def meanwhile():
        take_over()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE pg_temp.import_row SET seen_version = 1 WHERE line = 3")

    monkeypatch.setattr(module.staging, "describe_new_basics", meanwhile)
    with pytest.raises(api.UnableToImportItems) as refusal:
        api.import_items(path)
    assert [(fault.line, fault.code) for fault in refusal.value.faults] == [(3, "moved_on")]
    assert not Item.objects.exists()


@pytest.mark.django_db
def test_a_long_file_is_held_neither_in_the_report_nor_in_memory(tmp_path):
    seen = []
    report = api.import_items(listed(tmp_path, 1200), progress=seen.append)
    assert (report.rows, report.created, len(report.items)) == (1200, 1200, 100)
    assert seen == [500, 1000, 1200]
    assert ItemVersion.objects.count() == 0


@given(TEXTS)
def test_what_looks_like_a_formula_comes_back_as_it_was(text):
    guarded = cells.guarded(text)
    assert guarded[0] not in "=+-@"
    assert cells.unguarded(guarded) == text


@given(st.lists(TEXTS, max_size=5))
def test_lists_of_texts_come_back_as_they_were(texts):
    column = next(each for each in COLUMNS if each.kind is Kind.TEXTS)
    assert cells.read(column, cells.written(column, texts)) == texts


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_entries_come_back_as_they_were(questions):
    section = SECTIONS["faq"]
    written = cells.written_parts(section, [{"q": q, "a": a} for q, a in questions])
    assert [(each["q"], each["a"]) for each in cells.split_parts(section, written)] == questions
