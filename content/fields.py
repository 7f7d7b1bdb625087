"""Model fields that keep their own promises."""

from django import forms
from django.db import models
from django_prose_editor.fields import ProseEditorField

from content.text import richtext


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
