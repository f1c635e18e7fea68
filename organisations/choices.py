"""Names and transitions that the organisations app stores."""

from datetime import timedelta

from django.db.models import TextChoices

# The same press again within so long is a double click, and is answered like the first.
DOUBLE_CLICK = timedelta(minutes=1)


class OrganisationType(TextChoices):
    """What kind of body it is. ODS tells trusts apart only with the trust type list."""

    ACUTE_TRUST = "ACUTE_TRUST", "Acute trust"
    ACUTE_SPECIALIST_TRUST = "ACUTE_SPECIALIST_TRUST", "Acute specialist trust"
    MENTAL_HEALTH_TRUST = "MENTAL_HEALTH_TRUST", "Mental health trust"
    COMMUNITY_TRUST = "COMMUNITY_TRUST", "Community trust"
    AMBULANCE_TRUST = "AMBULANCE_TRUST", "Ambulance trust"
    ONLINE_TRUST = "ONLINE_TRUST", "Online trust"
    CARE_TRUST = "CARE_TRUST", "Care trust"
    NHS_TRUST = "NHS_TRUST", "NHS trust"
    ICB = "ICB", "Integrated care board"
    SUB_ICB_LOCATION = "SUB_ICB_LOCATION", "Sub-ICB location or CCG"
    GP_PRACTICE = "GP_PRACTICE", "GP practice"
    OTHER_PRIMARY_CARE = "OTHER_PRIMARY_CARE", "Other primary or community service"
    ROYAL_COLLEGE = "ROYAL_COLLEGE", "Royal college or faculty"
    HEALTH_INNOVATION_NETWORK = "HEALTH_INNOVATION_NETWORK", "Health innovation network"
    UNIVERSITY = "UNIVERSITY", "University"
    CHARITY = "CHARITY", "Charity"
    INDEPENDENT_PROVIDER = "INDEPENDENT_PROVIDER", "Independent provider"
    OTHER = "OTHER", "Other organisation"


# Thousands of them share a few names and places; a search shows them after the few large bodies.
PRIMARY_CARE = frozenset({OrganisationType.GP_PRACTICE, OrganisationType.OTHER_PRIMARY_CARE})

# Where the person who signs up may confirm it too: a practice can be one partner and a nurse.
LEAD_MAY_BE_SPONSOR = frozenset({OrganisationType.GP_PRACTICE})

# What the ODS files do not hold, for people who add their organisation by hand.
TYPES_ADDED_BY_HAND = (
    OrganisationType.ROYAL_COLLEGE,
    OrganisationType.HEALTH_INNOVATION_NETWORK,
    OrganisationType.UNIVERSITY,
    OrganisationType.CHARITY,
    OrganisationType.INDEPENDENT_PROVIDER,
    OrganisationType.OTHER,
)


class Region(TextChoices):
    """NHS England regions by ODS code, and Wales, which some ODS files include."""

    EAST_OF_ENGLAND = "Y61", "East of England"
    LONDON = "Y56", "London"
    MIDLANDS = "Y60", "Midlands"
    NORTH_EAST_AND_YORKSHIRE = "Y63", "North East and Yorkshire"
    NORTH_WEST = "Y62", "North West"
    SOUTH_EAST = "Y59", "South East"
    SOUTH_WEST = "Y58", "South West"
    WALES = "W00", "Wales"


class OtherNameKind(TextChoices):
    FORMER = "FORMER", "Former name"
    ALSO_KNOWN_AS = "ALSO_KNOWN_AS", "Also known as"


# Thousands of organisations, or anybody at all, have addresses on these: they prove none.
SHARED_DOMAINS = (
    "nhs.net",
    "nhs.uk",
    "aol.com",
    "btinternet.com",
    "gmail.com",
    "googlemail.com",
    "gmx.com",
    "hotmail.co.uk",
    "hotmail.com",
    "icloud.com",
    "live.co.uk",
    "live.com",
    "mail.com",
    "me.com",
    "msn.com",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "sky.com",
    "talktalk.net",
    "virginmedia.com",
    "yahoo.co.uk",
    "yahoo.com",
)


class MembershipState(TextChoices):
    """Where a membership stands. `TRANSITIONS` says what may follow what."""

    DRAFT = "DRAFT", "Sign-up started"
    AWAITING_SPONSOR = "AWAITING_SPONSOR", "Waiting for the executive sponsor"
    AWAITING_VERIFICATION = "AWAITING_VERIFICATION", "Waiting for a check by the campaign team"
    ACTIVE = "ACTIVE", "Active"
    PAUSED = "PAUSED", "Paused"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    SUCCEEDED = "SUCCEEDED", "Continued by a successor"
    CLOSED = "CLOSED", "Sign-up ended"


