import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.text


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ods_code",
                    models.CharField(
                        blank=True, max_length=6, null=True, unique=True, verbose_name="ODS code"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=200,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("slug", models.SlugField(max_length=220, unique=True)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("ACUTE_TRUST", "Acute trust"),
                            ("ACUTE_SPECIALIST_TRUST", "Acute specialist trust"),
                            ("MENTAL_HEALTH_TRUST", "Mental health trust"),
                            ("COMMUNITY_TRUST", "Community trust"),
                            ("AMBULANCE_TRUST", "Ambulance trust"),
                            ("ONLINE_TRUST", "Online trust"),
                            ("CARE_TRUST", "Care trust"),
                            ("NHS_TRUST", "NHS trust"),
                            ("ICB", "Integrated care board"),
                            ("SUB_ICB_LOCATION", "Sub-ICB location or CCG"),
                            ("GP_PRACTICE", "GP practice"),
                            ("OTHER_PRIMARY_CARE", "Other primary or community service"),
                            ("ROYAL_COLLEGE", "Royal college or faculty"),
                            ("HEALTH_INNOVATION_NETWORK", "Health innovation network"),
                            ("UNIVERSITY", "University"),
                            ("CHARITY", "Charity"),
                            ("INDEPENDENT_PROVIDER", "Independent provider"),
                            ("OTHER", "Other organisation"),
                        ],
                        max_length=30,
                    ),
                ),
                ("town", models.CharField(blank=True, max_length=80)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("region_code", models.CharField(blank=True, max_length=6)),
                (
                    "icb_code",
                    models.CharField(
                        blank=True, max_length=6, verbose_name="ICB or local office code"
                    ),
                ),
                ("opened_date", models.DateField(blank=True, null=True)),
                ("closed_date", models.DateField(blank=True, null=True)),
                ("added_by_hand", models.BooleanField(db_default=False, default=False)),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=300,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        django.db.models.functions.text.Upper("name"),
                        models.F("id"),
                        name="organisation_a_to_z",
                    ),
                    models.Index(
                        fields=["type", "region_code"], name="organisation_by_type_region"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("ods_code", ""), _negated=True),
                                ("ods_code", django.db.models.functions.text.Upper("ods_code")),
                            ),
                            ("ods_code", None),
                            _connector="OR",
                        ),
                        name="organisation_ods_code_is_upper_case",
                        violation_error_message="An ODS code is 1 to 6 capital letters and digits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "ACUTE_TRUST",
                                    "ACUTE_SPECIALIST_TRUST",
                                    "MENTAL_HEALTH_TRUST",
                                    "COMMUNITY_TRUST",
                                    "AMBULANCE_TRUST",
                                    "ONLINE_TRUST",
                                    "CARE_TRUST",
                                    "NHS_TRUST",
                                    "ICB",
                                    "SUB_ICB_LOCATION",
                                    "GP_PRACTICE",
                                    "OTHER_PRIMARY_CARE",
                                    "ROYAL_COLLEGE",
                                    "HEALTH_INNOVATION_NETWORK",
                                    "UNIVERSITY",
                                    "CHARITY",
                                    "INDEPENDENT_PROVIDER",
                                    "OTHER",
                                ],
                            )
                        ),
                        name="organisation_type_is_known",
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Upper("name"),
                        django.db.models.functions.text.Upper("town"),
                        condition=models.Q(
                            ("added_by_hand", True), ("closed_date", None), ("merged_into", None)
                        ),
                        name="organisation_added_by_hand_once",
                        violation_error_message="Somebody has added this organisation already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into", None),
                            models.Q(
                                ("added_by_hand", True),
                                ("closed_date__isnull", False),
                                models.Q(("merged_into", models.F("id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="organisation_only_hand_added_is_merged",
                        violation_error_message="Only an organisation added by hand joins another.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Sign-up started"),
                            ("AWAITING_SPONSOR", "Waiting for the executive sponsor"),
                            ("AWAITING_VERIFICATION", "Waiting for a check by the campaign team"),
                            ("ACTIVE", "Active"),
                            ("PAUSED", "Paused"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("SUCCEEDED", "Continued by a successor"),
                            ("CLOSED", "Sign-up ended"),
                        ],
                        default="DRAFT",
                        max_length=24,
                    ),
                ),
                (
                    "state_reason",
                    models.TextField(
                        blank=True, max_length=1000, validators=[core.text.validate_plain_text]
                    ),
                ),
                ("state_at", models.DateTimeField()),
                ("started_at", models.DateTimeField()),
                (
                    "sponsor_name",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                (
                    "sponsor_title",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("sponsor_email", models.EmailField(blank=True, max_length=254)),
                ("sponsor_confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "plan_intention",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ON_A_DATE", "Yes, we aim to publish one by a date we choose"),
                            ("NOT_NOW", "Not now"),
                        ],
                        max_length=12,
                    ),
                ),
                ("plan_intended_date", models.DateField(blank=True, null=True)),
                ("joined_at", models.DateTimeField(blank=True, null=True)),
                ("last_heard_at", models.DateTimeField(blank=True, null=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups_started",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", frozenset(["ACTIVE", "PAUSED"]))),
                        fields=["-joined_at"],
                        name="membership_newest",
                    ),
                    models.Index(fields=["state", "joined_at"], name="membership_by_state_joined"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "CLOSED"), _negated=True),
                        fields=("organisation",),
                        name="membership_one_open_per_organisation",
                        violation_error_message="This organisation is a member already, or is signing up.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "DRAFT",
                                    "AWAITING_SPONSOR",
                                    "AWAITING_VERIFICATION",
                                    "ACTIVE",
                                    "PAUSED",
                                    "WITHDRAWN",
                                    "SUCCEEDED",
                                    "CLOSED",
                                ],
                            )
                        ),
                        name="membership_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", frozenset(["PAUSED", "WITHDRAWN"])), _negated=True
                            ),
                            models.Q(("state_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="membership_paused_or_withdrawn_has_reason",
                        violation_error_message="Say why, in words that people can read.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    frozenset(["ACTIVE", "PAUSED", "SUCCEEDED", "WITHDRAWN"]),
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                ("joined_at__isnull", False),
                                ("sponsor_confirmed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="membership_public_only_after_sponsor",
                        violation_error_message="The executive sponsor has not confirmed this yet.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("plan_intended_date__isnull", False),
                                ("plan_intention", "ON_A_DATE"),
                            ),
                            models.Q(
                                models.Q(("plan_intention", "ON_A_DATE"), _negated=True),
                                ("plan_intended_date", None),
                            ),
                            _connector="OR",
                        ),
                        name="membership_plan_date_goes_with_its_answer",
                        violation_error_message="Choose a date for the plan, or choose “Not now”.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmailDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        max_length=190,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9-]+(\\.[a-z0-9-]+)+$",
                                "Enter a domain, like example.nhs.uk",
                            )
                        ],
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="email_domains",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("domain",),
                        name="email_domain_proves_one_organisation",
                        violation_error_message="This domain is already recorded for an organisation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "domain__in",
                                (
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
                                ),
                            ),
                            _negated=True,
                        ),
                        name="email_domain_is_not_shared",
                        violation_error_message="Many organisations share this domain: it proves none.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtherName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("FORMER", "Former name"), ("ALSO_KNOWN_AS", "Also known as")],
                        max_length=20,
                    ),
                ),
                ("until_date", models.DateField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="other_names",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name", "kind"), name="other_name_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["FORMER", "ALSO_KNOWN_AS"])),
                        name="other_name_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Representative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("LEAD", "Lead"), ("EDITOR", "Editor"), ("VIEWER", "Viewer")],
                        max_length=10,
                    ),
                ),
                (
                    "job_title",
                    models.CharField(
                        max_length=120,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("since_at", models.DateTimeField()),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representatives",
                        to="organisations.membership",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="representations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "user"),
                        name="representative_once_per_membership",
                        violation_error_message="This person already acts for this organisation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["LEAD", "EDITOR", "VIEWER"])),
                        name="representative_role_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SponsorRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(max_length=254)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("CONFIRMED", "Confirmed"),
                            ("CHANGES_ASKED", "Asked for changes"),
                            ("NOT_MINE", "Not this person's organisation"),
                            ("REPLACED", "Replaced by a newer request"),
                        ],
                        max_length=16,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("dealt_with_at", models.DateTimeField(blank=True, null=True)),
                (
                    "comment",
                    models.TextField(
                        blank=True, max_length=3000, validators=[core.text.validate_plain_text]
                    ),
                ),
                (
                    "dealt_with_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="denials_dealt_with",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sponsor_requests",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("membership",),
                        name="sponsor_request_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None)),
                            models.Q(
                                (
                                    "answer__in",
                                    ["CONFIRMED", "CHANGES_ASKED", "NOT_MINE", "REPLACED"],
                                ),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sponsor_request_answer_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "CHANGES_ASKED"), _negated=True),
                            models.Q(("comment", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sponsor_request_changes_are_said",
                        violation_error_message="Say what should change.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dealt_with_at", None), ("dealt_with_by", None)),
                            models.Q(
                                ("answer", "NOT_MINE"),
                                ("dealt_with_at__isnull", False),
                                ("dealt_with_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sponsor_request_dealt_with_has_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StateChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("DRAFT", "Sign-up started"),
                            ("AWAITING_SPONSOR", "Waiting for the executive sponsor"),
                            ("AWAITING_VERIFICATION", "Waiting for a check by the campaign team"),
                            ("ACTIVE", "Active"),
                            ("PAUSED", "Paused"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("SUCCEEDED", "Continued by a successor"),
                            ("CLOSED", "Sign-up ended"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Sign-up started"),
                            ("AWAITING_SPONSOR", "Waiting for the executive sponsor"),
                            ("AWAITING_VERIFICATION", "Waiting for a check by the campaign team"),
                            ("ACTIVE", "Active"),
                            ("PAUSED", "Paused"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("SUCCEEDED", "Continued by a successor"),
                            ("CLOSED", "Sign-up ended"),
                        ],
                        max_length=24,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="state_changes",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["to_state", "at"], name="state_change_by_state")],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("date", models.DateField(blank=True, null=True)),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions_from",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions_to",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("predecessor", "successor"), name="succession_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="succession_joins_two_organisations",
                        violation_error_message="An organisation cannot succeed itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeadAppointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("sponsor_email", models.EmailField(blank=True, max_length=254)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "reason",
                    models.TextField(
                        blank=True, max_length=1000, validators=[core.text.validate_plain_text]
                    ),
                ),
                ("appointed_at", models.DateTimeField(blank=True, null=True)),
                ("replaced_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_appointments_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lead_appointments",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("appointed_at", None), ("replaced_at", None)),
                        fields=("membership",),
                        name="lead_appointment_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expires_at", None), ("sponsor_email", "")),
                            models.Q(
                                models.Q(("sponsor_email", ""), _negated=True),
                                ("expires_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="lead_appointment_link_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appointed_at", None), ("email", "")),
                            models.Q(
                                ("appointed_at__isnull", False),
                                models.Q(("email", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lead_appointment_names_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sponsor_email", ""), _negated=True),
                            models.Q(
                                ("appointed_at__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lead_appointment_by_the_team_has_a_reason",
                        violation_error_message="Say why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("appointed_at", None), ("replaced_at", None), _connector="OR"
                        ),
                        name="lead_appointment_made_or_replaced",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "job_title",
                    models.CharField(
                        max_length=120,
                        validators=[core.text.validate_plain_text, core.text.validate_single_line],
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[("ACCEPTED", "Accepted"), ("DECLINED", "Declined")],
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reply",
                    models.TextField(
                        blank=True, max_length=1000, validators=[core.text.validate_plain_text]
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="join_requests_answered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="join_requests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="join_requests",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("membership", "user"),
                        name="join_request_one_open_per_person",
                        violation_error_message="You have asked already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answer__in", ["ACCEPTED", "DECLINED"]),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            models.Q(
                                ("answer", "DECLINED"),
                                ("answered_at__isnull", False),
                                ("answered_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="join_request_answer_has_who_and_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[("LEAD", "Lead"), ("EDITOR", "Editor"), ("VIEWER", "Viewer")],
                        max_length=10,
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations_accepted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations_sent",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitations",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("cancelled_at", None)),
                        fields=("membership", "email"),
                        name="invitation_one_open_per_address",
                        violation_error_message="This address has an invitation already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email"))
                        ),
                        name="invitation_email_is_lower_case",
                        violation_error_message="Write the email address in lower case.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["LEAD", "EDITOR", "VIEWER"])),
                        name="invitation_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("accepted_at", None), ("accepted_by", None)),
                            models.Q(
                                ("accepted_at__isnull", False), ("accepted_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="invitation_accepted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_at", None), ("cancelled_at", None), _connector="OR"
                        ),
                        name="invitation_accepted_or_cancelled",
                        violation_error_message="This invitation was accepted already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on_date", models.DateField()),
                (
                    "afterwards",
                    models.CharField(
                        choices=[
                            ("EDITOR", "Editor"),
                            ("VIEWER", "Viewer"),
                            ("LEAVES", "Leaves the team"),
                        ],
                        max_length=10,
                    ),
                ),
                ("planned_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "from_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_received",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None), ("done_at", None)),
                        fields=("membership", "from_user"),
                        name="handover_one_open_per_lead",
                        violation_error_message="A hand-over is planned already. Cancel it first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_user", models.F("to_user")), _negated=True),
                        name="handover_to_somebody_else",
                        violation_error_message="Choose a colleague.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("afterwards__in", ["EDITOR", "VIEWER", "LEAVES"])),
                        name="handover_afterwards_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at", None), ("cancelled_at", None), _connector="OR"
                        ),
                        name="handover_done_or_cancelled",
                        violation_error_message="This hand-over has happened already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("QUESTION", "Question to the campaign team"),
                            ("REPLY", "What the campaign team asked for"),
                            ("ANSWER", "Answer of the campaign team"),
                            ("MORE_ASKED", "Question of the campaign team, to complete its check"),
                            ("READ", "Read by the campaign team, nothing to answer"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        validators=[
                            django.core.validators.MaxLengthValidator(3000),
                            core.text.validate_plain_text,
                        ],
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages_written",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "membership"], name="message_by_kind")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["QUESTION", "REPLY", "ANSWER", "MORE_ASKED", "READ"])
                        ),
                        name="message_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "READ"), ("text", "")),
                            models.Q(
                                models.Q(("kind", "READ"), _negated=True),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="message_says_something",
                        violation_error_message="Write a message.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NotPatientData",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        max_length=200,
                        validators=[
                            core.text.validate_plain_text,
                            core.text.validate_single_line,
                            django.core.validators.MaxLengthValidator(200),
                        ],
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="numbers_explained",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="not_patient_data",
                        to="organisations.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("membership", "digest"), name="not_patient_data_said_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="not_patient_data_has_a_reason",
                    ),
                ],
            },
        ),
    ]
