"""Forms of the pages that several apps make up."""

from typing import Any

from django import forms
from django.http import QueryDict

from core.full_text import MOST_CHARACTERS, Wanted
from outbox.choices import MailState


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


class MailFilterForm(forms.Form):
    """Which mails of the ledger."""

    q = forms.CharField(label="Part of an address or a subject", required=False, max_length=100)
    state = forms.ChoiceField(
        label="State",
        choices=[("", "All states"), *MailState.choices],
        required=False,
        error_messages={"invalid_choice": "Choose a state from the list"},
    )


class MailDecisionForm(forms.Form):
    """What becomes of a mail of which nobody knows, or that was not taken."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )

    def __init__(self, *args: Any, can_be_sent_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        again = [("AGAIN", "Send it again")] if can_be_sent_again else []
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            *again,
            ("ARRIVED", "It arrived: somebody told us"),
            ("LEAVE", "Leave it as it is"),
        ]


class ReleaseMailForm(forms.Form):
    """What becomes of what waited while mail was held."""

    waiting = forms.ChoiceField(
        label="What about the mail that waits now?",
        choices=[
            ("LEAVE", "Never send it, only what is written from now on"),
            ("SEND", "Send it"),
        ],
        help_text="After a restore, some of it may have been sent before.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what becomes of the mail that waits"},
    )


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
