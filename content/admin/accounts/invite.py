"""Inviting a colleague: an account, and the link with which they choose their own password."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.admin.accounts import late_forms
from content.admin.accounts.account_form import AccountForm
from content.admin.accounts.account_pages import StaffPage
from content.models import Account


class InvitePage(StaffPage):
    def get(self, request):
        return self.ask(AccountForm(initial=late_forms.take_kept(request)))

    def post(self, request):
        form = AccountForm(request.POST)
        if not form.is_valid():
            return self.ask(form)
        try:
            account, token = Account.invite(**form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.ask(form)
        return self.show_link(account, token, is_invitation=True)

    def ask(self, form):
        return self.render("admin/accounts/invite.html", title=_("Invite a colleague"), form=form)
