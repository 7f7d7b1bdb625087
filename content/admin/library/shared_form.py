"""Forms of the library that two people may have open: what both send is put together."""

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from content.admin.document.form.conflicts import PutTogether
from content.admin.document.form.merging import FormMerge, OpenedForm
from content.admin.forms import row_number
from content.admin.unsaved import deleted_meanwhile


class SharedFormAdmin(admin.ModelAdmin):
    """As the form of a text does it; here a hidden box holds all that was shown when the form was opened."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        view = super().changeform_view
        if request.method != "POST" or not object_id:
            return view(request, object_id, form_url, extra_context)
        object_id = unquote(object_id)
        with transaction.atomic():
            # What is sent meets a row that nobody changes meanwhile: it is locked before it is read.
            self.model.objects.select_for_update().filter(pk=row_number(object_id)).first()
            row = self.get_object(request, object_id)
            if not row:
                page = deleted_meanwhile.page(self, request)
            elif "opened" in request.POST and self.has_change_permission(request, row):
                page = self._put_together(request, row)
            else:
                page = None
            return page or view(request, object_id, form_url, extra_context)

    def _put_together(self, request, row):
        """The page that asks what stays; or None, and `request.POST` says what both typed."""
        form = self.get_form(request, row, change=True)(request.POST, instance=row)
        formsets = [
            form_set(**self.get_formset_kwargs(request, row, inline, form_set.get_default_prefix()))
            for form_set, inline in self.get_formsets_with_inlines(request, row)
        ]
        opened = request.POST["opened"]
        if opened == OpenedForm.write(form, formsets):
            return None
        form_merge = FormMerge(request.POST, form, formsets, OpenedForm(opened))
        entry = self._last_entry(row)
        people, saved_at = ([entry.user], entry.action_time) if entry else ([], timezone.now())
        together = PutTogether(request, form_merge, people, saved_at)
        if together.is_asked:
            return together.page(self, row)
        request.POST = form_merge.posted
        if together.message:
            messages.info(request, together.message)
        return None

    def _last_entry(self, row):
        kind = ContentType.objects.get_for_model(row, for_concrete_model=False)
        entries = LogEntry.objects.filter(content_type=kind, object_id=str(row.pk))
        return entries.select_related("user").order_by("-action_time").first()

    def render_change_form(self, request, context, *args, **kwargs):
        if context.get("original"):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["opened"] = OpenedForm.write(context["adminform"].form, formsets)
        return super().render_change_form(request, context, *args, **kwargs)
