from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.groundwork.documents.rules import document_number, readable_size, safe_name, word_mark
from tongban.groundwork.documents.template_data import mark_of
from tongban.groundwork.foundation.data_files import read_yaml


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("宁川市公安局", "宁公"),
        ("宁川市云台区市场监督管理局", "宁云台市监"),
        ("宁川市云台区清河街道办事处", "宁云台清河街"),
        ("宁川市云台区人民政府清河街道办事处", "宁云台清河街"),
        ("宁川市云台区清河街道江湾社区居民委员会", "宁云台清河江湾居"),
        ("宁川市公安局城东分局", "宁公城东"),
        ("宁溪县民政局", "宁溪民"),
        ("宁溪县溪口镇下湾村村民委员会", "宁溪溪口下湾村"),
        ("宁川市人民政府", "宁政"),
        ("宁川市区域协调办公室", "宁区域"),
        ("安澜省民政厅", "安民政"),
        ("公安局", "公"),
    ],
)
def test_the_word_mark_names_the_place_and_the_office(name, mark):
    assert mark_of(name) == mark


def test_no_two_authorities_of_the_demonstration_have_one_mark():
    seeds = Path(__file__).resolve().parents[5] / "seeds" / "organisations.yaml"
    names = [entry["name"] for entry in read_yaml(seeds)["authorities"]]
    doubled = {mark for mark, count in Counter(map(mark_of, names)).items() if count > 1}
    assert doubled == set()


def test_a_document_number_is_printed_as_offices_do():
    assert document_number(mark="宁公", kind_mark="受", year=2026, serial=1) == "宁公受字〔2026〕第00001号"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("身份证.JPG", "身份证.jpg"),
        ("C:\\照片\\一.png", "一.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("照片\u202egpj.exe", "照片gpj.jpg"),
        ("", "file.jpg"),
        ("📷.jpeg", "📷.jpeg"),
        ("第3.2节 说明", "第3.jpg"),
        ("𠮷㛃.jpg", "𠮷㛃.jpg"),
    ],
)
def test_a_file_name_is_made_safe(given_name, kept):
    assert safe_name(given_name, suffix="jpg", others=("jpg", "jpeg")) == kept


@given(st.text(max_size=400))
def test_no_file_name_escapes_its_folder(name):
    safe = safe_name(name, suffix="pdf", others=("pdf",))
    assert safe.endswith(".pdf")
    assert len(safe) <= 130
    assert not set(safe) & set('/\\:*?"<>|\x00\n')
    assert not safe.startswith(".")


@given(st.text(alphabet="宁川市云台区县公安局", min_size=1, max_size=20))
def test_every_authority_has_a_word_mark(name):
    assert word_mark(name, [("公安局", "公")])


@pytest.mark.parametrize(
    ("size", "said"), [(20 * 1024**2, "20 MB"), (1_500_000, "1.4 MB"), (8222, "8 KB"), (69, "1 KB")]
)
def test_a_size_is_said_as_people_say_it(size, said):
    assert readable_size(size) == said
