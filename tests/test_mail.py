"""Messages to staff: nothing that was typed becomes a header, or sends them to somebody else."""

import email
import email.policy

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from content.models import Account, SignOff
from tests.support import factories
from tests.support.admin_forms import address, errors
from tests.support.html import words

pytestmark = pytest.mark.django_db
TYPED = "Knee\r\nBcc: stranger@evil.example\r\nContent-Type: text/html\r\n\r\nBuy <b>now</b>"


def test_no_words_become_a_header_or_another_recipient(sign_in, administrator):
    author = sign_in("Author", email="author@clinic.example", first_name=TYPED[:150])
    reviewer = factories.reviewer(email="reviewer@clinic.example", last_name=TYPED[:150])
    article = factories.article(owner=author.user, slug="knee")
    type(article).objects.filter(pk=article.pk).update(title=TYPED)
    author.post(address(article, "ask"), {"of": reviewer.person.pk, "note": TYPED})
    _link, token = SignOff.create_link(article.latest_revision, recipient=TYPED, by=author.user)
    answer = {"name": TYPED, "credentials": "PT", "verdict": "changes", "note": TYPED}
    assert "Thank you" in words(Client().post(f"/sign-off/{token}/", answer))
    invited = {"name": f"Dana {TYPED}", "email": "dana@clinic.example", "role": "Author"}
    assert errors(administrator.post(reverse("admin:auth_user_add"), invited)) == ""
    to = [message.to for message in mail.outbox]
    assert to == [["reviewer@clinic.example"], ["author@clinic.example"], ["dana@clinic.example"]]
    for message in mail.outbox:
        sent = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
        assert (sent["Bcc"], sent["Cc"], [sent["To"]]) == (None, None, message.to)
        assert sent.get_content_type() == "text/plain"


@pytest.mark.parametrize("typed", ["a@evil.example\r\nBcc: b@evil.example", "a@evil.example, b@evil.example"])
def test_an_e_mail_is_one_address(administrator, typed):
    invited = {"name": "Dana", "email": typed, "role": "Author"}
    assert "Write an e-mail address" in errors(administrator.post(reverse("admin:auth_user_add"), invited))
    assert not Account.objects.filter(first_name="Dana").exists()
    Client().post(reverse("admin:forgotten"), {"email": typed})
    assert mail.outbox == []
