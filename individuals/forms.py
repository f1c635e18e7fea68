"""The one page on which a person pledges for themselves, and the same page to change it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import RequestCodeForm
from core.forms import LineField, NarrativeField
from core.text import validate_name
from individuals.choices import Visibility
from individuals.models import TEXT_LIMIT
from individuals.presenters import in_short
from organisations.models import Organisation
from pledges.models import PledgeWording

# More than these nobody reads; a longer name narrows them down.
OFFERED = 10


class PledgesForm(forms.Form):
    """Who somebody is, what they will do under one or more pledges, and who may read it."""

    first_name = LineField(
        label="First name",
        called="Your first name",
        max_length=60,
        required="Enter your first name",
        extra=[validate_name],
        autocomplete="given-name",
    )
    last_name = LineField(
        label="Last name (optional)",
        called="Your last name",
        max_length=60,
        extra=[validate_name],
        autocomplete="family-name",
    )
    role = LineField(
        label="Your role",
        called="Your role",
        help_text="For example, staff nurse, porter, student, carer or patient",
        max_length=120,
        required="Enter your role",
        extra=[validate_name],
        autocomplete="organization-title",
    )
    organisation = LineField(
        label="Your organisation (optional)",
        called="Your organisation",
        help_text="Its name or ODS code. Only where five or more people name the same "
        "organisation does its page say how many they are",
        max_length=200,
    )
    # Shown only when the name fits several.
    organisation_choice = forms.ChoiceField(
        label="Which organisation do you mean?",
        help_text="If yours is not here, type more of its name above, or empty that box",
        widget=forms.RadioSelect,
        required=False,
    )
    visibility = forms.ChoiceField(
        label="What may everyone read?",
        help_text="You can change this whenever you like",
        choices=Visibility,
        initial=Visibility.PRIVATE,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what everyone may read"},
    )

    def __init__(
        self,
        *args: Any,
        wordings: Iterable[PledgeWording],
        today: date,
        known: Organisation | None,
        **kwargs: Any,
    ) -> None:
        """`known` is the organisation that the box stands for until something else is typed."""
        super().__init__(*args, **kwargs)
        self.today, self.known = today, known
        self.choice = self.fields.pop("organisation_choice")
        self.boxes = {f"pledge_{w.pledge.number}": w.pledge.number for w in wordings}
        for wording in wordings:
            self.fields[f"pledge_{wording.pledge.number}"] = NarrativeField(
                label=f"{wording.pledge.number}. {wording.title}",
                called=f"What you write under pledge {wording.pledge.number}",
                help_text=f"{in_short(wording)} What will you do? "
                "Do not write anything about a patient.",
                max_length=TEXT_LIMIT,
                rows=4,
            )
        self.sort_fields()

    def sort_fields(self) -> None:
        who = ("first_name", "last_name", "role", "organisation", "organisation_choice")
        self.order_fields([*who, *self.boxes, "visibility", "email"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        written = [box for box in self.boxes if cleaned.get(box) or box in self.errors]
        if not written:
            self.add_error("pledge_1", "Write at least one pledge, in your own words")
        if "organisation" not in self.errors:
            cleaned["organisation"] = self.find_organisation(cleaned["organisation"])
        return cleaned

    def find_organisation(self, typed: str) -> Organisation | None:
        """The one organisation that is meant; several are offered, and asked about."""
        if not typed or (self.known and typed == str(self.known)):
            return self.known if typed else None
        matching = Organisation.objects.matching(typed)[: 2 * OFFERED]
        found = [o for o in matching if not o.closed_date or o.closed_date > self.today]
        exact = [o for o in found if typed.casefold() in {str(o).casefold(), code(o)}]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            self.add_error(
                "organisation",
                "We cannot find this organisation. Check the name, or leave the box empty",
            )
            return None
        return self.chosen_of(found[:OFFERED])

    def chosen_of(self, offered: list[Organisation]) -> Organisation | None:
        names = [(o.slug, ", ".join(filter(None, (str(o), o.town.title())))) for o in offered]
        self.choice.choices = names  # type: ignore[attr-defined]
        self.fields["organisation_choice"] = self.choice
        self.sort_fields()
        wanted = self.data.get("organisation_choice")
        for organisation in offered:
            if organisation.slug == wanted:
                return organisation
        self.add_error("organisation_choice", "Choose your organisation")
        return None

    def details(self) -> dict[str, Any]:
        """What the services ask for."""
        names = ("first_name", "last_name", "role", "organisation", "visibility")
        pledges = {number: self.cleaned_data[box] for box, number in self.boxes.items()}
        return {**{name: self.cleaned_data[name] for name in names}, "pledges": pledges}


def code(organisation: Organisation) -> str:
    return (organisation.ods_code or "").casefold()


class JoinForm(PledgesForm, RequestCodeForm):
    """The same for somebody who is not signed in: their code goes to the address they give."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email address"
        self.fields["email"].error_messages["required"] = "Enter your email address"

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """A code is counted against the limit only when one would really be sent."""
        cleaned = super().clean()
        if not self.errors:
            try:
                super().clean_email()
            except ValidationError as error:
                self.add_error("email", error)
        return cleaned
