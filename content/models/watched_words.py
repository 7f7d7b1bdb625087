"""The words that staff want to be told of: jargon, claims, words that frighten."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.text.normalize import squash


class WatchedWord(models.Model):
    class Kind(models.TextChoices):
        JARGON = "jargon", _("Jargon: explain it or use the plain word")
        CLAIM = "claim", _("Claim: not allowed without a written reason")
        FEAR = "fear", _("Frightening: choose a calmer word")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    word = models.CharField(
        _("word"), max_length=60, help_text=_("A word or a few, lower case; its plural is found too.")
    )
    instead = models.CharField(_("say instead"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("word to avoid")
        verbose_name_plural = _("words to avoid")
        ordering = ["kind", "word"]
        constraints = [models.UniqueConstraint(fields=["kind", "word"], name="one_row_per_watched_word")]

    def __str__(self):
        return self.word

    def save(self, **kwargs):
        self.word = squash(self.word)
        super().save(**kwargs)
