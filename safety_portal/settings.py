"""Settings, all from the environment. `docs/deployment.md` lists every variable.

Outside the demo (`DEMO=1`, which only `run.py` sets) a missing or insecure value stops the start:
nothing here falls back to something convenient.
"""

import logging
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from core import broker
from safety_portal.beat import beat_schedule
from safety_portal.content_security import CONTENT_SECURITY_POLICY  # noqa: F401
from safety_portal.logs import logging_settings
from safety_portal.sign_in import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent
ASSETS_DIR = BASE_DIR / "var"
DEMO_SECRET_KEY = "demo-only-key-that-a-real-start-refuses-" + "0123456789" * 2

env = environ.Env()
DEMO = env.bool("DEMO", default=False)
# The demo's database, queue and mail.
DEMO_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))) / "demo"


def setting(name: str, demo: str) -> str:
    """The variable `name`; in the demo it may be absent and is then `demo`."""
    if value := str(env.str(name, default=demo if DEMO else "")):
        return value
    raise ImproperlyConfigured(f"Set {name} in the environment. See docs/deployment.md.")


SECRET_KEY = setting("SECRET_KEY", DEMO_SECRET_KEY)
if not DEMO and (len(SECRET_KEY) < 50 or SECRET_KEY == DEMO_SECRET_KEY):
    raise ImproperlyConfigured("SECRET_KEY must be at least 50 random characters of your own.")

