"""Staff accounts: Administrators look after them, but cannot make themselves or others superusers."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class StaffAccountAdmin(UserAdmin):
    empty_value_display = _("none")
    list_display = ["username", "whole_name", "may_sign_in"]
    list_filter = ["is_active", "groups"]

    @admin.display(description=_("name"), ordering="last_name", empty_value="")
    def whole_name(self, user):
        return user.get_full_name()

    @admin.display(description=_("may sign in"), ordering="is_active")
    def may_sign_in(self, user):
        return _("may sign in") if user.is_active else _("switched off")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if not obj or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["username", "password"]}),
            (_("Who"), {"fields": ["first_name", "last_name", "email"]}),
            (_("What they may do"), {"fields": ["is_active", "is_staff", "groups"]}),
        ]

    def has_change_permission(self, request, obj=None):
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)


@admin.register(Group)
class StaffGroupAdmin(GroupAdmin):
    pass
