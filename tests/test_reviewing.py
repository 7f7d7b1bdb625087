"""Clinical review: asked for, given, carried over, shown to patients, and never by who wrote the text."""

import datetime
import re
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from content.findings import findings
from content.models import AuditEntry, Clinic, Document, Review, ReviewComment, ReviewRequest, SignOff
from content.text.places import places
from tests.support import factories
from tests.support.admin_forms import address, errors, press, read
from tests.support.html import words

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def desk(sign_in):
    """An Author, a Reviewer and an Editor at work on one draft of the Author's."""
    factories.clinic()

    class Desk:
        author = sign_in("Author", email="author@clinic.example", first_name="Ann")
        editor = sign_in("Editor", email="editor@clinic.example")
        reviewer = sign_in("Reviewer", email="reviewer@clinic.example")

    Desk.person = factories.person("Riley Reader", credentials="PT, DPT", user=Desk.reviewer.user)
    Desk.article = factories.article("Sore knees", owner=Desk.author.user, slug="sore-knees")
    Desk.article.revisions.update(created_by=Desk.author.user)
    return Desk


def judge(client, document, verdict="approved", note="", **more):
    return client.post(address(document, "review"), {"verdict": verdict, "note": note} | more, follow=True)


def waiting(client):
    """What the desk says is waiting; no lane, nothing."""
    page = words(client.get("/admin/"))
    return "".join(re.findall(r'id="lane-waiting">(.*?)</section>', page, re.DOTALL))


# From asking to publishing


def test_a_text_goes_from_its_author_to_a_reviewer_to_an_editor(desk):
    press(desk.author, desk.article, "_ask", summary="A better summary.", follow=True)
    desk.author.post(address(desk.article, "ask"), {"of": desk.person.pk, "note": "Is 3 days right?"})
    assert "Ann asks you to review it." in waiting(desk.reviewer)
    assert "Sore knees" not in waiting(desk.editor)
    assert "Is 3 days right?" in words(desk.author.get(address(desk.article)))

    page = words(desk.reviewer.get(address(desk.article, "review")))
    assert "A better summary." in page
    judge(desk.reviewer, desk.article)
    assert "Sore knees" not in waiting(desk.reviewer)
    assert "Approved. Publish it." in waiting(desk.editor)
    assert read(desk.article)[0] == 404

    desk.editor.post(address(desk.article, "publish"), {"reason": "short text"})
    status, page = read(desk.article)
    assert status == 200
    assert page.count("Riley Reader, PT, DPT") == 2, "near the top and again at the end"
    assert page.count("Next review due") == 2
    assert "No clinician has reviewed" not in page


def test_what_is_approved_is_not_offered_for_another_review(desk):
    assert "Ask for a review" in words(desk.editor.get(address(desk.article, "publish")))
    judge(desk.reviewer, desk.article)
    assert "Ask for a review" not in words(desk.editor.get(address(desk.article, "publish")))


def test_who_reads_it_begins_the_sentence(desk):
    ReviewRequest.ask(desk.article, by=desk.author.user)
    assert "A clinician reads it and gives a verdict" in words(desk.author.get(address(desk.article)))


def test_changes_asked_go_back_to_the_owner_with_the_comments(desk):
    ReviewRequest.ask(desk.article, by=desk.author.user)
    judge(desk.reviewer, desk.article, "changes", "Say how long.")
    assert "Riley Reader, PT, DPT asks for changes." in waiting(desk.author)
    page = words(desk.author.get(address(desk.article)))
    assert "Make them, then ask again." in page
    assert "Say how long." in page
    assert not ReviewRequest.objects.filter(closed_at=None).exists()


def test_a_comment_alone_leaves_the_request_open(desk):
    ReviewRequest.ask(desk.article, by=desk.author.user)
    judge(desk.reviewer, desk.article, "comment", "I read it tomorrow.")
    assert ReviewRequest.objects.filter(closed_at=None).exists()


