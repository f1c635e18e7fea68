"""Who is reminded of what, and when. Each rule is a sentence and one query.

No rule asks whether a day *is* the day: each finds all that has come due up to today and has no row
in the ledger yet, so that a day on which nothing ran loses nobody.
"""

from reminders.rules.finding import Line, forecast, is_still_due, missing
from reminders.rules.individuals import YEARLY_HELLO
from reminders.rules.plans import PLAN_RULES
from reminders.rules.rule import Audience, Rule
from reminders.rules.sign_ups import SIGN_UP_RULES
from reminders.rules.teams import NO_LEAD

RULES: tuple[Rule, ...] = (*SIGN_UP_RULES, *PLAN_RULES, NO_LEAD, YEARLY_HELLO)
RULE_OF: dict[str, Rule] = {rule.kind: rule for rule in RULES}

__all__ = [
    "RULES",
    "RULE_OF",
    "Audience",
    "Line",
    "Rule",
    "forecast",
    "is_still_due",
    "missing",
]
