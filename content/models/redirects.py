"""Old addresses that lead to new ones."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

own_address = RegexValidator(
    r"\A/(?![/\\])[^\s\\?#]*\Z",
    _("Write an address of this site that starts with one slash: /articles/knee/"),
)


def with_slash(address):
    """An address as the site answers it: with a slash at the end, unless it names a file."""
    return address if "." in address.rpartition("/")[2] else address.rstrip("/") + "/"


class RedirectManager(models.Manager):
    @transaction.atomic
    def moved(self, old, new):
        """Lead `old` to `new`. Chains are flattened; the new address leads nowhere else."""
        if old == new:
            return
        self.filter(from_address=new).delete()
        self.filter(to_address=old).exclude(from_address=new).update(to_address=new)
        self.update_or_create(from_address=old, defaults={"to_address": new})

    def lead_from(self, address):
        """The address that `address`, with or without its last slash, has moved to, or None."""
        if "\x00" in address:  # PostgreSQL would refuse the question
            return None
        ways = {address, with_slash(address)}
        return self.filter(from_address__in=ways).values_list("to_address", flat=True).first()


class Redirect(models.Model):
    from_address = models.CharField(_("old address"), max_length=300, unique=True, validators=[own_address])
    to_address = models.CharField(
        _("new address"),
        max_length=300,
        blank=True,
        validators=[own_address],
        help_text=_("Empty: the old page is gone for good."),
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
        return f"{self.from_address} → {self.to_address}"

    def clean(self):
        """Refuse a loop, and go straight to where a chain would end."""
        self.from_address, self.to_address = with_slash(self.from_address), with_slash(self.to_address)
        if onward := Redirect.objects.lead_from(self.to_address):
            self.to_address = onward
        if self.from_address == self.to_address:
            raise ValidationError(
                _("This would lead in a circle: the new address leads back to the old one.")
            )

    @transaction.atomic
    def save(self, **kwargs):
        super().save(**kwargs)
        Redirect.objects.filter(to_address=self.from_address).update(to_address=self.to_address)