@pytest.mark.parametrize("verdict", ["changes", "comment"])
def test_a_verdict_that_helps_nobody_is_refused(desk, verdict):
    page = judge(desk.reviewer, desk.article, verdict)
    assert "Say what should change, or what you noticed." in words(page)
    assert not Review.objects.exists()


@pytest.mark.parametrize("verdict", ["", "great", "approved\x00"])
def test_a_made_up_verdict_is_refused(desk, verdict):
    assert judge(desk.reviewer, desk.article, verdict).status_code == 200
    assert not Review.objects.exists()


def test_who_is_next_gets_a_message(desk):
    desk.author.post(address(desk.article, "ask"), {"of": desk.person.pk, "note": ""})
    judge(desk.reviewer, desk.article, "changes", "Say how long.")
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["reviewer@clinic.example"], "Please review: Sore knees"),
        (["author@clinic.example"], "Asked for changes: Sore knees"),
    ]
    assert address(desk.article, "review") in mail.outbox[0].body
    assert "Say how long." in mail.outbox[1].body


def test_whoever_may_publish_hears_of_an_approval(desk):
    desk.editor.user.email = "editor@clinic.example"
    desk.editor.user.save()
    judge(desk.reviewer, desk.article, "approved")
    assert [message.to for message in mail.outbox if message.subject.startswith("Approved")] == [
        ["author@clinic.example"],
        ["editor@clinic.example"],
    ]


@pytest.mark.parametrize("verb", ["ask", "remind"])
def test_a_dead_mail_server_loses_nothing_and_whoever_asked_is_told(desk, monkeypatch, verb):
    def dead(*args):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", dead)
    ReviewRequest.ask(desk.article, by=desk.author.user)
    page = words(desk.author.post(address(desk.article, verb), {"of": "", "note": ""}, follow=True))
    assert "No message could be sent: please tell them yourself." in page
    assert "on its way" not in page
    assert "asks you to review it." in waiting(desk.reviewer)


def test_each_note_stands_above_the_text_in_the_message_and_in_history(desk):
    for note in ("Is 3 days right?", "And is 4 days right?"):
        desk.author.post(address(desk.article, "ask"), {"of": desk.person.pk, "note": note})
        page = words(desk.reviewer.get(address(desk.article, "review")))
        assert page.index("Ann asks you") < page.index(note) < page.index("<h1>")
        assert f"Ann: {note}" in mail.outbox[-1].body
        assert f"of Riley Reader, PT, DPT: “{note}”" in words(
            desk.editor.get(address(desk.article, "history"))
        )


def test_the_next_request_is_for_whoever_was_asked_or_answered_last(desk):
    chosen = f'<option value="{desk.person.pk}" selected>'
    assert chosen not in words(desk.author.get(address(desk.article, "ask")))
    desk.author.post(address(desk.article, "ask"), {"of": "", "note": ""})
    judge(desk.reviewer, desk.article, "changes", "Say how long.")
    press(desk.author, desk.article, summary="For 3 days.")
    assert chosen in words(desk.author.get(address(desk.article, "ask")))


def answer_it(desk):
    comment = ReviewComment.objects.get()
    typed = {"_answer": comment.pk, f"answer:{comment.pk}": "Thank you."}
    desk.author.post(address(desk.article, "read"), typed)


def say_that_it_is_done(desk):
    desk.author.post(address(desk.article, "read"), {"_done": ReviewComment.objects.get().pk})


def save_a_newer_version(desk):
    press(desk.author, desk.article, summary="Another summary.")


@pytest.mark.parametrize("taken_up", [answer_it, say_that_it_is_done, save_a_newer_version])
def test_a_comment_without_a_decision_reaches_the_owner_until_it_is_taken_up(desk, taken_up):
    ReviewRequest.ask(desk.article, by=desk.author.user)
    judge(desk.reviewer, desk.article, "comment", "I wonder about the 3 days.")
    assert "Riley Reader, PT, DPT wrote comments." in waiting(desk.author)
    page = words(desk.author.get(address(desk.article)))
    assert "I wonder about the 3 days." in page
    assert "The request for a review is still open." in page
    assert "Ann asks you to review it." in waiting(desk.reviewer)
    taken_up(desk)
    assert ("Ann answered your comments and asks you" in waiting(desk.reviewer)) == (taken_up is answer_it)
    assert "wrote comments." not in waiting(desk.author)
    assert "I wonder about the 3 days." not in words(desk.author.get(address(desk.article)))


