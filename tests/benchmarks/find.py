"""The search over organisations, pledges and plans: texts to measure with, and what it costs."""

from datetime import UTC, datetime
from random import Random
from urllib.parse import urlencode

from accounts.models import User
from improvement_plans.choices import AmountKind, Direction, Scope, Topic, VersionState
from improvement_plans.models import Plan, PlanVersion, Priority
from organisations.models import Membership
from pledges.choices import CommitmentKind
from pledges.models import Commitment, PledgeWording
from tests.benchmarks.queries import Queries, queries

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
BATCH = 2000
# Each of this many has a plan.
PLAN_EVERY = 4
COMMON = [
    "we",
    "will",
    "call",
    "the",
    "families",
    "of",
    "patients",
    "and",
    "listen",
    "to",
    "staff",
    "every",
    "day",
    "so",
    "that",
    "care",
    "is",
    "safer",
    "and",
    "our",
    "wards",
    "learn",
    "from",
    "what",
    "went",
    "wrong",
    "share",
    "it",
    "with",
    "others",
    "and",
    "ask",
    "what",
    "would",
    "help",
    "them",
    "most",
]
RARE = ("sepsis", "anticoagulant", "handover", "dementia", "bariatric", "neonatal", "ligature")
# In every text, in one in some, in one in hundreds; together; without; a name; nothing.
SEARCHES = (
    *("families", "sepsis", "quokka", "sepsis handover", '"listen to staff"', "families -sepsis"),
    *("guys and st thomas", "surgery", "zebra"),
)


def text(random: Random, words: int) -> str:
    """Like a commitment: common words, a rare one now and then, a very rare one hardly ever."""
    chosen = random.choices(COMMON, k=words)
    chosen.append("families")
    if random.random() < 0.2:
        chosen.append(random.choice(RARE))
    if random.random() < 0.002:
        chosen.append("quokka")
    random.shuffle(chosen)
    return f"{' '.join(chosen).capitalize()}."


def fill_texts() -> None:
    """Five commitments for every member, and for one in four a plan of three priorities."""
    random = Random(4)
    wordings = list(PledgeWording.objects.in_force(AT.date().replace(year=2100)))
    author = User.objects.order_by("pk").first()
    keys = list(Membership.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        Commitment.objects.bulk_create(
            Commitment(
                membership_id=key,
                pledge_id=wording.pledge_id,
                wording=wording,
                state=VersionState.PUBLISHED,
                kind=CommitmentKind.NEW,
                text=text(random, 70),
                published_at=AT,
            )
            for key in keys[start : start + BATCH]
            for wording in wordings
        )
    plans = Plan.objects.bulk_create(
        (Plan(membership_id=key, started_at=AT) for key in keys[::PLAN_EVERY]), BATCH
    )
    versions = PlanVersion.objects.bulk_create(
        (
            PlanVersion(
                plan=plan,
                title="Safer care",
                where_we_are_now=text(random, 300),
                reason="First version",
            )
            for plan in plans
        ),
        BATCH,
    )
    Priority.objects.bulk_create(
        (
            Priority(
                version=version,
                position=position,
                title="Fewer falls",
                topic=Topic.FALLS,
                scope=Scope.LOCAL,
                why=text(random, 60),
                aim_direction=Direction.REDUCE,
                aim_measure="falls with harm",
                aim_amount_kind=AmountKind.ZERO,
                aim_by_date=AT.date(),
            )
            for version in versions
            for position in (1, 2, 3)
        ),
        BATCH,
    )
    # What is published takes no row any more.
    PlanVersion.objects.drafts().update(
        state=VersionState.PUBLISHED, published_at=AT, published_by=author
    )


def finds() -> dict[str, Queries]:
    """Each search as the page of everything asks for it, and the last page of the commonest."""
    paths = {query: f"/find/?{urlencode({'q': query})}" for query in SEARCHES}
    paths["quokka, pledges, page 5"] = "/find/?q=quokka&kind=pledges&page=5"
    paths["sepsis, plans"] = "/find/?q=sepsis&kind=plans"
    return {name: queries(path) for name, path in paths.items()}
