"""Mail domains that prove an organisation."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from organisations.choices import SHARED_DOMAINS
from organisations.models.register import Organisation


class EmailDomain(models.Model):
    """A mail domain known to be this very organisation's: an address on it verifies a sign-up."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="email_domains"
    )
    domain = models.CharField(
        max_length=190,
        validators=[
            RegexValidator(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", "Enter a domain, like example.nhs.uk")
        ],
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                name="email_domain_proves_one_organisation",
                violation_error_message="This domain is already recorded for an organisation.",
            ),
            models.CheckConstraint(
                condition=~Q(domain__in=SHARED_DOMAINS),
                name="email_domain_is_not_shared",
                violation_error_message="Many organisations share this domain: it proves none.",
            ),
        ]

    def __str__(self) -> str:
        return self.domain