def test_the_next_review_begins_with_what_changed_since_the_last_one(desk):
    body = "<h2>First part</h2><p>Rest for 3 days.</p><p>Call us.</p>"
    press(desk.author, desk.article, body=body)
    judge(desk.reviewer, desk.article, "changes", "Say how long.")
    press(desk.author, desk.article, body=body.replace("3 days", "7 days"))
    page = words(desk.reviewer.get(address(desk.article, "review")))
    changed = re.search(r"What changed since your answer(.*?)</section>", page, re.DOTALL)[1]
    assert re.search(r"<del>.*3.*</del>.*<ins>.*7.*</ins>", changed, re.DOTALL)
    [place] = re.findall(r'href="#(at-[^"]+)"', changed)
    assert page.index("7 days.</p>") < page.index(f'id="{place}"') < page.index("Call us.</p>")
    assert "Say how long." in page, "what they wrote then"


# A review belongs to one text


def test_a_later_change_makes_a_review_stale(desk):
    factories.publish(desk.article)
    press(desk.editor, desk.article, "_publish", summary="Another summary.")
    page = words(desk.editor.get(address(desk.article, "publish")))
    assert "The text has changed since it was reviewed." in page
    assert "A better" not in read(desk.article)[1]


def test_an_editor_carries_a_review_over_a_typing_error_and_its_date_stays(desk):
    then = timezone.now() - 40 * DAY
    factories.approve(desk.article, reviewed_at=then)
    desk.article.publish(check=findings, by=None, override=factories.REASON)
    press(desk.editor, desk.article, summary="The one thing to remember!")
    desk.editor.post(address(desk.article, "publish"), {"only_typos": "on", "reason": "short"})
    edition = desk.article.edition
    assert edition.number == 2
    assert edition.review.reviewed_at == then
    assert edition.review.carried_by == desk.editor.user
    assert AuditEntry.objects.filter(action="carry", by=desk.editor.user).exists()
    there = factories.day(then)
    assert there.isoformat() in read(desk.article)[1]


def test_a_review_is_not_carried_when_publishing_fails(desk):
    factories.approve(desk.article)
    desk.article.publish(check=findings, by=None, override=factories.REASON)
    Document.objects.filter(pk=desk.article.pk).update(summary="")
    press(desk.editor, desk.article, summary="")
    page = desk.editor.post(address(desk.article, "publish"), {"only_typos": "on", "reason": "short"})
    assert "Write a summary." in errors(page)
    assert not Review.objects.exclude(carried_from=None).exists()


def test_nothing_goes_live_unreviewed_without_a_written_reason(desk):
    page = desk.editor.post(address(desk.article, "publish"), {"reason": "   "})
    assert "No clinician has reviewed this text." in words(page)
    assert "Write the reason" in errors(page)
    assert read(desk.article)[0] == 404
    desk.editor.post(address(desk.article, "publish"), {"reason": "Flu season starts."})
    edition = desk.article.edition
    assert edition.override_reason == "Flu season starts."
    assert "reviewed" in {finding["check"] for finding in edition.overridden}
    assert "No clinician has reviewed this page yet." in read(desk.article)[1]
    entry = AuditEntry.objects.get(action="override")
    assert entry.by == desk.editor.user
    assert "Flu season starts." in entry.detail


def test_a_page_about_the_clinic_needs_no_review(desk):
    page = factories.page("Parking", slug="parking")
    press(desk.editor, page, "_publish")
    assert "No clinician" not in read(page)[1]
    assert read(page)[0] == 200


# Who may judge


