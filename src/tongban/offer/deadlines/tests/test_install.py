from datetime import UTC, date, datetime, timedelta

import pytest
import yaml
from django.utils import translation

from tongban.groundwork.foundation import clock
from tongban.groundwork.foundation.actors import system
from tongban.offer.deadlines import api
from tongban.offer.deadlines.rules import DayKind, Event, Limit, Stop, Thresholds, Unit, every_day, explain
from tongban.offer.deadlines.tests.calendars import SEEDS, seeded_calendar

ACTOR = system("test")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    api.forget_kept()
    with translation.override("zh-hans"):
        yield
    api.forget_kept()


def test_the_installed_calendar_is_that_of_the_files():
    api.install_calendar(SEEDS / "calendar")
    installed, read = api.calendar(), seeded_calendar()
    assert (installed.known_from, installed.known_until) == (date(2024, 1, 1), date(2026, 12, 31))
    start, end = date(2024, 1, 1).toordinal(), date(2029, 1, 1).toordinal()
    assert all(installed.kind_of(day) is read.kind_of(day) for day in map(date.fromordinal, range(start, end)))


def test_installing_a_year_again_replaces_it(tmp_path):
    api.install_calendar(SEEDS / "calendar")
    api.install_calendar(SEEDS / "calendar" / "2026.yaml")
    assert [source.year for source in api.calendar_sources()] == [2024, 2025, 2026, 2027]
    assert api.calendar_sources()[2].source == "《国务院办公厅关于2026年部分节假日安排的通知》（国办发明电〔2025〕7号）"


def test_a_notice_for_the_next_year_makes_its_days_sure(tmp_path):
    api.install_calendar(SEEDS / "calendar")
    notice = yaml.safe_load((SEEDS / "calendar" / "2027.yaml").read_text(encoding="utf-8")) | {"is_provisional": False}
    (tmp_path / "2027.yaml").write_text(yaml.safe_dump(notice), encoding="utf-8")
    api.install_calendar(tmp_path / "2027.yaml")
    assert api.calendar().known_until == date(2027, 12, 31)


