"""The picture library: what a picture says, where it is used, what stays in view where it is cut."""

import datetime
import errno
import fcntl
import os
import re
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.findings import findings
from content.models import Clinic, Document, EarlierFile, Picture, SharePicture, Topic, pictures
from content.pictures import renditions
from tests.support import factories
from tests.support.admin_forms import address, errors, filled, press
from tests.support.html import words

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


# What a picture says


@pytest.mark.parametrize(
    "alt",
    [
        "IMG_0412",
        "img-0412",
        "DSC00123",
        "P1010023",
        "20240112_101500",
        "2024-01-12",
        "knee.jpg",
        "My new knee.PNG",
        "knee_bent_final",
        "IMG-20240112-WA0003",
        "Screenshot 2024-01-12 at 10.15.00",
        "WhatsApp Image 2024-01-12 at 10.15.00",
        "image1",
        "Image 3",
        "photo",
        "untitled",
        "...",
    ],
)
def test_a_file_name_says_nothing(alt):
    assert "looks like the name of a file" in renditions.alt_problem(alt)


@pytest.mark.parametrize(
    "alt",
    [
        "Image of a knee",
        "image: a knee",
        "A picture of a knee",
        "The photo of a knee",
        "Photograph of a knee",
        "picture showing a knee",
        "Imagen de una rodilla",
        "Una foto de una rodilla",
    ],
)
def test_nobody_needs_to_hear_that_it_is_a_picture(alt):
    assert "Leave out" in renditions.alt_problem(alt)


@pytest.mark.parametrize(("alt", "caption"), [("Bend it", "Bend it."), ("bend  IT.", "Bend it")])
def test_the_caption_is_not_said_twice(alt, caption):
    assert "caption" in renditions.alt_problem(alt, caption)


def test_it_is_one_short_sentence():
    assert "125" in renditions.alt_problem("knee " * 26)
    assert renditions.alt_problem("a knee " * 17) is None


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "  ",
        "Knee",
        "A drawn knee",
        "MRI",
        "L5-S1",
        "Drawing of a knee",
        "Photo album on a table",
        "A person takes a picture of a knee",
        "A hand holds an image.",
        "Three steps, 100 meters apart",
        "Stand up.",
        "Scan of the lower back",
        "x",
    ],
)
def test_words_that_say_what_it_shows_are_fine(alt):
    assert renditions.alt_problem(alt, "") is None
    assert renditions.alt_problem(alt, "Another sentence.") is None


# The words of a picture, wherever they are typed

BAD_WORDS = {
    "IMG_0412": "looks like the name of a file",
    "Photo of a knee": "Leave out “Photo of”",
    "Bend it": "the caption once more",
    "knee " * 26: "longer than 125 characters",
}
BOTH_FORMS = pytest.mark.parametrize("name", ["content_picture_add", "content_picture_picker"])


def upload(data=None):
    return SimpleUploadedFile("IMG_0412.png", data or factories.image_bytes(size=(30, 20)), "image/png")


def in_a_new_file(editor, name, **more):
    typed = {"title": "Knee", "alt": "A knee", "caption": "Bend it.", "credit": "", "upload": upload()}
    return editor.post(reverse(f"admin:{name}"), typed | more)


@BOTH_FORMS
@pytest.mark.parametrize("alt", BAD_WORDS)
def test_bad_words_for_a_picture_are_refused_once_and_stay(editor, name, alt):
    page = in_a_new_file(editor, name, alt=alt, title="Typed title")
    [problem] = [line for line in errors(page).split("<li>")[1:] if "Choose it again" not in line]
    assert BAD_WORDS[alt] in problem
    assert f'value="{alt.strip()}"' in words(page) or f'value="{alt}"' in words(page)
    assert 'value="Typed title"' in words(page)
    assert not Picture.objects.exists()
    assert not default_storage.exists("pictures")


