"""Rows that staff put in an order: in a form, where they belong to one thing, and in lists of their own."""

from django import forms
from django.contrib import admin
from django.db.models import Max
from django.utils.translation import gettext as _

LAST = 32767  # place of a row that was given none


class OrderedRow(forms.ModelForm):
    """A row of a form, with a box for its place that a script fills in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            self.fields["order"].required = False

    def has_changed(self):
        """A new row with nothing but its place was left blank."""
        is_blank = self.instance.pk is None and self.changed_data == ["order"]
        return super().has_changed() and not is_blank

    def clean_order(self):
        """A row without a place comes last."""
        typed = self.cleaned_data["order"]
        return LAST if typed is None else typed

    @property
    def wanted_place(self):
        """Of two rows at one place the one that moved up to it comes first, the one that moved down last."""
        order, before = self.instance.order, self.initial.get("order")
        if "order" not in self.changed_data or before is None:
            return order, 0
        return order, -1 if order < before else 1


class OrderedRows(forms.BaseInlineFormSet):
    def save(self, commit=True):
        """The rows are numbered from 1, so that a number typed by hand is a place too."""
        saved = super().save(commit)
        gone = {form.instance.pk for form in self.deleted_forms}
        kept = [form for form in self.forms if form.instance.pk and form.instance.pk not in gone]
        if commit and kept and "order" in kept[0].fields:
            for place, form in enumerate(sorted(kept, key=lambda form: form.wanted_place), start=1):
                if form.instance.order != place:
                    form.instance.order = place
                    form.instance.save(update_fields=["order"])
        return saved


class PlaceForm(forms.ModelForm):
    """The box in a list that says in which place a row stands."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["order"].widget.attrs["aria-label"] = _("Place of “%s”") % str(self.instance)


class OrderedListAdmin(admin.ModelAdmin):
    """A list in the order that patients see; rows are moved within those that agree in `ordered_within`."""

    list_editable = ["order"]
    sortable_by = ()
    list_per_page = 200
    ordered_within = ""

    class Media:
        js = [forms.Script(f"js/{name}.js", type="module") for name in ("order", "drag", "leave")]

    def get_changelist_form(self, request, **kwargs):
        return PlaceForm

    def save_model(self, request, obj, form, change):
        """A new row comes last; where it belongs is said in the list."""
        if not change:
            last = self.model.objects.aggregate(last=Max("order"))["last"] or 0
            obj.order = min(last + 1, LAST)
        super().save_model(request, obj, form, change)
