"""The pages about one account: what it is and may do, a new link, switching off and on, deleting."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from content import mail
from content.admin.accounts import late_forms
from content.admin.accounts.account_form import AccountForm
from content.models import Account, Document, PasswordLink
from content.models.accounts.second_factor import is_required_of, tell_owner
from content.models.audit import name_of


def check_may_look_after_accounts(user):
    if not user.has_perm("auth.change_user"):
        raise PermissionDenied


class StaffPage(View):
    """A page for those who look after accounts, made anew for each request."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request, **kwargs):
        check_may_look_after_accounts(request.user)
        return super().dispatch(request)

    def render(self, template, **context):
        context = {**admin.site.each_context(self.request), **context}
        return render(self.request, template, context)

    def show_link(self, account, token, *, is_invitation):
        """The one page that shows the link: it is stored nowhere, so it is the answer and not led to."""
        request = self.request
        address = request.build_absolute_uri(reverse("admin:choose_password", args=[token]))
        link = PasswordLink.objects.get(user=account.pk, is_mailed=False)
        context = {"account": account, "address": address, "link": link, "is_invitation": is_invitation}
        subject = _("Your account at %s") % request.clinic.name
        context["was_mailed"] = mail.is_set_up() and mail.send_to_staff(
            [account], subject, "admin/mail/password_link.txt", clinic=request.clinic, **context
        )
        return self.render("admin/accounts/new_link.html", title=_("The link is ready"), **context)


class AccountPage(StaffPage):
    @cached_property
    def account(self):
        accounts = (
            Account.objects.listed().select_related("person", "second_factor").prefetch_related("groups")
        )
        return get_object_or_404(accounts, pk=self.kwargs["pk"])

    @property
    def is_own(self):
        return self.account.pk == self.request.user.pk

    def dispatch(self, request, **kwargs):
        check_may_look_after_accounts(request.user)
        if request.method == "POST" and not self.may_change():
            raise PermissionDenied
        return super().dispatch(request)

    def get(self, request):
        """Where there is only a button to press, the page of the account that has it."""
        return self.redirect()

    def may_change(self):
        """Whoever set the site up on its server is above Administrators."""
        return self.request.user.is_superuser or not self.account.is_superuser

    def render(self, template, **context):
        context |= {"account": self.account, "is_own": self.is_own, "may_change": self.may_change()}
        return super().render(template, **context)

    def redirect(self, name="change"):
        args = [] if name == "changelist" else [self.account.pk]
        return HttpResponseRedirect(reverse(f"admin:auth_user_{name}", args=args))


class ChangePage(AccountPage):
    def get(self, request):
        return self.ask(AccountForm(account=self.account, initial=late_forms.take_kept(request)))

    def post(self, request):
        form = AccountForm(request.POST, account=self.account)
        if not form.is_valid():
            return self.ask(form)
        try:
            self.save(**form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            del self.account  # half changed
            return self.ask(form)
        messages.success(request, _("Saved."))
        may_stay = not self.is_own or Account.objects.get(pk=self.account.pk).has_perm("auth.change_user")
        return self.redirect("changelist") if may_stay else HttpResponseRedirect(reverse("admin:index"))

    @transaction.atomic
    def save(self, *, name, email, role, also_reviews, person):
        account, by = self.account, self.request.user
        account.set_name_and_email(name, email, by=by)
        if (role, also_reviews) != (account.role, account.also_reviews):
            account.give_role(role, also_reviews=also_reviews, by=by)
        account.set_person(person, by=by)

    def ask(self, form):
        link = PasswordLink.objects.filter(user=self.account.pk, is_mailed=False).first()
        title = _("Account of %s") % self.account
        context = {"form": form, "link": link, "needs_second_factor": is_required_of(self.account)}
        return self.render("admin/accounts/account.html", title=title, **context)


class NewLinkPage(AccountPage):
    """A link to choose a password: for who forgot theirs, or let the first one run out."""

    def post(self, request):
        if not self.account.may_sign_in:
            messages.error(request, _("This account is switched off. Switch it on first."))
            return self.redirect()
        token = self.account.new_link(by=request.user)
        return self.show_link(self.account, token, is_invitation=not self.account.has_usable_password())


class ForgetSecondFactorPage(AccountPage):
    """For who lost their phone and their recovery codes; never one's own, or the code would prove nothing."""

    def post(self, request):
        if self.is_own:
            messages.error(request, _("This is your own account. Another Administrator can do this."))
        elif self.account.forget_second_factor(by=request.user):
            tell_owner(self.account, request.clinic, by=name_of(request.user))
            messages.success(request, _("%s sets up a new sign-in code after the password.") % self.account)
        return self.redirect()


class SwitchOffPage(AccountPage):
    def post(self, request):
        try:
            if self.is_own:
                raise ValidationError(_("This is your own account. Another Administrator can switch it off."))
            self.account.switch_off(by=request.user)
        except ValidationError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("%s can no longer sign in.") % self.account)
        return self.redirect()


class SwitchOnPage(AccountPage):
    def post(self, request):
        self.account.switch_on(by=request.user)
        messages.success(request, _("%s can sign in again.") % self.account)
        return self.redirect()


class SignOutPage(AccountPage):
    """Ends every session of the account; one's own are ended one by one, on a page of their own."""

    def post(self, request):
        if self.is_own:
            return HttpResponseRedirect(reverse("admin:own_sessions"))
        if self.account.sign_out(by=request.user):
            messages.success(request, _("%s is signed out everywhere.") % self.account)
        else:
            messages.info(request, _("%s was signed in nowhere.") % self.account)
        return self.redirect()


class DeletePage(AccountPage):
    def may_change(self):
        return super().may_change() and self.request.user.has_perm("auth.delete_user")

    def get(self, request):
        if not self.may_change():
            raise PermissionDenied
        return self.ask()

    def post(self, request):
        try:
            if self.is_own:
                raise ValidationError(_("This is your own account. Another Administrator can delete it."))
            name = str(self.account)
            self.account.delete_but_name(by=request.user)
        except ValidationError as error:
            return self.ask(error.message)
        messages.success(request, _("The account of %s is deleted.") % name)
        return self.redirect("changelist")

    def ask(self, error=""):
        owned = Document.objects.not_trashed().filter(owner=self.account.pk).count()
        title = _("Delete the account of %s?") % self.account
        return self.render("admin/accounts/delete.html", title=title, error=error, owned=owned)