@pytest.mark.parametrize("alt", ["IMG_0412", "Photo of a knee", "knee " * 26])
def test_bad_words_for_the_picture_on_top_are_refused_and_stay(editor, alt):
    article = factories.article(hero=factories.picture())
    page = press(editor, article, hero_alt=alt, summary="Typed summary.")
    assert BAD_WORDS[alt] in errors(page)
    assert filled(page)["hero_alt"].strip() == alt.strip()
    assert filled(page)["summary"] == "Typed summary."
    assert Document.objects.get().hero_alt == ""


@pytest.mark.parametrize("alt", BAD_WORDS)
def test_bad_words_for_a_picture_in_the_text_are_refused_and_it_is_named(editor, alt):
    picture, article = factories.picture(), factories.article()
    figure = f'<figure><img data-file="{picture.pk}" alt="{alt}"><figcaption>Bend it.</figcaption></figure>'
    page = press(editor, article, body=f"<p>Typed words.</p>{figure}")
    assert f"Picture “{picture.title}”" in errors(page)
    assert BAD_WORDS[alt] in errors(page)
    assert "Typed words." in filled(page)["body"]
    assert alt in filled(page)["body"]
    assert "Typed words." not in Document.objects.get().body


def test_one_bad_picture_in_the_text_is_told_from_a_good_one(editor):
    good, bad, article = factories.picture(), factories.picture(), factories.article()
    image = '<figure><img data-file="{}" alt="{}"></figure>'
    page = press(editor, article, body=image.format(good.pk, "A knee") + image.format(bad.pk, "DSC00123"))
    assert bad.title in errors(page)
    assert good.title not in errors(page)


def test_the_form_of_an_article_shows_what_the_library_says_of_its_picture(editor):
    article = factories.article(hero=factories.picture(alt="A bent knee"))
    page = words(editor.get(address(article)))
    assert "The library says: “A bent knee”" in page
    assert 'placeholder="A bent knee"' in page
    assert filled(editor.get(address(article)))["hero_alt"] == ""


def test_the_library_says_what_it_knows_of_a_picture_just_chosen(sign_in):
    picture, drawn = factories.picture(alt="A bent knee"), factories.picture(alt="")
    author = sign_in("Author")
    answer = author.get(reverse("admin:content_picture_says", args=[picture.pk])).json()
    says = "The library says: “A bent knee”"
    assert answer == {"address": picture.fallback, "alt": "A bent knee", "says": says}
    answer = author.get(reverse("admin:content_picture_says", args=[drawn.pk])).json()
    assert answer["says"] == "The library says: decoration only. Screen readers skip it."


def test_of_a_picture_that_is_not_there_the_library_says_nothing(sign_in):
    assert sign_in("Author").get(f"/admin/content/picture/{'9' * 40}/says/").status_code == 404
    assert sign_in("Author").get("/admin/content/picture/0/says/").status_code == 404


# The grid


@pytest.fixture
def places():
    """Pictures, each used in another way, by their titles."""
    made = {
        name: factories.picture(title=name)
        for name in ("inside", "on top", "topic", "person", "clinic", "old", "cut", "nowhere")
    }
    figure = '<figure><img data-file="{}" alt="Knee"></figure>'
    factories.article("Sore knees", hero=made["on top"], body=figure.format(made["inside"].pk), live=True)
    factories.article("Stiff knees", body=figure.format(made["inside"].pk) * 2)
    factories.topic("Knee", picture=made["topic"])
    factories.person("Robin", photo=made["person"])
    factories.clinic(picture=made["clinic"])
    changed = factories.article("Changed", hero=made["old"], body=figure.format(made["cut"].pk))
    changed.hero, changed.body = None, "<p>Nothing.</p>"
    changed.save()
    changed.record(by=None)
    return made


def grid(client, **asked):
    """{title: the words of its card} of the pictures in the list."""
    page = words(client.get(reverse("admin:content_picture_changelist"), asked))
    cards = re.findall(r'<li class="shot">(.*?)</li>', page, re.DOTALL)
    return {re.search("<b>(.*?)</b>", card)[1]: card for card in cards}


