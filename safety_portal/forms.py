"""Forms of the pages that several apps make up."""

from django import forms


class DirectoryForm(forms.Form):
    """Filters of the directory, all in the address and optional. What nobody has finds nobody."""

    q = forms.CharField(required=False)
    type = forms.CharField(required=False, max_length=30)
    place = forms.CharField(required=False, max_length=6)
    topic = forms.CharField(required=False, max_length=20)
    plan = forms.CharField(required=False, max_length=3)
    letter = forms.RegexField("^[0A-Z]$", required=False)

    def filters(self) -> dict[str, str]:
        """Each filter by name, "" where none is set; none at all from an address that is broken."""
        return self.cleaned_data if self.is_valid() else dict.fromkeys(self.fields, "")


class EraseForm(forms.Form):
    """A box to tick, so that one slip of the finger erases nobody."""

    sure = forms.MultipleChoiceField(
        label="Are you sure?",
        choices=[("YES", "Yes, erase my account and what names me")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the box if you want your account erased"},
    )
