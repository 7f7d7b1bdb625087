"""What reacts to publishing: behind the answer, in one thread, and never at a cost to the text."""

import logging

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from content import background
from content.models import Edition, RelatedText, SharePicture
from content.models.share_pictures import SharePictureQuerySet
from tests.support import factories

later = background.later  # as the site has it; in tests all is done at once


@pytest.fixture
def thread(monkeypatch):
    monkeypatch.setattr(background, "later", later)


@pytest.mark.django_db(transaction=True)
def test_the_thread_draws_the_picture_and_writes_down_what_to_read_next(thread):
    factories.clinic()
    first, second = factories.article(live=True), factories.article(live=True)
    background.wait()
    assert RelatedText.objects.filter(edition=first.edition, other=second.edition).exists()
    assert default_storage.exists(SharePicture.objects.get(edition=second.edition).path)


@pytest.mark.django_db(transaction=True)
def test_the_thread_goes_on_after_an_error(thread, caplog):
    def fail():
        raise RuntimeError("out of order")

    background.later(fail)
    background.wait()
    assert "out of order" in caplog.text
    assert "fail" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_has_no_consequence():
    done = []
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        background.after_commit(done.append, "never")
        1 / 0  # noqa: B018
    with transaction.atomic():
        background.after_commit(done.append, "once")
        assert not done
    assert done == ["once"]


@pytest.mark.django_db
def test_a_text_is_live_and_has_the_rest_if_one_of_its_reactions_fails(
    monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def draw(*edition):
        raise OSError("no room left")

    monkeypatch.setattr(SharePictureQuerySet, "draw", draw)
    with django_capture_on_commit_callbacks(execute=True), caplog.at_level(logging.ERROR):
        first, second = factories.article(live=True), factories.article(live=True)
    assert Edition.objects.live().count() == 2
    assert "no room left" in caplog.text
    assert RelatedText.objects.filter(edition=first.edition, other=second.edition).exists()
