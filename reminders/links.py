"""Signed addresses in digests."""

from django.core import signing

from reminders.models import Digest

SALT = "reminders.digest"


def stop_token(digest: Digest) -> str:
    """Names a digest, and so whose it is, for whoever has the mail. It never runs out."""
    return signing.dumps(digest.pk, salt=SALT)


def digest_pk(token: str) -> int:
    """The digest a token was made for; 0, which none has, for one not made here."""
    try:
        return int(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return 0
