"""The trash: nothing is deleted at once, and what is deleted for good leaves no dead end."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.findings import findings
from content.models import (
    Article,
    AuditEntry,
    Document,
    NotAllowed,
    NotReady,
    Redirect,
    Review,
    ReviewRequest,
    SignOff,
)
from tests.support import factories
from tests.support.admin_forms import address, filled, press
from tests.support.html import words

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
KINDS = pytest.mark.parametrize("kind", [factories.article, factories.faq, factories.page])
TRASH = "/admin/trash/"


def one_by_one(client, document):
    """Put a text in the trash from its own page."""
    return client.post(address(document, "delete"), follow=True)


def from_the_list(client, document):
    """Put a text in the trash by ticking it in the list."""
    listed = reverse(f"admin:content_{document._meta.model_name}_changelist")
    chosen = {"action": "put_in_chosen", "_selected_action": document.pk, "post": "yes"}
    return client.post(listed, chosen, follow=True)


BOTH_WAYS = pytest.mark.parametrize("put_in", [one_by_one, from_the_list])


def in_trash(document):
    return Document.objects.trashed().filter(pk=document.pk).exists()


def trashed(kind=factories.article, *args, **more):
    document = kind(*args, **more)
    document.trash(by=None)
    return document


# What happens to the text


@KINDS
def test_what_is_put_in_the_trash_is_withdrawn_from_patients(client, kind):
    document = kind(live=True)
    document.summary = "Another one."
    document.save()
    document.publish(check=findings, by=None, at=timezone.now() + DAY, override=factories.REASON)
    document.trash(by=None)
    assert client.get(document.get_absolute_url()).status_code == 410
    assert not document.editions.planned().exists()


def test_a_draft_put_in_the_trash_is_not_said_to_be_gone(client):
    assert client.get(trashed().get_absolute_url()).status_code == 404


def test_nobody_is_asked_to_review_what_is_in_the_trash():
    article = factories.article()
    ReviewRequest.ask(article, by=None)
    _link, token = SignOff.create_link(article.latest_revision, recipient="Dr. Sample", by=None)
    article.trash(by=None)
    assert not article.review_requests.filter(closed_at=None).exists()
    assert not SignOff.objects.find(token)


def test_what_is_in_the_trash_is_not_published():
    article = trashed()
    with pytest.raises(NotReady, match=r"Take it out of the trash."):
        article.publish(check=findings, by=None, override=factories.REASON)


@pytest.mark.parametrize("public", [False, True])
def test_what_is_taken_out_is_there_again_and_not_public(editor, client, public):
    article = trashed(live=public)
    page = editor.post(address(article, "untrash"), follow=True)
    assert page.redirect_chain == [(address(article), 302)]
    assert "Patients do not see this" in words(page)
    assert client.get(article.get_absolute_url()).status_code == (410 if public else 404)
    article.refresh_from_db()
    assert article.trashed_by is None
    article.publish(check=findings, by=None, override=factories.REASON)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_the_log_says_who_put_it_there_took_it_out_and_deleted_it(administrator):
    article = factories.article(live=True)
    one_by_one(administrator, article)
    administrator.post(address(article, "untrash"))
    one_by_one(administrator, article)
    administrator.post(address(article, "delete_for_good"))
    told = AuditEntry.objects.filter(by=administrator.user, subject="Sore knees").order_by("id")
    assert [entry.action for entry in told] == ["withdraw", "trash", "untrash", "trash", "delete"]
    assert "was public" in told.last().detail


def test_putting_it_there_twice_is_told_once(editor):
    article = factories.article()
    one_by_one(editor, article)
    one_by_one(editor, article)
    assert AuditEntry.objects.filter(action="trash").count() == 1


# Where it is not seen any more


@KINDS
def test_what_is_in_the_trash_is_in_no_list_of_the_desk(administrator, kind):
    document, other = kind("Canary text"), kind("Other text")
    document.trash(by=None)
    listed = reverse(f"admin:content_{document._meta.model_name}_changelist")
    for place in ("/admin/", listed, f"{listed}?q=canary", f"{listed}?state=draft", address(other)):
        assert "Canary text" not in words(administrator.get(place)), place
    assert "Other text" in words(administrator.get(listed))
    assert "Canary text" in words(administrator.get(TRASH))


def test_a_trashed_section_is_not_offered_for_a_new_question(editor):
    trashed(factories.faq, "Canary section")
    factories.faq("Other section")
    page = words(editor.get("/admin/"))
    assert "Canary section" not in page
    assert "Other section" in page


def test_a_translation_keeps_the_original_it_has_and_is_offered_no_other_from_the_trash(editor):
    original, other = factories.article("Canary original"), trashed(factories.article, "Canary other")
    article = factories.article(translation_of=original)
    original.trash(by=None)
    page = words(editor.get(address(article)))
    assert "Canary original" in page
    assert "Canary other" not in page
    press(editor, article, summary="Another one.")
    article.refresh_from_db()
    assert (article.summary, article.translation_of_id) == ("Another one.", original.pk)
    press(editor, article, translation_of=other.pk)
    article.refresh_from_db()
    assert article.translation_of_id == original.pk


def test_links_to_what_is_in_the_trash_are_plain_words(client):
    target = factories.article("Target", live=True)
    article = factories.article(body=f'<p>Read <a href="document:{target.pk}">this one</a>.</p>', live=True)
    assert f'href="{target.get_absolute_url()}"' in words(client.get(article.get_absolute_url()))
    target.trash(by=None)
    assert "<p>Read this one.</p>" in words(client.get(article.get_absolute_url()))


def test_the_address_of_what_is_in_the_trash_is_taken_and_the_form_says_why(editor):
    trashed(slug="knees")
    add = reverse("admin:content_article_add")
    page = editor.post(add, filled(editor.get(add), title="Typed title", slug="knees"))
    assert "A text in the trash has this address. Choose another." in words(page)
    assert filled(page)["title"] == "Typed title"


# The pages


@BOTH_WAYS
@KINDS
def test_an_editor_puts_a_text_in_the_trash(editor, put_in, kind):
    document = kind(live=True)
    page = put_in(editor, document)
    assert page.redirect_chain == [(TRASH, 302)]
    assert str(document) in words(page)
    document.refresh_from_db()
    assert document.trashed_by == editor.user


@pytest.mark.parametrize("kind", ["article", "faqsection", "page"])
def test_nothing_is_deleted_from_a_list_or_a_form(administrator, kind):
    document = {"article": factories.article, "faqsection": factories.faq, "page": factories.page}[kind]()
    listed = reverse(f"admin:content_{kind}_changelist")
    assert 'value="delete_selected"' not in words(administrator.get(listed))
    assert 'value="put_in_chosen"' in words(administrator.get(listed))
    administrator.post(listed, {"action": "delete_selected", "_selected_action": document.pk, "post": "yes"})
    administrator.post(address(document, "delete"), {"post": "yes"})
    assert Document.objects.filter(pk=document.pk).exists()


def test_the_page_that_asks_says_what_it_does(editor):
    article = factories.article("Target", topics=[factories.topic("Knee")], live=True)
    factories.page("About us", body=f'<p><a href="document:{article.pk}">Knees</a></p>', live=True)
    Redirect.objects.create(from_address="/blog/knees/", to_address=article.get_absolute_url())
    page = words(editor.get(address(article, "delete")))
    for said in ("Patients can no longer open it", "About us", "topic “Knee”", "/blog/knees/"):
        assert said in page
    assert not in_trash(article)


def test_the_list_asks_before_it_does_anything(editor):
    first, second = factories.article("First text", live=True), factories.article("Second text")
    factories.page("About us", body=f'<p><a href="document:{first.pk}">Knees</a></p>', live=True)
    listed = reverse("admin:content_article_changelist")
    chosen = {"action": "put_in_chosen", "_selected_action": [first.pk, second.pk]}
    page = words(editor.post(listed, chosen))
    assert "Put these 2 texts in the trash?" in page
    assert "About us" in page
    assert first.edition
    editor.post(listed, chosen | {"post": "yes"})
    assert in_trash(first)
    assert in_trash(second)


def test_the_form_of_a_trashed_text_says_only_that(editor):
    article = factories.article("Sore knees")
    article.trash(by=editor.user)
    page = words(editor.get(address(article)))
    assert f"put there by {editor.user.get_full_name()}" in page
    assert "Take it out" in page
    assert "<textarea" not in page
    assert "Delete for good" not in page


def test_who_saves_a_text_that_is_in_the_trash_by_now_keeps_what_they_typed(editor, sign_in):
    article = factories.article()
    late = filled(editor.get(address(article)), summary="Typed summary.", _save="1")
    article.trash(by=sign_in("Editor", username="ben").user)
    page = editor.post(address(article), late)
    assert "Not saved: ben put this text in the trash" in words(page)
    assert filled(page)["summary"] == "Typed summary."
    article.refresh_from_db()
    assert article.summary != "Typed summary."
    article.untrash(by=None)
    editor.post(address(article), filled(page, _save="1"))
    article.refresh_from_db()
    assert article.summary == "Typed summary."


def test_nothing_is_planned_or_withdrawn_in_the_trash(editor):
    article = trashed(live=True)
    assert editor.post(address(article, "withdraw")).status_code == 404
    assert editor.post(address(article, "schedule"), {"at": "2099-01-01T10:00"}).status_code == 404
    assert editor.get(address(article, "preview")).status_code == 200


def test_the_trash_asks_the_database_as_often_for_twenty_texts_as_for_two(author):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            author.get(TRASH)
        return len(asked)

    for _number in range(2):
        trashed(owner=author.user)
    author.get(TRASH)
    few = questions()
    for _number in range(9):
        trashed(owner=author.user)
        trashed(factories.page, live=True)
    assert questions() == few


# Who may


@BOTH_WAYS
def test_an_author_puts_an_own_text_in_the_trash_that_never_was_public(author, put_in):
    article = factories.article(owner=author.user)
    put_in(author, article)
    assert in_trash(article)
    author.post(address(article, "untrash"))
    assert not in_trash(article)


def live():
    return factories.article(live=True)


def planned():
    article = factories.article()
    article.publish(check=findings, by=None, at=timezone.now() + DAY, override=factories.REASON)
    return article


def withdrawn():
    article = live()
    article.withdraw(by=None)
    return article


@BOTH_WAYS
@pytest.mark.parametrize("state", [live, planned, withdrawn])
def test_an_author_does_not_trash_what_an_editor_published_or_planned(author, put_in, state):
    article = state()
    Article.objects.filter(pk=article.pk).update(owner=author.user)
    editions = list(article.editions.values())
    put_in(author, article)
    assert not in_trash(article)
    assert list(article.editions.values()) == editions


@BOTH_WAYS
@pytest.mark.parametrize("whose", ["nobody's", "another's"])
def test_an_author_does_not_trash_the_text_of_another(author, put_in, whose):
    article = factories.article(owner=factories.user("Author") if whose == "another's" else None)
    put_in(author, article)
    assert not in_trash(article)
    assert address(article, "delete") not in words(author.get(address(article)))


def test_an_author_takes_out_no_text_that_was_public(author):
    article = trashed(live=True, owner=author.user)
    assert author.post(address(article, "untrash")).status_code == 403
    assert in_trash(article)
    assert "Take it out" not in words(author.get(TRASH))
    assert "An Editor can take it out." in words(author.get(address(article)))


def test_an_author_in_a_list_trashes_own_texts_and_is_told_which_stay(author):
    own, other = factories.article("Own text", owner=author.user), factories.article("Other text")
    listed = reverse("admin:content_article_changelist")
    chosen = {"action": "put_in_chosen", "_selected_action": [own.pk, other.pk]}
    assert "only an Editor may put them in the trash" in words(author.post(listed, chosen))
    author.post(listed, chosen | {"post": "yes"})
    assert in_trash(own)
    assert not in_trash(other)


def test_a_reviewer_trashes_nothing(sign_in):
    reviewer = sign_in("Reviewer")
    article = factories.article(owner=reviewer.user)
    one_by_one(reviewer, article)
    from_the_list(reviewer, article)
    assert not in_trash(article)


@pytest.mark.parametrize("role", ["Author", "Reviewer", "Editor"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_an_administrator_deletes_for_good(sign_in, role, method):
    client = sign_in(role)
    article = trashed(owner=client.user)
    assert getattr(client, method)(address(article, "delete_for_good")).status_code == 403
    assert in_trash(article)


def test_the_trash_shows_the_kinds_that_a_person_may_see(sign_in):
    trashed(factories.article, "Canary article")
    trashed(factories.page, "Canary page")
    client = sign_in("Author")
    group = Group.objects.get(name="Author")
    group.permissions.remove(group.permissions.get(codename="view_page"))
    group.permissions.remove(group.permissions.get(codename="change_page"))
    page = words(client.get(TRASH))
    assert "Canary article" in page
    assert "Canary page" not in page
    assert sign_in().get(TRASH).status_code == 403


@pytest.mark.parametrize("name", ["untrash", "delete_for_good"])
def test_a_text_that_is_not_in_the_trash_or_of_another_kind_is_not_found(administrator, name):
    article = factories.article()
    assert administrator.post(address(article, name)).status_code == 404
    assert administrator.get(address(article, name)).status_code == 404
    assert administrator.get(f"/admin/content/article/{'9' * 20}/{name}/").status_code == 404
    other = reverse(f"admin:content_page_{name}", args=[trashed().pk])
    assert administrator.post(other).status_code == 404
    assert Document.objects.count() == 2


def test_looking_takes_nothing_out(administrator):
    article = trashed()
    assert administrator.get(address(article, "untrash")).status_code == 405
    assert in_trash(article)


@pytest.mark.parametrize("page", ["0", "-1", "9" * 40, "x", "\x00", ""])
def test_a_strange_page_of_the_trash_is_no_error(administrator, page):
    trashed()
    assert administrator.get(TRASH, {"page": page}).status_code == 200


@pytest.mark.parametrize("pk", ["4711", "9" * 40, "x", "\x00", "1/2"])
def test_a_strange_number_is_no_error(administrator, pk):
    administrator.raise_request_exception = False
    trashed()
    for place in (f"/admin/content/article/{pk}/change/", f"/admin/content/article/{pk}/delete/"):
        for method in (administrator.get, administrator.post):
            assert method(place).status_code in {302, 404}
    chosen = {"action": "put_in_chosen", "_selected_action": pk, "post": "yes"}
    listed = reverse("admin:content_article_changelist")
    assert administrator.post(listed, chosen).status_code < 500


# Deleting for good


def test_the_page_that_asks_lists_what_leads_here(administrator):
    target = factories.article("Target", slug="old", live=True)
    linking = f'<p><a href="document:{target.pk}">Knees</a></p>'
    factories.page("Live page", body=linking, live=True)
    factories.article("Draft text", body=linking)
    section = factories.faq("Asked often")
    section.questions.update(answer=linking)
    section.record(by=None)
    factories.page("Trashed page", body=linking).trash(by=None)
    target.slug = "new"
    target.save()
    target.trash(by=None)
    page = words(administrator.get(address(target, "delete_for_good")))
    for said in ("Live page", "Draft text", "in the answer to “What do I wear?”", "/articles/old/"):
        assert said in page
    assert "Its address, /articles/new/, will say that the page is gone." in page
    assert "Trashed page" not in page
    assert in_trash(target)


@KINDS
def test_a_text_that_was_public_leaves_its_addresses_gone(administrator, client, kind):
    document = kind(slug="old", live=True)
    old = document.get_absolute_url()
    document.slug = "new"
    document.save()
    new = document.get_absolute_url()
    document.trash(by=None)
    page = administrator.post(address(document, "delete_for_good"), follow=True)
    assert page.redirect_chain == [(TRASH, 302)]
    assert not Document.objects.exists()
    for place in (old, new):
        gone = client.get(place)
        assert gone.status_code == 410
        assert "This page is no longer here" in words(gone)


def test_a_draft_leaves_nothing_behind(administrator, client):
    article = trashed()
    administrator.post(address(article, "delete_for_good"))
    assert client.get(article.get_absolute_url()).status_code == 404
    assert not Redirect.objects.exists()


def test_an_address_that_leads_on_still_does(administrator, client):
    article, other = factories.article(live=True), factories.article(live=True)
    article.withdraw(by=None, redirect_to=other.get_absolute_url())
    Redirect.objects.bulk_create([Redirect(from_address="/old/", to_address=article.get_absolute_url())])
    article.trash(by=None)
    assert "leads to" in words(administrator.get(address(article, "delete_for_good")))
    administrator.post(address(article, "delete_for_good"))
    for place in (article.get_absolute_url(), "/old/"):
        assert client.get(place).headers["Location"] == other.get_absolute_url()


def test_a_new_text_may_take_the_address_of_a_deleted_one(administrator, client):
    article = trashed(slug="knees", live=True)
    administrator.post(address(article, "delete_for_good"))
    new = factories.article("New text", slug="knees")
    assert client.get("/articles/knees/").status_code == 410
    new.publish(check=findings, by=None, override=factories.REASON)
    assert "New text" in words(client.get("/articles/knees/"))
    assert not Redirect.objects.filter(from_address="/articles/knees/").exists()


def test_links_to_a_deleted_text_are_plain_words_and_its_writer_can_go_on(administrator, client):
    target = factories.article("Target", live=True)
    article = factories.article(body=f'<p>Read <a href="document:{target.pk}">this one</a>.</p>', live=True)
    target.trash(by=None)
    administrator.post(address(target, "delete_for_good"))
    assert "<p>Read this one.</p>" in words(client.get(article.get_absolute_url()))
    press(administrator, article, summary="Another one.")
    article.refresh_from_db()
    assert article.summary == "Another one."


def test_a_text_with_reviews_links_and_translations_can_be_deleted(administrator):
    article = factories.article(live=True)
    link, _token = SignOff.create_link(article.latest_revision, recipient="Dr. Sample", by=None)
    given = {"name": "Dr. Sample", "credentials": "PT"}
    first = Review.objects.create(
        revision=article.latest_revision, verdict="approved", sign_off=link, **given
    )
    Review.objects.create(revision=article.latest_revision, verdict="approved", carried_from=first, **given)
    ReviewRequest.ask(article, by=None)
    translation = factories.article("Rodillas", translation_of=article)
    article.publish(check=findings, by=None)
    article.trash(by=None)
    assert administrator.post(address(article, "delete_for_good")).status_code == 302
    assert list(Document.objects.values_list("title", "translation_of")) == [("Rodillas", None)]
    assert not Review.objects.exists()
    assert translation.pk


def test_only_what_is_in_the_trash_is_deleted():
    article = factories.article()
    with pytest.raises(NotAllowed, match=r"Put the text in the trash first."):
        article.delete_for_good(by=None)
    assert Document.objects.exists()
