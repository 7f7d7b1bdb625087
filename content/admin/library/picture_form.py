"""The form of a picture: its words and its files, which are made small before anything is stored."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import Picture
from content.pictures import renditions

PREPARE = {"upload": "prepare", "dark_upload": "prepare_dark"}  # of Picture, by the field of the form


class PictureForm(forms.ModelForm):
    """A picture with its file, which is never asked for by name; a new one takes the place of the old."""

    upload = forms.FileField(
        label=gettext_lazy("file"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, up to 15 MB. We make it small, upright and free of location data."
        ),
    )
    dark_upload = forms.FileField(
        label=gettext_lazy("file for dark screens"),
        required=False,
        help_text=gettext_lazy(
            "For a drawing on a light ground: the same drawing on a dark one, in the same shape. "
            "A photograph needs none."
        ),
    )
    drop_dark = forms.BooleanField(
        label=gettext_lazy("Show the same picture on dark screens too"), required=False
    )
    # Which files the page showed: who sends it late must not replace what they have never seen.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    page_keeps_files = False  # a window with a script does, a browser that shows the form again does not
    new_renditions = None  # every size of the file that was sent
    new_dark = None  # the same of the one for dark screens

    class Meta:
        model = Picture
        fields = ["title", "alt", "decorative", "caption", "credit"]
        error_messages = {"alt": {"max_length": renditions.ALT_TOO_LONG}}

    field_order = ["upload"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = not self.instance.pk
        self.initial["seen"] = self.instance.file_stems
        for name in ("upload", "dark_upload"):
            self.fields[name].widget.attrs["accept"] = "image/jpeg,image/png,image/webp"

    def clean_upload(self):
        self.new_renditions = _prepared(self.cleaned_data["upload"], "upload")
        return self.cleaned_data["upload"]

    def clean_dark_upload(self):
        self.new_dark = _prepared(self.cleaned_data["dark_upload"], "dark_upload")
        return self.cleaned_data["dark_upload"]

    def clean(self):
        cleaned = super().clean()
        self._check_seen(cleaned.get("seen"))
        # Words that are refused here are still words: the model is not to ask for some as well.
        self.instance.alt = self["alt"].value() or ""
        if problem := renditions.alt_problem(cleaned.get("alt", ""), cleaned.get("caption", "")):
            self.add_error("alt", problem)
        if cleaned.get("drop_dark"):
            self.instance.drop_dark()
        return cleaned

    def _check_seen(self, seen):
        if not seen or seen == self.instance.file_stems:
            return
        self.add_error(
            None,
            gettext_lazy(
                "Somebody replaced this picture while you had its page open; you see the new one now. "
                "Nothing was changed. Does what you typed still fit it? Then save again. A file has to be "
                "chosen again."
            ),
        )
        self.data = self.data.copy()
        self.data["seen"] = self.instance.file_stems

    def full_clean(self):
        """Files are stored last, when nothing else stands in the way, the model's own rules included."""
        super().full_clean()
        if self.errors and not self.page_keeps_files:
            self._ask_for_files_again()
        if self.new_renditions and not self.errors:
            self._store("upload", self.instance.store, self.new_renditions)
        if self.new_dark and not self.errors:
            self._store("dark_upload", self.instance.store_dark, self.new_dark)

    def _ask_for_files_again(self):
        for field, prepared in (("upload", self.new_renditions), ("dark_upload", self.new_dark)):
            if prepared:
                again = _("The file is fine, but your browser did not keep it. Choose it again.")
                self.add_error(field, again)

    def _store(self, field, store, prepared):
        try:
            store(prepared)
        except renditions.PictureError as error:
            self.add_error(field, str(error))


def prepare_files(files):
    """Make all sizes of the files that were sent: it takes seconds, and nobody should wait so long to write.

    Called before the transaction of a save; the form takes what came of it.
    """
    for field, prepare in PREPARE.items():
        if upload := files.get(field):
            try:
                # One byte more than allowed shows that a file is too large, however large it is.
                data = upload.read(renditions.MAX_BYTES + 1)
                upload.prepared, upload.problem = getattr(Picture, prepare)(data), ""
            except renditions.PictureError as error:
                upload.prepared, upload.problem = None, str(error)


def _prepared(upload, field):
    """Every size of an uploaded file, or None; raises ValidationError."""
    if not upload:
        return None
    if not hasattr(upload, "prepared"):
        prepare_files({field: upload})
    if upload.problem:
        raise ValidationError(upload.problem)
    return upload.prepared
