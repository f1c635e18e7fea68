"""What a reader would ask about a draft. Each is a question; none stops anybody."""

import re
from decimal import Decimal

from core.text import nhs_date
from improvement_plans.aims import Aim, read
from improvement_plans.choices import AmountKind, Direction
from improvement_plans.models import PlanVersion, Priority

MOST_PRIORITIES = 10
WHOLE = Decimal(100)
HALF = Decimal(50)
VAGUE = re.compile(r"\b(improv\w*|better|enhanc\w*|optimi[sz]\w*|strengthen\w*)\b", re.IGNORECASE)
# A figure, or a word that stands for one.
FIGURE = re.compile(
    r"\d|\b(zero|none|no|never|every|all|half|halve|halving|third|quarter|tenth|double|doubling"
    r"|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
DATED = re.compile(r"\b20\d\d\b|\b(within|in|over)\b.*\b(years?|months?)\b", re.IGNORECASE)
DATA = re.compile(
    r"\d|\b(data|figures?|audits?|surveys?|incidents?|reports?|reviews?|rates?|half|third|quarter"
    r"|per cent|percent|investigations?|complaints?)\b",
    re.IGNORECASE,
)
MEANT = "Is that what you mean?"


def plan_questions(number_of_priorities: int) -> list[str]:
    """About the priorities as a whole."""
    if number_of_priorities <= MOST_PRIORITIES:
        return []
    return [
        f"The plan has {number_of_priorities} priorities. Most plans have four to six. Can you "
        "work on all of these at once?"
    ]


def priority_questions(priority: Priority, draft: PlanVersion) -> list[str]:
    """About one priority of a draft."""
    return [*why_questions(priority.why), *aim_questions(priority, draft)]


def why_questions(why: str) -> list[str]:
    """What is said why, without a figure or where one could be found."""
    if not why or DATA.search(why):
        return []
    return ["You name no data in why this matters. Is there a figure, an audit or a survey?"]


def aim_questions(priority: Priority, draft: PlanVersion) -> list[str]:
    """About an aim that is begun: what it lacks, what is vague, and what looks mistyped."""
    aim, wording = priority.aim_parts, priority.aim_wording
    if aim == Aim() and not wording:
        return []
    return [
        *(wording_questions(wording, aim) if wording else missing_questions(aim)),
        *date_questions(aim, draft),
        *vague_questions(aim, wording),
        *amount_questions(aim),
    ]


def missing_questions(aim: Aim) -> list[str]:
    """The sentence waits for these."""
    missing = aim.missing
    if not missing:
        return []
    listed = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
    return [f"The sentence of your aim is not complete. Can you say {listed}?"]


def wording_questions(wording: str, aim: Aim) -> list[str]:
    """An aim in the member's own words says how much and by when, too."""
    found = []
    if not FIGURE.search(wording):
        found.append("There is no number in your own words. How will you know that you are there?")
    if aim.by is None and not DATED.search(wording):
        found.append("There is no date in your own words. By when?")
    return found


def date_questions(aim: Aim, draft: PlanVersion) -> list[str]:
    """The day of the aim beside the days of the plan."""
    if aim.by and draft.start_date and aim.by < draft.start_date:
        starts = nhs_date(draft.start_date)
        return [f"{nhs_date(aim.by)} is before the plan starts, on {starts}. {MEANT}"]
    if aim.by and draft.end_date and aim.by > draft.end_date:
        ends = nhs_date(draft.end_date)
        return [f"{nhs_date(aim.by)} is after the plan ends, on {ends}. {MEANT}"]
    return []


def vague_questions(aim: Aim, wording: str) -> list[str]:
    """Words that can mean many things, and changes without a size."""
    found = []
    if word := VAGUE.search(wording or aim.measure):
        found.append(
            f"“{word.group()}” can mean many things. What would you count to see it happen?"
        )
    if aim.amount_kind == AmountKind.YEAR_ON_YEAR and not FIGURE.search(wording):
        found.append("“Year on year” names no number. How much would be enough?")
    return found


def amount_questions(aim: Aim) -> list[str]:
    """Numbers that may be mistyped."""
    if aim.amount_kind == AmountKind.ZERO and aim.direction == Direction.INCREASE:
        return [f"“Increase” and “to zero” pull apart. {MEANT}"]
    if aim.amount is None:
        return []
    ask = {
        AmountKind.PERCENT: percent_question,
        AmountKind.NUMBER: number_question,
        AmountKind.BEST: best_question,
    }.get(AmountKind(aim.amount_kind)) if aim.amount_kind else None  # fmt: skip
    question = ask(aim, aim.amount) if ask else ""
    return [question] if question else []


def percent_question(aim: Aim, amount: Decimal) -> str:
    number = f"{read(amount)}%"
    if aim.direction == Direction.MAINTAIN:
        return f"“At {number}” is more than all of it. {MEANT}" if amount > WHOLE else ""
    if amount <= 0:
        return f"“By {number}” is no change in that direction. {MEANT}"
    if aim.direction == Direction.REDUCE and amount > WHOLE:
        return f"Reducing by {number} takes away more than there is. {MEANT}"
    if aim.direction == Direction.REDUCE and amount == WHOLE:
        return "Reducing by 100% leaves none. Would “to zero” say it more plainly?"
    return f"Increasing by {number} is more than doubling it. {MEANT}" if amount > WHOLE else ""


def number_question(aim: Aim, amount: Decimal) -> str:
    start = aim.start_number
    if start is None:
        return ""
    if aim.direction == Direction.REDUCE and amount >= start:
        return f"You want to reduce it, but {read(amount)} is not below {read(start)}. {MEANT}"
    if aim.direction == Direction.INCREASE and amount <= start:
        return f"You want to increase it, but {read(amount)} is not above {read(start)}. {MEANT}"
    return ""


def best_question(aim: Aim, amount: Decimal) -> str:
    if amount <= 0 or amount > HALF:
        return f"“The best {read(amount)}%” is an unusual share. {MEANT}"
    return ""
