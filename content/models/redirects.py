"""Old addresses that lead to new ones, or say that their page is gone for good."""

import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content import indexnow
from content.addresses import decoded, with_slash

own_address = RegexValidator(
    r"\A/(?![/\\])[^\s\\?#]*\Z",
    _("Write an address of this site that starts with one slash: /articles/knee/"),
)

# An old address may have blanks and a query: other systems write /old flyer.pdf, /?p=12 or /page.php?id=12.
old_address = RegexValidator(r"\A/(?![/\\])(?:[^\s\\#]| )*\Z", own_address.message)
MOST_PARAMETERS = 10  # of an old address

CIRCLE = _("This would lead in a circle: the new address leads back to the old one.")


def stored_address(row):
    """The address that a row has in the database, or None if it is new.

    Asked before each save rather than remembered since the row was read: somebody may have moved it since.
    """
    stored = None if row._state.adding else type(row).objects.filter(pk=row.pk).first()
    return stored and stored.get_absolute_url()


def _typed(address):
    return decoded(address.removeprefix(settings.SITE_URL))


class RedirectManager(models.Manager):
    @transaction.atomic
    def record_move(self, old, new, *, public=True):
        """Redirect `old` to `new`, and tell search engines of both if they are public.

        `new` has a page, so a redirect from it goes. Saving a redirect takes along those that led to where it
        begins, so no chain comes about.
        """
        if old in {None, new}:
            return
        self.filter(from_address=new).delete()
        # A withdrawn page may lead on to another one: it still does from its new address.
        self.filter(from_address=old).exclude(to_address=new).update(from_address=new)
        self.update_or_create(from_address=old, defaults={"to_address": new})
        if public:
            indexnow.tell(old, new)

    def find(self, address):
        """The redirect from `address`, with or without its last slash, or None."""
        if "\x00" in address:  # PostgreSQL would refuse the question
            return None
        address = unicodedata.normalize("NFC", address)
        return self.filter(from_address__in={address, with_slash(address)}).first()

    def find_with_query(self, path, query):
        """(the redirect from `path` with the most of the first parameters, the others), or (None, query)"""
        path, parameters = unicodedata.normalize("NFC", path), query.split("&")
        starts = [
            "&".join(parameters[:number]) for number in range(1, min(len(parameters), MOST_PARAMETERS) + 1)
        ]
        addresses = {with_slash(f"{path}?{start}"): start for start in starts}
        redirects = [] if "\x00" in path + query else self.filter(from_address__in=addresses)
        redirect = max(redirects, key=lambda redirect: len(redirect.from_address), default=None)
        taken = addresses[redirect.from_address] if redirect else ""
        return redirect, query.removeprefix(taken).removeprefix("&")

    def destination_of(self, address):
        """The address that `address` leads to: "" if its page is gone for good, None without a redirect."""
        redirect = self.find(address)
        return redirect.to_address if redirect else None

    def chain_from(self, address):
        """`address` and every address it is redirected to, in order, up to the first one met twice."""
        chain = []
        while address and with_slash(address) not in chain:
            chain.append(with_slash(address))
            address = self.destination_of(address)
        return chain

    @transaction.atomic
    def set_destination(self, address, destination):
        """Redirect a withdrawn page to `destination`, or end its redirect if that is empty.

        What leads to `address` is left alone, for the page may come back. Raises ValidationError.
        """
        self.filter(from_address=address).delete()
        if destination:
            own_address(destination)
            if address in self.chain_from(destination):
                raise ValidationError(CIRCLE)
            # Not by save(), which would lead on what leads to `address`.
            self.bulk_create([Redirect(from_address=address, to_address=destination)])

    @transaction.atomic
    def replace_page(self, address, *, to_address="", notice=""):
        """The page at `address` is deleted: it and all that leads to it lead elsewhere, or answer 410."""
        self.filter(from_address__in={address, to_address}).delete()
        Redirect(from_address=address, to_address=to_address, notice=notice).save()
        indexnow.tell(address)

    @transaction.atomic
    def mark_gone(self, address, *, public):
        """Let `address` and all that leads to it answer 410, or lead where the withdrawn page led already."""
        redirect = self.filter(from_address=address).first()
        if public and not redirect:
            redirect = self.create(from_address=address)
        changes = redirect.outcome if redirect else {"to_address": ""}
        self.filter(to_address=address).update(**changes)


class Redirect(models.Model):
    from_address = models.CharField(_("old address"), max_length=300, unique=True, validators=[old_address])
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
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ["from_address"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_address=F("to_address")), name="redirect_goes_elsewhere")
        ]

    def __str__(self):
        return f"{self.from_address} → {self.to_address or _('gone for good')}"

    def clean_fields(self, exclude=None):
        """An address may be typed in full, and as a browser gives it, with percent signs."""
        self.from_address, self.to_address = map(_typed, (self.from_address, self.to_address))
        super().clean_fields(exclude)

    def clean(self):
        """Refuse a loop, and go straight to where a chain would end."""
        self.from_address = with_slash(self.from_address)
        self.notice = self.notice.strip()
        if not self.to_address:
            return
        if self.notice:
            message = _("Nobody would read this: patients are led to the new address. Empty one of the two.")
            raise ValidationError({"notice": message})
        *_passed, self.to_address = chain = Redirect.objects.chain_from(self.to_address)
        if self.from_address in chain:
            raise ValidationError(CIRCLE)
        if Redirect.objects.destination_of(self.to_address) == "":
            raise ValidationError({"to_address": _("The page at this address is gone too. Choose another.")})

    @property
    def outcome(self):
        """What a visitor gets at the old address, as values of fields."""
        return {"to_address": self.to_address, "notice": self.notice}

    @transaction.atomic
    def save(self, **kwargs):
        """Whatever led to the old address leads straight to the new one: one hop, never a chain."""
        super().save(**kwargs)
        Redirect.objects.filter(to_address=self.from_address).update(**self.outcome)
