"""What people fill in to sign their organisation up."""

from typing import Any

from django import forms

from accounts.forms import RequestCodeForm
from core.forms import DateField, EmailAddressField, LineField, NarrativeField
from core.text import validate_name
from organisations.choices import TYPES_ADDED_BY_HAND, PlanIntention, SponsorAnswer


class FindOrganisationForm(forms.Form):
    """One box over the register."""

    q = forms.CharField(
        label="Name, former name, ODS code or postcode",
        help_text="For example, Thistledown Hospitals, ZZ190 or a head office’s postcode",
        max_length=120,
        error_messages={"required": "Enter a name, an ODS code or a postcode"},
    )


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


class DirectoryForm(forms.Form):
    """Filters of the directory; all in the address, all optional."""

    q = forms.CharField(required=False)
    type = forms.CharField(required=False, max_length=30)
    region = forms.CharField(required=False, max_length=6)
