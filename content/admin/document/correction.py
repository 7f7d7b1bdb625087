"""A small correction of what patients read now: the right words are live at once, and the review stays."""

from django import forms
from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.admin.document.page import PublisherPage
from content.findings import findings
from content.models import NotAllowed, NotReady, SmallCorrection
from content.search import real_words

EVERYWHERE = "everywhere"


class CorrectionForm(forms.Form):
    wrong = forms.CharField(
        max_length=200,
        label=gettext_lazy("Wrong words, as they stand"),
        help_text=gettext_lazy("Just the word or number that is wrong: recieve, or (555) 555-0100."),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    right = forms.CharField(
        max_length=200,
        label=gettext_lazy("Right words"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reason = forms.CharField(
        max_length=300,
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("A few words. They stand in the history of the text and in the log."),
    )


class CorrectionPage(PublisherPage):
    """Ask for the words, show the sentence, publish; where they stand in several places, ask for which."""

    def get(self, request):
        if not self.document.edition:
            messages.info(request, _("Patients do not see this text now. Change it here."))
            return self.redirect()
        typed = {name: request.GET.get(name, "").strip()[:200] for name in ("wrong", "right")}
        form = CorrectionForm(initial=typed)
        places = ()
        if all(typed.values()):
            try:
                places = self.small_correction(**typed).places()
            except NotAllowed as error:
                return self.ask(form, refused=str(error))
        return self.ask(form, places)

    def post(self, request):
        form = CorrectionForm(request.POST or None)
        if not form.is_valid():
            return self.ask(form)
        if request.POST.get("seen", "") != str(self.seen):
            form.add_error(None, _("This text went live anew after you opened this page. Look once more."))
            return self.ask(form)
        places = ()
        try:
            correction = self.small_correction(form.cleaned_data["wrong"], form.cleaned_data["right"])
            places = correction.places()
            chosen = {place.key for place in places} & {*self.chosen(places)}
            if chosen:
                reason = form.cleaned_data["reason"]
                edition = correction.publish(chosen, by=request.user, reason=reason, check=findings)
                return self.done(edition, [place for place in places if place.key in chosen])
        except NotAllowed as error:
            form.add_error(None, str(error))
        except NotReady as error:
            form.add_error(None, _("Not corrected: a check stands in the way. %s") % error)
        return self.ask(form, places)

    def small_correction(self, wrong, right):
        return SmallCorrection(self.document, wrong, right, real_words.is_real)

    @cached_property
    def seen(self):
        """The version that patients read while this page is made."""
        edition = self.document.edition
        return edition.revision.number if edition else ""

    def chosen(self, places):
        """The keys of the places that were chosen; of a single place nobody has to be asked."""
        if len(places) == 1:
            return [places[0].key]
        keys = self.request.POST.getlist("place")
        return [place.key for place in places] if EVERYWHERE in keys else keys

    def done(self, edition, places):
        self.log(_("Made a small correction: version %s.") % edition.revision.number)
        said = _("Corrected: patients read it now. “%s”") % places[0].sentences[1].strip()
        if self.document.has_changes:
            said += " " + _("What you have not published yet stays unpublished.")
        messages.success(self.request, said)
        return self.redirect()

    def ask(self, form, places=(), *, refused=""):
        return self.render(
            "admin/document/correction.html",
            form=form,
            places=places,
            refused=refused,
            everywhere=EVERYWHERE,
            seen=self.seen,
        )