def test_the_grid_says_in_how_many_places_a_picture_is_used(sign_in, places):
    cards = grid(sign_in("Author"))
    said = {title: re.search(r'"places">(.*?)<', card)[1] for title, card in cards.items()}
    assert said == {
        "inside": "Used in 2 places",
        "on top": "Used in 1 place",
        "topic": "Used in 1 place",
        "person": "Used in 1 place",
        "clinic": "Used in 1 place",
        "old": "Not used",
        "cut": "Not used",
        "nowhere": "Not used",
    }


def test_the_grid_says_what_each_picture_shows(editor):
    factories.picture(title="One", alt="A drawn knee")
    factories.picture(title="Two", alt="")
    assert "A drawn knee" in grid(editor)["One"]
    assert "Decoration only" in grid(editor)["Two"]


@pytest.mark.parametrize(
    ("use", "titles"),
    [
        ("used", {"inside", "on top", "topic", "person", "clinic"}),
        ("unused", {"old", "cut", "nowhere"}),
        ("decoration", set()),
        ("x", {"inside", "on top", "topic", "person", "clinic", "old", "cut", "nowhere"}),
    ],
)
def test_the_grid_shows_only_used_or_unused_pictures(sign_in, places, use, titles):
    assert set(grid(sign_in("Author"), use=use)) == titles


def test_the_grid_shows_only_decoration(editor):
    factories.picture(title="One", alt="A drawn knee")
    factories.picture(title="Two", alt="")
    assert set(grid(editor, use="decoration")) == {"Two"}


def test_the_grid_is_searched_by_words(editor):
    factories.picture(title="One", alt="A drawn knee")
    factories.picture(title="Two", alt="A drawn hip")
    assert set(grid(editor, q="hip")) == {"Two"}


def test_a_page_of_the_grid_takes_as_many_queries_for_one_picture_as_for_many(editor, places):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert editor.get(reverse("admin:content_picture_changelist")).status_code == 200
        return len(caught)

    queries()
    before = queries()
    for number in range(10):
        factories.topic(f"Topic {number}", picture=factories.picture(title=f"More {number}"))
        factories.article(hero=places["nowhere"], live=True)
    assert queries() == before


def test_the_grid_comes_in_pages(editor):
    picture = factories.picture()
    Picture.objects.bulk_create(
        [
            Picture(title=f"n{n}", alt="A knee", stem=picture.stem, width=60, height=40, widths=[60])
            for n in range(30)
        ]
    )
    assert len(grid(editor)) == 24
    assert len(grid(editor, p=2)) == 7


def test_pictures_are_ticked_only_by_who_may_delete_them(sign_in, places):
    assert "_selected_action" not in str(grid(sign_in("Author")))
    assert "_selected_action" in str(grid(sign_in("Editor")))


def test_the_button_below_the_grid_deletes_what_was_ticked(editor):
    one, two = factories.picture(title="One"), factories.picture(title="Two")
    page = words(editor.get(reverse("admin:content_picture_changelist")))
    form = re.search(r'<div class="actions">(.*?)</div>', page, re.DOTALL)[1]
    number = re.search(r'<button type="submit" name="index" value="(\d)"', form)[1]
    actions = re.findall(r'name="action" value="(\w*)"', form)
    sent = {"action": actions, "index": number, "select_across": "0", "_selected_action": one.pk}
    asked = editor.post(reverse("admin:content_picture_changelist"), sent)
    assert "Nobody can bring it back." in words(asked)
    editor.post(reverse("admin:content_picture_changelist"), sent | {"post": "yes"})
    assert list(Picture.objects.all()) == [two]


# Where it is used


def used(client, picture):
    """The list of places on a picture's form, a line each."""
    page = words(client.get(address(picture)))
    found = re.search(r'<ul class="uses">(.*?)</ul>', page, re.DOTALL)
    lines = re.findall(r"<li>(.*?)</li>", found[1] if found else "", re.DOTALL)
    return [" ".join(re.sub("<[^>]*>", " ", line).split()) for line in lines]


