"""What a member writes under a pledge."""

from django import forms

from core.autosave import RevisedForm
from core.forms import NarrativeField
from pledges.choices import CommitmentKind
from pledges.models import COMMITMENT_LIMIT


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
