"""Every write to a person."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.choices import AuditEvent, CampaignRole
from accounts.models import FormerAddress, User
from audit.services import record


class PersonGone(Exception):
    """This person's account was closed a moment ago: nothing can be written for them."""


def lock_person(user: User) -> User:
    """Re-read a person under lock. Raises `PersonGone` for one who can no longer sign in.

    Before any other lock, so that nobody is given anything while they are being erased. Rows of
    others that merely point at the person need not wait.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.is_active:
        raise PersonGone
    return locked


def register_person(*, email: str, at: datetime) -> User:
    """The person with this address, made if new; only a code proves that they are it."""
    email = email.lower()
    if user := User.objects.filter(email=email).first():
        return user
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, created_at=at)
            # allauth's own row: unverified until a code proves the address.
            EmailAddress.objects.create(user=user, email=email, primary=True)
            record(AuditEvent.PERSON_REGISTERED, by=user, subject=user, at=at)
    except (IntegrityError, ValidationError):
        # The same address, asked for twice at once; or one that is none, which is not our fault.
        if user := User.objects.filter(email=email).first():
            return user
        raise
    return user


@transaction.atomic
def rename_person(*, user: User, full_name: str, by: User, at: datetime) -> User:
    """Write down the name a person gave."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.full_name != full_name:
        user.full_name = full_name
        user.full_clean()
        user.save(update_fields=["full_name"])
        record(AuditEvent.PERSON_RENAMED, by=by, subject=user, at=at)
    return user


@transaction.atomic
def give_campaign_role(
    *, user: User, role: CampaignRole, by: models.Model | str, at: datetime
) -> User:
    """Put a person on the campaign team. They need a second factor from their next page on."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.campaign_role = role
    user.full_clean()
    user.save(update_fields=["campaign_role"])
    record(AuditEvent.CAMPAIGN_ROLE_GIVEN, by=by, subject=user, at=at, role=role)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, at: datetime) -> None:
    """Give a person a password, or another one. The emailed code goes on working."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record_way_in(user=user, method="password", change="set", at=at)


@transaction.atomic
def remove_password(*, user: User, at: datetime) -> None:
    """Back to codes and passkeys only."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record_way_in(user=user, method="password", change="removed", at=at)


def record_way_in(*, user: User, method: str, change: str, at: datetime) -> None:
    """Write down that a person changed how they sign in."""
    record(AuditEvent.WAY_IN_CHANGED, by=user, subject=user, at=at, method=method, change=change)


def record_new_address(*, user: User, at: datetime) -> None:
    """Write down that a person proved a new address; `user` still has the one before."""
    FormerAddress.objects.update_or_create(user=user, email=user.email, defaults={"until_at": at})
    record(AuditEvent.ADDRESS_CHANGED, by=user, subject=user, at=at)


def record_export(*, user: User, by: User, at: datetime) -> None:
    """Write down that a copy of a person's data was made."""
    record(AuditEvent.PERSONAL_DATA_EXPORTED, by=by, subject=user, at=at)