DEBUG = False
ALLOWED_HOSTS = [
    host.strip() for host in setting("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
]
if not DEMO and any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the portal's hosts, without an asterisk.")
# Where links in mail point: the sweep that writes them has no request to ask.
PORTAL_BASE_URL = setting("PORTAL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
if not DEMO and not PORTAL_BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("PORTAL_BASE_URL must begin with https://")
PORTAL_NAME = "Safety portal"
SHOW_NHS_LOGO = env.bool("SHOW_NHS_LOGO", default=False)
CONTACT_EMAIL = setting("CONTACT_EMAIL", "campaign@portal.example")
# Who answers for it in law: named in the accessibility statement and the privacy notice.
PORTAL_OPERATOR = env.str("PORTAL_OPERATOR", default="")

OWN_APPS = [
    "core",
    "audit",
    "outbox",
    "accounts",
    "organisations",
    "pledges",
    "improvement_plans",
    "mergers",
    "certificates",
    "introductions",
    "progress_reports",
    "individuals",
    "reports",
    "reminders",
    "safety_portal",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_structlog",
    *OWN_APPS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.LogRequests",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    # Before anything reads a cookie.
    "certificates.middleware.nobody_behind_a_badge",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.no_store_when_signed_in",
    "core.middleware.SignInLosingNothing",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.second_factor_for_campaign_team",
    "accounts.middleware.sign_in_again_after_closing",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "safety_portal.urls"
WSGI_APPLICATION = "safety_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Pages are Jinja2, like the NHS macros they call. Django's own engine is there for what allauth
# renders by itself.
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "core.jinja.environment",
            "functions": {
                "diagram_section": "improvement_plans.presenters.diagram.section",
                "picture_forms": "improvement_plans.presenters.pictures.downloads",
                "next_reminders": "reminders.presenters.next_run",
            },
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
CRISPY_TEMPLATE_PACK = "nhsuk"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("nhsuk",)
CRISPY_FAIL_SILENTLY = False

# --- Database -------------------------------------------------------------------------------

DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db_url_config(
        setting("DATABASE_URL", f"sqlite:///{DEMO_DIR / 'portal.sqlite3'}")
    )
}
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    if not DEMO:
        raise ImproperlyConfigured("SQLite is for the demo. Set DATABASE_URL to PostgreSQL.")
    # Writers queue for the lock at once instead of failing half-way: no write is lost.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # libpq's own setting: a database that is away is noticed in seconds, not minutes; one that is
    # merely busy may take a few to answer.
    DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 10

# --- Cache, queue, mail ---------------------------------------------------------------------

REDIS_URL = setting("REDIS_URL", "none")
if REDIS_URL == "none":
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": DEMO_DIR / "cache",
        }
    }
    BROKER_DIR = DEMO_DIR / "broker"
    CELERY_BROKER_URL = f"{broker.SCHEME}://"
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": BROKER_DIR / "queue",
        "data_folder_out": BROKER_DIR / "queue",
        "control_folder": BROKER_DIR / "control",
        # Seconds between two looks; somebody is waiting for a sign-in code.
        "polling_interval": 0.2,
    }
    for folder in ("queue", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
else:
    CACHES = {
        "default": {
            "BACKEND": "core.redis_cache.LeanRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}
    # A process takes what is first in line when it is free, and holds nothing behind that.
    CELERY_WORKER_DISABLE_PREFETCH = True

CACHES["pages"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "pages",
    "TIMEOUT": 3600,
    "OPTIONS": {"MAX_ENTRIES": 500},  # about 20 kB each
}
# Where guesses are counted while Redis is away.
CACHES["limits"] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "limits_without_redis",
}
# What readers who are signed out get is rendered once for all of them (`core/public_pages.py`).
KEEP_PUBLIC_PAGES = True

CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULE = beat_schedule(demo=DEMO)

if env.str("EMAIL_URL", default="") or not DEMO:
    mail = env.email_url_config(setting("EMAIL_URL", ""))
    EMAIL_BACKEND = mail["EMAIL_BACKEND"]
    if not EMAIL_BACKEND.endswith(".smtp.EmailBackend"):
        raise ImproperlyConfigured("EMAIL_URL must name an SMTP server, such as smtp://host:25")
    EMAIL_HOST, EMAIL_PORT = mail["EMAIL_HOST"], mail["EMAIL_PORT"]
    EMAIL_HOST_USER = mail["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = mail.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = mail.get("EMAIL_USE_SSL", False)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DEMO_DIR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = setting("DEFAULT_FROM_EMAIL", "Safety portal <portal@portal.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mail servers return mail to that they could not deliver.
BOUNCE_EMAIL = env.str("BOUNCE_EMAIL", default=DEFAULT_FROM_EMAIL)
# What each worker process sends in a minute at most, codes aside; 0 is as fast as the server takes.
MAIL_PER_MINUTE = env.int("MAIL_PER_MINUTE", default=0)
# The key of reports that mail came back; without one there are none (`outbox/webhook.py`).
BOUNCE_WEBHOOK_KEY = env.str("BOUNCE_WEBHOOK_KEY", default="")
# Kinds of mail that something is asked about before each try: is it still wanted?
MAIL_CHECKS = {"reminders.digest": "reminders.checks.still_wanted"}

# --- People ---------------------------------------------------------------------------------

# The rest, which no variable changes, is in `safety_portal/sign_in.py`.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_TOTP_ISSUER = PORTAL_NAME
# Browsers allow passkeys without TLS on localhost only, which is where the demo is.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SESSION_COOKIE_AGE = 14 * 24 * 3600

# --- Language, time, files ------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = ASSETS_DIR / "static"
# `build_frontend` writes the NHS front end and our own additions here as one file each.
FRONTEND_DIR = ASSETS_DIR / "frontend"
STATICFILES_DIRS = [BASE_DIR / "static", FRONTEND_DIR]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# --- Security headers -----------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# Notices live in the session: a name in one is in no cookie, and there is no third cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "safety_portal.views.errors.csrf_failure"
SESSION_COOKIE_HTTPONLY = True
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# --- Logs -----------------------------------------------------------------------------------

DJANGO_STRUCTLOG_CELERY_ENABLED = True
# One line a request, when it is finished.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
# Who did what is in the audit trail; the log needs no personal data.
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = logging_settings(level=env.str("LOG_LEVEL", default="INFO"))
