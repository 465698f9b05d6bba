from datetime import date

import pytest
import yaml
from django.utils import translation

from tongban.offer.deadlines import api
from tongban.offer.deadlines.rules import Limit, Stop, Thresholds, Unit, explain
from tongban.offer.deadlines.tests.calendars import SEEDS, seeded_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    api.forget_kept()
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
        ({"work_on": [date(2026, 1, 5)]}, "no Saturday or Sunday"),
        ({"work_on": [date(2026, 1, 3)]}, "day off and worked at once"),
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
        "2026年9月24日：起算日，当日不计入",
        "期限：6 个工作日",
        "依法延长：1 个工作日",
        "2026年9月25日至2026年9月27日：中秋节放假，不计入",
        "2026年9月28日至2026年9月30日：计入 3 日",
        "2026年10月1日至2026年10月7日：国庆节放假，不计入",
        "2026年10月8日：检验检测，期限中止，不计入",
        "2026年10月9日：计入 1 日",
        "2026年10月10日：调休上班，计入 1 日",
        "2026年10月11日：周末，不计入",
        "2026年10月12日至2026年10月13日：计入 2 日",
        "2026年10月13日：最后一日",
    ),
    "en": (
        "24 September 2026: the starting day, not counted",
        "Limit: 6 working days",
        "Extended by law: 1 working day",
        "25 September 2026 to 27 September 2026: Mid-Autumn Festival, days off, not counted",
        "28 September 2026 to 30 September 2026: 3 days counted",
        "1 October 2026 to 7 October 2026: National Day, days off, not counted",
        "8 October 2026: clock stopped (检验检测), not counted",
        "9 October 2026: 1 day counted",
        "10 October 2026: make-up workday, 1 day counted",
        "11 October 2026: weekend, not counted",
        "12 October 2026 to 13 October 2026: 2 days counted",
        "13 October 2026: the last day",
    ),
}


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_a_due_date_explains_itself_line_by_line(language):
    lines = explain(
        start=date(2026, 9, 24),
        limit=Limit(6, Unit.WORKING_DAY),
        calendar=seeded_calendar(),
        stops=[Stop(date(2026, 10, 8), date(2026, 10, 9), "检验检测")],
        extension=1,
    )
    with translation.override(language):
        sentences = api.explain_text(lines)
    if language == "zh-hant":
        assert sentences[3] == "2026年9月25日至2026年9月27日：中秋節放假，不計入"
    else:
        assert sentences == EXPLAINED[language]


def test_an_expected_due_date_says_so():
    lines = explain(start=date(2026, 12, 25), limit=Limit(5, Unit.WORKING_DAY), calendar=seeded_calendar())
    with translation.override("zh-hans"):
        assert "2027年1月1日 起的节假日安排尚未公布，日期为预计" in api.explain_text(lines)
