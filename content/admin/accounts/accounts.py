"""Staff accounts: Administrators look after them, but cannot make themselves or others superusers.

Every change of what an account or a group may do is written down in the log.
"""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils.translation import gettext_lazy

from content import dates
from content.models import AuditEntry

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class StaffAccountAdmin(UserAdmin):
    list_title = gettext_lazy("Accounts")
    empty_value_display = gettext_lazy("none")
    list_display = ["username", "whole_name", "may_sign_in"]
    list_filter = ["is_active", "groups"]
    readonly_fields = ["last_signed_in", "account_since"]

    @admin.display(description=gettext_lazy("last signed in"))
    def last_signed_in(self, user):
        return user.last_login and dates.in_words(user.last_login)

    @admin.display(description=gettext_lazy("account since"))
    def account_since(self, user):
        return dates.in_words(user.date_joined)

    @admin.display(description=gettext_lazy("name"), ordering="last_name", empty_value="")
    def whole_name(self, user):
        return user.get_full_name()

    @admin.display(description=gettext_lazy("may sign in"), ordering="is_active")
    def may_sign_in(self, user):
        return gettext_lazy("may sign in") if user.is_active else gettext_lazy("switched off")

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if not obj:
            return super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            *groups, _dates_to_type = super().get_fieldsets(request, obj)
            return [*groups, (gettext_lazy("Dates"), {"fields": self.readonly_fields})]
        return [
            (None, {"fields": ["username", "password"]}),
            (gettext_lazy("Who"), {"fields": ["first_name", "last_name", "email"]}),
            (gettext_lazy("What they may do"), {"fields": ["is_active", "is_staff", "groups"]}),
        ]

    def has_change_permission(self, request, obj=None):
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    @transaction.atomic
    def user_change_password(self, request, id, form_url=""):
        before = self.get_object(request, unquote(id))
        response = super().user_change_password(request, id, form_url)
        after = User.objects.filter(pk=before.pk).first()
        if after and before.password != after.password:
            detail = "" if after.has_usable_password() else "taken away"
            AuditEntry.log("password", by=request.user, subject=after.username, detail=detail)
        return response

    def save_model(self, request, obj, form, change):
        form.before = account_powers(User.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        log_powers(request.user, form.before, account_powers(User.objects.get(pk=form.instance.pk)))

    def delete_model(self, request, obj):
        log_powers(request.user, account_powers(obj), {})
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for user in queryset:
            log_powers(request.user, account_powers(user), {})
        super().delete_queryset(request, queryset)


@admin.register(Group)
class StaffGroupAdmin(GroupAdmin):
    def save_model(self, request, obj, form, change):
        form.before = group_powers(Group.objects.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        log_powers(request.user, form.before, group_powers(Group.objects.get(pk=form.instance.pk)))

    def delete_model(self, request, obj):
        log_powers(request.user, group_powers(obj), {})
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for group in queryset:
            log_powers(request.user, group_powers(group), {})
        super().delete_queryset(request, queryset)


def account_powers(user):
    """{label: value} of all that decides what an account may do, in words; permissions as a set of names."""
    return {
        "account": user.username,
        "may sign in": "yes" if user.is_active else "no",
        "staff": "yes" if user.is_staff else "no",
        "superuser": "yes" if user.is_superuser else "no",
        "groups": ", ".join(user.groups.order_by("name").values_list("name", flat=True)) or "none",
        "permissions": set(user.user_permissions.values_list("name", flat=True)),
    }


def group_powers(group):
    members = group.user_set.order_by("username").values_list("username", flat=True)
    return {
        "group": group.name,
        "members": ", ".join(members) or "none",
        "permissions": set(group.permissions.values_list("name", flat=True)),
    }


def log_powers(by, before, after):
    """Write down what changed of an account's or a group's powers, if anything did; {} if there is none."""
    kind, name = next(iter((before or after).items()))  # the first of each says what it is and its name
    lines = [f"new {kind}"] if not before else [f"{kind} deleted"] if not after else []
    for label in before | after:
        lines += _changes(label, before.get(label), after.get(label))
    if lines:
        AuditEntry.log("permission", by=by, subject=f"{kind} {name}", detail="; ".join(lines))


def _changes(label, old, new):
    """What changed of one power, a line each."""
    if old == new:
        return []
    if isinstance(old or new, set):
        old, new = old or set(), new or set()
        verbs = {"given": new - old, "taken": old - new}
        return [f"{label} {verb}: {', '.join(sorted(names))}" for verb, names in verbs.items() if names]
    if old is None or new is None:
        return [f"{label}: {old or new}"]
    return [f"{label}: {old} → {new}"]
