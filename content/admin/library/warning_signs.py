"""Warning signs at the desk: staff propose, somebody else approves, and only then do patients read it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.forms import LinesField
from content.admin.library.shared_form import SharedFormAdmin
from content.models import AuditEntry, Document, WarningSign
from content.models.warning_signs import LONGEST_LINE, LONGEST_PHRASE, MOST_ACTIONS, MOST_LINES


def lines_field(name, most, longest):
    """A text box for a list of lines of the model, with its label and help."""
    field = WarningSign._meta.get_field(name)
    return LinesField(
        required=False,
        most=most,
        longest=longest,
        label=capfirst(field.verbose_name),
        help_text=field.help_text,
    )


class WarningSignForm(forms.ModelForm):
    actions = lines_field("actions", MOST_ACTIONS, LONGEST_LINE)
    words = lines_field("words", MOST_LINES, LONGEST_PHRASE)
    actions_es = lines_field("actions_es", MOST_ACTIONS, LONGEST_LINE)
    words_es = lines_field("words_es", MOST_LINES, LONGEST_PHRASE)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("words") and not cleaned.get("words_es") and not self.errors:
            self.add_error("words", _("Write at least one line: without words, no search shows this sign."))
        if cleaned.get("words_es") and not cleaned.get("sign_es"):
            self.add_error("sign_es", _("Who types these words reads Spanish: say the sign in Spanish too."))
        if cleaned.get("sign_es") and not cleaned.get("name_es"):
            self.add_error("name_es", _("Give it a name in Spanish too."))
        return cleaned


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("approved", _("Patients are shown it")), ("proposed", _("Waits for approval"))]

    def queryset(self, request, queryset):
        if self.value() in {"approved", "proposed"}:
            return getattr(queryset, self.value())()
        return queryset


@admin.register(WarningSign)
class WarningSignAdmin(SharedFormAdmin):
    form = WarningSignForm
    list_display = ["name", "urgency", "state"]
    list_filter = ["urgency", StateFilter]
    search_fields = ["name", "sign", "name_es", "sign_es"]
    list_per_page = 200
    actions = None
    change_form_template = "admin/content/warningsign/change_form.html"
    fieldsets = [
        (
            None,
            {
                "fields": ["name", "urgency", "sign", "actions", "reason", "document", "words"],
                "description": gettext_lazy(
                    "When a patient types these words into the search, a card above the results says what to "
                    "do. The checks find a text that takes the sign less seriously. A change waits until "
                    "somebody who may has approved it; until then patients are shown what was approved last."
                ),
            },
        ),
        (
            gettext_lazy("In Spanish"),
            {"fields": ["name_es", "sign_es", "actions_es", "reason_es", "words_es"]},
        ),
    ]

    @admin.display(description=gettext_lazy("state"))
    def state(self, sign):
        if sign.is_approved:
            return _("Patients are shown it")
        return _("Change waits for approval") if sign.replaces_id else _("Waits for approval")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "document":
            kwargs["queryset"] = Document.objects.live().order_by("title")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self):
        approve = self.admin_site.admin_view(self.approve_view)
        return [
            path("<int:pk>/approve/", approve, name="content_warningsign_approve"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """A sign whose change waits is edited there: two changes at once would lose one.

        What is sent from a form that was opened before is put together with that change.
        """
        waiting = WarningSign.objects.filter(replaces=object_id).first() if object_id.isdecimal() else None
        if waiting and request.method == "POST":
            object_id = str(waiting.pk)
        elif waiting and self.has_change_permission(request):
            messages.info(request, _("A change of this sign waits for approval: this is it."))
            return redirect("admin:content_warningsign_change", waiting.pk)
        sign = WarningSign.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        context = {
            "sign": sign,
            "may_approve": bool(sign and not sign.approved_by and sign.may_be_approved_by(request.user)),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def save_model(self, request, obj, form, change):
        if change and not form.changed_data:
            return
        obj.propose(by=request.user)
        messages.warning(
            request,
            _("“%s” waits for approval. Until then patients are shown what was approved before.") % obj,
        )

    def delete_model(self, request, obj):
        if obj.is_approved:
            AuditEntry.log(AuditEntry.Action.DELETE_SIGN, by=request.user, subject=obj.name)
        super().delete_model(request, obj)

    def has_delete_permission(self, request, obj=None):
        """What was only proposed may go; what patients are shown goes by the hand of who may approve."""
        if obj and obj.is_approved and not request.user.has_perm("content.approve_warningsign"):
            return False
        return super().has_delete_permission(request, obj)

    def approve_view(self, request, pk):
        """What would change, and the button that makes it so."""
        sign = get_object_or_404(WarningSign.objects.select_related("replaces"), pk=pk)
        if not request.user.has_perm("content.approve_warningsign"):
            raise PermissionDenied
        if sign.approved_by:
            return redirect("admin:content_warningsign_change", sign.pk)
        may = sign.may_be_approved_by(request.user)
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            row = sign.approve(by=request.user)
            messages.success(request, _("“%s” is approved. Patients are shown it from now on.") % row)
            return HttpResponseRedirect(reverse("admin:content_warningsign_changelist"))
        title = _("Approve “%s”?") % sign
        context = {**self.admin_site.each_context(request), "title": title, "sign": sign, "may_approve": may}
        return render(request, "admin/content/warningsign/approve.html", context)
