"""What people fill in about introductions."""

from typing import Any

from django import forms

from core.forms import NarrativeField
from improvement_plans.choices import Topic
from introductions.choices import MESSAGE_LIMIT, Outcome
from organisations.models import Membership

NO_PATIENT = "Do not write anything about a patient."


def topics() -> list[tuple[str, str]]:
    """A to Z, with topics of one's own at the end."""
    listed = sorted(Topic.choices, key=lambda choice: choice[1].lower())
    return sorted(listed, key=lambda choice: choice[0] == Topic.OTHER)


class AskForm(forms.Form):
    """What it is about, what is said, and in whose name."""

    sender = forms.ChoiceField(
        label="For which organisation do you ask?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the organisation for which you ask"},
    )
    topic = forms.ChoiceField(
        label="What is it about?",
        choices=[("", "Choose a topic"), *topics()],
        error_messages={"required": "Choose a topic, or “Something else”"},
    )
    text = NarrativeField(
        label="Your message",
        called="Your message",
        help_text=(
            "Say what you work on and what you would like to hear or share. Add your email address"
            f" or telephone number if you want them to have it. {NO_PATIENT}"
        ),
        max_length=MESSAGE_LIMIT,
        required="Write your message",
        rows=8,
    )

    def __init__(self, *args: Any, senders: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.senders = {str(membership.pk): membership for membership in senders}
        names = [(key, str(found.organisation)) for key, found in self.senders.items()]
        if len(names) > 1:
            self.fields["sender"].choices = names  # type: ignore[attr-defined]
        else:
            del self.fields["sender"]

    def sending_member(self) -> Membership:
        """The member in whose name it is asked."""
        chosen = self.cleaned_data.get("sender")
        return self.senders[chosen] if chosen else next(iter(self.senders.values()))


class WriteForm(forms.Form):
    """A message in a conversation."""

    text = NarrativeField(
        label="Your message",
        called="Your message",
        help_text=(
            "They see your name and job title. Add your email address or telephone number if you"
            f" want them to have it. {NO_PATIENT}"
        ),
        max_length=MESSAGE_LIMIT,
        required="Write your message",
        rows=6,
    )


class DeclineForm(forms.Form):
    """A word to those who asked, if one likes."""

    text = NarrativeField(
        label="Would you like to add a word? (optional)",
        called="Your message",
        help_text=f"They see your name and job title with it. {NO_PATIENT}",
        max_length=MESSAGE_LIMIT,
        rows=4,
    )


class ReportForm(forms.Form):
    """What is not right with a message."""

    reason = NarrativeField(
        label="What should the campaign team know?",
        called="What you write",
        help_text=f"Only the campaign team reads this. {NO_PATIENT}",
        max_length=1000,
        required="Say what is not right with this message",
        rows=4,
    )


class DecideForm(forms.Form):
    """What follows from a report, and why."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decide"},
    )
    decision = NarrativeField(
        label="Why?",
        called="The reason",
        help_text=(
            "Both members read this. Ask what happened before who: say what was not right for this"
            f" place and what would be. {NO_PATIENT}"
        ),
        max_length=1000,
        required="Say why, in words that both members can read",
        rows=5,
    )


class LiftForm(forms.Form):
    """A word to whoever can write again."""

    reason = NarrativeField(
        label="What would you like to tell them?",
        called="What you write",
        help_text=f"It goes into the mail that says they can write again. {NO_PATIENT}",
        max_length=1000,
        required="Say a word to them",
        rows=4,
    )
