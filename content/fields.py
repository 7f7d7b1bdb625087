"""Model fields that keep their own promises."""

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
