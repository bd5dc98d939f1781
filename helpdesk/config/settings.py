"""All settings of the help desk, from the environment through typed readers.

The embedded default (SQLite in DATA_DIR, file broker, mails as files) and production
(PostgreSQL, Redis or RabbitMQ, SMTP, Zendesk) run the same code; only the variables of
design.md 9 differ.
"""

from __future__ import annotations

import os
from pathlib import Path

import environ

from helpdesk.config import env
from helpdesk.config.logs import logging_config
from helpdesk.config.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.text("DATA_DIR") or BASE_DIR / "data")
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("DEBUG", False)
# Demo: open at any hour, mails readable in the browser, logins printed. Never in production.
DEMO = env.flag("DEMO", False)
# The published fallback key is refused by a system check unless DEBUG or DEMO is on.
INSECURE_SECRET_KEY = "insecure-development-key-" + "0" * 32
SECRET_KEY = env.text("SECRET_KEY") or INSECURE_SECRET_KEY
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
BASE_URL = env.text("BASE_URL", f"http://127.0.0.1:{env.text('PORT', '8000')}").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "lucide",
    "import_export",
    "helpdesk.config",
    "helpdesk.regions",
    "helpdesk.accounts",
    "helpdesk.sla",
    "helpdesk.tickets",
    "knowledge_base",
    "triage",
    "integrations",
    "integrations.email",
    "integrations.zendesk",
    "helpdesk.portal",
    "helpdesk.workspace",
    "helpdesk.dashboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "helpdesk.config.static.GzippedWhiteNoise",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "helpdesk.config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "helpdesk.accounts.middleware.ViewerMiddleware",
]

ROOT_URLCONF = "helpdesk.config.urls"
WSGI_APPLICATION = "helpdesk.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helpdesk.config.context.desk",
            ],
        },
    }
]
FORM_RENDERER = "helpdesk.config.forms.DeskFormRenderer"

# --- Database ---
_environ = environ.Env()
DATABASES = {
    "default": _environ.db_url_config(
        env.text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'helpdesk.sqlite3'}"
    )
}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that will write takes the lock at once instead of failing later
    # with "database is locked" when it upgrades from a read (dependencies.md pitfall 3).
    # A file of its own for each run: two test runs at once must not meet.
    _database["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    _database["CONN_MAX_AGE"] = env.number("DATABASE_CONN_MAX_AGE", 300)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache: limits, drafts of nothing; Redis when the broker is Redis, else the database -------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL") or "filesystem://localhost"
_cache_url = env.text("CACHE_URL") or (
    CELERY_BROKER_URL if CELERY_BROKER_URL.startswith("redis") else ""
)
DATABASE_CACHE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "helpdesk_cache",
    # incr() on this backend renews the default timeout: longer than any limit's window.
    "TIMEOUT": 3600,
    # Beyond this the backend deletes the alphabetically lowest third, so that a flood of keys
    # would free whoever was blocked. With Django's 300 that took one minute; now the clock task
    # `config.clear_expired_cache` keeps the table small and culling is the last resort.
    "OPTIONS": {"MAX_ENTRIES": 1_000_000},
}
CACHES = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": _cache_url,
            "KEY_PREFIX": "helpdesk",
        }
        if _cache_url.startswith("redis")
        else DATABASE_CACHE
    )
}
# --- Background work: a broker is only a doorbell, the rows are the truth (design.md 8) ---------
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TIMEZONE = "Asia/Jakarta"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A dead broker may hold a web request for at most about a second; the sweeper does the rest.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1
# kombu ignores the switch above while it connects: without these it tries for six seconds.
_no_patience = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {**_no_patience}
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT = "helpdesk.config.file_broker:Transport"
    _broker_folder = DATA_DIR / "broker"
    for _name in ("queue", "control"):
        (_broker_folder / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "data_folder_in": str(_broker_folder / "queue"),
        "data_folder_out": str(_broker_folder / "queue"),
        "control_folder": str(_broker_folder / "control"),
        "polling_interval": 0.1,
    }
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "visibility_timeout": 900,
        "socket_connect_timeout": 1,
        "socket_timeout": 10,
    }

