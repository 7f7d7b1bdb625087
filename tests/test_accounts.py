"""Staff accounts: inviting, passwords, signing in, roles, switching off, deleting, and what attackers try."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import Account, AuditEntry, Clinic, PasswordLink, Person
from content.models.accounts import password_links
from tests.support import factories, signing_in
from tests.support.admin_forms import account, address, errors, filled
from tests.support.html import words

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/auth/user/", "/admin/auth/user/add/"
FORGOTTEN = "/admin/forgotten/"
DANA = {"name": "Dana Whitfield", "email": "dana@clinic.example", "role": "Author"}
WORDS = "four words in a row"


def link_on(page):
    """The address of the link that this page shows."""
    return re.search(r'<code id="link"[^>]*>(.*?)</code>', words(page))[1]


def invite(client, **typed):
    page = client.post(ADD, DANA | typed)
    assert errors(page) == ""
    return link_on(page)


def choose(link, password=WORDS, again=None):
    typed = {"new_password1": password, "new_password2": again or password}
    return Client().post(link, typed)


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("a" * 15, False),
        ("123456789012345", False),
        ("passwordpassword", False),
        ("qwertyuiopasdfgh", False),
        ("Larkfield Physical Therapy", False),
        ("abcabcabcabcabcabc", False),
        ("Larkfield2026!!!!", False),
        ("zyxwvutsrqponmlkji", False),
        ("correct horse battery staple", True),
        ("mañana llueve en Ávila", True),
        ("my clinic has 12 yellow doors", True),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(administrator, password, is_taken):
    clinic = Clinic.load()
    clinic.name = "Larkfield Physical Therapy"
    clinic.save()
    link = invite(administrator)
    page = choose(link, password)
    assert ("easy to guess" in words(page) or "too common" in words(page)) == (not is_taken)
    assert signs_in(DANA["email"], password) == is_taken


def signs_in(name, password=WORDS):
    """With the password, and with a recovery code if one is asked for."""
    client = Client()
    page = client.post(reverse("admin:login"), {"username": name, "password": password}, follow=True)
    if "You do not have your phone?" in words(page):
        code = signing_in.recovery_code(page.wsgi_request.user)
        client.post(reverse("admin:second_factor_code"), {"otp_on_paper": code})
    return client.get("/admin/").status_code == 200


def save(client, user, **typed):
    """Press Save on the page of an account, with what it says now and what is typed."""
    stored = Account.objects.get(pk=user.pk)
    person = Person.objects.filter(user=user).first()
    as_it_is = {"name": stored.get_full_name(), "email": stored.email, "role": stored.role or ""}
    as_it_is |= {"person": person.pk if person else ""} | (
        {"also_reviews": "on"} if stored.also_reviews else {}
    )
    return client.post(account(user), as_it_is | typed)


def role_of(user):
    return Account.objects.get(pk=user.pk).role_in_words()


def log_rows():
    return list(AuditEntry.objects.order_by("id").values_list("who", "action", "subject", "detail"))


# An invitation


def test_a_colleague_is_invited_chooses_a_password_and_works(administrator):
    person = factories.person(name="Dana Whitfield", credentials="PT")
    page = administrator.post(ADD, DANA | {"email": " Dana@Clinic.example ", "person": person.pk})
    link = link_on(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert [message.to for message in mail.outbox] == [["dana@clinic.example"]]
    assert link in mail.outbox[0].body
    assert "The link works until" in words(administrator.get(LIST))
    assert "15 letters or more" in words(Client().get(link))
    assert "dana@clinic.example" in words(choose(link))
    assert signs_in(" DANA@clinic.example")
    person.refresh_from_db()
    assert person.user.email == "dana@clinic.example"
    dana = "Dana Whitfield"
    assert log_rows() == [
        ("ada", "invite", dana, "dana@clinic.example: Author"),
        ("ada", "person", "Dana Whitfield, PT", f"account: none → {dana}"),
        (dana, "password", dana, "with a link"),
        (dana, "sign_in", "", ""),
    ]


def test_where_no_mail_is_set_up_the_link_is_handed_on(administrator, no_mail):
    assert "Give Dana this link" in words(administrator.post(ADD, DANA))
    assert mail.outbox == []


def test_what_is_missing_or_wrong_is_said_and_what_was_typed_stays(administrator):
    page = administrator.post(ADD, {"name": "Dana", "email": "dana at clinic"})
    assert "Choose what they may do." in errors(page)
    assert "Write an e-mail address" in errors(page)
    assert 'value="dana at clinic"' in words(page)
    assert Account.objects.count() == 1
    assert not re.search(r'name="role"[^>]* checked', words(administrator.get(ADD)))


def test_an_e_mail_in_use_is_refused_with_a_link_to_its_account(administrator):
    ann = factories.user("Author", first_name="Ann", email="Ann@clinic.example")
    page = administrator.post(ADD, DANA | {"email": "ANN@CLINIC.example"})
    assert "This e-mail has an account already." in errors(page)
    assert account(ann) in words(page)
    page = save(administrator, administrator.user, name="Ada", email="ann@clinic.example")
    assert account(ann) in words(page)


def test_the_database_refuses_a_second_account_that_came_at_the_same_time(administrator, monkeypatch):
    invite(administrator)
    monkeypatch.setattr(
        "content.models.accounts.account.AccountQuerySet.with_email", lambda self, _: self.none()
    )
    assert "This e-mail has an account already." in errors(administrator.post(ADD, DANA))
    assert Account.objects.filter(email=DANA["email"]).count() == 1


def test_a_person_who_has_an_account_is_not_given_to_another(administrator):
    taken = factories.person(user=factories.user("Author"))
    for number in (taken.pk, 4711, "x"):
        assert "another account already" in errors(administrator.post(ADD, DANA | {"person": number}))
    assert not Account.objects.filter(email=DANA["email"]).exists()


def test_a_reviewer_who_is_nobody_with_credentials_is_told_apart(administrator):
    said = "cannot review texts yet"
    assert said not in words(administrator.post(ADD, DANA))
    reviewer = {"email": "robin@clinic.example", "role": "Reviewer"}
    assert said in words(administrator.post(ADD, DANA | reviewer))
    robin = User.objects.get(email=reviewer["email"])
    assert "Cannot review yet" in words(administrator.get(LIST))
    save(administrator, robin, person=factories.person(credentials="").pk)
    assert said in words(administrator.get(account(robin)))
    save(administrator, robin, person=factories.person(name="Robin", credentials="PT").pk)
    assert said not in words(administrator.get(account(robin)))
    assert "Cannot review yet" not in words(administrator.get(LIST))


def sent_too_late(place, typed, user):
    """The page that somebody lands on who sent a form after their session had ended, and signs in."""
    client = Client()
    page = words(client.post(place, typed))
    assert "Your text is kept" in page
    carried = re.findall(r'name="(typed-\w+)" value="([^"]*)"', page)
    name = {"username": user.username, "password": factories.PASSWORD, "next": place}
    page = client.post(reverse("admin:login"), dict(carried) | name, follow=True)
    code = {"otp_on_paper": signing_in.recovery_code(user)}
    return client, client.post(reverse("admin:second_factor_code"), filled(page) | code, follow=True)


@pytest.mark.parametrize("is_new", [True, False])
def test_what_was_typed_about_an_account_outlasts_the_session(administrator, is_new):
    person = factories.person(name="Dana Whitfield", credentials="PT")
    dana = factories.user("Editor", first_name="Dana", email="d@clinic.example")
    place = ADD if is_new else account(dana)
    typed = DANA | {"role": "Author", "also_reviews": "on", "person": person.pk}
    client, page = sent_too_late(place, typed, administrator.user)
    assert "not saved yet" in words(page)
    shown = page.context["form"]
    assert {name: str(shown[name].value()) for name in typed} == {n: str(v) for n, v in typed.items()}
    assert not Account.objects.filter(email=DANA["email"]).exists()
    assert "not saved yet" not in words(client.get(place))
    assert DANA["email"] not in words(client.get(place))


def test_who_may_not_look_after_accounts_is_not_shown_what_another_typed(author):
    _client, page = sent_too_late(ADD, DANA, author.user)
    assert page.status_code == 403
    assert DANA["email"] not in words(page)


# Its link


def used(client, link):
    choose(link)


def newer(client, link):
    client.post(account(Account.objects.get(email=DANA["email"]), "link"))


def switched_off(client, link):
    client.post(account(Account.objects.get(email=DANA["email"]), "switch_off"))
    client.post(account(Account.objects.get(email=DANA["email"]), "switch_on"))


def run_out(client, link):
    PasswordLink.objects.update(expires_at=timezone.now())


def password_set(client, link):
    user = User.objects.get(email=DANA["email"])
    user.set_password("set by a command of the server")
    user.save()


def other_email(client, link):
    save(client, User.objects.get(email=DANA["email"]), email="dana.w@clinic.example")


def deleted(client, link):
    client.post(account(Account.objects.get(email=DANA["email"]), "delete"))


@pytest.mark.parametrize("ended", [used, newer, switched_off, run_out, password_set, other_email, deleted])
def test_a_link_that_ended_sets_no_password_and_says_whom_to_ask(administrator, ended):
    link = invite(administrator)
    ended(administrator, link)
    before = list(User.objects.values_list("password"))
    for page in (Client().get(link), choose(link, WORDS * 2)):
        assert page.status_code == 410
        assert "an Administrator of the desk" in words(page)
    assert list(User.objects.values_list("password")) == before


def test_looking_at_a_link_uses_nothing_up_and_hands_it_to_nobody(administrator):
    link = invite(administrator)
    for page in (Client().get(link), Client().head(link), Client().get(link)):
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert not page.cookies
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(PasswordLink.objects.values())
    assert choose(link).status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("too short", None, "too short"),
        (WORDS, "five words in a row", "The two are not the same."),
        ("dana@clinic.example", None, "too similar"),
        ("", "", "Type the new password."),
    ],
)
def test_a_bad_password_is_refused_in_words_and_the_link_still_works(administrator, password, again, said):
    link = invite(administrator)
    page = choose(link, password, again)
    assert page.status_code == 200
    assert said in errors(page)
    assert choose(link).status_code == 200


def test_an_open_link_that_is_used_twice_at_once_sets_one_password(administrator):
    token = invite(administrator).rstrip("/").rpartition("/")[2]
    first, second = PasswordLink.objects.find(token), PasswordLink.objects.find(token)
    assert first.set_password(WORDS)
    assert not second.set_password(WORDS * 2)
    assert User.objects.get(email=DANA["email"]).check_password(WORDS)


# A forgotten password


def test_a_link_for_a_forgotten_password_comes_by_mail_and_the_answer_is_the_same_for_all(administrator):
    invitation = invite(administrator)
    mail.outbox.clear()
    answers = {
        words(Client().post(FORGOTTEN, {"email": email}))
        for email in ("DANA@clinic.example", "nobody@clinic.example", "dana@clinic.example")
    }
    assert len(answers) == 1
    (message,) = mail.outbox  # the second was asked for within five minutes
    assert message.to == ["dana@clinic.example"]
    assert Client().get(invitation).status_code == 200
    assert choose(re.search(r"\S+/welcome/\S+", message.body)[0]).status_code == 200
    assert signs_in("dana@clinic.example")
    assert Client().get(invitation).status_code == 410


@pytest.mark.parametrize("more", [{"is_active": False}, {"is_staff": False}])
def test_no_link_is_mailed_to_who_may_not_sign_in(client, more):
    factories.clinic()
    user = factories.user("Author", email="ann@clinic.example")
    User.objects.filter(pk=user.pk).update(**more)
    client.post(FORGOTTEN, {"email": "ann@clinic.example"})
    assert mail.outbox == []


def test_without_mail_the_page_says_whom_to_ask(client, no_mail):
    factories.clinic()
    factories.user("Author", email="ann@clinic.example")
    for page in (client.get(FORGOTTEN), client.post(FORGOTTEN, {"email": "ann@clinic.example"})):
        assert "Ask an Administrator" in words(page)
    assert not PasswordLink.objects.exists()
    assert FORGOTTEN in words(client.get(reverse("admin:login")))


# Signing in


def test_old_user_names_still_sign_in_and_an_e_mail_of_two_accounts_opens_neither(client):
    factories.clinic()
    factories.user("Author", username="ann", email="both@clinic.example")
    assert signs_in("ann", factories.PASSWORD)
    assert signs_in("Both@clinic.example", factories.PASSWORD)
    factories.user("Editor", username="ben", email="both@clinic.example")
    assert not signs_in("both@clinic.example", factories.PASSWORD)
    assert signs_in("ben", factories.PASSWORD)


def test_changing_the_own_password_ends_the_other_sessions(administrator):
    other = signing_in.sign_in(Client(), administrator.user)
    new = {"new_password1": WORDS, "new_password2": WORDS}
    page = administrator.post(reverse("admin:password_change"), new | {"old_password": "wrong"})
    assert "This is not your password." in errors(page)
    administrator.post(reverse("admin:password_change"), new | {"old_password": factories.PASSWORD})
    assert administrator.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


def test_who_is_switched_off_while_they_change_their_password_stays_so(author, monkeypatch):
    encode = MD5PasswordHasher.encode

    def switch_off_meanwhile(self, password, salt):
        if password == WORDS:
            User.objects.filter(pk=author.user.pk).update(is_active=False)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", switch_off_meanwhile)
    new = {"new_password1": WORDS, "new_password2": WORDS}
    author.post(reverse("admin:password_change"), new | {"old_password": factories.PASSWORD})
    author.user.refresh_from_db()
    assert (author.user.check_password(WORDS), author.user.is_active) == (True, False)


# The list and the page of an account


def test_the_list_says_who_may_do_what_and_how_it_stands(administrator):
    factories.person(name="Robin Lee", credentials="PT", user=factories.user("Editor", first_name="Robin"))
    factories.user(first_name="Nora")
    off = factories.user("Author", first_name="Joan")
    User.objects.filter(pk=off.pk).update(is_active=False)
    invite(administrator)
    PasswordLink.objects.update(expires_at=timezone.now())
    page = words(administrator.get(LIST))
    for said in (
        "Robin Lee, PT",
        "No role: can see nothing",
        "Before: Author",
        "Invited on",
        "The link ran out",
    ):
        assert said in page


def test_the_list_asks_the_database_as_often_for_many_as_for_few(administrator):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            administrator.get(LIST)
        return len(asked)

    factories.person(user=factories.user("Author"))
    few = questions()
    for _number in range(5):
        factories.person(user=factories.user("Editor"))
        Account.objects.create(username=f"x{_number}").new_link(by=None)
    assert questions() == few


SECRET_WORDS = re.compile(
    r"superuser|staff status|user_permissions|argon2|pbkdf2|md5\$|hash|LDAP|Single Sign|permission",
    re.IGNORECASE,
)


@pytest.mark.parametrize("viewer", ["administrator", "superuser"])
def test_no_page_of_accounts_speaks_of_flags_hashes_and_permissions(administrator, viewer):
    root = User.objects.create_superuser("root", password=factories.PASSWORD, first_name="Rae")
    other = factories.user("Author", first_name="Ann")
    client = administrator
    if viewer == "superuser":
        client = signing_in.sign_in(Client(), root)
    places = [LIST, ADD, reverse("admin:password_change"), reverse("admin:password_change_done")]
    places += [account(user) for user in (root, other, administrator.user)] + [account(other, "delete")]
    for place in places:
        page = client.get(place)
        assert page.status_code == 200, place
        assert not SECRET_WORDS.search(re.sub(r"<script.*?</script>", "", words(page))), place
    for gone in ("/admin/auth/group/", f"{LIST}{other.pk}/password/", f"{LIST}{other.pk}/history/"):
        assert client.get(gone).status_code == 404
    assert "/admin/auth/group/" not in words(client.get("/admin/"))


def test_name_e_mail_role_and_person_are_changed_and_written_down(administrator):
    invite(administrator, person=factories.person(name="Dana W", credentials="PT").pk)
    dana = User.objects.get(email="dana@clinic.example")
    typed = {"name": "Dana Lee", "email": "lee@clinic.example", "role": "Editor", "also_reviews": "on"}
    AuditEntry.objects.all().delete()
    save(administrator, dana, person="", **typed)
    assert role_of(dana) == "Editor, also reviews texts"
    assert log_rows() == [
        (
            "ada",
            "account",
            "Dana Lee",
            "Dana Whitfield, dana@clinic.example → Dana Lee, lee@clinic.example",
        ),
        ("ada", "permission", "Dana Lee", "Author → Editor, also reviews texts"),
        ("ada", "person", "Dana W, PT", "account: Dana Lee → none"),
    ]
    dana.refresh_from_db()
    assert dana.get_username() == "lee@clinic.example"
    save(administrator, dana)
    assert AuditEntry.objects.count() == 3


def test_a_role_is_all_that_an_account_may_do(administrator):
    user = factories.user("Editor", first_name="Ann")
    user.user_permissions.add(Permission.objects.get(codename="policy_clinic"))
    save(administrator, user, email="ann@clinic.example", role="Author")
    user = User.objects.get(pk=user.pk)
    assert user.has_perm("content.add_article")
    assert not user.has_perm("content.publish_article")
    assert not user.has_perm("content.policy_clinic")


def test_who_was_switched_off_is_out_until_they_are_switched_on(administrator, sign_in):
    ann = sign_in("Author")
    administrator.post(account(ann.user, "switch_off"))
    assert ann.get("/admin/").status_code == 302
    assert "switched off" in words(administrator.get(account(ann.user)))
    assert "Switch it on first" in words(administrator.post(account(ann.user, "link"), follow=True))
    administrator.post(account(ann.user, "switch_on"))
    assert signs_in(ann.user.username, factories.PASSWORD)
    assert [row[1] for row in log_rows()][:2] == ["switch_off", "switch_on"]


def test_of_a_deleted_account_the_name_stays_and_nothing_else(administrator, sign_in):
    ann = sign_in("Editor", first_name="Ann", last_name="Lee", email="ann@clinic.example")
    person = factories.person(user=ann.user)
    article = factories.article(owner=ann.user)
    data = filled(ann.get(address(article)), title="Written by Ann")
    ann.post(address(article), data | {"_save": "1"})
    assert "1 text they look after" in " ".join(words(administrator.get(account(ann.user, "delete"))).split())
    administrator.post(account(ann.user, "delete"))
    assert ann.get("/admin/").status_code == 302
    assert "Ann Lee" in words(administrator.get(address(article, "history")))
    for place in (LIST, address(article), address(person)):
        assert "Ann Lee" not in words(administrator.get(place))
    assert administrator.get(account(ann.user)).status_code == 404
    assert not signs_in("ann@clinic.example", factories.PASSWORD)
    assert ("ada", "delete_account", "Ann Lee", "ann@clinic.example: Editor") in log_rows()
    invite(administrator, email="ann@clinic.example")


def test_accounts_are_chosen_by_name_and_by_e_mail_where_two_have_one_name(administrator):
    for number in (1, 2):
        factories.user("Author", first_name="Sam", last_name="Ortiz", email=f"sam{number}@clinic.example")
    factories.user("Author", username="secret-user-name", first_name="Priya", last_name="Nair")
    for row in (factories.person(), factories.article()):
        page = words(administrator.get(address(row)))
        assert "Sam Ortiz (sam1@clinic.example)" in page
        assert ">Priya Nair<" in page
        assert "secret-user-name" not in page


@pytest.mark.parametrize("role", ["Author", "Reviewer", "Editor"])
def test_nobody_reads_the_user_name_of_who_has_a_name(sign_in, role):
    factories.clinic()
    user = factories.user("Editor", username="secret-user-name", first_name="Priya", last_name="Nair")
    client = sign_in(role)
    for row in (factories.person(user=user), factories.article(owner=user, live=True)):
        page = words(client.get(address(row), follow=True))
        # Who only reads a text is not told who looks after it.
        assert "Priya Nair" in page or (role == "Reviewer" and not isinstance(row, Person))
        assert "secret-user-name" not in page


# The last Administrator, superusers, and who is neither


WAYS_OUT = [
    ("change", {"name": "Ada", "email": "ada@clinic.example", "role": "Author"}),
    ("switch_off", {}),
    ("delete", {}),
]


@pytest.mark.parametrize(("page", "typed"), WAYS_OUT)
def test_the_last_administrator_stays_one(administrator, page, typed):
    invite(administrator, role="Administrator")  # who has not chosen a password yet, and perhaps never will
    factories.user("Administrator", is_active=False)
    said = words(administrator.post(account(administrator.user, page), typed, follow=True))
    assert "only Administrator who can sign in" in said or "your own account" in said
    assert Account.objects.get(pk=administrator.user.pk) in Account.objects.administrators()
    if page == "change":
        assert 'value="ada@clinic.example"' in said
        assert not User.objects.filter(email="ada@clinic.example").exists()


@pytest.mark.parametrize(("page", "typed"), WAYS_OUT)
def test_one_of_two_administrators_is_taken_out_by_the_other(administrator, page, typed):
    other = factories.user("Administrator")
    administrator.post(account(other, page), typed)
    assert Account.objects.administrators() == [administrator.user]


def test_who_takes_the_role_from_themselves_lands_where_they_may_be(administrator):
    factories.user("Administrator")
    response = save(administrator, administrator.user, name="Ada", email="ada@clinic.example", role="Author")
    assert response.headers["Location"] == "/admin/"


def test_a_superuser_is_an_administrator_that_others_cannot_touch(administrator):
    root = User.objects.create_superuser("root", "root@clinic.example", factories.PASSWORD)
    before = User.objects.filter(pk=root.pk).values().get()
    for page in ("change", "link", "switch_off", "switch_on", "delete"):
        assert administrator.post(account(root, page), DANA).status_code == 403
    assert administrator.get(account(root, "delete")).status_code == 403
    assert User.objects.filter(pk=root.pk).values().get() == before
    assert not PasswordLink.objects.exists()
    client = signing_in.sign_in(Client(), root)
    save(client, root, name="Rae")
    root.refresh_from_db()
    assert (root.first_name, root.is_superuser) == ("Rae", True)
    save(client, root, role="Editor")
    root.refresh_from_db()
    assert (role_of(root), root.is_superuser) == ("Editor", False)


@pytest.mark.parametrize("role", [None, "Author", "Reviewer", "Editor"])
def test_nobody_else_reaches_the_pages_or_makes_themselves_more(sign_in, role):
    factories.clinic()
    client, other = sign_in(role), factories.user("Author")
    before = list(User.objects.order_by("pk").values())
    for user in (client.user, other):
        for page in ("change", "link", "switch_off", "switch_on", "delete"):
            assert client.post(account(user, page), DANA | {"role": "Administrator"}).status_code == 403
    assert client.post(ADD, DANA | {"role": "Administrator"}).status_code == 403
    assert client.get(LIST).status_code == 403
    assert list(User.objects.order_by("pk").values()) == before
    assert role_of(client.user) == (role or "")


@pytest.mark.parametrize("forged", ["Superuser", "", "Writer"])
def test_a_role_that_is_none_is_refused(administrator, forged):
    Group.objects.create(name="Writer")
    assert "role" in administrator.post(ADD, DANA | {"role": forged}).context["form"].errors
    administrator.post(
        ADD, DANA | {"is_superuser": "on", "is_staff": "", "user_permissions": ["1"], "groups": "1"}
    )
    user = User.objects.get(email=DANA["email"])
    assert (user.is_superuser, user.is_staff, role_of(user)) == (False, True, "Author")


def test_a_link_works_for_seven_days(administrator):
    invite(administrator)
    link = PasswordLink.objects.get()
    assert link.expires_at - link.created_at == password_links.INVITATION