def test_without_a_calendar_nothing_is_guessed():
    with pytest.raises(api.UnableToFindCalendar, match="还没有导入节假日安排"):
        api.calendar()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"work_on": [date(2026, 1, 5)]}, "不是周六或者周日"),
        ({"work_on": [date(2026, 1, 3)]}, "既是元旦放假日又是调休上班日"),
        ({"to": date(2027, 3, 1)}, "元旦"),
    ],
)
def test_an_impossible_arrangement_is_refused_whole(tmp_path, change, fault):
    content = yaml.safe_load((SEEDS / "calendar" / "2026.yaml").read_text(encoding="utf-8"))
    content["holidays"][0] |= change
    (tmp_path / "2026.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(api.UnableToInstallCalendar, match=fault):
        api.install_calendar(tmp_path)
    assert api.calendar_sources() == ()


def test_a_file_without_a_year_is_refused(tmp_path):
    (tmp_path / "x.yaml").write_text("holidays: []", encoding="utf-8")
    with pytest.raises(api.UnableToInstallCalendar, match="x.yaml"):
        api.install_calendar(tmp_path / "x.yaml")


def test_the_limits_of_the_law_are_data_with_their_source():
    api.install_limit_rules(SEEDS / "limit_rules.yaml")
    assert api.rule_limit("acceptance") == Limit(5, Unit.WORKING_DAY)
    assert api.rule_limit("decision") == Limit(20, Unit.WORKING_DAY)
    assert "第三十二条" in api.limit_source("acceptance").source
    assert all(rule.source for rule in api.limit_sources().values())
    assert api.thresholds() == Thresholds(percent=20, working_days=1)


def test_an_unknown_limit_is_named(tmp_path):
    with pytest.raises(api.UnableToFindLimitRule, match="bad_code"):
        api.rule_limit("bad_code")
    (tmp_path / "limits.yaml").write_text("[{code: x, name: x, name_en: x, amount: 1, unit: moon, source: x}]")
    with pytest.raises(api.UnableToInstallLimitRules, match="moon"):
        api.install_limit_rules(tmp_path / "limits.yaml")


EXPLAINED = {
    "zh-hans": (
        "2026年9月24日（周四）受理，当日不计",
        "期限：6 个工作日",
        "依法延长：1 个工作日",
        "9月25日—9月27日中秋节放假，不计",
        "9月28日—9月30日为第1至第3个工作日",
        "10月1日—10月7日国庆节放假，不计",
        "10月8日（周四）专家评审，不计（特别程序告知书〔2026〕3号）",
        "10月9日（周五）为第4个工作日",
        "10月10日（周六）调休上班，为第5个工作日",
        "10月11日（周日）周末，不计",
        "10月12日—10月13日为第6至第7个工作日",
        "2026年10月13日（周二）为最后一日",
    ),
    "zh-hant": (
        "2026年9月24日（週四）受理，當日不計",
        "期限：6 個工作日",
        "依法延長：1 個工作日",
        "9月25日—9月27日中秋節放假，不計",
        "9月28日—9月30日為第1至第3個工作日",
        "10月1日—10月7日國慶節放假，不計",
        "10月8日（週四）專家評審，不計（特别程序告知书〔2026〕3号）",
        "10月9日（週五）為第4個工作日",
        "10月10日（週六）調休上班，為第5個工作日",
        "10月11日（週日）週末，不計",
        "10月12日—10月13日為第6至第7個工作日",
        "2026年10月13日（週二）為最後一日",
    ),
    "en": (
        "Thu 24 September 2026: accepted, the day itself is not counted",
        "Limit: 6 working days",
        "Extended by law: 1 working day",
        "25 September to 27 September: Mid-Autumn Festival, days off, not counted",
        "28 September to 30 September are working days 1 to 3",
        "1 October to 7 October: National Day, days off, not counted",
        "Thu 8 October: expert review, not counted (特别程序告知书〔2026〕3号)",
        "Fri 9 October is working day 4",
        "Sat 10 October: worked in exchange for a day off, working day 5",
        "Sun 11 October: weekend, not counted",
        "12 October to 13 October are working days 6 to 7",
        "Tue 13 October 2026 is the last day",
    ),
}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_due_date_explains_itself_line_by_line(language):
    lines = explain(
        start=date(2026, 9, 24),
        limit=Limit(6, Unit.WORKING_DAY),
        calendar=seeded_calendar(),
        stops=[Stop(date(2026, 10, 8), date(2026, 10, 9), "专家评审", "特别程序告知书〔2026〕3号")],
        extension=1,
        event=Event.ACCEPTED,
    )
    with translation.override(language):
        assert api.explain_text(lines) == EXPLAINED[language]


def test_every_single_day_can_be_asked_for_and_a_new_year_is_told():
    lines = explain(start=date(2025, 12, 30), limit=Limit(4, Unit.WORKING_DAY), calendar=seeded_calendar())
    with translation.override("zh-hans"):
        assert api.explain_text(every_day(lines)) == (
            "2025年12月30日（周二）起算，当日不计",
            "期限：4 个工作日",
            "12月31日（周三）为第1个工作日",
            "2026年1月1日—1月3日元旦放假，不计",
            "1月4日（周日）调休上班，为第2个工作日",
            "1月5日（周一）为第3个工作日",
            "1月6日（周二）为第4个工作日",
            "2026年1月6日（周二）为最后一日",
        )


def test_months_and_hours_explain_themselves():
    month = explain(start=date(2026, 9, 1), limit=Limit(1, Unit.MONTH), calendar=seeded_calendar())
    moment = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
    hours = explain(
        start=date(2026, 11, 23), limit=Limit(4, Unit.HOUR), calendar=seeded_calendar(), moment=moment
    )  # fmt: skip
    with translation.override("zh-hans"):
        assert api.explain_text(month) == (
            "2026年9月1日（周二）起算，当日不计",
            "期限：1 个月",
            "10月1日（周四）为到期月的对应日（没有对应日的，为该月最后一日）",
            "9月2日—10月1日为第1至第30日",
            "10月2日—10月8日：期限最后一日是休息日，顺延到下一个工作日",
            "2026年10月8日（周四）为最后一日",
        )
        assert api.explain_text(hours) == (
            "2026年11月23日（周一） 10:30起算",
            "期限：4 小时",
            "2026年11月23日（周一） 14:30为最后时刻",
        )


def test_a_correction_is_a_new_edition_and_the_old_ones_can_still_be_counted_with():
    api.install_calendar(SEEDS / "calendar")
    before = api.calendar_edition()
    content = yaml.safe_load((SEEDS / "calendar" / "2026.yaml").read_text(encoding="utf-8"))
    assert api.correct_calendar(content, actor=ACTOR) == before  # the same says nothing new
    content["holidays"][-1] |= {"to": date(2026, 10, 8)}
    assert api.correct_calendar(content | {"source": "国办发明电〔2026〕9号"}, actor=ACTOR) == before + 1
    assert api.calendar().kind_of(date(2026, 10, 8)) is DayKind.HOLIDAY
    assert api.calendar(before).kind_of(date(2026, 10, 8)) is DayKind.WORKING
    assert api.edition_source(api.EditionKind.CALENDAR, before + 1) == "国办发明电〔2026〕9号"
    assert [edition.number for edition in api.editions(api.EditionKind.CALENDAR)] == [before + 1, before]
    with pytest.raises(api.UnableToFindEdition, match="99"):
        api.calendar(99)
    with pytest.raises(api.UnableToInstallCalendar, match="不是周六"):
        api.correct_calendar(
            content | {"holidays": [content["holidays"][0] | {"work_on": [date(2026, 1, 5)]}]}, actor=ACTOR
        )


def test_an_edition_of_the_limits_keeps_what_was_law(tmp_path):
    api.install_limit_rules(SEEDS / "limit_rules.yaml")
    before = api.limits_edition()
    (tmp_path / "new.yaml").write_text(
        "[{code: acceptance, name: 受理, name_en: x, amount: 3, unit: working_day, source: 新法第一条}]",
        encoding="utf-8",
    )
    api.install_limit_rules(tmp_path / "new.yaml")
    assert api.rule_limit("acceptance") == Limit(3, Unit.WORKING_DAY)
    assert api.rule_limit("acceptance", before) == Limit(5, Unit.WORKING_DAY)
    assert api.rule_limit("decision") == Limit(20, Unit.WORKING_DAY)


def change(effective_from: date, **details):
    facts = {"code": "acceptance", "amount": 3, "unit": "working_day", "source": "新法第一条", "actor": ACTOR} | details
    return api.change_limit(effective_from=effective_from, **facts)


def test_a_limit_that_changes_holds_from_its_day_on():
    api.install_limit_rules(SEEDS / "limit_rules.yaml")
    before, today = api.limits_edition(), clock.today()
    day = today + timedelta(days=30)
    number = change(day)
    assert (api.limits_edition(), api.limits_edition(day - timedelta(days=1)), api.limits_edition(day)) == (
        before,
        before,
        number,
    )
    assert [each.effective_from for each in api.coming_limits()] == [day]
    assert api.rule_limit("acceptance") == Limit(5, Unit.WORKING_DAY)
    assert api.rule_limit("acceptance", number) == Limit(3, Unit.WORKING_DAY)
    assert api.limits_edition(date(2020, 1, 1)) == before  # what was before the first edition is told by the first


def test_a_change_that_cannot_be_true_is_refused():
    api.install_limit_rules(SEEDS / "limit_rules.yaml")
    today = clock.today()
    for refused, fault in (
        ({"unit": "percent"}, "计量单位"),
        ({"amount": 0}, "1 到"),
        ({"source": " "}, "出处"),
        ({"amount": 5, "source": api.limit_source("acceptance").source}, "一样"),
        ({"effective_from": today - timedelta(days=1)}, "不溯及既往"),
    ):
        with pytest.raises(api.UnableToChangeLimit, match=fault):
            change(**{"effective_from": today} | refused)
    with pytest.raises(api.UnableToFindLimitRule):
        change(today, code="none")
    change(today + timedelta(days=9))
    with pytest.raises(api.UnableToChangeLimit, match="不能早于"):
        change(today + timedelta(days=8), amount=4)


def test_an_expected_due_date_says_so():
    lines = explain(start=date(2026, 12, 25), limit=Limit(5, Unit.WORKING_DAY), calendar=seeded_calendar())
    with translation.override("zh-hans"):
        assert "2027年1月1日 起的节假日安排尚未公布，日期为预计" in api.explain_text(lines)
