"""What the portal knows about a person by themselves: how they sign in, and from where."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts import emails
from accounts.choices import AuditEvent
from accounts.models import User
from audit.services import record
from outbox.personal_data import mail_to
from outbox.services import forget

# Nobody can own an address there: the domain is reserved for never existing.
ERASED_ADDRESS = "erased-{}@erased.invalid"


def addresses_of(user: User) -> set[str]:
    """The person's address and those they proved before, but none that is somebody else's now."""
    former = set(user.former_addresses.values_list("email", flat=True))
    taken = User.objects.exclude(pk=user.pk).filter(email__in=former)
    return {user.email, *former} - set(taken.values_list("email", flat=True))


def personal_data(*, user: User) -> dict[str, Any]:
    """The person, their addresses, ways to sign in, sessions and mail. Secrets are left out."""
    return {
        "person": {
            "email": user.email,
            "full_name": user.full_name,
            "campaign_role": user.campaign_role,
            "has_password": user.has_usable_password(),
            "created_at": user.created_at,
            "last_login": user.last_login,
        },
        "addresses": list(
            EmailAddress.objects.filter(user=user).order_by("pk").values("email", "verified")
        ),
        "former_addresses": list(user.former_addresses.order_by("pk").values("email", "until_at")),
        "ways_to_sign_in": [
            {
                "type": way.type,
                "name": str(way),
                "created_at": way.created_at,
                "last_used_at": way.last_used_at,
            }
            for way in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "sessions": list(
            UserSession.objects.filter(user=user)
            .order_by("pk")
            .values("ip", "user_agent", "created_at", "last_seen_at")
        ),
        **mail_to(addresses_of(user)),
    }


@transaction.atomic
def erase(*, user: User, by: User, at: datetime) -> None:
    """Sign the person out everywhere and leave a row without a name that others can point at.

    Call it last: whatever else is erased may still need the address.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    # What is still in line is about somebody who is gone; the one mail after it forgets itself.
    forget(addresses=addresses_of(user), at=at)
    emails.erased(user.email)
    for session in UserSession.objects.filter(user=user):
        session.end()
    EmailAddress.objects.filter(user=user).delete()
    user.former_addresses.all().delete()
    Authenticator.objects.filter(user=user).delete()
    user.email, user.full_name = ERASED_ADDRESS.format(user.pk), ""
    user.campaign_role, user.is_active, user.last_login = "", False, None
    user.set_unusable_password()
    user.full_clean()
    user.save()
    record(AuditEvent.PERSON_ERASED, by=by, subject=user, at=at)
