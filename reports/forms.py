"""Filters in the address. A form only reads them; nothing here is stored."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import YEARS, DateField
from organisations.choices import PUBLIC_STATES, MembershipState, OrganisationType, Region
from reports.choices import RegionGroup, Standing
from reports.queries import Filters

DATES = ("joined_from", "joined_to")
NOT_COMPLETE = "The address of this page is not complete. Follow the link to it again"
BROKEN_LINK = {"invalid": NOT_COMPLETE, "invalid_choice": NOT_COMPLETE}
YES_OR_NO = [("yes", "Yes"), ("no", "No")]


def validate_year(value: date) -> None:
    """Refuse years from which no next day or other time zone can be worked out."""
    if value.year not in YEARS:
        raise ValidationError(NOT_COMPLETE, code="year")


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not asked."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", YES_OR_NO)
        super().__init__(coerce=lambda v: v == "yes", empty_value=None, required=False, **kwargs)


class LinkDateField(forms.DateField):
    """A date that only a number's link carries."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%d"],
            required=False,
            error_messages=BROKEN_LINK,
            validators=[validate_year],
            **kwargs,
        )


class RegisterFilterForm(forms.Form):
    """Which part of the register."""

    type = forms.ChoiceField(
        label="Type",
        choices=[("", "All types"), *OrganisationType.choices],
        required=False,
        error_messages={"invalid_choice": "Choose a type from the list"},
    )
    region = forms.ChoiceField(
        label="Region",
        choices=[("", "All regions"), *Region.choices, *RegionGroup.choices],
        required=False,
        error_messages={"invalid_choice": "Choose a region from the list"},
    )

    def filters(self) -> Filters | None:
        """What a valid form asks for; nothing of an invalid one."""
        return Filters(**self.cleaned_data) if self.is_valid() else None


class ReportFilterForm(RegisterFilterForm):
    """Which members the report counts."""

    state = forms.ChoiceField(
        label="State",
        choices=[
            ("", "Members today (active or paused)"),
            *(choice for choice in MembershipState.choices if choice[0] in PUBLIC_STATES),
        ],
        required=False,
        error_messages={"invalid_choice": "Choose a state from the list"},
    )
    has_plan = YesNoField(
        label="Safety improvement plan",
        choices=[("", "Published or not"), ("yes", "Published"), ("no", "Not published yet")],
        error_messages={"invalid_choice": "Choose from the list"},
    )
    joined_from = DateField(
        label="Joined from",
        help_text="For example, 1 4 2026",
        required=False,
    )
    joined_to = DateField(
        label="Joined up to",
        help_text="For example, 31 3 2027",
        required=False,
    )

    def __init__(self, data: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(in_three_boxes(data), **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = (cleaned.get(name) for name in DATES)
        if first and last and last < first:
            self.add_error("joined_to", "“Joined up to” must be the same as or after “Joined from”")
        return cleaned


class MemberFilterForm(ReportFilterForm):
    """Which members the list shows: also what only the link of a number asks for."""

    has_pledges = YesNoField(widget=forms.HiddenInput, error_messages=BROKEN_LINK)
    heard_from = LinkDateField()
    plan_from = LinkDateField()
    standing = forms.ChoiceField(
        choices=Standing.choices,
        widget=forms.HiddenInput,
        required=False,
        error_messages=BROKEN_LINK,
    )
    on = LinkDateField()


def in_three_boxes(data: Mapping[str, Any]) -> dict[str, Any]:
    """The query with a date such as `joined_from=2026-04-01` spelled out for its three boxes."""
    boxes = dict(data.items())
    for name in DATES:
        if name in boxes:
            parts = [part.lstrip("0") for part in boxes[name].split("-")]
            boxes |= zip((f"{name}_year", f"{name}_month", f"{name}_day"), parts, strict=False)
    return boxes
