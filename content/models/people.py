"""The people of the clinic, as authors and on their own pages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.addresses import address_of
from content.fields import AddressField, RichTextField
from content.models.audit import AuditEntry, name_told_apart
from content.models.redirects import Redirect, stored_address


class PersonQuerySet(models.QuerySet):
    def with_page(self):
        return self.filter(shown=True)


class Person(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("account"),
        help_text=_("Who signs in as this person. With it and with credentials they can review texts."),
    )
    name = models.CharField(_("name"), max_length=100)
    slug = AddressField(_("address"), max_length=80, unique=True)
    credentials = models.CharField(
        _("credentials"), max_length=60, blank=True, help_text=_("As written after the name: PT, DPT")
    )
    role = models.CharField(
        _("role"), max_length=100, blank=True, help_text=_("In patients’ words: Physical therapist")
    )
    bio = RichTextField(_("about"), blank=True)
    photo = models.ForeignKey(
        "content.Picture", models.PROTECT, null=True, blank=True, verbose_name=_("photo"), related_name="+"
    )
    topics = models.ManyToManyField(
        "content.Topic",
        blank=True,
        related_name="people",
        verbose_name=_("helps with"),
        help_text=_("Shown on the team page; the pages of these topics name this person."),
    )
    shown = models.BooleanField(
        _("has a page"), default=True, help_text=_("Listed under “Our team”, with a page.")
    )
    order = models.PositiveSmallIntegerField(_("place in the list"), default=10)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["order", "name"]

    def __str__(self):
        return self.full_name

    @property
    def full_name(self):
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def get_absolute_url(self):
        return address_of("person", self.slug)

    def log_account(self, before, after, *, by):
        """Write down whose account is theirs now."""
        names = [name_told_apart(account) or str(_("none")) for account in (before, after)]
        AuditEntry.log("person", by=by, subject=self, detail=_("account: %s → %s") % tuple(names))

    def save(self, **kwargs):
        old = stored_address(self)
        super().save(**kwargs)
        Redirect.objects.record_move(old, self.get_absolute_url(), public=self.shown)
