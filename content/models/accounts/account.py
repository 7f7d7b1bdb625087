"""Staff accounts: what they may do, how one is made, switched off and deleted.

The role of an account is its group; the groups are made by a migration and are the same everywhere.
"""

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from content.models.accounts.password_links import PasswordLink
from content.models.accounts.second_factor import SecondFactor
from content.models.accounts.sessions import end_sessions_of
from content.models.audit import AuditEntry, name_of, name_told_apart
from content.models.autosaves import Autosave
from content.models.people import Person
from content.models.publishing.document import Document
from content.models.publishing.reviews import reviewing_as

DELETED = "deleted-"  # what the user name of a deleted account begins with


class Role(models.TextChoices):
    """What an account may do; the value is the name of its group."""

    AUTHOR = "Author", _("Author")
    REVIEWER = "Reviewer", _("Reviewer")
    EDITOR = "Editor", _("Editor")
    ADMINISTRATOR = "Administrator", _("Administrator")


# Each may do all that those behind it may, but for the reviews, which a clinician of any role may give.
HIGHEST_FIRST = (Role.ADMINISTRATOR, Role.EDITOR, Role.AUTHOR, Role.REVIEWER)


class AccountQuerySet(models.QuerySet):
    def listed(self):
        """All but the deleted ones, of which only the name is left."""
        return self.exclude(username__startswith=DELETED, is_active=False, email="")

    def by_name(self, *first):
        return self.order_by(*first, Lower("first_name"), Lower("last_name"), Lower("username"))

    def with_namesakes(self):
        """Each with `has_namesake`, so that `name_told_apart` need not ask for every one."""
        others = User.objects.filter(
            first_name=models.OuterRef("first_name"), last_name=models.OuterRef("last_name")
        )
        return self.annotate(has_namesake=models.Exists(others.exclude(pk=models.OuterRef("pk"))))

    def with_email(self, email):
        """Whoever signs in with this e-mail, in capitals or not."""
        return self.filter(models.Q(email__iexact=email) | models.Q(username__iexact=email))

    def administrators(self):
        """Those who can sign in and look after accounts."""
        role = models.Q(is_superuser=True) | models.Q(groups__name=Role.ADMINISTRATOR)
        accounts = self.filter(role, is_active=True, is_staff=True).distinct()
        return [account for account in accounts if account.has_usable_password()]