def test_who_wrote_a_text_cannot_approve_it(desk):
    press(desk.author, desk.article, summary="By Ann.")
    factories.person("Ann Author", credentials="PT", user=desk.author.user)
    desk.author.user.groups.add(desk.reviewer.user.groups.get())
    page = judge(desk.author, desk.article, note="My words.")
    assert "You wrote in this text yourself" in words(page)
    assert "My words." in words(page), "what was typed stays"
    assert not Review.objects.exists()


def test_the_author_named_on_the_text_cannot_approve_it(desk):
    desk.article.author = desk.person
    desk.article.save()
    desk.article.record(by=desk.editor.user)
    assert "You wrote in this text yourself" in words(judge(desk.reviewer, desk.article))
    assert not Review.objects.exists()


def test_where_the_clinic_allows_it_an_own_review_counts_with_a_warning(desk):
    Clinic.objects.update(own_review="warn")
    desk.article.author = desk.person
    desk.article.save()
    desk.article.record(by=desk.editor.user)
    judge(desk.reviewer, desk.article)
    found = {finding.check: finding.severity for finding in findings(desk.article.latest_revision)}
    assert found["reviewed"] == "warn"


def test_without_credentials_nobody_judges(desk):
    desk.person.credentials = ""
    desk.person.save()
    page = judge(desk.reviewer, desk.article)
    assert "no person with credentials" in words(page)
    assert not Review.objects.exists()


def test_only_reviewers_judge(desk):
    factories.person("Ann Author", credentials="PT", user=desk.author.user)
    for client in (desk.author, desk.editor):
        assert judge(client, desk.article).status_code == 403
    assert not Review.objects.exists()


def test_a_verdict_on_a_text_that_changed_meanwhile_is_refused_and_kept(desk):
    seen = desk.article.latest_revision.number
    press(desk.author, desk.article, summary="Changed meanwhile.")
    page = judge(desk.reviewer, desk.article, note="Fine by me.", version=seen)
    assert "has changed since you opened it" in words(page)
    assert "Fine by me." in words(page)
    assert not Review.objects.exists()


@pytest.mark.parametrize("number", ["0", "99999999999", "-1", "x", "7\x00"])
def test_a_version_that_does_not_exist_is_not_found(desk, number):
    assert desk.reviewer.get(address(desk.article, "review"), {"version": number}).status_code == 404


def test_an_editor_does_not_choose_who_signs_in_as_whom(desk):
    data = {"name": "Riley Reader", "slug": desk.person.slug, "order": 1, "user": desk.editor.user.pk}
    desk.editor.post(f"/admin/content/person/{desk.person.pk}/change/", data)
    desk.person.refresh_from_db()
    assert desk.person.user == desk.reviewer.user


def test_an_editor_does_not_set_the_rules_of_review(desk):
    page = desk.editor.get("/admin/content/clinic/1/change/")
    assert 'name="own_review"' not in words(page)


# When a review grows old


def reviewed_ago(desk, days, months=12):
    desk.article.review_months = months
    desk.article.save()
    factories.approve(desk.article, reviewed_at=timezone.now() - days * DAY)
    return desk.article.publish(check=findings, by=None, override=factories.REASON)


def test_an_overdue_page_tells_patients_after_the_days_of_grace(desk):
    reviewed_ago(desk, 366 + 89)
    assert "was due for a review" not in read(desk.article)[1]
    Clinic.objects.update(review_grace_days=80)
    assert "was due for a review" in read(desk.article)[1]


def test_an_overdue_review_is_on_the_desk_of_its_owner_first_and_then_of_all(desk):
    reviewed_ago(desk, 400)
    assert "Review is due" in words(desk.author.get("/admin/"))
    assert "Review is due" not in words(desk.editor.get("/admin/"))
    Clinic.objects.update(review_grace_days=10)
    assert "Review is due" in words(desk.editor.get("/admin/"))


def test_a_new_review_of_the_live_text_moves_its_dates(desk):
    edition = reviewed_ago(desk, 400)
    press(desk.editor, desk.article, summary="A draft of something else.")
    judge(desk.reviewer, desk.article, version=edition.revision.number)
    edition.refresh_from_db()
    assert edition.review.reviewer == desk.person
    assert "Review is due" not in words(desk.author.get("/admin/"))
    assert factories.day().strftime("%Y-%m-%d") in read(desk.article)[1]


