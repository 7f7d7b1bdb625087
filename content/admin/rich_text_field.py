"""The form field of rich text: shows what is stored, takes what was typed, and says what it does not keep."""

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_prose_editor.fields import ProseEditorFormField

from content import links
from content.admin import typed_links
from content.models import Picture
from content.pictures import renditions
from content.text import richtext
from content.text.taken_out import taken_out

MOST_CHARACTERS = 200_000  # of one text, its formatting included: some sixty pages


class RichTextFormField(ProseEditorFormField):
    """Shows links by address and pictures with their file; gives back what is stored."""

    def prepare_value(self, value):
        text = links.by_address(richtext.clean(value or ""))
        pictures = Picture.objects.in_bulk(richtext.picture_ids(text))

        def with_file(image):
            picture = pictures.get(int(image["data-file"]))
            return {"src": picture.fallback, **image} if picture else image

        return richtext.map_images(text, with_file)

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != richtext.clean(initial or "")
        except ValidationError as error:
            return bool(initial) or getattr(error, "code", "") != "required"

    def clean(self, value):
        value = super().clean(value)
        self._refuse_too_long(value)
        text = self.as_stored(value)
        self._refuse_too_long(text)
        pictures = Picture.objects.in_bulk(richtext.picture_ids(text))

        def described(image):
            picture = pictures.get(int(image["data-file"]))
            # Where nothing was typed, what the library says about the picture is taken.
            return image | {"alt": image.get("alt") or picture.alt} if picture else {}

        text = richtext.clean(richtext.map_images(text, described))
        problems = [
            gettext_lazy("Picture “%(picture)s”: %(problem)s")
            % {"picture": pictures[number], "problem": problem}
            for number, alt, caption in richtext.figures(text)
            if (problem := renditions.alt_problem(alt, caption))
        ]
        if problems:
            raise ValidationError(problems)
        if self.required and not text:  # what was typed shows nothing
            raise ValidationError(self.error_messages["required"], code="required")
        return text

    def as_stored(self, value):
        """What was typed, clean and with links by id, whatever may be wrong with it."""
        return links.by_id(richtext.clean(typed_links.with_addresses(value)))

    def _refuse_too_long(self, text):
        if len(text) > MOST_CHARACTERS:
            raise ValidationError(
                _(
                    "This text has %(count)s characters with its formatting; up to %(most)s can be saved. "
                    "Nothing is lost, it is all still here: make two texts of it, or shorten it."
                ),
                params={
                    "count": number_format(len(text), force_grouping=True),
                    "most": number_format(MOST_CHARACTERS, force_grouping=True),
                },
            )

    def taken_out(self, value):
        """Sentences about what `clean` does not keep of a typed text."""
        ids = set(richtext.picture_ids(richtext.clean(value)))
        gone = ids - set(Picture.objects.in_bulk(ids))
        return list(taken_out(value, address_of=typed_links.address_of, gone=gone))


def rich_texts(forms):
    """(form, name, field, text as it was typed) of every rich text in forms that were saved."""
    for form in forms:
        for name, field in form.fields.items():
            is_taken = name in form.cleaned_data and not form.cleaned_data.get("DELETE")
            if is_taken and isinstance(field, RichTextFormField):
                yield form, name, field, form[name].data or ""


def notes_on(forms):
    """What the rich texts of these forms do not keep, as sentences that name their box."""
    return [
        _("%(box)s: %(note)s") % {"box": form[name].label, "note": note}
        for form, name, field, typed in rich_texts(forms)
        for note in field.taken_out(typed)
    ]
