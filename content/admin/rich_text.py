"""Forms with the rich text editor: what any admin page needs that shows one."""

from csp.decorators import csp_update
from django.contrib import admin, messages
from django.forms import Script
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media

from content.admin.document.form import last_save
from content.admin.rich_text_field import RichTextFormField, notes_on
from content.fields import RichTextField

# Each module by name, those that only others import too: a browser then loads them all at once.
# The first says which editors are made later.
SCRIPTS = [
    *("folded-editors", "editor", "editor-extensions", "editor-figure", "editor-link", "editor-note"),
    *("editor-stored", "editor-toolbar", "editor-window"),
    *("paste", "paste-lists", "paste-plain", "paste-tables"),
    *("picture-files", "picture-place", "picture-window"),
]


class RichTextWidget(AdminProseEditorWidget):
    """The editor with our own scripts; they need its import map, so they go where it goes."""

    @property
    def media(self):
        return super().media + Media(js=[Script(f"js/{name}.js", type="module") for name in SCRIPTS])

    def get_config(self):
        return super().get_config() | {"js_modules": [static("js/editor-extensions.js")]}


RICH_TEXT = {RichTextField: {"form_class": RichTextFormField, "widget": RichTextWidget}}
# The one style sheet that the editor writes into the page by itself.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


class RichTextAdmin(admin.ModelAdmin):
    formfield_overrides = RICH_TEXT

    @method_decorator(csp_update({"style-src": [EDITOR_STYLE]}))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if last_save.by_script(request):
            return
        rows = [row for formset in formsets for row in formset.forms]
        for note in notes_on([form, *rows]):
            messages.warning(request, note)

    def render_change_form(self, request, context, *args, **kwargs):
        """The editor's inline import map needs the nonce of this one answer."""
        context |= {
            "has_rich_text": True,
            "may_add_pictures": request.user.has_perm("content.add_picture"),
        }
        context["media"] = Media.from_media(context["media"], nonce=request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)