def test_a_day_that_a_shorter_month_lacks_is_its_last(desk):
    leap = datetime.datetime(2024, 2, 29, 17, 0, tzinfo=datetime.UTC)
    factories.approve(desk.article, reviewed_at=leap)
    edition = desk.article.publish(check=findings, by=None, override=factories.REASON)
    assert edition.review_due_on == datetime.date(2026, 2, 28)


def test_a_live_text_that_nobody_reviewed_is_on_every_desk(desk):
    desk.article.publish(check=findings, by=None, override=factories.REASON)
    assert "Live without a clinical review" in words(desk.author.get("/admin/"))
    judge(desk.reviewer, desk.article)
    assert "Live without a clinical review" not in words(desk.author.get("/admin/"))


# A reader without an account


def make_link(desk, **more):
    typed = {"recipient": "Dr. Lee", "days": 14} | more
    page = desk.editor.post(address(desk.article, "links"), typed, follow=True)
    found = re.search(r">http://testserver(/sign-off/[^<]+)<", words(page))
    return found and found[1]


SIGNED = {"name": "Kim Lee", "credentials": "MD", "note": "Good.", "verdict": "approved"}


def test_a_link_shows_one_version_to_its_reader_and_takes_their_answer(desk):
    link, outside = make_link(desk), Client()
    page = outside.get(link)
    assert "Sore knees" in words(page)
    assert not page.cookies
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "Thank you" in words(outside.post(link, SIGNED))
    review = Review.objects.get()
    assert (review.name, review.credentials, review.sign_off.recipient) == ("Kim Lee", "MD", "Dr. Lee")
    assert outside.get(link).status_code == 410, "one verdict each"
    desk.editor.post(address(desk.article, "publish"), {"reason": "short text"})
    assert "Kim Lee, MD" in read(desk.article)[1]


def test_a_link_takes_five_comments_and_then_a_decision(desk):
    link, outside = make_link(desk), Client()
    mail.outbox.clear()
    for number in range(5):
        outside.post(link, SIGNED | {"note": f"Comment {number}.", "verdict": "comment"})
    page = outside.post(link, SIGNED | {"note": "One more.", "verdict": "comment"})
    assert "You sent as many comments as this link takes." in words(page)
    assert "One more." in words(page)
    assert Review.objects.count() == 5
    assert len({tuple(message.to) for message in mail.outbox}) == len(mail.outbox), "one message to each"
    assert "Thank you" in words(outside.post(link, SIGNED))
    assert Review.objects.count() == 6


def test_over_a_link_nothing_is_seen_of_what_staff_say_of_the_text(desk):
    ReviewRequest.ask(desk.article, by=desk.author.user, note="Only for Riley.")
    ReviewComment.write(desk.article.latest_revision, by=desk.author.user, text="Only for us.")
    page = words(Client().get(make_link(desk)))
    assert "Only for" not in page
    assert "Ann" not in page


def test_over_a_link_comments_beside_the_text_go_along_with_the_answer(desk):
    link, [key, *_keys] = make_link(desk), [place.key for place in places(desk.article.latest_revision.text)]
    typed = {f"comment:{key}": "Too long.", f"quote:{key}": "Sore knees", "verdict": "changes"}
    page = words(Client().post(link, typed | {"verdict": ""}))
    assert "This field is required." in page
    assert "Choose one of the three answers." in page, "what the Enter key sends"
    assert "Too long." in page
    assert not ReviewComment.objects.exists()
    assert "Thank you" in words(Client().post(link, typed | {"name": "Kim Lee", "credentials": "MD"}))
    comment = ReviewComment.objects.get()
    assert (comment.name, comment.slot, comment.quote, comment.by) == (
        "Kim Lee, MD",
        "title",
        "Sore knees",
        None,
    )
    assert "“Sore knees”\nToo long." in mail.outbox[-1].body
    assert "Too long." in words(Client().post(link, typed)), "the link has ended: it can be copied"


