"""What people fill in about a member's team."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core.forms import DateField, EmailAddressField, LineField, NarrativeField
from core.text import validate_name
from organisations.choices import AfterHandover, Role
from organisations.models import Representative

ROLES = [
    (Role.LEAD, "Lead: writes, sends and publishes, and decides who is on the team"),
    (Role.EDITOR, "Editor: writes pledges and the safety improvement plan"),
    (Role.VIEWER, "Viewer: reads what is being written"),
]
DECLINE = "DECLINE"


def role_field(label: str, *, declining: bool = False) -> forms.ChoiceField:
    """One of the three roles, said in words that tell them apart."""
    choices: list[tuple[str, str]] = [*ROLES]
    if declining:
        choices.append((DECLINE, "None: decline this request"))
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )


class InviteForm(forms.Form):
    """Who should come onto the team, as what."""

    email = EmailAddressField(
        label="Their work email address",
        help_text="We will send one link to this address. It works for 14 days",
        required="Enter their work email address",
    )
    role = role_field("What will they do?")


class RoleForm(forms.Form):
    """What a person on the team does from now on."""

    role = role_field("What will they do?")


class AcceptForm(forms.Form):
    """What a person whose name is known adds when they come onto a team."""

    job_title = LineField(
        label="Your job title",
        called="Your job title",
        max_length=120,
        required="Enter your job title",
        extra=[validate_name],
        autocomplete="organization-title",
    )


class JoinAnswerForm(forms.Form):
    """A role for the person who asks, or none."""

    role = role_field("Which role should they have?", declining=True)
    reply = NarrativeField(
        label="A word to them (optional)",
        called="Your word to them",
        help_text="We will send it with your answer. Do not write anything about a patient.",
        max_length=1000,
        rows=3,
    )


class HandoverForm(forms.Form):
    """Who leads from when, and what becomes of the lead."""

    to = forms.ModelChoiceField(
        queryset=Representative.objects.none(),
        label="Who will take over?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose who will take over",
            "invalid_choice": "Choose somebody who is on the team",
        },
    )
    on_date = DateField(
        label="From which date?",
        help_text="Today’s date happens at once. For example, 31 3 2027",
        required=True,
        error_messages={"required": "Enter the date from which they lead"},
    )
    afterwards = forms.ChoiceField(
        label="What will you do then?",
        choices=[
            (AfterHandover.EDITOR, "Stay on the team as an editor"),
            (AfterHandover.VIEWER, "Stay on the team as a viewer"),
            (AfterHandover.LEAVES, "Leave the team"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you will do then"},
    )

    def __init__(self, *args: Any, colleagues: Iterable[Representative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        to.queryset = colleagues  # type: ignore[attr-defined]
        to.label_from_instance = in_words  # type: ignore[attr-defined]

    def clean_on_date(self) -> date:
        typed: date = self.cleaned_data["on_date"]
        if typed < timezone.localdate():
            raise forms.ValidationError("The date must be today or later", code="past")
        return typed


def in_words(colleague: Representative) -> str:
    """A colleague as a choice."""
    return f"{colleague.user}, {colleague.job_title} ({colleague.get_role_display().lower()})"


class AppointForm(forms.Form):
    """Who leads from now on, and why somebody outside the team says so."""

    email = EmailAddressField(
        label="The new lead’s work email address",
        help_text="We will send them one link. They lead once they have used it",
        required="Enter the new lead’s work email address",
    )
    reason = NarrativeField(
        label="Reason, which the leads and the sponsor will read",
        called="The reason",
        max_length=1000,
        required="Say why, in words that the leads and the sponsor will understand",
        rows=4,
    )


class SponsorAppointsForm(forms.Form):
    """Whom the executive sponsor names."""

    email = EmailAddressField(
        label="The new lead’s work email address",
        help_text="We will send them one link. They lead once they have used it",
        required="Enter the new lead’s work email address",
    )


class LeadLeftForm(forms.Form):
    """Who says that they are a sponsor: we write to that address, if it is one's."""

    email = EmailAddressField(
        label="Your work email address",
        help_text="The address at which you confirmed your organisation’s pledges",
        required="Enter your work email address",
    )
