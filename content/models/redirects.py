"""Old addresses that lead to new ones, or say that their page is gone for good."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content import indexnow

own_address = RegexValidator(
    r"\A/(?![/\\])[^\s\\?#]*\Z",
    _("Write an address of this site that starts with one slash: /articles/knee/"),
)

CIRCLE = _("This would lead in a circle: the new address leads back to the old one.")


def with_slash(address):
    """An address as the site answers it: with a slash at the end, unless it names a file."""
    return address if "." in address.rpartition("/")[2] else address.rstrip("/") + "/"


def stored_address(row):
    """The address that a row has in the database, or None if it is new.

    Asked before each save rather than remembered since the row was read: somebody may have moved it since.
    """
    stored = None if row._state.adding else type(row).objects.filter(pk=row.pk).first()
    return stored and stored.get_absolute_url()


class RedirectManager(models.Manager):
    @transaction.atomic
    def moved(self, old, new, *, public=True):
        """Lead `old` to `new`, which leads nowhere else, and tell search engines of both if they are public.

        A redirect that is saved takes along all that led to where it begins: no chain comes about.
        """
        if old in {None, new}:
            return
        self.filter(from_address=new).delete()
        # A withdrawn page may lead on to another one: it still does from its new address.
        self.filter(from_address=old).exclude(to_address=new).update(from_address=new)
        self.update_or_create(from_address=old, defaults={"to_address": new})
        if public:
            indexnow.tell(old, new)

    def at(self, address):
        """The redirect from `address`, with or without its last slash, or None."""
        if "\x00" in address:  # PostgreSQL would refuse the question
            return None
        return self.filter(from_address__in={address, with_slash(address)}).first()

    def lead_from(self, address):
        """Where `address` leads: "" if its page is gone for good, None if there is no redirect from it."""
        redirect = self.at(address)
        return redirect.to_address if redirect else None

    def way_from(self, address):
        """Every address that one comes to from `address`, itself included, in order; a circle ends it."""
        way = []
        while address and with_slash(address) not in way:
            way.append(with_slash(address))
            address = self.lead_from(address)
        return way

    @transaction.atomic
    def stand_in(self, address, other):
        """Lead from a page that was withdrawn to `other`, or no longer lead from it if that is empty.

        What leads to `address` is left alone, for the page may come back. Raises ValidationError.
        """
        self.filter(from_address=address).delete()
        if other:
            own_address(other)
            if address in self.way_from(other):
                raise ValidationError(CIRCLE)
            self.bulk_create([Redirect(from_address=address, to_address=other)])

    @transaction.atomic
    def close(self, address, *, public):
        """The page at `address` is gone for good, and so is what led to it, unless something stands in."""
        redirect = self.filter(from_address=address).first()
        if public and not redirect:
            redirect = self.create(from_address=address)
        changes = redirect.target if redirect else {"to_address": ""}
        self.filter(to_address=address).update(**changes)


class Redirect(models.Model):
    from_address = models.CharField(_("old address"), max_length=300, unique=True, validators=[own_address])
    to_address = models.CharField(
        _("new address"),
        max_length=300,
        blank=True,
        validators=[own_address],
        help_text=_("Empty: the old page is gone for good."),
    )
    notice = models.CharField(
        _("what patients read there"),
        max_length=250,
        blank=True,
        help_text=_("Only for a page that is gone: why, and what to read or do instead."),
    )

    objects = RedirectManager()

    class Meta:
        verbose_name = _("moved address")
        verbose_name_plural = _("moved addresses")
        ordering = ["from_address"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_address=F("to_address")), name="redirect_goes_elsewhere")
        ]

    def __str__(self):
        return f"{self.from_address} → {self.to_address or _('gone for good')}"

    def clean(self):
        """Refuse a loop, and go straight to where a chain would end."""
        self.from_address = with_slash(self.from_address)
        self.notice = self.notice.strip()
        if not self.to_address:
            return
        if self.notice:
            message = _("Nobody would read this: patients are led to the new address. Empty one of the two.")
            raise ValidationError({"notice": message})
        *_passed, self.to_address = way = Redirect.objects.way_from(self.to_address)
        if self.from_address in way:
            raise ValidationError(CIRCLE)
        if Redirect.objects.lead_from(self.to_address) == "":
            raise ValidationError({"to_address": _("The page at this address is gone too. Choose another.")})

    @property
    def target(self):
        """What a visitor gets at the old address, as values of fields."""
        return {"to_address": self.to_address, "notice": self.notice}

    @transaction.atomic
    def save(self, **kwargs):
        """Whatever led to the old address leads straight to the new one: one hop, never a chain."""
        super().save(**kwargs)
        Redirect.objects.filter(to_address=self.from_address).update(**self.target)