def test_the_form_of_a_picture_links_to_every_place(sign_in, places):
    author = sign_in("Author")
    assert used(author, places["inside"]) == ["Article Sore knees live", "Article Stiff knees draft"]
    assert used(author, places["topic"]) == ["Topic Knee"]
    assert used(author, places["person"]) == ["Person Robin, PT"]
    assert used(author, places["clinic"]) == ["Clinic Test Clinic"]
    assert used(author, places["nowhere"]) == []
    page = words(author.get(address(places["inside"])))
    for article in Document.objects.filter(title__contains="knees"):
        assert f'href="/admin/content/article/{article.pk}/change/"' in page


def test_every_kind_of_text_is_a_place_with_its_own_form(editor):
    picture = factories.picture()
    figure = f'<figure><img data-file="{picture.pk}" alt="Knee"></figure>'
    page, section = factories.page("About us", body=figure), factories.faq("Your visit")
    section.questions.update(answer=figure)
    section.record(by=None)
    shown = words(editor.get(address(picture)))
    assert f'href="{address(page)}"' in shown
    assert f'href="{address(section)}"' in shown


def test_a_planned_edition_and_one_that_is_on_its_way_out_are_places(editor):
    picture = factories.picture()
    figure = f'<figure><img data-file="{picture.pk}" alt="Knee"></figure>'
    planned = factories.article("Planned", body=figure)
    planned.publish(check=findings, by=None, at=timezone.now() + DAY, override=factories.REASON)
    leaving = factories.article("Leaving", body=figure, live=True)
    for article in (planned, leaving):
        article.body = "<p>Nothing.</p>"
        article.save()
        article.record(by=None)
    lines = used(editor, picture)
    assert lines[0] == "Article Leaving live no longer in the draft"
    assert lines[1].startswith("Article Planned goes live ")


def test_who_may_not_see_a_place_gets_no_link_to_it(sign_in):
    client = sign_in()
    client.user.user_permissions.add(Permission.objects.get(codename="view_picture"))
    picture = factories.picture()
    article = factories.article("Sore knees", hero=picture)
    assert used(client, picture) == ["Article Sore knees draft"]
    assert address(article) not in words(client.get(address(picture)))


# The field that asks for a picture


def test_every_form_asks_for_a_picture_in_the_same_way(administrator):
    picture = factories.picture("A bent knee")
    Clinic.objects.update(picture=picture, entrance=picture)
    topic, person = factories.topic(picture=picture), factories.person(photo=picture)
    article = factories.article(hero=picture)
    forms = {Clinic.objects.get(): ["picture", "entrance"], topic: ["picture"], person: ["photo"]}
    for row, names in (forms | {article: ["hero"]}).items():
        page = administrator.get(address(row))
        assert words(page).count("The library says: “A bent knee”") == len(names)
        assert words(page).count('<div class="picture-choice"') == len(names)
        assert "related-widget-wrapper-link" not in words(page)
        for name in names:
            assert filled(page)[name] == [str(picture.pk)]
    sent = filled(administrator.get(address(topic)))
    gone = administrator.post(address(topic), sent | {"picture": "999"})
    assert "This picture is not in the library any more. Choose another one." in errors(gone)
    administrator.post(address(topic), sent | {"picture": ""})
    assert Topic.objects.get().picture is None


# A new file


RED = factories.image_bytes(size=(90, 60), colour="red")


def replace(client, picture, data=RED, **typed):
    sent = filled(client.get(address(picture))) | {"upload": upload(data)} | typed
    return client.post(address(picture), sent, follow=True)


def test_a_new_file_takes_the_place_of_the_old_one_in_every_use(editor):
    picture = factories.picture(alt="A knee")
    figure = f'<figure><img data-file="{picture.pk}" alt="Knee"></figure>'
    article = factories.article("Sore knees", hero=picture, body=figure, live=True)
    old = Picture.objects.get()
    before = words(editor.get(address(picture)))
    assert "1 place shows this picture. It shows the new file as soon as you save:" in before
    assert "<li>Sore knees</li>" in before
    page = replace(editor, picture)
    assert "1 place shows the new file now. Does what it says still fit?" in words(page)
    new = Picture.objects.get()
    assert (new.pk, new.alt, new.width) == (old.pk, "A knee", 90)
    assert new.stem != old.stem
    read = words(Client().get(article.get_absolute_url()))
    assert read.count(f'src="{new.fallback}"') == 2
    assert old.stem not in read
    assert Client().get(old.fallback).status_code == 200


