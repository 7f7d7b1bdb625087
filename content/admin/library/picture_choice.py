"""The field that asks for a picture, the same in every form: what is shown, another one, none."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy

from content.admin.forms import row_number
from content.admin.library.pictures import library_says
from content.models import Picture


class PictureChoice(forms.Widget):
    """Without its script, a list of the picture there is and none."""

    template_name = "admin/library/picture_choice.html"

    class Media:
        js = [forms.Script("js/picture-choice.js", type="module")]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        number = row_number(str(value or ""))
        picture = Picture.objects.filter(pk=number).first() if number else None
        context |= {
            "picture": picture,
            "says": library_says(picture) if picture else "",
            "library": reverse("admin:content_picture_changelist"),
            "picker": reverse("admin:content_picture_picker"),
        }
        return context


def options(db_field):
    """What `formfield_for_foreignkey` hands on for a field that asks for a picture."""
    if db_field.remote_field.model is not Picture:
        return {}
    gone = gettext_lazy("This picture is not in the library any more. Choose another one.")
    return {"widget": PictureChoice, "error_messages": {"invalid_choice": gone}}