S = MembershipState
TRANSITIONS: dict[MembershipState, frozenset[MembershipState]] = {
    S.DRAFT: frozenset({S.AWAITING_SPONSOR, S.CLOSED}),
    S.AWAITING_SPONSOR: frozenset({S.DRAFT, S.AWAITING_VERIFICATION, S.ACTIVE, S.CLOSED}),
    S.AWAITING_VERIFICATION: frozenset({S.ACTIVE, S.CLOSED}),
    S.ACTIVE: frozenset({S.PAUSED, S.WITHDRAWN, S.SUCCEEDED}),
    S.PAUSED: frozenset({S.ACTIVE, S.WITHDRAWN, S.SUCCEEDED}),
    S.WITHDRAWN: frozenset({S.ACTIVE}),
    S.SUCCEEDED: frozenset(),
    S.CLOSED: frozenset(),
}
# A public page exists for these: membership was once public and keeps its page with dignity.
PUBLIC_STATES = frozenset({S.ACTIVE, S.PAUSED, S.WITHDRAWN, S.SUCCEEDED})
# Members today, as the directory and the membership report count them.
CURRENT_STATES = frozenset({S.ACTIVE, S.PAUSED})
SIGN_UP_STATES = frozenset({S.DRAFT, S.AWAITING_SPONSOR, S.AWAITING_VERIFICATION})
# A sign-up that no sponsor has confirmed: its leads or the campaign team can end it.
UNCONFIRMED_STATES = frozenset({S.DRAFT, S.AWAITING_SPONSOR})
# Colleagues can ask to join the team of these.
JOINABLE_STATES = SIGN_UP_STATES | CURRENT_STATES
# A lead can be named from outside for these: without one, nobody could bring a member back.
APPOINTABLE_STATES = JOINABLE_STATES | {S.WITHDRAWN}
# The team of an ended sign-up stays as it is.
TEAM_STATES = frozenset(S) - {S.CLOSED}
# These need a reason that people will read.
REASON_STATES = frozenset({S.PAUSED, S.WITHDRAWN})


class Role(TextChoices):
    """What a representative may do for their organisation."""

    LEAD = "LEAD", "Lead"
    EDITOR = "EDITOR", "Editor"
    VIEWER = "VIEWER", "Viewer"


# What each role includes: an invitation never takes anything from a person.
ROLE_RANK = {Role.VIEWER: 1, Role.EDITOR: 2, Role.LEAD: 3}


class JoinAnswer(TextChoices):
    """What became of a request to join a team."""

    ACCEPTED = "ACCEPTED", "Accepted"
    DECLINED = "DECLINED", "Declined"


class AfterHandover(TextChoices):
    """What the lead who hands over becomes."""

    EDITOR = "EDITOR", "Editor"
    VIEWER = "VIEWER", "Viewer"
    LEAVES = "LEAVES", "Leaves the team"


class SponsorAnswer(TextChoices):
    CONFIRMED = "CONFIRMED", "Confirmed"
    CHANGES_ASKED = "CHANGES_ASKED", "Asked for changes"
    NOT_MINE = "NOT_MINE", "Not this person's organisation"
    REPLACED = "REPLACED", "Replaced by a newer request"


class MessageKind(TextChoices):
    """What a message between a member and the campaign team is. Nothing ever waits for one."""

    QUESTION = "QUESTION", "Question to the campaign team"
    REPLY = "REPLY", "What the campaign team asked for"
    ANSWER = "ANSWER", "Answer of the campaign team"
    MORE_ASKED = "MORE_ASKED", "Question of the campaign team, to complete its check"
    READ = "READ", "Read by the campaign team, nothing to answer"


FROM_CAMPAIGN = frozenset({MessageKind.ANSWER, MessageKind.MORE_ASKED, MessageKind.READ})
# The campaign team promises to have checked a sign-up within so many working days.
CHECK_PROMISED_WORKING_DAYS = 2


class PlanIntention(TextChoices):
    """The answer to “Will you publish a plan?”"""

    ON_A_DATE = "ON_A_DATE", "Yes, we aim to publish one by a date we choose"
    NOT_NOW = "NOT_NOW", "Not now"


class AuditEvent(TextChoices):
    REGISTER_IMPORTED = "register.imported"
    ORGANISATION_ADDED = "organisation.added"
    ORGANISATION_SET_ASIDE = "organisation.set-aside"
    ORGANISATIONS_MERGED = "organisation.merged"
    DOMAIN_RECORDED = "organisation.domain-recorded"
    MEMBERSHIP_STARTED = "membership.started"
    MEMBERSHIP_STATE_CHANGED = "membership.state-changed"
    SPONSOR_NAMED = "membership.sponsor-named"
    PLAN_INTENTION_STATED = "membership.plan-intention-stated"
    SPONSOR_ASKED = "sponsor.asked"
    SPONSOR_ANSWERED = "sponsor.answered"
    SPONSOR_ERASED = "sponsor.erased"
    DENIAL_DEALT_WITH = "sponsor.denial-dealt-with"
    REPRESENTATIVE_ADDED = "representative.added"
    REPRESENTATIVE_ERASED = "representative.erased"
    HEARD_FROM = "membership.heard-from"
    MESSAGE_WRITTEN = "message.written"
    INVITATION_SENT = "invitation.sent"
    INVITATION_CANCELLED = "invitation.cancelled"
    INVITATION_ACCEPTED = "invitation.accepted"
    ROLE_CHANGED = "representative.role-changed"
    REPRESENTATIVE_LEFT = "representative.left"
    REPRESENTATIVE_REMOVED = "representative.removed"
    JOIN_ASKED = "join-request.asked"
    JOIN_ANSWERED = "join-request.answered"
    HANDOVER_PLANNED = "handover.planned"
    HANDOVER_CANCELLED = "handover.cancelled"
    HANDOVER_DONE = "handover.done"
    SPONSOR_ASKED_TO_APPOINT = "appointment.sponsor-asked"
    LEAD_APPOINTED = "appointment.lead-appointed"
    NUMBER_EXPLAINED = "patient-data.number-explained"
