"""The fields of an account: who it is, how they sign in, what they may do."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from content.models import Account, Person, Role

SENTENCES = {
    Role.AUTHOR: gettext_lazy("Writes texts, adds pictures, and asks for a review. Cannot publish."),
    Role.REVIEWER: gettext_lazy("A clinician who reads texts, comments, and approves them. Cannot publish."),
    Role.EDITOR: gettext_lazy("Writes, publishes, and takes texts off the site. Changes menus and topics."),
    Role.ADMINISTRATOR: gettext_lazy("All that an Editor may, and hours and phone, accounts, and the log."),
}
EMAIL_LETTERS = 150  # as many as a user name may have: it is one


class AccountForm(forms.Form):
    """`account` is None for a new one; `initial` is shown in place of what is stored.

    `taken_by` is whose the e-mail is, if it is somebody else's.
    """

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=EMAIL_LETTERS,
        widget=forms.EmailInput({"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the e-mail."),
            "invalid": gettext_lazy("Write an e-mail address, such as dana@example.com."),
        },
    )
    role = forms.ChoiceField(
        label=gettext_lazy("What may they do?"),
        widget=forms.RadioSelect,
        choices=Role.choices,
        error_messages={"required": gettext_lazy("Choose what they may do.")},
    )
    also_reviews = forms.BooleanField(
        label=gettext_lazy("They are a clinician, and review texts as well"), required=False
    )
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Who is this on “Our team”?"),
        required=False,
        empty_label=gettext_lazy("Nobody: front desk or office"),
        help_text=gettext_lazy("Then what they write and review carries their name and credentials."),
        error_messages={
            "invalid_choice": gettext_lazy("This person has another account already. Choose another one.")
        },
    )

    def __init__(self, data=None, *, account=None, initial=None):
        super().__init__(data, initial=initial or (as_it_is(account) if account else None))
        self.account, self.taken_by = account, None
        free = Q(user=None) | Q(user=account.pk) if account else Q(user=None)
        self.fields["person"].queryset = Person.objects.filter(free)
        if account and not account.email:
            self.fields["email"].required = False  # made before e-mails were asked for

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if email:
            others = Account.objects.listed().with_email(email)
            self.taken_by = others.exclude(pk=self.account.pk if self.account else None).first()
        if self.taken_by:
            raise forms.ValidationError(gettext_lazy("This e-mail has an account already."))
        return email

    def role_cards(self):
        """(radio, what this role may do) of each role."""
        return zip(self["role"], SENTENCES.values(), strict=True)


def as_it_is(account):
    return {
        "name": account.get_full_name(),
        "email": account.email,
        "role": account.role,
        "also_reviews": account.also_reviews,
        "person": Person.objects.filter(user=account.pk).first(),
    }
