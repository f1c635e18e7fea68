"""Pages about reminders: of the people who get them, and of the campaign team."""
