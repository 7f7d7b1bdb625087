"""Filling in the forms of the admin and pressing their buttons, as a browser would."""

import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.models import Document
from tests.support.html import FormFields, words

NEXT_YEAR = timezone.now().year + 1


def address(row, name="change"):
    return reverse(f"admin:content_{row._meta.model_name}_{name}", args=[row.pk])


def account(user, name="change"):
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


def filled(page, **typed):
    """What a browser sends from the form on this page: every box as it stands, then what is typed."""
    return FormFields(words(page)).values | typed


def row_added(data, part, **boxes):
    """The same data with one more row filled in below the others, as the button for a new row does."""
    number = int(data[f"{part}-TOTAL_FORMS"])
    new = {f"{part}-{number}-{name}": value for name, value in boxes.items()}
    return data | new | {f"{part}-TOTAL_FORMS": number + 1}


def press(client, document, button="_save", *, follow=False, **typed):
    """Open the document's form, type and press a button; `follow` to read the page it leads to."""
    data = filled(client.get(address(document)), **typed, **{button: "1"})
    return client.post(address(document), data, follow=follow)


def read(document):
    """(status, page) as a patient gets it."""
    response = Client().get(Document.objects.get(pk=document.pk).get_absolute_url())
    return response.status_code, words(response)


def errors(page):
    """All that the page says is wrong, as one text."""
    return " ".join(re.findall(r'<ul class="errorlist[^"]*"[^>]*>(.*?)</ul>', words(page), re.DOTALL))
