"""Asked again who one is, before accounts are changed, data is taken away or anything deleted for good."""

import re
import time

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import get_resolver, reverse
from django_otp.oath import totp

from content.admin.accounts import confirm
from content.models import (
    Account,
    AttemptCount,
    AuditEntry,
    Document,
    EarlierFile,
    Picture,
    SecondFactor,
    Synonym,
)
from content.models.accounts import key_file
from content.models.accounts.second_factor import new_key
from content.models.accounts.sessions import BEGAN
from tests.support import factories, signing_in
from tests.support.admin_forms import account, address, press
from tests.support.html import Page, words
from tests.support.project import patterns

pytestmark = pytest.mark.django_db

ASKS = "Confirm that it is you"
EXPORT = "/admin/content/auditentry/export/"
DANA = {"name": "Dana “D” <Whitfield>", "email": "dana@clinic.example", "role": "Author"}

# Where something is taken away or an account is changed, by what its address says.
HARM = re.compile(r"delete|export|download|auth/user/|sign-in-code/")
TO_THE_TRASH = {f"admin:content_{kind}_delete" for kind in ("article", "exercise", "faqsection", "page")}


def long_ago(client, minutes=11):
    """As if this client had signed in so many minutes ago, and proved nothing since."""
    session = client.session
    session[BEGAN] = int(time.time()) - 60 * minutes
    session.pop(confirm.CONFIRMED, None)
    session.save()


@pytest.fixture
def ada(administrator):
    long_ago(administrator)
    return administrator


def sent_on(page, password=factories.PASSWORD, **code):
    """What the page that asks sends: all that it carries, the password, and a recovery code unless told."""
    hidden = [field for field in Page(words(page)).all("input") if field.get("type") == "hidden"]
    names = {field["name"] for field in hidden}
    carried = {name: [field["value"] for field in hidden if field["name"] == name] for name in names}
    code = code or {"otp_on_paper": signing_in.recovery_code(page.wsgi_request.user)}
    return carried | {"confirm-password": password} | {f"confirm-{box}": typed for box, typed in code.items()}


def confirmed(client, place, posted):
    """The answer to a form, once its sender has proved who they are."""
    page = client.post(place, posted)
    assert ASKS in words(page)
    return client.post(place, sent_on(page), follow=True)


def asked_about():
    """(name, address) of all that has to be asked about; the row with the number 1 need not be there."""
    for name, route in patterns(get_resolver()):
        if HARM.search(route) and name not in TO_THE_TRASH:
            yield name, "/" + re.sub(r"<[^>]+>", "1", route)


def test_every_address_that_deletes_exports_or_is_about_accounts_is_asked_about(ada):
    found = dict(asked_about())
    known = {"admin:auth_user_change", "admin:content_auditentry_export", "admin:content_picture_delete"}
    assert known < {*found}
    taken_away = {name: place for name, place in found.items() if re.search("export|download", place)}
    silent = [name for name, place in found.items() if ASKS not in words(ada.post(place, {"name": "x"}))]
    silent += [name for name, place in taken_away.items() if ASKS not in words(ada.get(place))]
    assert not silent, "Call the address by what it does, as content/admin/accounts/confirm.py has it."


@pytest.mark.parametrize(
    "action",
    [
        {"action": ["delete_selected"]},
        {"action": ["delete_selected", ""], "index": "0"},
        {"action": ["", "delete_selected"], "index": "1"},
    ],
)
def test_deleting_what_is_ticked_is_asked_about_in_every_list(ada, action):
    synonym = Synonym.objects.create(words="slipped disc", means="back pain")
    ticked = action | {"post": "yes", "_selected_action": [synonym.pk]}
    lists = [model for model in apps.get_models() if admin.site.is_registered(model)]
    for model in lists:
        place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert ASKS in words(ada.post(place, ticked))
    assert Synonym.objects.exists()


# What was sent goes on


def test_an_invitation_is_carried_through_with_all_that_was_typed(ada):
    place = reverse("admin:auth_user_add")
    assert "invitation is ready" in words(confirmed(ada, place, DANA))
    dana = Account.objects.get(email=DANA["email"])
    assert (dana.get_full_name(), dana.role) == (DANA["name"], "Author")
    # For some minutes nobody is asked again.
    assert ASKS not in words(ada.post(account(dana, "switch_off"), follow=True))
    long_ago(ada)
    assert ASKS in words(ada.post(account(dana, "switch_on")))
    assert not Account.objects.get(pk=dana.pk).is_active


def test_what_the_page_carries_outlasts_the_session(ada):
    place = reverse("admin:auth_user_add")
    page = ada.post(place, DANA)
    ada.logout()
    carried = Page(words(ada.post(place, sent_on(page)))).all("input")
    carried = {field["name"]: field["value"] for field in carried if field["name"].startswith("typed-")}
    assert carried == {f"typed-{name}": value for name, value in DANA.items()}


def test_several_ticked_rows_are_deleted_together(ada):
    rows = [Synonym.objects.create(words=f"old word {number}", means="back pain") for number in range(3)]
    place = reverse("admin:content_synonym_changelist")
    ticked = {"action": "delete_selected", "_selected_action": [row.pk for row in rows[:2]]}
    assert ASKS not in words(ada.post(place, ticked))  # which only asks whether to delete them
    confirmed(ada, place, ticked | {"post": "yes"})
    assert [*Synonym.objects.filter(words__startswith="old word")] == rows[2:]


