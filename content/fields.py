"""Model fields that keep their own promises."""

import re
from urllib.parse import unquote, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django_prose_editor.fields import ProseEditorField

from content.pictures.drawings import drawings
from content.text import doses, richtext


class RichTextField(ProseEditorField):
    """Rich text that is cleaned on every write: save, bulk_create, bulk_update and update.

    To migrations it is a plain TextField.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", richtext.EDITOR_EXTENSIONS)
        kwargs.setdefault("sanitize", richtext.clean)
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        setattr(instance, self.attname, richtext.clean(getattr(instance, self.attname) or ""))
        return super().pre_save(instance, add)

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = richtext.clean(value)
        return super().get_db_prep_save(value, connection)


# A name with a dot: no number of a machine, and none of the names that only mean something inside a network.
_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
_OF_A_NETWORK = ("localhost", "local", "internal", "lan", "home", "corp", "arpa")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>\"\x00-\x20\x7f]+")
_BEFORE_A_DOI = re.compile(r"\s*(?:https?://(?:dx\.)?doi\.org/|doi:)\s*(?=10\.)", re.IGNORECASE)


def web_address(value):
    """Refuse what is no public address of the web with https. Raises ValidationError."""
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:  # an address that no browser understands
        host = ""
    if host and parts.scheme == "http":
        raise ValidationError(_("This address starts with http://. Write https:// and try if it opens."))
    if host and "@" in parts.netloc:
        raise ValidationError(_("Leave out the name in front of the @: the address starts with the site."))
    is_public = _HOST.fullmatch(host) and host.rpartition(".")[2].lower() not in _OF_A_NETWORK
    if not is_public or parts.scheme != "https" or re.search(r"[\s\\\x00-\x1f\x7f-\x9f]", value):
        raise ValidationError(
            _("Write the whole address of a page on the web: https://example.org/page/"), code="invalid"
        )


def whole_doi(value):
    """Raises ValidationError."""
    if not _DOI.fullmatch(value):
        raise ValidationError(_("Write the DOI alone, without blanks and quotes: 10.2519/jospt.2017.7096"))


def _check_typed(check, field, value, instance):
    """Refuse what is typed now; what is stored already may stay, so that its form can be saved."""
    try:
        check(value)
    except ValidationError:
        stored = type(instance)._base_manager.filter(pk=instance.pk)
        if not stored.filter(**{field.attname: value}).exists():
            raise


class WebAddressField(models.URLField):
    """A public address of the web, with https. To migrations it is a plain URLField."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def clean(self, value, model_instance):
        value = super().clean(value, model_instance)
        if value:
            _check_typed(web_address, self, value, model_instance)
        return value


class DOIField(models.CharField):
    """A DOI, stored without the https://doi.org/ in front of it. To migrations it is a plain CharField."""

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def clean(self, value, model_instance):
        value = super().clean(_without_what_leads_to_it(value or ""), model_instance)
        if value:
            _check_typed(whole_doi, self, value, model_instance)
        return value


def _without_what_leads_to_it(doi):
    before = _BEFORE_A_DOI.match(doi)
    if not before:
        return doi
    doi = doi[before.end() :].strip()
    return unquote(doi) if "//" in before[0] else doi


class AddressFormField(forms.SlugField):
    def to_python(self, value):
        return super().to_python(value).lower()


class AddressField(models.SlugField):
    """The last part of the address of a page: stored in small letters, however it is typed.

    What is asked for is compared as it is: other letters are led on to the page. To migrations it is a plain
    SlugField.
    """

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.SlugField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": AddressFormField} | kwargs)

    def clean(self, value, model_instance):
        return super().clean(value, model_instance).lower()

    def pre_save(self, instance, add):
        setattr(instance, self.attname, getattr(instance, self.attname).lower())
        return super().pre_save(instance, add)


class DoseField(models.JSONField):
    """How often an exercise is done, a `doses.Dose`. To migrations it is a plain JSONField."""

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if problems := list(doses.problems(value)):
            raise ValidationError(problems)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class DrawingField(models.CharField):
    """The name of one of the site's own drawings. To migrations it is a plain CharField."""

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if value and value not in drawings():
            raise ValidationError(_("There is no drawing with this name. Choose one of the list."))

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