class Account(User):
    """Django's user, in the terms of the desk."""

    objects = AccountQuerySet.as_manager()

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("account")

    def __str__(self):
        return name_of(self)

    # What it may do

    @property
    def group_names(self):
        return {group.name for group in self.groups.all()}

    @property
    def role(self):
        """The highest role of the account; None if it has none."""
        if self.is_superuser:
            return Role.ADMINISTRATOR
        names = self.group_names
        return next((role for role in HIGHEST_FIRST if role in names), None)

    @property
    def also_reviews(self):
        return self.role != Role.REVIEWER and Role.REVIEWER in self.group_names

    @property
    def needs_person(self):
        """May it review, and has nobody with credentials to review as?"""
        return Role.REVIEWER in self.group_names and not reviewing_as(self)

    @property
    def may_sign_in(self):
        return self.is_active and self.is_staff

    def role_in_words(self):
        """The role, and groups that somebody made by hand; "" if the account may do nothing."""
        role = self.role
        words = [role.label] if role else []
        if self.also_reviews:
            words.append(_("also reviews texts"))
        return ", ".join(map(str, [*words, *sorted(self.group_names - set(Role.values))]))

    @transaction.atomic
    def give_role(self, role, *, also_reviews=False, by):
        """Let it do what the role may and no more. Raises ValidationError for the last Administrator."""
        before = self.role_in_words()
        if role != Role.ADMINISTRATOR:
            self._check_other_administrator()
            User.objects.filter(pk=self.pk).update(is_superuser=False)
        self._set_groups(role, also_reviews)
        self.user_permissions.clear()
        after = Account.objects.get(pk=self.pk).role_in_words()
        if before != after:
            detail = f"{before or _('no role')} → {after}"
            self._log("permission", by=by, detail=detail)

    def _set_groups(self, role, also_reviews):
        names = {role, *([Role.REVIEWER] if also_reviews else [])}
        self.groups.remove(*Group.objects.filter(name__in=Role.values).exclude(name__in=names))
        self.groups.add(*Group.objects.filter(name__in=names))

    def _check_other_administrator(self):
        """Raises ValidationError if nobody else could look after accounts without this one."""
        # One at a time, so that two Administrators who take each other out do not both succeed.
        list(Group.objects.select_for_update().filter(name=Role.ADMINISTRATOR))
        administrators = Account.objects.administrators()
        if self in administrators and len(administrators) == 1:
            raise ValidationError(
                _(
                    "%s is the only Administrator who can sign in. Make somebody else an Administrator "
                    "first, and wait until they have chosen their password."
                )
                % name_of(self)
            )

    # How it comes and goes

    @classmethod
    @transaction.atomic
    def invite(cls, *, name, email, role, also_reviews, person, by):
        """(account, token of its link). Raises ValidationError if the e-mail or the person is taken."""
        account = cls(username=email, email=email, is_staff=True)
        account.full_name = name
        account.set_unusable_password()
        try:
            with transaction.atomic():
                account.save(force_insert=True)
        except IntegrityError:
            raise ValidationError({"email": _("This e-mail has an account already.")}) from None
        account._set_groups(role, also_reviews)
        detail = f"{email}: {account.role_in_words()}"
        account._log("invite", by=by, detail=detail)
        account.set_person(person, by=by)
        return account, PasswordLink.make(account)

    @property
    def full_name(self):
        return self.get_full_name()

    @full_name.setter
    def full_name(self, name):
        self.first_name, _space, self.last_name = " ".join(name.split()).partition(" ")

    @transaction.atomic
    def set_name_and_email(self, name, email, *, by):
        """A link sent to the old e-mail no longer works. Raises ValidationError if the new one is taken."""
        before = f"{name_of(self)}, {self.email or _('no e-mail')}"
        self.full_name = name
        if email != self.email:
            if self.username.lower() == self.email.lower() and email:
                self.username = email
            self.email = email
            self.password_links.all().delete()
        try:
            with transaction.atomic():
                self.save(update_fields=["first_name", "last_name", "email", "username"])
        except IntegrityError:
            raise ValidationError({"email": _("This e-mail has an account already.")}) from None
        after = f"{name_of(self)}, {self.email or _('no e-mail')}"
        if before != after:
            self._log("account", by=by, detail=f"{before} → {after}")

    def set_person(self, person, *, by):
        """Say who this is on “Our team”, None for nobody. Raises ValidationError if they are taken."""
        before = Person.objects.filter(user=self.pk).first()
        if before == person:
            return
        if before:
            Person.objects.filter(pk=before.pk).update(user=None)
            before.log_account(self, None, by=by)
        if person:
            if not Person.objects.filter(pk=person.pk, user=None).update(user=self.pk):
                raise ValidationError({"person": _("This person has another account already.")})
            person.log_account(None, self, by=by)

    @transaction.atomic
    def new_link(self, *, by):
        """The token of a new link to choose a password; those made before no longer work."""
        self.password_links.all().delete()
        self._log("password_link", by=by)
        return PasswordLink.make(self)

    @transaction.atomic
    def sign_out(self, *, by):
        """End every session of the account; gives those that ended."""
        ended = end_sessions_of(self)
        if ended:
            self._log("sign_out_account", by=by)
        return ended

    @transaction.atomic
    def forget_second_factor(self, *, by=None, who=""):
        """For who lost phone and recovery codes; False if there was none. Signs them out everywhere."""
        if not SecondFactor.objects.filter(user=self.pk).delete()[0]:
            return False
        end_sessions_of(self)
        AuditEntry.log("second_factor_taken", by=by, who=who, subject=name_told_apart(self))
        return True

    @transaction.atomic
    def switch_off(self, *, by):
        """Signs them out at once. Raises ValidationError for the last Administrator."""
        self._check_other_administrator()
        User.objects.filter(pk=self.pk).update(is_active=False)
        self.password_links.all().delete()
        end_sessions_of(self)  # or they would work again once it is switched on
        self._log("switch_off", by=by)

    @transaction.atomic
    def switch_on(self, *, by):
        User.objects.filter(pk=self.pk).update(is_active=True, is_staff=True)
        self._log("switch_on", by=by)

    @transaction.atomic
    def delete_but_name(self, *, by):
        """Take away all but the name, which stays on what they wrote, published and reviewed.

        Raises ValidationError for the last Administrator.
        """
        self._check_other_administrator()
        detail = f"{self.email or self.username}: {self.role_in_words() or _('no role')}"
        self._log("delete_account", by=by, detail=detail)
        self.set_person(None, by=by)
        self.password_links.all().delete()
        SecondFactor.objects.filter(user=self.pk).delete()
        Document.objects.filter(owner=self.pk).update(owner=None)
        Autosave.objects.filter(user=self.pk).delete()
        self.groups.clear()
        self.user_permissions.clear()
        self.first_name = self.first_name or self.username
        self.username, self.email = f"{DELETED}{self.pk}", ""
        self.is_active = self.is_staff = self.is_superuser = False
        self.set_unusable_password()
        self.save()
        end_sessions_of(self)

    def _log(self, action, *, by, detail=""):
        AuditEntry.log(action, by=by, subject=name_told_apart(self), detail=detail)
