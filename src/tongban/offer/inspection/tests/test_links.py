import socket
from datetime import timedelta

import pytest

from tongban.groundwork.foundation import clock
from tongban.offer.inspection.connections.web import Answer, Kind, WebInMemory
from tongban.offer.inspection.connections.web.real import RealWeb, UnsafeAddress, checked_host
from tongban.offer.inspection.models import Finding, Link, LinkState
from tongban.offer.inspection.operations.check_links import check_links
from tongban.offer.inspection.operations.inspect_items import inspect_all
from tongban.offer.inspection.tests.factories import publish_guides, sound_guide

LAW, GONE = "https://www.gov.example/law", "https://old.gov.example/law"
BASIS = {"law": "中华人民共和国老年人权益保障法", "article": "第五十三条", "text": "优待老年人。"}


def noted(*urls):
    Link.objects.bulk_create([Link(url=url, seen_on=clock.today()) for url in urls])


def check(web):
    return check_links(web=web, wait=lambda _seconds: None)


@pytest.mark.django_db
def test_a_page_that_is_gone_is_dead_and_one_that_opens_is_alive():
    noted(LAW, GONE)
    check(WebInMemory({LAW: Answer(Kind.OPENS, "200"), GONE: Answer(Kind.GONE, "404")}))

    assert Link.objects.get(url=LAW).state == LinkState.ALIVE
    assert Link.objects.get(url=GONE).state == LinkState.DEAD


@pytest.mark.django_db
def test_offline_says_nothing_of_any_address():
    noted(LAW, GONE)

    assert check(WebInMemory({}, online=False)) == 0
    assert set(Link.objects.values_list("state", "checked_at")) == {(LinkState.UNCHECKED, None)}


@pytest.mark.django_db
def test_a_host_that_cannot_be_reached_is_dead_only_after_three_days():
    noted(LAW, GONE)
    web = WebInMemory({LAW: Answer(Kind.OPENS, "200")})
    states = []
    for day in range(1, 4):
        with clock.frozen_at(clock.now() + timedelta(days=day)):
            Link.objects.filter(url=LAW).update(checked_at=None)
            check(web)
        states.append(Link.objects.get(url=GONE).state)

    assert states == [LinkState.UNCHECKED, LinkState.UNCHECKED, LinkState.DEAD]


@pytest.mark.django_db
def test_what_was_asked_for_today_is_not_asked_for_again():
    noted(LAW)
    web = WebInMemory({LAW: Answer(Kind.OPENS, "200")})
    check(web)
    check(web)

    assert web.asked == [LAW]


@pytest.mark.django_db
def test_one_host_is_asked_slowly_and_by_turns():
    noted(*(f"https://one.example/{number}" for number in range(30)), "https://two.example/1")
    waits = []
    web = WebInMemory({})
    check_links(web=web, wait=waits.append)

    assert sum("one.example" in url for url in web.asked) == 20
    assert web.asked[1] == "https://two.example/1"
    assert len(waits) == 19


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
def test_a_dead_link_of_a_guide_becomes_a_finding_with_its_day():
    publish_guides(sound_guide(1, legal_basis=[BASIS | {"url": GONE}]))
    inspect_all()
    assert not Finding.objects.filter(rule="dead-link").exists()
    check(WebInMemory({GONE: Answer(Kind.GONE, "404")}))

    inspect_all()

    found = Finding.objects.get(rule="dead-link")
    assert found.path == "legal_basis[0].url"
    assert found.said["found"].startswith("404")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "https://10.0.0.1/", "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/", "http://[::ffff:10.0.0.1]/", "http://0.0.0.0/", "http://192.168.1.1/", "http://2130706433/",
        "http://100.64.0.1/", "http://[fd00::1]/", "http://224.0.0.1/",
        "file:///etc/passwd", "ftp://example.org/", "http://example.org:22/", "http://user:secret@example.org/", "gopher://x", "http://",
    ],
)  # fmt: skip
def test_addresses_of_our_own_network_are_never_asked_for(url):
    assert RealWeb().ask(url).kind in {Kind.REFUSED, Kind.UNREACHED}
    with pytest.raises((UnsafeAddress, socket.gaierror)):
        checked_host(url)


def test_a_name_that_stands_for_a_private_address_is_refused(monkeypatch):
    def found(host, port, **_kind):
        return [(0, 0, 0, "", (address, port)) for address in ("93.184.216.34", "10.1.2.3")]

    monkeypatch.setattr(socket, "getaddrinfo", found)

    with pytest.raises(UnsafeAddress):
        checked_host("https://looks-harmless.example/")


@pytest.mark.parametrize(
    "url", ["http://", "not a url", "http://[", "https://\x00/", "http://a b/", "https://例え.テスト/"]
)
def test_no_odd_address_stops_the_check(url, monkeypatch):
    def unknown(*_arguments, **_kind):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert RealWeb().ask(url).kind in {Kind.REFUSED, Kind.UNREACHED, Kind.FAILS}