# --- Mail ---
MAIL_FOLDER = DATA_DIR / "mail"
_email_url = env.text("EMAIL_URL")
if _email_url:
    vars().update(_environ.email_url_config(_email_url))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_FOLDER)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text(
    "DEFAULT_FROM_EMAIL", "Helpdesk Akun Pembelajaran <bantuan@example.id>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DOMAIN = env.text("MAIL_DOMAIN", "helpdesk.example.id")

# --- Zendesk ---
ZENDESK_URL = env.text("ZENDESK_URL").rstrip("/")
ZENDESK_EMAIL = env.text("ZENDESK_EMAIL")
ZENDESK_TOKEN = env.text("ZENDESK_TOKEN")
ZENDESK_WEBHOOK_SECRET = env.text("ZENDESK_WEBHOOK_SECRET")
ZENDESK_FIELDS = env.text("ZENDESK_FIELDS")  # "category=123,province=456": ids differ by account

# --- Personal data ---
# "id:base64key,id:base64key": the first encrypts, all decrypt; the last field is the index key.
PII_KEYS = env.text("PII_KEYS")
# Days after a report is over (domain.md 15): NIK, NISN and attachments, then all texts, then the
# events. The form's privacy text tells these figures; each must not be shorter than the one before.
RETENTION_PAPERS_DAYS = env.number("RETENTION_PAPERS_DAYS", 90, minimum=1)
RETENTION_TEXT_DAYS = env.number("RETENTION_TEXT_DAYS", 730, minimum=1)
RETENTION_LOG_DAYS = env.number("RETENTION_LOG_DAYS", 1825, minimum=1)
# Where people ask about their data: an address or a sentence; the form leaves it out when empty.
PRIVACY_CONTACT = env.text("PRIVACY_CONTACT")
ATTACHMENT_FOLDER = DATA_DIR / "attachments"
ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024
ATTACHMENT_MAX_COUNT = 5
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Accounts ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/meja/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "helpdesk.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Safety on the wire ---
_https = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How many proxies stand in front; 0 means REMOTE_ADDR is the client.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# --- Language and time ---
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# --- Static files ---
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
GZIP_FOLDER = DATA_DIR / "gzip"  # copies for the wire; may be deleted at any time
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# --- The desk ---
DESK_ALWAYS_OPEN = env.flag("DESK_ALWAYS_OPEN", DEMO)
MINISTRY_NAME = env.text("MINISTRY_NAME", "Kementerian Pendidikan Dasar dan Menengah")
HELP_SITE = env.text("HELP_SITE", "belajar.id")
FIRST_REPORT_NUMBER = env.number("FIRST_REPORT_NUMBER", 1_870_000, minimum=1)
# Reports per address and quarter of an hour; generous, because mobile networks share addresses.
FORM_LIMIT_PER_ADDRESS = env.number("FORM_LIMIT_PER_ADDRESS", 100_000 if DEMO else 120, minimum=1)
# domain.md 10, in whole hours of service; changed targets hold for reports taken from then on.
SLA_FIRST_RESPONSE_HOURS = env.number("SLA_FIRST_RESPONSE_HOURS", 8, minimum=1)
SLA_VOLUNTEER_HOURS = env.number("SLA_VOLUNTEER_HOURS", 16, minimum=1)
SLA_RESOLUTION_HOURS = env.number("SLA_RESOLUTION_HOURS", 24, minimum=1)
# A solved report that hears nothing for so many days is closed.
CLOSE_AFTER_SILENT_DAYS = env.number("CLOSE_AFTER_SILENT_DAYS", 14, minimum=1)
TRIAGE_MODEL_FOLDER = DATA_DIR / "models"
# What serves until this installation has trained a model of its own; made from triage/corpus.
TRIAGE_SHIPPED_MODEL = BASE_DIR / "triage" / "artefact" / "default.model"

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = logging_config(debug=DEBUG)
