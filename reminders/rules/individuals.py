"""The rule about people who pledged for themselves."""

from typing import Any

from django.db.models import F, Q, QuerySet

from individuals.models import Individual
from reminders.choices import Kind
from reminders.rules.rule import Audience, Rule
from reminders.rules.windows import Window

# The campaign was not there before.
FIRST_YEAR = 2014


def people_a_year_on(window: Window) -> QuerySet[Any, Any]:
    """People who joined on one of these days of an earlier year; who left is not among them.

    One range of days for each year: an index on the day of joining finds them.
    """
    joined = Q(pk__in=[])
    for year in window.years_back(window.first.replace(year=FIRST_YEAR, month=1, day=1)):
        joined |= Q(joined_at__gte=year.begins, joined_at__lt=year.ends)
    people = Individual.objects.current().filter(joined, user__is_active=True)
    return people.annotate(own=F("pk"), person=F("user"))


YEARLY_HELLO = Rule(
    Kind.YEARLY_HELLO,
    "Somebody who pledged for themselves hears once a year, on the day they joined.",
    Audience.PERSON,
    people_a_year_on,
    after=0,
    until=21,
)
