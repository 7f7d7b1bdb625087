"""Accounts to choose from: by name, and by e-mail too where two have the same name."""

from django import forms
from django.utils.translation import gettext as _

from content.models import Account
from content.models.audit import name_told_apart


class AccountChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, account):
        name = name_told_apart(account)
        return name if account.may_sign_in else _("%s, switched off") % name


def account_choice():
    """What makes a field of the admin a choice of accounts."""
    return {"form_class": AccountChoiceField, "queryset": Account.objects.listed().by_name().with_namesakes()}