def test_a_new_file_for_an_unused_picture_frightens_nobody(editor):
    picture = factories.picture()
    assert "no patient sees the change" in words(editor.get(address(picture)))
    assert "Does what it says still fit?" not in words(replace(editor, picture))
    assert Picture.objects.get().width == 90


def test_a_bad_new_file_is_refused_and_the_old_one_stays(editor):
    picture = factories.picture()
    page = replace(editor, picture, b"%PDF-1.7", title="Typed title")
    assert "Save it as JPEG, PNG or WebP and try again." in errors(page)
    assert filled(page)["title"] == "Typed title"
    assert Picture.objects.get().stem == picture.stem


def test_a_good_new_file_with_bad_words_is_neither_stored_nor_shown(editor):
    picture = factories.picture()
    files = set(default_storage.listdir("pictures")[1])
    page = replace(editor, picture, alt="IMG_0412")
    assert "looks like the name of a file" in errors(page)
    assert "The file is fine, but your browser did not keep it. Choose it again." in errors(page)
    assert picture.fallback in words(page)
    assert set(default_storage.listdir("pictures")[1]) == files
    assert Picture.objects.get().stem == picture.stem


def test_authors_cannot_replace_a_file_nor_are_asked_to(sign_in):
    author, picture = sign_in("Author"), factories.picture()
    assert 'name="upload"' not in words(author.get(address(picture)))
    sent = {"upload": upload(RED), "title": "Mine", "alt": "A knee", "focus_x": "50", "focus_y": "50"}
    assert author.post(address(picture), sent).status_code == 403
    assert Picture.objects.get().stem == picture.stem


# Earlier files


def earlier_page(client, picture):
    """The address behind “Use this one again…” of the newest earlier file."""
    return re.search(r'href="(\S+/earlier/\d+/)"', words(client.get(address(picture))))[1]


def stored():
    return set(default_storage.listdir("pictures")[1])


def test_an_earlier_file_comes_back_with_its_words_and_nothing_is_lost(editor):
    picture = factories.picture(alt="A knee", caption="Bend it.", focus_x=20)
    article = factories.article(hero=picture, live=True)
    give_dark(editor, picture, (120, 80))
    before = Picture.objects.get()
    page = replace(editor, picture, alt="A red knee", caption="", focus_x="70")
    replaced = Picture.objects.get()
    assert "Replaced by Edna Ray. Kept until" in words(page)
    place = earlier_page(editor, picture)
    assert "1 place shows this picture. It shows the earlier file and its words at once:" in words(
        editor.get(place)
    )
    assert Picture.objects.get().stem == replaced.stem
    editor.post(place)
    assert Picture.objects.get().content() == before.content()
    assert before.stem in words(Client().get(article.get_absolute_url()))
    assert len(in_the_dark(article)) == 1
    editor.post(earlier_page(editor, picture))
    assert Picture.objects.get().content() == replaced.content()
    assert EarlierFile.objects.get().content() == before.content()
    history = words(editor.get(address(picture, "history")))
    assert history.count("Used an earlier file again.") == 2
    assert "Replaced the file." in history


def test_an_earlier_file_is_used_again_once(editor):
    """A second press of the same button, or of somebody else's, takes nothing back."""
    picture = factories.picture()
    replace(editor, picture)
    place = earlier_page(editor, picture)
    editor.post(place)
    page = editor.post(place, follow=True)
    assert "not here any more" in words(page)
    assert Picture.objects.get().stem == picture.stem


