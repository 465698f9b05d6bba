"""Texts as people write them: read, faults told by line, and held against the law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.groundwork.documents.letters.bodies import body_of, checked, composed, sample_facts
from tongban.groundwork.documents.letters.notation import GENERAL, MATTERS, read_text, written
from tongban.groundwork.documents.letters.sentences import SENTENCES, fault_sentence
from tongban.groundwork.documents.template_data import all_facts, kinds, shipped_letters

REFUSAL = kinds()["refusal_decision"]
TEXT = written(shipped_letters()["refusal_decision"].parts, shipped_letters()["refusal_decision"].foot, all_facts())


def faults(text, kind=REFUSAL, **more):
    return [(fault.line, fault.code) for fault in read_text(text, kind.facts, **more).faults]


@pytest.mark.parametrize("kind", shipped_letters())
class TestEveryShippedText:
    def test_is_written_and_read_again_without_a_change(self, kind):
        letter = shipped_letters()[kind]
        reading = read_text(written(letter.parts, letter.foot, all_facts()), kinds()[kind].facts)
        assert (reading.parts, reading.foot) == (letter.parts, letter.foot)

    def test_says_what_the_law_demands(self, kind):
        letter = shipped_letters()[kind]
        found = checked(kinds()[kind], written(letter.parts, letter.foot, all_facts()))
        assert [fault_sentence(fault) for fault in found.faults] == []

    @pytest.mark.parametrize("is_licensing", [True, False])
    def test_names_its_item_even_with_the_fewest_facts(self, kind, is_licensing):
        letter, about = shipped_letters()[kind], kinds()[kind]
        facts = sample_facts(about, fewest=True, is_licensing=is_licensing)
        text = str(composed(body_of(about, letter.parts, letter.foot), facts, is_licensing=is_licensing))
        assert facts["item_name"] in text
        assert "{" not in text.replace("{'", "")
        assert is_licensing or "行政许可法" not in text


class TestReading:
    def test_a_line_is_a_paragraph_and_facts_go_by_name(self):
        reading = read_text("办件编号：{办件编号}。\n\n【行政许可】依法办理。", REFUSAL.facts)
        assert reading.parts == [
            {"text": "办件编号：{case_number}。"},
            {"matter": "licensing", "text": "依法办理。"},
        ]

    def test_an_alternative_follows_its_paragraph(self):
        reading = read_text("于{收到日期}收悉。\n否则：收悉。", REFUSAL.facts)
        assert reading.parts == [{"text": "于{received_on}收悉。", "otherwise": "收悉。"}]

    def test_columns_follow_their_table(self):
        text = "{补正内容}\n| 序号 1.4cm | 材料=材料名称 5cm | 补正要求 |"
        (table,) = read_text(text, kinds()["supplement_notice"].facts).parts
        assert [column["key"] for column in table["columns"]] == ["#", "name", "reason"]
        assert [column["width"] for column in table["columns"]] == ["1.4cm", "5cm", "1fr"]

    def test_what_an_input_method_types_is_understood(self):
        reading = read_text("｛办件编号｝\n否则:无\n｜甲｜乙｜", REFUSAL.facts)
        assert reading.parts == [{"text": "{case_number}", "otherwise": "无"}, {"form": [["甲", "乙"]]}]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", [(0, "empty")]),
            ("一\n{办案编号}", [(2, "unknown_fact")]),
            ("{理由}如上", [(1, "ends_line")]),
            ("{理由.x}", [(1, "unknown_fact")]),
            ("{材料表}\n| 序号 | 名称 | 备注 |", [(1, "unknown_fact")]),
            ("{事项名称", [(1, "brace")]),
            ("否则：无", [(1, "otherwise_alone")]),
            ("一\n否则：二", [(2, "otherwise_never")]),
            ("{事项名称}\n否则：{理由}", [(2, "plain_only")]),
            ("页脚：{理由}", [(1, "plain_only")]),
            ("| 一 |", [(1, "form_row")]),
            ("# ", [(1, "heading")]),
            ("【行政许可】", [(1, "empty_line")]),
            ("隐\u202e藏", [(1, "unreadable")]),
            ("{通用}", [(1, "general_in_general")]),
            ("一" * 2001, [(1, "line_too_long")]),
        ],
    )
    def test_faults_are_named_by_line(self, text, expected):
        assert faults(text) == expected

    @pytest.mark.parametrize(
        ("columns", "code"),
        [
            ("| 价格 |", "unknown_column"),
            ("| 补正要求 #panic() |", "width"),
            ("| 补正要求 0cm |", "width"),
            ("| 材料名称 9cm | 补正要求 9cm |", "too_wide"),
            ("| 材料名称 1 2 |", "column"),
        ],
    )
    def test_columns_are_checked(self, columns, code):
        assert faults(f"{{补正内容}}\n{columns}", kinds()["supplement_notice"]) == [(2, code)]

    def test_a_table_has_its_line_to_itself(self):
        assert faults("如下：{补正内容}", kinds()["supplement_notice"]) == [(1, "own_line")]

    def test_a_misspelt_name_is_answered_with_the_nearest(self):
        (fault,) = read_text("{办件编码}", REFUSAL.facts).faults
        assert fault_sentence(fault).startswith("第 1 行：")
        assert "{办件编号}" in fault_sentence(fault)

    def test_every_fault_has_a_sentence(self):
        source = "".join(faults_of_reader())
        for code in SENTENCES:
            assert code == "unknown_fact_near" or f'"{code}"' in source

    @given(
        st.text(
            alphabet=st.sampled_from("{}｛｝|#\n 【】行政许可其他事项否则：页脚理由办件编号材料通用=1cmfr。"),
            max_size=120,
        )
    )
    def test_whatever_is_typed_is_read_and_never_fails(self, text):
        reading = read_text(text, REFUSAL.facts, may_inherit=True)
        if not reading.faults:
            again = read_text(written(reading.parts, reading.foot, all_facts()), REFUSAL.facts)
            assert again.parts == reading.parts or not reading.parts


def faults_of_reader():
    from inspect import getsource

    from tongban.groundwork.documents.letters import bodies, notation

    return getsource(notation), getsource(bodies)


class TestLaw:
    def test_reasons_may_not_be_deleted(self):
        found = checked(REFUSAL, TEXT.replace("{理由}", "理由见附件。"))
        assert "《行政许可法》第三十八条第二款要求：应当说明理由" in fault_sentence(found.faults[0])

    def test_remedies_may_not_be_deleted(self):
        without = "\n".join(line for line in TEXT.splitlines() if "行政复议" not in line)
        said = "".join(fault_sentence(fault) for fault in checked(REFUSAL, without).faults)
        for words in ("行政复议", "行政诉讼", "六十日", "六个月", "《行政诉讼法》第四十六条"):
            assert words in said

    def test_what_the_law_demands_may_not_hang_on_a_fact_that_may_be_missing(self):
        hidden = TEXT.replace("如不服本决定，", "依照{法律依据}，如不服本决定，")
        assert {fault.code for fault in checked(REFUSAL, hidden).faults} == {"law_words", "law_fact"}

    def test_what_is_said_of_licences_only_is_missing_elsewhere(self):
        only = TEXT.replace("如不服本决定", "【行政许可】如不服本决定")
        assert all("其他事项缺少" in fault_sentence(fault) for fault in checked(REFUSAL, only).faults)
        assert checked(REFUSAL, only).faults

    def test_a_supplement_notice_tells_everything_at_once(self):
        letter = shipped_letters()["supplement_notice"]
        text = written(letter.parts, letter.foot, all_facts()).replace("{补正内容}", "（另行通知）")
        said = "".join(fault_sentence(fault) for fault in checked(kinds()["supplement_notice"], text).faults)
        assert "第三十二条" in said or "第 " in said

    def test_a_text_of_ones_own_takes_the_general_one_over(self):
        general = checked(REFUSAL, TEXT).body
        own = checked(REFUSAL, f"{{{GENERAL}}}\n领取地点：本局一楼大厅。", general=general)
        assert own.faults == ()
        assert own.body["parts"][: len(general["parts"])] == general["parts"]
        assert own.body["parts"][-1] == {"text": "领取地点：本局一楼大厅。"}
        assert own.body["foot"] == general["foot"]

    def test_a_text_wholly_of_ones_own_must_say_what_the_law_demands(self):
        assert checked(REFUSAL, "不予办理。", general=checked(REFUSAL, TEXT).body).faults

    def test_marks_of_matters_are_two(self):
        assert set(MATTERS.values()) == {"licensing", "other"}
