"""Language, elderly mode, text size and contrast, without script and without an account."""

import pytest

pytestmark = [pytest.mark.urls("tongban.doors.frame.tests.doors"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def frame_alone(settings):
    """Leave out the templates of other doors, which know addresses that are not here."""
    ours, *others = settings.TEMPLATES
    settings.TEMPLATES = [ours | {"DIRS": [each for each in ours["DIRS"] if each.parent.name == "frame"]}, *others]


def test_choices_are_kept_in_cookies_and_lead_back(client):
    response = client.post(
        "/preferences/set/", {"elder": "1", "text": "larger", "language": "en", "next": "/cases/1/?a=2"}
    )

    assert response["Location"] == "/cases/1/?a=2"
    page = client.get("/preferences/").content.decode()
    assert '<html lang="en" class="elder text-larger">' in page


def test_nonsense_is_passed_by(client):
    client.post("/preferences/set/", {"elder": "yes", "language": "xx", "contrast": "<b>"})
    client.cookies["text"] = '"><script>'

    assert 'class=""' in client.get("/preferences/").content.decode()


def test_the_way_back_stays_on_this_site(client):
    assert client.post("/preferences/set/", {"next": "https://evil.example/"})["Location"] == "/"


def test_the_page_works_without_script(client):
    page = client.get("/preferences/", {"next": "/cases/1/"}).content.decode()

    assert '<form class="question" method="post" action="/preferences/set/">' in page
    assert 'name="next" value="/cases/1/"' in page
    assert " style=" not in page
    assert "onclick" not in page