def test_who_replaces_what_they_have_not_seen_is_told_and_keeps_their_words(editor, administrator):
    picture = factories.picture()
    opened = filled(administrator.get(address(picture)))
    replace(editor, picture)
    blue = factories.image_bytes(size=(30, 30), colour="blue")
    page = administrator.post(address(picture), opened | {"upload": upload(blue), "title": "Typed title"})
    assert "Somebody replaced this picture while you had its page open" in errors(page)
    assert Picture.objects.get().width == 90
    sent = filled(page) | {"upload": upload(blue)}
    assert sent["title"] == "Typed title"
    administrator.post(address(picture), sent)
    assert [Picture.objects.get().width, *EarlierFile.objects.values_list("width", flat=True)] == [30, 90, 60]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What waits for the commit is done at the end of the block."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def end_the_year():
    EarlierFile.objects.update(shown_until=timezone.now() - 366 * DAY)


def test_an_earlier_file_goes_after_a_year_and_its_files_unless_shown_elsewhere(editor, committed):
    picture, other = factories.picture(), factories.picture()  # of the same file
    replace(editor, picture)
    end_the_year()
    assert "Earlier files" not in words(editor.get(address(picture)))
    with committed():
        replace(editor, picture, factories.image_bytes(size=(30, 30)))
    assert EarlierFile.objects.get().width == 90
    assert Client().get(other.fallback).status_code == 200
    replace(editor, other, factories.image_bytes(size=(30, 30)))
    end_the_year()
    with committed():
        call_command("delete_earlier_files", stdout=StringIO())
    assert not EarlierFile.objects.exists()
    assert {name.partition("-")[0] for name in stored()} == {Picture.objects.first().stem}


@pytest.mark.parametrize("by_list", [False, True])
def test_files_go_with_a_picture_once_its_deletion_is_stored(editor, committed, by_list):
    picture = factories.picture()
    replace(editor, picture)
    files = stored()
    with committed():
        if by_list:
            ticked = {"action": "delete_selected", "_selected_action": picture.pk, "post": "yes"}
            editor.post(reverse("admin:content_picture_changelist"), ticked)
        else:
            editor.post(address(picture, "delete"), {"post": "yes"})
        assert not Picture.objects.exists()
        assert stored() == files
    assert stored() == set()


def test_the_command_deletes_what_nothing_uses_but_nothing_that_is_new(editor):
    """As of a server that was killed between the commit and the files."""
    picture = factories.picture()
    default_storage.save("pictures/0123456789abcdef-60.avif", ContentFile(b"left over"))
    files = stored()
    call_command("delete_earlier_files", stdout=StringIO())
    assert stored() == files
    for name in files:
        os.utime(default_storage.path(f"pictures/{name}"), (0, 0))
    call_command("delete_earlier_files", stdout=StringIO())
    assert files - stored() == {"0123456789abcdef-60.avif"}
    assert Client().get(picture.fallback).status_code == 200


def test_an_earlier_file_is_deleted_at_once_by_who_may_delete_pictures(sign_in, committed):
    editor, picture = sign_in("Editor"), factories.picture()
    replace(editor, picture)
    place = earlier_page(editor, picture) + "delete/"
    assert editor.get(place).status_code == 405
    assert sign_in("Author").post(place).status_code == 403
    assert Client().get(picture.fallback).status_code == 200
    with committed():
        editor.post(place)
    assert Client().get(picture.fallback).status_code == 404
    assert "Earlier files" not in words(editor.get(address(picture)))


def test_what_is_drawn_of_a_picture_follows_its_file(editor, committed):
    picture = factories.picture()
    Clinic.objects.update(picture=picture)
    with committed():
        factories.article(hero=picture, live=True)
    SharePicture.objects.draw()
    before = set(SharePicture.objects.values_list("name", flat=True))
    with committed():
        replace(editor, picture)
    after = set(SharePicture.objects.values_list("name", flat=True))
    assert len(before) == len(after) == 2
    assert not before & after


def in_the_dark(article):
    """Addresses of what a page shows on dark screens in place of its pictures."""
    page = words(Client().get(article.get_absolute_url()))
    sources = re.findall(r'(?s)<source media="\(prefers-color-scheme: dark\)".*?srcset="(\S+)', page)
    assert page.count("<source media") == len(sources)
    return sources


