"""The pictures beside shared links: drawn at publish, seen only while their text is live."""

import datetime
import io
import logging

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from PIL import Image, ImageChops

from content.models import SharePicture
from content.pictures import share_pictures
from tests.support import factories
from tests.support.admin_forms import filled

CLINIC = "Larkfield Physical Therapy"
TOMORROW = datetime.timedelta(days=1)


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def drawn(title="Sore knees", **more):
    return share_pictures.draw(**{"title": title, "clinic": CLINIC} | more)


def _png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


NOISE = _png(Image.effect_noise((900, 700), 120).convert("RGB"))  # hard to make small


@pytest.mark.parametrize(
    ("title", "with_picture"),
    [
        ("Knee", True),
        ("¿Qué ayuda? Ejercicios para el dolor de espalda: por qué moverse ayuda más que el reposo", True),
        ("W" * 120, True),
        ("W" * 120, False),
        ("Otorrinolaringológicamente electroencefalografistas", True),
        ("i " * 60, False),
        ("膝の痛み \U0001f9b5", False),
        ("", False),
    ],
)
def test_any_title_fits_on_a_card_of_the_right_size(title, with_picture):
    data = drawn(title, picture=NOISE if with_picture else None)
    image = opened(data)
    assert (image.format, image.size) == ("JPEG", (1200, 630))
    assert len(data) < 120_000


def test_no_line_runs_into_the_illustration():
    room = 500
    for title in ("W" * 120, "mm " * 40, "Otorrinolaringológicamente " * 3):
        font, lines = share_pictures._fit(title, room)
        assert max(font.getlength(line) for line in lines) <= room
        assert len(lines) * font.size < 400


def test_the_fonts_of_the_site_are_drawn_with_accents():
    """The files are WOFF2, which Pillow opens only if its FreeType was built with brotli."""
    plain, accented = opened(drawn("Ano")), opened(drawn("Año"))
    assert ImageChops.difference(plain, accented).getbbox()
    assert share_pictures._font(share_pictures._DISPLAY, 60).getname()[0] == "Fraunces"


def test_the_illustration_is_on_the_card_as_its_focus_says():
    wide = Image.new("RGB", (1600, 630), "blue")
    wide.paste("red", (0, 0, 500, 630))
    left, right = (opened(drawn(picture=_png(wide), focus=(x, 50))).getpixel((900, 300)) for x in (0, 100))
    assert left[0] > 200 > left[2] and right[2] > 200 > right[0]


@pytest.mark.django_db
def test_a_title_with_letters_that_the_fonts_lack_gives_way_to_the_clinics_name(
    django_capture_on_commit_callbacks,
):
    clinic = factories.clinic()
    titles = ["Knee pain \U0001f9b5", "膝の痛み", "الركبة", clinic.name, "Rodilla: ¿qué ayuda?"]
    for title in titles:
        publish(factories.article(title), django_capture_on_commit_callbacks)
    names = dict(SharePicture.objects.exclude(edition=None).values_list("edition__title", "name"))
    assert len({names[title] for title in titles[:4]}) == 1
    assert names[titles[4]] != names[clinic.name]


# Which is shown when


def publish(document, capture, **more):
    with capture(execute=True):
        return factories.publish(document, **more)


def picture_of(edition):
    return SharePicture.objects.filter(edition=edition).first()


def head_of(client, document):
    return client.get(document.get_absolute_url()).content.decode().partition("</head>")[0]


