"""What people fill in to sign their organisation up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.forms import RequestCodeForm
from core.forms import DateField, EmailAddressField, LineField, NarrativeField
from core.text import validate_name
from organisations.choices import TYPES_ADDED_BY_HAND, PlanIntention, SponsorAnswer
from organisations.models.advice import MESSAGE_LIMIT
from organisations.naming import MOST_CHARACTERS, search_words


class FindOrganisationForm(forms.Form):
    """One box over the register."""

    q = forms.CharField(
        label="Name, former name, ODS code or postcode",
        help_text="For example, Thistledown Hospitals, ZZ190, or a head office’s postcode or town",
        max_length=MOST_CHARACTERS,
        error_messages={
            "required": "Enter a name, an ODS code, a postcode or a town",
            "max_length": f"Enter {MOST_CHARACTERS} characters or fewer: a few words are enough",
        },
    )

    def clean_q(self) -> str:
        query = str(self.cleaned_data["q"])
        if len("".join(search_words(query))) < 2:
            raise forms.ValidationError("Enter at least 2 letters or digits")
        return query


class PersonFields(forms.Form):
    """Who is signing up."""

    full_name = LineField(
        label="Full name",
        called="Your full name",
        max_length=120,
        required="Enter your full name",
        extra=[validate_name],
        autocomplete="name",
    )
    job_title = LineField(
        label="Job title",
        called="Your job title",
        max_length=120,
        required="Enter your job title",
        extra=[validate_name],
        autocomplete="organization-title",
    )


class PersonForm(PersonFields, RequestCodeForm):
    """Who is signing up, and where their code goes."""

    field_order = ("full_name", "job_title", "email")


class NewOrganisationForm(forms.Form):
    """An organisation that the register does not hold."""

    name = LineField(
        label="Name of the organisation",
        called="The name",
        max_length=200,
        required="Enter the name of your organisation",
        extra=[validate_name],
    )
    type = forms.ChoiceField(
        label="What kind of organisation is it?",
        choices=[(kind, kind.label) for kind in TYPES_ADDED_BY_HAND],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of organisation it is"},
    )
    town = LineField(
        label="Town or city",
        called="The town or city",
        help_text="Of the head office",
        max_length=80,
        required="Enter the town or city of the head office",
        extra=[validate_name],
    )
    postcode = LineField(label="Postcode (optional)", called="The postcode", max_length=10)
    about = LineField(
        label="Website, or a line on what it is",
        called="The website or description",
        help_text="For example, www.example.org. It helps the person who checks, and is not shown",
        max_length=300,
        required="Enter a website, or say in a line what your organisation is",
    )


class SponsorForm(forms.Form):
    """The executive sponsor."""

    name = LineField(
        label="Sponsor’s full name",
        called="Your sponsor’s full name",
        max_length=120,
        required="Enter your sponsor’s full name",
        extra=[validate_name],
    )
    title = LineField(
        label="Sponsor’s job title",
        called="Your sponsor’s job title",
        help_text="For example, chief executive, accountable officer or senior partner",
        max_length=120,
        required="Enter your sponsor’s job title",
        extra=[validate_name],
    )
    email = EmailAddressField(
        label="Sponsor’s work email address",
        help_text="We will send them one link, to read and confirm what you wrote",
        required="Enter your sponsor’s work email address",
    )


class PlanIntentionForm(forms.Form):
    """Whether and when a plan will come. “Not now” is a good answer."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    intention = forms.ChoiceField(
        label="Will you publish a safety improvement plan?",
        choices=PlanIntention,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you will publish a plan"},
    )
    by_date = DateField(
        label="Date you aim for",
        help_text="Only if you said yes. For example, 31 3 2027",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        wants_date = cleaned.get("intention") == PlanIntention.ON_A_DATE
        if wants_date and "by_date" in cleaned and not cleaned["by_date"]:
            self.add_error("by_date", "Enter the date you aim for, or choose “Not now”")
        elif wants_date and cleaned.get("by_date", self.today) < self.today:
            self.add_error("by_date", "The date you aim for must be today or later")
        if not wants_date:
            # Whatever stands in the boxes was not meant.
            self.errors.pop("by_date", None)
            cleaned["by_date"] = None
        return cleaned


class SponsorAnswerForm(forms.Form):
    """The sponsor's decision."""

    answer = forms.ChoiceField(
        label="What would you like to do?",
        choices=[
            (SponsorAnswer.CONFIRMED, "Confirm these pledges for my organisation"),
            (SponsorAnswer.CHANGES_ASKED, "Ask for changes first"),
            (SponsorAnswer.NOT_MINE, "This is not my organisation"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you would like to do"},
    )
    comment = NarrativeField(
        label="What should change?",
        called="What should change",
        help_text="Only if you ask for changes. Do not write anything about a patient.",
        max_length=3000,
        rows=5,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == SponsorAnswer.CHANGES_ASKED and not cleaned.get("comment"):
            self.add_error("comment", "Say what should change")
        return cleaned


class DeclineForm(forms.Form):
    """Why a sign-up could not be approved; the applicant reads it."""

    reason = NarrativeField(
        label="Reason, which the applicant will read",
        called="The reason",
        max_length=1000,
        required="Say why, in words that help the applicant",
        rows=4,
    )


class ReasonForm(forms.Form):
    """Why a membership pauses or ends, in words that stay on its public page."""

    reason = NarrativeField(
        label="Why? Everyone will be able to read this",
        called="The reason",
        help_text=(
            "In your own words; a sentence or two is enough. It stays on your public page. "
            "Do not write anything about a patient."
        ),
        max_length=1000,
        required="Say why, in words that readers of your page will understand",
        rows=4,
    )


class EndForm(forms.Form):
    """Why a sign-up ends; its leads read it."""

    reason = NarrativeField(
        label="Why does this sign-up end? Everyone on its team will be able to read this",
        called="The reason",
        help_text="A sentence is enough. Do not write anything about a patient.",
        max_length=1000,
        required="Say why, in words that help the people who began it",
        rows=4,
    )


class ReturnForm(forms.Form):
    """Anything a member that comes back would like to say."""

    reason = NarrativeField(
        label="Is there anything you would like readers to know? (optional)",
        called="What readers should know",
        help_text="It is shown on your public page. Do not write anything about a patient.",
        max_length=1000,
        rows=4,
    )


class MessageForm(forms.Form):
    """A message between a member and the campaign team."""

    text = NarrativeField(
        label="Your message",
        called="Your message",
        help_text="Do not write anything about a patient.",
        max_length=MESSAGE_LIMIT,
        required="Write your message",
        rows=6,
    )


class MoreAskedForm(forms.Form):
    """What the campaign team needs to complete its check; the applicant reads it."""

    text = NarrativeField(
        label="Question, which the applicant will read",
        called="Your question",
        help_text="For example, a telephone number we can find on the organisation’s own website",
        max_length=MESSAGE_LIMIT,
        required="Write what you need to know",
        rows=4,
    )


class ApproveForm(forms.Form):
    """Approving, and which mail domains are this organisation's own from now on."""

    domains = forms.MultipleChoiceField(
        label="Record as this organisation’s own (optional)",
        help_text=(
            "Whoever has an address there can sign this organisation up without a check. "
            "Choose a domain only if no other organisation uses it."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "Many organisations share this domain, or nobody here has an "
            "address on it: it cannot be recorded"
        },
    )

    def __init__(self, *args: Any, domains: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if domains:
            field = self.fields["domains"]
            field.choices = [(domain, domain) for domain in domains]  # type: ignore[attr-defined]
        else:
            self.fields["domains"].widget = forms.MultipleHiddenInput()