def give_dark(client, picture, size):
    sent = filled(client.get(address(picture))) | {"upload": ""}
    dark = factories.image_bytes(size=size, colour="black")
    return client.post(address(picture), sent | {"dark_upload": upload(dark)}, follow=True)


def test_dark_screens_get_a_file_of_their_own_if_there_is_one(editor):
    picture = factories.picture()
    article = factories.article(hero=picture, live=True)
    assert in_the_dark(article) == []
    assert "the same shape as the other one" in errors(give_dark(editor, picture, (60, 60)))
    assert in_the_dark(article) == []
    give_dark(editor, picture, (120, 80))
    [shown] = in_the_dark(article)
    assert Client().get(shown).headers["Content-Type"] == "image/avif"
    assert picture.stem not in shown
    assert shown in words(editor.get(address(picture)))


@pytest.mark.parametrize("typed", [{"upload": upload(RED)}, {"drop_dark": "on"}])
def test_what_dark_screens_show_goes_with_its_picture_or_at_a_tick(editor, typed):
    picture = factories.picture()
    article = factories.article(hero=picture, live=True)
    give_dark(editor, picture, (120, 80))
    sent = filled(editor.get(address(picture))) | {"upload": "", "dark_upload": ""} | typed
    editor.post(address(picture), sent)
    assert in_the_dark(article) == []


class FullDisk:
    """Stores a number of files, then only the start of one."""

    def __init__(self, room):
        self.room, self.save = room, FileSystemStorage._save

    def __call__(self, storage, name, content):
        if self.room:
            self.room -= 1
            return self.save(storage, name, content)
        self.save(storage, name, ContentFile(content.read()[:20]))
        raise OSError(errno.ENOSPC, "No space left on device")


@BOTH_FORMS
@pytest.mark.parametrize("room", [0, 1, 2])
def test_a_full_disk_is_said_and_leaves_no_half_picture(editor, monkeypatch, name, room):
    with monkeypatch.context() as patched:
        full = FullDisk(room)
        patched.setattr(FileSystemStorage, "_save", lambda *given: full(*given))
        page = in_a_new_file(editor, name, title="Typed title")
    assert "its disk may be full" in errors(page)
    assert 'value="Typed title"' in words(page)
    assert not Picture.objects.exists()
    assert default_storage.listdir("pictures")[1] == []


def test_a_full_disk_leaves_the_old_file_in_its_place(editor, monkeypatch):
    picture = factories.picture()
    files = set(default_storage.listdir("pictures")[1])
    with monkeypatch.context() as patched:
        full = FullDisk(1)
        patched.setattr(FileSystemStorage, "_save", lambda *given: full(*given))
        page = replace(editor, picture)
    assert "its disk may be full" in errors(page)
    assert picture.fallback in words(page)
    assert set(default_storage.listdir("pictures")[1]) == files
    replace(editor, picture)
    assert Picture.objects.get().width == 90


# What stays in view


@pytest.mark.parametrize(
    ("x", "y", "classes"),
    [(50, 50, ""), (30, 70, "fx-30 fy-70"), (0, 100, "fx-0 fy-100"), (54, 45, ""), (44, 55, "fx-40 fy-60")],
)
def test_what_matters_stays_in_view_on_every_page(client, x, y, classes):
    picture = factories.picture(focus_x=x, focus_y=y)
    factories.clinic()
    article = factories.article(hero=picture, topics=[factories.topic(picture=picture)], live=True)
    factories.person(photo=picture, slug="robin")
    written = f' class="{classes}"' if classes else ""
    for place in ("/articles/", "/topics/", "/people/", "/people/robin/", article.get_absolute_url()):
        page = words(client.get(place))
        image = re.search(rf'<img src="{picture.fallback}"[^>]*>', page)[0]
        assert re.search(r' class="[^"]*"', image + ' class=""')[0] == (written or ' class=""')
        assert "style=" not in page


