"""What a member writes under a pledge."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from core.autosave import RevisedForm
from core.forms import NarrativeField
from pledges.choices import CommitmentKind
from pledges.models import COMMITMENT_LIMIT, REASON_LIMIT, Commitment

# Somebody who reviews their own change should not publish what a colleague left lying last spring.
LATELY = timedelta(days=14)


class CommitmentForm(RevisedForm):
    """One pledge in the member's own words."""

    text = NarrativeField(
        label="What will your organisation do?",
        called="What your organisation will do",
        help_text=(
            "In your own words; 50 to 150 words is usual. Start a line with a hyphen to make a "
            "bullet. Do not write anything about a patient."
        ),
        max_length=COMMITMENT_LIMIT,
        required="Write what your organisation will do",
        rows=10,
    )
    kind = forms.ChoiceField(
        label="Is this new?",
        help_text="All three are good answers",
        choices=CommitmentKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether this is new, an extension or under way"},
    )


class PublishChangesForm(forms.Form):
    """Which drafts are published, and why. Each is named with the fingerprint of what was read."""

    pledges = forms.MultipleChoiceField(
        label="Which changes do you publish?",
        help_text="What you leave out stays a draft. A draft that nobody has changed for two weeks "
        "is not ticked",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one change to publish",
            "invalid_choice": "A colleague has changed a pledge since you opened this page. "
            "Read the changes again, then choose which to publish",
        },
    )
    reason = NarrativeField(
        label="Why are you changing this?",
        called="The reason",
        max_length=REASON_LIMIT,
        required="Enter why you are changing this",
        rows=3,
        help_text="Everyone will be able to read it, beside the new version. "
        "Do not write anything about a patient.",
    )

    def __init__(
        self, changes: Sequence[Commitment], at: datetime, *args: Any, **kwargs: Any
    ) -> None:
        """`changes` are the drafts that differ from what is published, at this moment."""
        super().__init__(*args, **kwargs)
        choices = [
            (f"{c.wording.pledge.number}-{c.fingerprint}", c.wording.numbered_title)
            for c in changes
        ]
        pledges = self.fields["pledges"]
        pledges.choices = choices  # type: ignore[attr-defined]
        lately = at - LATELY
        pledges.initial = [
            value
            for (value, _), draft in zip(choices, changes, strict=True)
            if draft.saved_at and draft.saved_at > lately
        ]

    def clean_pledges(self) -> dict[int, str]:
        """The fingerprint of what was read, by the number of the pledge."""
        read = (value.partition("-") for value in self.cleaned_data["pledges"])
        return {int(number): fingerprint for number, _, fingerprint in read}