def test_the_link_is_shown_once_and_kept_nowhere(desk):
    token = make_link(desk).split("/")[2]
    assert desk.editor.get(address(desk.article, "links")).headers["Location"] == address(desk.article, "ask")
    assert token not in words(desk.editor.get(address(desk.article, "ask")))
    assert token not in str(list(SignOff.objects.values()))


def expire(desk):
    SignOff.objects.update(expires_at=timezone.now())


def revoke(desk):
    desk.editor.post(address(desk.article, "links"), {"revoke": SignOff.objects.get().pk})


def change(desk):
    press(desk.author, desk.article, summary="Changed.")


@pytest.mark.parametrize("ended", [expire, revoke, change])
def test_a_link_dies(desk, ended):
    link = make_link(desk)
    ended(desk)
    assert Client().get(link).status_code == 410
    answer = Client().post(link, SIGNED | {"note": "A long comment."})
    assert answer.status_code == 410
    assert "A long comment." in words(answer), "it can be copied"
    assert not Review.objects.exists()


def test_the_page_of_a_new_link_has_no_other_form(desk):
    page = desk.editor.post(address(desk.article, "links"), {"recipient": "Dr. Lee", "days": 14}, follow=True)
    main = words(page).partition("<main")[2]
    assert "The link for Dr. Lee is ready" in main
    assert "<form" not in main


def planned(document):
    document.publish(by=None, check=findings, override=factories.REASON, at=timezone.now() + DAY)


def live(document):
    document.publish(by=None, check=findings, override=factories.REASON)


def live_and_changed(document):
    live(document)
    document.summary = "Changed."
    document.save()
    document.record(by=None)


def off(document):
    live(document)
    document.withdraw(by=None)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (lambda document: None, "It is a draft: patients do not see it."),
        (planned, "Patients do not see it yet: it goes live on"),
        (live, "It is on our site: patients read it since"),
        (live_and_changed, "It is a draft: patients still read an earlier version."),
        (off, "The text is off our site: patients do not see it."),
    ],
    ids=["draft", "planned", "live", "live_and_changed", "off"],
)
def test_an_outside_reader_is_told_whether_patients_see_this_version(desk, state, said):
    state(desk.article)
    assert said in words(Client().get(make_link(desk)))


@pytest.mark.parametrize("missing", ["name", "credentials"])
def test_an_outside_reader_says_who_they_are(desk, missing):
    page = Client().post(make_link(desk), SIGNED | {missing: " "})
    assert "This field is required." in words(page)
    assert "Good." in words(page)
    assert not Review.objects.exists()


def test_the_author_cannot_approve_over_a_link(desk):
    desk.article.author = factories.person("Kim Lee", credentials="MD")
    desk.article.save()
    desk.article.record(by=None)
    Client().post(make_link(desk), SIGNED)
    assert {"reviewed"} <= {f.check for f in findings(desk.article.latest_revision) if f.severity == "block"}


@pytest.mark.parametrize("typed", [{"recipient": ""}, {"days": 0}, {"days": 4000}, {"days": "x"}])
def test_a_link_needs_a_name_and_an_end(desk, typed):
    page = words(
        desk.editor.post(address(desk.article, "links"), {"recipient": "Dr. Lee", "days": 14} | typed)
    )
    assert 'class="errorlist"' in page
    assert ('value="Dr. Lee"' in page) == ("recipient" not in typed), "what was typed stays"
    assert not SignOff.objects.exists()


def test_an_author_makes_and_revokes_no_link(desk):
    make_link(desk)
    for data in ({"recipient": "Me", "days": 3}, {"revoke": SignOff.objects.get().pk}):
        assert desk.author.post(address(desk.article, "links"), data).status_code == 403
    assert SignOff.objects.get().revoked_at is None


@pytest.mark.parametrize("number", ["x", "99999999999999999999", "0"])
def test_a_link_that_does_not_exist_cannot_be_revoked(desk, number):
    assert desk.editor.post(address(desk.article, "links"), {"revoke": number}).status_code == 404
