"""People in the admin."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.accounts.account_choice import account_choice
from content.admin.library import addresses, deletion, picture_choice
from content.admin.library.shared_form import SharedFormAdmin
from content.admin.order import OrderedListAdmin
from content.admin.rich_text import RichTextAdmin
from content.models import Person
from content.models.audit import name_told_apart


@admin.register(Person)
class PersonAdmin(SharedFormAdmin, OrderedListAdmin, RichTextAdmin):
    actions = None  # each is deleted on a page of its own, which asks what patients get at its address
    list_display = ["full_name", "role", "on_the_site", "order"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["account_name"]

    def get_fields(self, request, obj=None):
        """Who signs in as whom decides who may review: only who looks after accounts says it."""
        account = "user" if request.user.has_perm("auth.change_user") else "account_name"
        return ["name", "credentials", "role", "topics", "bio", "photo", "slug", "shown", account]

    @admin.display(description=gettext_lazy("account"), empty_value=gettext_lazy("none"))
    def account_name(self, person):
        return name_told_apart(person.user) or None

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs |= account_choice()
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs | picture_choice.options(db_field)
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "user":
            field.widget = field.widget.widget  # an account is not made or changed in a small window
        return field

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        before = User.objects.filter(person=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        addresses.tell_changed(request, obj, form, "person")
        if "user" in form.changed_data:
            obj.log_account(before, obj.user, by=request.user)

    @admin.display(description=gettext_lazy("name"), ordering="name")
    def full_name(self, person):
        return person.full_name

    @admin.display(description=gettext_lazy("on the site"), ordering="shown")
    def on_the_site(self, person):
        return _("has a page") if person.shown else _("not shown")

    def delete_view(self, request, object_id, extra_context=None):
        return deletion.delete_page(self, request, object_id)
