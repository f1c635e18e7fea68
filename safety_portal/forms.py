"""Forms of the pages that several apps make up."""

from django import forms
from django.http import QueryDict

from core.full_text import MOST_CHARACTERS, Wanted


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

    @classmethod
    def filters_of(cls, query: QueryDict) -> dict[str, str]:
        """The same, without a form where there is nothing to read, as on most people's way in."""
        return cls(query).filters() if query else dict.fromkeys(cls.base_fields, "")


class EraseForm(forms.Form):
    """A box to tick, so that one slip of the finger erases nobody."""

    sure = forms.MultipleChoiceField(
        label="Are you sure?",
        choices=[("YES", "Yes, erase my account and what names me")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the box if you want your account erased"},
    )


class FindForm(forms.Form):
    """One box over organisations, pledges and plans."""

    q = forms.CharField(
        label="Words to look for",
        help_text="For example, falls, or an organisation’s name",
        max_length=MOST_CHARACTERS,
        error_messages={
            "required": "Enter a word to look for",
            "max_length": f"Enter {MOST_CHARACTERS} characters or fewer: a few words are enough",
        },
    )

    def clean_q(self) -> str:
        query = str(self.cleaned_data["q"])
        if not Wanted.of(query).asks:
            raise forms.ValidationError(
                "Enter a word that says more: a topic, a name, or something that you do"
            )
        return query