@pytest.mark.django_db
def test_publishing_draws_the_picture_and_the_page_names_it(client, django_capture_on_commit_callbacks):
    factories.clinic()
    article = factories.article(hero=factories.picture())
    picture = picture_of(publish(article, django_capture_on_commit_callbacks))
    assert f'content="http://127.0.0.1:8000{picture.address}"' in head_of(client, article)
    response = client.get(picture.address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/jpeg")
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert opened(b"".join(response.streaming_content)).size == (1200, 630)
    assert not response.cookies


@pytest.mark.django_db
def test_a_picture_goes_with_its_text(client, django_capture_on_commit_callbacks):
    factories.clinic()
    article = factories.article()
    picture = picture_of(publish(article, django_capture_on_commit_callbacks))
    article.withdraw(by=None)
    assert client.get(picture.address).status_code == 404
    assert picture.name not in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_picture_of_a_planned_edition_waits_for_it(client, django_capture_on_commit_callbacks, monkeypatch):
    factories.clinic()
    article = factories.article("Now")
    old = picture_of(publish(article, django_capture_on_commit_callbacks))
    article.title = "Later"
    article.save()
    article.record(by=None)
    new = picture_of(publish(article, django_capture_on_commit_callbacks, at=timezone.now() + TOMORROW))
    assert [client.get(each.address).status_code for each in (old, new)] == [200, 404]
    assert old.name in head_of(client, article) and new.name not in head_of(client, article)
    later = timezone.now() + 2 * TOMORROW
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert [client.get(each.address).status_code for each in (old, new)] == [404, 200]
    assert new.name in head_of(client, article)


@pytest.mark.django_db
def test_publishing_never_waits_for_a_picture_that_fails(
    client, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    factories.clinic()
    article = factories.article()

    def fail(**_facts):
        raise OSError("no room")

    monkeypatch.setattr(share_pictures, "draw", fail)
    with caplog.at_level(logging.ERROR):
        edition = publish(article, django_capture_on_commit_callbacks)
    assert "no room" in caplog.text
    assert article.edition == edition and not picture_of(edition)
    page = client.get(article.get_absolute_url())
    assert page.status_code == 200 and b"og:image" not in page.content


@pytest.mark.django_db
def test_a_text_without_a_picture_of_its_own_shows_the_clinics(client):
    factories.clinic()
    article = factories.article(live=True)
    SharePicture.objects.draw()
    assert SharePicture.objects.get(edition=None).name in head_of(client, article)


@pytest.mark.django_db
def test_the_command_draws_what_is_missing_and_forgets_what_is_unused(client, capsys):
    factories.clinic()
    article, draft, gone = (
        factories.article("Live", live=True),
        factories.article("Draft"),
        factories.article("Gone", live=True),
    )

    def run():
        call_command("draw_share_pictures")
        return capsys.readouterr().out

    assert "3 drawn, 0 forgotten" in run()
    assert "0 drawn, 0 forgotten" in run()
    assert not SharePicture.objects.filter(edition__document=draft).exists()
    default_storage.delete(picture_of(article.edition).path)
    gone.withdraw(by=None)
    assert "1 drawn, 1 forgotten" in run()
    assert len(default_storage.listdir("share")[1]) == SharePicture.objects.count() == 2

    factories.clinic(name="Another Clinic")
    old = picture_of(article.edition).name
    assert "2 drawn, 2 forgotten" in run()
    assert picture_of(article.edition).name != old


@pytest.mark.django_db
def test_a_picture_whose_file_is_gone_costs_the_illustration_only():
    factories.clinic()
    picture = factories.picture()
    article = factories.article(hero=picture, live=True)
    for name in default_storage.listdir("pictures")[1]:
        default_storage.delete(f"pictures/{name}")
    assert SharePicture.objects.draw(article.edition)


@pytest.mark.django_db
def test_saving_the_clinic_draws_its_picture(sign_in, django_capture_on_commit_callbacks):
    factories.clinic()
    editor = sign_in("Editor")
    place = "/admin/content/clinic/1/change/"
    with django_capture_on_commit_callbacks(execute=True):
        assert editor.post(place, filled(editor.get(place))).status_code == 302
    assert default_storage.exists(SharePicture.objects.get(edition=None).path)


@pytest.mark.django_db
def test_there_is_one_picture_of_the_clinic():
    from django.db import IntegrityError, transaction

    SharePicture.objects.create(name="a.jpg")
    with pytest.raises(IntegrityError), transaction.atomic():
        SharePicture.objects.create(name="b.jpg")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["0" * 16 + ".jpg", "../x.jpg", "x", "%00.jpg", "9" * 500, "../../clinic.sqlite3"]
)
def test_any_other_name_is_not_found(client, name):
    assert client.get(f"/media/share/{name}").status_code == 404