def test_a_picture_an_earlier_file_and_a_text_are_deleted_for_good(ada):
    picture, article = factories.picture(), factories.article()
    earlier = EarlierFile.objects.keep(picture, by=None)
    ada.post(address(article, "delete"))
    assert Document.objects.trashed().exists()
    confirmed(ada, address(article, "delete_for_good"), {})
    assert not Document.objects.exists()
    long_ago(ada)
    confirmed(ada, reverse("admin:content_picture_delete_earlier", args=[picture.pk, earlier.pk]), {})
    assert not EarlierFile.objects.exists()
    long_ago(ada)
    confirmed(ada, address(picture, "delete"), {"post": "yes"})
    assert not Picture.objects.exists()


def test_the_log_is_saved_as_it_is_filtered(ada):
    AuditEntry.log("sign_in", who="Ann")
    AuditEntry.log("publish", who="Ben")
    page = ada.get(EXPORT, {"action": "publish"})
    assert ASKS in words(page)
    answer = ada.post(page.request["PATH_INFO"] + "?action=publish", sent_on(page), follow=True)
    lines = answer.getvalue().decode()
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "Ben" in lines
    assert "Ann" not in lines


# What is refused


@pytest.mark.parametrize("password", ["wrong", "", "the password of somebody else"])
def test_a_wrong_password_changes_nothing_and_what_was_typed_stays(ada, password):
    ben = factories.user("Administrator", username="ben")
    ben.set_password("the password of somebody else")
    ben.save()
    place = reverse("admin:auth_user_add")
    page = ada.post(place, sent_on(ada.post(place, DANA), password))
    assert ("This is not your password" if password else "Type your password") in words(page)
    assert password not in words(page) or not password
    assert not Account.objects.filter(email=DANA["email"]).exists()
    assert failures() == ([("ada", 1)] if password else [])
    assert "invitation is ready" in words(ada.post(place, sent_on(page)))


def failures():
    return [*AuditEntry.objects.filter(action="confirm_failed").values_list("who", "times")]


def test_the_password_is_not_guessed_at_a_computer_left_alone(ada):
    place = reverse("admin:auth_user_add")
    page = ada.post(place, DANA)
    for _try in range(5):
        page = ada.post(place, sent_on(page, "wrong"))
    page = ada.post(place, sent_on(page))
    assert page.status_code == 429
    assert "Too many tries from here." in words(page)
    assert failures() == [("ada", 5)]
    AttemptCount.objects.all().delete()
    assert "invitation is ready" in words(ada.post(place, sent_on(page)))


def test_with_a_phone_set_up_the_password_alone_confirms_nothing(ada, monkeypatch):
    monkeypatch.setattr("django_otp.oath.time", lambda: 1_800_000_015)
    key = new_key()
    SecondFactor.objects.update(sealed_key=key_file.seal(key))
    code = f"{totp(key, t0=0):06}"
    place = reverse("admin:auth_user_add")
    page = ada.post(place, DANA)
    for password, typed in [(factories.PASSWORD, ""), (factories.PASSWORD, "12345x"), ("wrong", code)]:
        page = ada.post(place, sent_on(page, password, otp=typed))
        assert ASKS in words(page)
    assert failures() == [("ada", 2)]
    assert not Account.objects.filter(email=DANA["email"]).exists()
    # The code that came with a wrong password is not used up.
    assert "invitation is ready" in words(ada.post(place, sent_on(page, otp=code)))


def test_who_has_no_phone_is_asked_for_the_password_alone(client):
    factories.clinic()
    client.force_login(factories.user("Author"))
    long_ago(client)
    place = reverse("admin:second_factor_set_up")
    page = client.post(place, {"otp": "000000"})
    assert ASKS in words(page)
    assert "confirm-otp" not in words(page)
    assert "Set up your sign-in code" in words(client.post(place, sent_on(page, otp="")))


def test_who_may_not_do_it_may_not_after_a_proof_either(editor):
    dana = factories.user("Author")
    long_ago(editor)
    assert confirmed(editor, account(dana), DANA | {"role": "Administrator"}).status_code == 403
    assert editor.get(EXPORT, follow=True).status_code == 403
    assert Account.objects.get(pk=dana.pk).role == "Author"


def test_a_proof_of_one_session_is_none_of_another(ada, sign_in):
    confirmed(ada, reverse("admin:auth_user_add"), DANA)
    other = sign_in()
    signing_in.sign_in(other, ada.user)
    long_ago(other)
    assert ASKS in words(other.get(EXPORT))


def test_nobody_is_asked_in_the_first_minutes_or_about_other_work(administrator):
    long_ago(administrator, minutes=9)
    assert ASKS not in words(administrator.post(reverse("admin:auth_user_add"), {}))
    long_ago(administrator, minutes=50)
    article = factories.article(live=True)
    assert "New title" in words(press(administrator, article, follow=True, title="New title"))
    assert ASKS not in words(administrator.post(address(article, "withdraw"), follow=True))
    assert ASKS not in words(administrator.post(address(article, "delete"), follow=True))
    assert ASKS not in words(administrator.get("/admin/content/auditentry/"))
    assert ASKS not in words(administrator.get("/admin/auth/user/"))
