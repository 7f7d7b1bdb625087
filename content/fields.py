"""Model fields that keep their own promises."""

from django.urls import reverse_lazy
from django_prose_editor.fields import ProseEditorField

from content.text import richtext

# The window in which staff choose a picture is the desk's: content/text/ knows no addresses.
EDITOR_EXTENSIONS = richtext.EDITOR_EXTENSIONS | {
    "Figure": {"pickerUrl": reverse_lazy("admin:content_picture_picker")}
}


class RichTextField(ProseEditorField):
    """Rich text that is cleaned on every write: save, bulk_create, bulk_update and update.

    To migrations it is a plain TextField.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EDITOR_EXTENSIONS)
        kwargs.setdefault("sanitize", richtext.clean)
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        setattr(instance, self.attname, richtext.clean(getattr(instance, self.attname) or ""))
        return super().pre_save(instance, add)

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = richtext.clean(value)
        return super().get_db_prep_save(value, connection)