def test_the_style_sheets_know_every_step():
    folder = settings.BASE_DIR / "static/css"
    assert all('@import "focus.css"' in (folder / sheet).read_text() for sheet in ("site.css", "admin.css"))
    text = (folder / "focus.css").read_text()
    for axis in ("fx", "fy"):
        for step in range(0, 101, 10):
            rule = f".{axis}-{step} {{ --{axis}: {step}%; }}"
            assert (rule in text) == (step != 50)


def test_what_matters_is_set_by_numbers(editor):
    picture = factories.picture()
    editor.post(address(picture), filled(editor.get(address(picture)), focus_x="20", focus_y="80"))
    picture.refresh_from_db()
    assert (picture.focus_x, picture.focus_y) == (20, 80)
    assert 'class="crop tile-crop fx-20 fy-80"' in words(editor.get(address(picture)))


@pytest.mark.parametrize("typed", ["101", "-1", "9" * 40, "left", "", "5e1", "\x00"])
def test_numbers_that_are_no_percentage_are_refused(editor, typed):
    picture = factories.picture()
    page = editor.post(address(picture), filled(editor.get(address(picture)), focus_x=typed, title="Typed"))
    assert page.status_code == 200
    assert errors(page)
    assert filled(page)["title"] == "Typed"
    picture.refresh_from_db()
    assert picture.focus_x == 50


# Calm change lists


def listed(client, name, **asked):
    return words(client.get(reverse(f"admin:content_{name}_changelist"), asked))


def test_a_list_of_texts_says_dates_and_owners_in_words(editor):
    owner = factories.user("Author", first_name="Ann", last_name="Sample")
    factories.article("Hers", owner=owner), factories.article("Nobody’s")
    Document.objects.update(changed_at=datetime.datetime(2026, 3, 1, 15, 5, tzinfo=datetime.UTC))
    page = listed(editor, "article")
    assert "March 1, 2026, 10:05 AM" in page
    assert "Ann Sample" in page
    assert "nobody" in page
    assert ">-<" not in page


def test_a_list_without_rows_says_so(editor):
    assert "Nothing found." in listed(editor, "article", q="zebra")


def test_the_filters_of_a_list_stand_open_once_one_is_chosen(editor):
    factories.article()
    assert '<details class="filters">' in listed(editor, "article")
    page = listed(editor, "article", state="draft")
    assert '<details class="filters" open>' in page
    assert "Show all again" in page


def test_lists_say_in_words_who_is_shown_and_where(editor):
    factories.person(shown=False), factories.topic("Legs")
    factories.topic("Knee", parent=Topic.objects.get())
    assert "not shown" in listed(editor, "person")
    assert "Part of: </span>Legs" in listed(editor, "topic")
    assert ">-<" not in listed(editor, "topic") + listed(editor, "person")


def test_in_the_list_of_topics_a_part_stands_below_its_whole(editor):
    legs, _arms = factories.topic("Legs", order=2), factories.topic("Arms", order=1)
    factories.topic("Foot", parent=legs, order=1)
    page = words(editor.get(reverse("admin:content_topic_changelist")))
    assert re.findall(r"change/\">(\w+)</a></th>", page) == ["Arms", "Legs", "Foot"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_nobody_waits_to_write_while_a_picture_is_made_small(editor, monkeypatch, is_new):
    make, seen = renditions.make_renditions, []

    def watched(*arguments, **more):
        seen.append((connection.in_atomic_block, locked()))
        return make(*arguments, **more)

    def locked():
        """Would another process have to wait?"""
        with pictures.LOCK.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    picture = factories.picture()
    place = reverse("admin:content_picture_add") if is_new else address(picture)
    monkeypatch.setattr(renditions, "make_renditions", watched)
    sent = filled(editor.get(place)) | {"upload": upload(factories.image_bytes(size=(40, 30)))}
    answer = editor.post(place, sent | {"title": "Knee", "alt": "A bent knee"})
    assert answer.status_code == 302
    assert seen == [(False, True)]
