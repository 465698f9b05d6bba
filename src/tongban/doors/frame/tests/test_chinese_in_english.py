import pytest
from django.http import HttpResponse, JsonResponse
from django.utils import translation

from tongban.doors.frame.chinese_in_english import mark_chinese, mark_chinese_in_english
from tongban.doors.frame.tests.visitors import request_of


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>Hello, 许澜禾</p>", '<p>Hello, <span lang="zh-Hans">许澜禾</span></p>'),
        ("<p>许*禾 and 王强</p>", '<p><span lang="zh-Hans">许*禾</span> and <span lang="zh-Hans">王强</span></p>'),
        (
            "<p>宁公安受字〔2026〕第00012号 · Sunday</p>",
            '<p><span lang="zh-Hans">宁公安受字〔2026〕第00012号</span> · Sunday</p>',
        ),
        (
            '<p lang="zh-Hans"><b>张</b>三</p><p>李</p>',
            '<p lang="zh-Hans"><b>张</b>三</p><p><span lang="zh-Hans">李</span></p>',
        ),
        (
            '<div lang="zh-Hans"><div>张</div>三</div>四',
            '<div lang="zh-Hans"><div>张</div>三</div><span lang="zh-Hans">四</span>',
        ),
        ("<title>张三</title><option>张</option><script>'张'</script>", None),
        ('<input value="张三" placeholder="张三">', None),
        ("<!-- 张 --><p>plain</p>", None),
    ],
)
def test_each_run_of_chinese_is_marked_once(html, marked):
    assert mark_chinese(html) == (marked or html)
    assert mark_chinese(marked or html) == (marked or html)


@pytest.mark.parametrize(
    ("language", "answer", "is_marked"),
    [
        ("en", HttpResponse("<p>张三</p>"), True),
        ("zh-hans", HttpResponse("<p>张三</p>"), False),
        ("en", HttpResponse("张三", content_type="text/plain; charset=utf-8"), False),
        ("en", JsonResponse({"name": "张三"}, json_dumps_params={"ensure_ascii": False}), False),
    ],
)
def test_only_english_pages_are_touched(language, answer, is_marked):
    with translation.override(language):
        content = mark_chinese_in_english(lambda _request: answer)(request_of()).content.decode()
    assert ('<span lang="zh-Hans">' in content) is is_marked
