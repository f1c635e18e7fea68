"""What a person wants to hear about."""

from typing import Any

from django import forms

from reminders.choices import Topic


class ChooseForm(forms.Form):
    """A box for each topic; none is ticked where nothing is wanted."""

    wanted = forms.MultipleChoiceField(
        label="What we remind you of",
        help_text="Untick what you do not want. You get one mail a day at most, on working days",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, topics: list[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        self.fields["wanted"].choices = [(topic.value, topic.label) for topic in topics]  # type: ignore[attr-defined]

    def unwanted(self) -> list[Topic]:
        return [topic for topic in self.topics if topic not in self.cleaned_data["wanted"]]
