"""Staff and what they type: sign-ins, two editors, ended sessions, letters, links for reviewers."""

import re
import socket

from bench.faults.processes import counts
from bench.faults.registry import fault
from bench.faults.site import PASSWORD, peak
from bench.faults.visitor import TOKEN, at_once
from tests.support.gunicorn import free_port


@fault("less than 150 MB more, each is answered without 500, pages go on meanwhile")
def twenty_sign_ins_at_once(check, place):
    with place.site() as site:
        with peak(site) as grown:
            answers = at_once(
                20, lambda number: site.visitor(timeout=60).sign_in("author", f"wrong {number}")
            )
            page = site.visitor().get("/")
        check(grown() < 150, f"{grown():+.0f} MB")
        check(set(counts(answers)) <= {200, 429, 503}, f"{counts(answers)}")
        check(page.status == 200 and page.seconds < 1, f"page {page.status} in {page.seconds:.2f} s")


@fault("every text that was accepted is in a revision, the others are told of the conflict")
def two_editors(check, place):
    """Both change the same words, again and again."""
    rounds = 12
    with place.site() as site:
        form = site.form()

        def write(number):
            editor, accepted, others = site.visitor("Editor"), [], []
            for turn in range(rounds):
                summary = f"Editor {number} writes this for the time {turn}."
                answer = editor.fill_in(form, {"summary": summary, "_save": "1"})
                (accepted if answer.status == 302 else others).append((summary, answer))
            return accepted, others

        (first, refused), (second, refused_too) = at_once(2, write)
        accepted = [summary for summary, _answer in first + second]
        key = form.split("/")[4]
        frozen = " ".join(
            str(row[0])
            for row in site.rows("SELECT content FROM content_revision WHERE document_id = ?", key)
        )
        lost = [summary for summary in accepted if summary not in frozen]
        told = [
            answer
            for summary, answer in refused + refused_too
            if answer.status == 200 and summary in answer.text
        ]
        conflicts = len(refused + refused_too)
        check(accepted and not lost, f"{len(accepted)} accepted, {len(lost)} of them lost")
        check(len(told) == conflicts, f"{conflicts} refused, {len(told)} with their text and 200")


@fault("a sign-in page that carries the text; after the sign-in the form has it")
def session_ended_while_typing(check, place):
    with place.site() as site:
        author, form = site.visitor("Author"), site.form()
        typed = author.get(form).fields | {"summary": "Typed for an hour.", "_save": "1"}
        site.rows("DELETE FROM django_session")
        page = author.post(form, typed)
        check(
            "Typed for an hour." in page.text,
            f"{page.status}, carries the text: {'Typed for an hour.' in page.text}",
        )
        carried = dict(re.findall(r'name="(typed-[^"]+)"[^>]* value="([^"]*)"', page.text))
        sent = carried | {
            "username": "author",
            "password": PASSWORD,
            "next": form,
            "csrfmiddlewaretoken": TOKEN.search(page.text)[1],
        }
        answer = author.post("/admin/login/", sent)
        check(answer.status == 302, f"sign-in {answer.status}")
        back = author.get(answer.headers.get("Location", "/"))
        check("Typed for an hour." in back.text, f"then {back.status} with the text")


@fault("one article, one revision for one save, one edition")
def double_click(check, place):
    with place.site() as site:
        editor, add = site.visitor("Editor"), "/admin/content/article/add/"
        typed = editor.get(add).fields | {
            "title": "Clicked twice",
            "summary": "Once is enough.",
            "_save": "1",
        }
        answers = at_once(2, lambda _number: editor.post(add, typed))
        rows = site.rows("SELECT count(*) FROM content_document WHERE title = 'Clicked twice'")
        check(rows == [(1,)], f"new: {counts(answers)}, {rows[0][0]} articles")
        form = site.form()
        key = form.split("/")[4]
        numbers = "SELECT count(*) FROM content_revision WHERE document_id = ?"
        editions = "SELECT count(*) FROM content_edition WHERE document_id = ? AND live_until IS NULL"
        [(before,)] = site.rows(numbers, key)
        typed = editor.get(form).fields | {"summary": "Saved with a double click.", "_save": "1"}
        answers = at_once(2, lambda _number: editor.post(form, typed))
        [(after,)] = site.rows(numbers, key)
        check(after == before + 1, f"save: {counts(answers)}, {after - before} revisions")
        page = form.replace("/change/", "/publish/")
        token = editor.token(page) | {"reason": "A patient waits."}
        answers = at_once(2, lambda _number: editor.post(page, token))
        check(site.rows(editions, key) == [(1,)], f"publish: {counts(answers)}, one live edition")


REVIEWER = """
from django.contrib.auth.models import Group, User
from content.models import Person
account = User.objects.create_user("reviewer", "reviewer@clinic.example", is_staff=True)
account.groups.add(Group.objects.get(name="Reviewer"))
Person.objects.create(name="Riley Sample", slug="riley", credentials="PT", user=account)
"""


def ask_for_a_review(site):
    """(the answer to the button, how many requests are stored, what the next page says)"""
    editor, form = site.visitor("Editor"), site.form()
    ask = form.replace("/change/", "/ask/")
    site.python(REVIEWER)
    answer = editor.post(ask, editor.token(ask) | {"of": "", "note": ""})
    stored = site.rows("SELECT count(*) FROM content_reviewrequest WHERE asked_by_id IS NOT NULL")[0][0]
    said = re.findall(r'<li class="(?:warning|success|error)">(.*?)</li>', editor.get(form).text, re.DOTALL)
    return answer, stored, re.sub(r"<[^>]+>|\s+", " ", " ".join(said)).strip()


@fault("done within 5 s, stored, and whoever pressed the button is told that no message went out")
def mail_server_down_or_hanging(check, place):
    with socket.create_server(("127.0.0.1", 0), backlog=20) as silent:
        for name, port in {"down": free_port(), "hanging": silent.getsockname()[1]}.items():
            with place.site(EMAIL_URL=f"smtp://127.0.0.1:{port}") as site:
                answer, stored, said = ask_for_a_review(site)
                check(
                    answer.status == 302 and answer.seconds < 6,
                    f"{name}: {answer.status} in {answer.seconds:.1f} s",
                )
                check(stored == 1, f"{stored} stored")
                check("message" in said, f"told: {said[:120]}")
                check("were not sent" in site.server.written(), "in the log")


LINK = """
from django.contrib.auth.models import User
from content.models import Document, SignOff
editor = User.objects.get(username="editor")
revision = Document.objects.filter(kind="article").first().latest_revision
print(SignOff.create_link(revision, recipient="Dr. Lee", by=editor)[1])
"""


@fault("the link takes 5 comments and no more, and writes one letter")
def comments_over_a_link(check, place):
    letters = place.folder / "letters"
    letters.mkdir()
    with place.site(EMAIL_URL=f"filemail:///{letters}") as site:
        address, visitor = f"/sign-off/{site.python(LINK).split()[-1]}/", site.visitor()
        signed = {"name": "Kim Lee", "credentials": "MD", "verdict": "comment"}
        answers = [visitor.post(address, signed | {"note": f"Note {number}"}) for number in range(12)]
        [(stored,)] = site.rows("SELECT count(*) FROM content_review WHERE note LIKE 'Note %'")
        check(stored == 5, f"12 sent: {counts(answers)}, {stored} stored")
        sent = sum(file.read_text().count("\nTo: ") for file in letters.iterdir())
        check(sent == 1, f"{sent} letters")
