"""Models of the reminders app, by noun."""

from reminders.models.digest import Digest
from reminders.models.looked import Looked
from reminders.models.reminder import Reminder, ReminderQuerySet
from reminders.models.unwanted import Unwanted

__all__ = ["Digest", "Looked", "Reminder", "ReminderQuerySet", "Unwanted"]
