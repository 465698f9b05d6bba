"""
Settings. Everything that differs between installations comes from the environment; docs/reference/settings.md lists it all.
"""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tongban.config.database import database_settings


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


PACKAGE = Path(__file__).resolve().parent.parent
TONGBAN_HOME = Path(os.environ.get("TONGBAN_HOME", "var")).resolve()
TONGBAN_DEMO = flag("TONGBAN_DEMO")
TONGBAN_BASE_URL = os.environ.get("TONGBAN_BASE_URL", "http://127.0.0.1:8000")
TONGBAN_PLACE = os.environ.get("TONGBAN_PLACE", "宁川市")
TONGBAN_PLACE_EN = os.environ.get("TONGBAN_PLACE_EN", "Ningchuan")
TONGBAN_HELP_LINE = os.environ.get("TONGBAN_HELP_LINE", "12345")
TONGBAN_FILES = Path(os.environ.get("TONGBAN_FILES", TONGBAN_HOME / "files"))
TONGBAN_SEARCH_REFRESH_SECONDS = int(os.environ.get("TONGBAN_SEARCH_REFRESH_SECONDS", "10"))
# Numpy would start threads of its own for every question, which fight with those of the server for the same cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
TONGBAN_SEARCH_SENSE = os.environ.get("TONGBAN_SEARCH_SENSE", "1") == "1"

# Without secrets of its own an installation gets well-known ones, and `tongban check --deploy` refuses them.
INSECURE_SECRET = "insecure-demo-secret-not-for-production"
SECRET_KEY = os.environ.get("TONGBAN_SECRET_KEY", INSECURE_SECRET)
TONGBAN_DATA_KEY = os.environ.get("TONGBAN_DATA_KEY", INSECURE_SECRET)

DEBUG = False
ALLOWED_HOSTS = os.environ.get("TONGBAN_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [TONGBAN_BASE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TONGBAN_BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("TONGBAN_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# What a page says once, often with a name, stays in the visitor's browser and never in the table of sessions.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "tongban.doors.frame.failures.csrf_failure"

ROOMS = [
    "tongban.groundwork.ledger",
    "tongban.groundwork.documents",
    "tongban.groundwork.notifications",
    "tongban.registers.organisations",
    "tongban.registers.identity",
    "tongban.offer.deadlines",
    "tongban.offer.forms",
    "tongban.offer.catalogue",
    "tongban.offer.guidance",
    "tongban.offer.scenarios",
    "tongban.offer.inspection",
    "tongban.proofs.licences",
    "tongban.handling.applications",
    "tongban.handling.workflow",
    "tongban.handling.cases",
    "tongban.handling.archives",
    "tongban.handling.teamwork",
    "tongban.handling.projects",
    "tongban.engagement.ratings",
    "tongban.oversight.supervision",
]
DOORS = [
    "tongban.doors.frame",
    "tongban.doors.portal",
    "tongban.doors.desk",
    "tongban.doors.gateway",
    "tongban.doors.worker",
]
INSTALLED_APPS = [
    *DOORS,
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninja",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongban.doors.frame.middleware.observe_request",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tongban.doors.frame.chinese_in_english.mark_chinese_in_english",
]

ROOT_URLCONF = "tongban.config.urls"
WSGI_APPLICATION = "tongban.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "doors" / door / "templates" for door in ("frame", "portal", "desk", "gateway")],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "tongban.doors.frame.jinja.environment",
            "context_processors": ["tongban.doors.frame.context.page"],
        },
    },
    {
        # allauth ships e-mail texts in Django's own template language.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": database_settings(home=TONGBAN_HOME)}
CACHES = {
    "default": {
        # Shared by all processes, so that a lock-out counted by one holds in the others.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # It holds what was tried and which codes were used: none of that may be pushed out by trying more.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_ENGINE = "django.contrib.sessions.backends.db"

AUTH_USER_MODEL = "identity.Account"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tongban.registers.identity.sign_in.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "tongban.registers.identity.sign_in.passwords.Uncommon"},
    {"NAME": "tongban.registers.identity.sign_in.passwords.NotOnlyDigits"},
]
AUTHENTICATION_BACKENDS = ["tongban.registers.identity.sign_in.backend.SignInBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "tongban.registers.identity.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"login": "tongban.registers.identity.sign_in.forms.SignInForm"}
# Halls put many people behind one address, so what is counted for an address leaves them room.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "signup": "100/10m/ip",
    "reset_password": "30/10m/ip",
}
# Behind a proxy of ours the address is the one that the proxy saw; else all visitors would share the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("TONGBAN_BEHIND_PROXY") else 0

MFA_ADAPTER = "tongban.registers.identity.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TONGBAN_BASE_URL.startswith("http://localhost")
MFA_FORMS = {
    "authenticate": "tongban.registers.identity.sign_in.forms.SecondFactorForm",
    "reauthenticate": "tongban.registers.identity.sign_in.forms.ConfirmAgainForm",
}

_CONNECTIONS = "tongban.registers.identity.connections"
TONGBAN_POPULATION_REGISTRY = os.environ.get(
    "TONGBAN_POPULATION_REGISTRY", f"{_CONNECTIONS}.population.table.TableRegistry"
)
TONGBAN_LEGAL_PERSON_REGISTRY = os.environ.get(
    "TONGBAN_LEGAL_PERSON_REGISTRY", f"{_CONNECTIONS}.legal_persons.table.TableRegistry"
)
TONGBAN_INVESTMENT_PLATFORM = os.environ.get(
    "TONGBAN_INVESTMENT_PLATFORM", "tongban.handling.projects.connections.investment.own.OwnCodes"
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("zh-hant", _("繁體中文")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS: list[Path] = []
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# How messages leave the house: "sms-file" and "email-file" write what would be sent to TONGBAN_HOME/outbox.
TONGBAN_SMTP_URL = os.environ.get("TONGBAN_SMTP_URL", "")
TONGBAN_MAIL_FROM = os.environ.get("TONGBAN_MAIL_FROM", "tongban@localhost")
TONGBAN_CHANNELS = ["sms-file", "email-smtp" if TONGBAN_SMTP_URL else "email-file"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1500  # the editor of a guide with thirty materials
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tongban.doors.frame.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TONGBAN_LOG_LEVEL", "INFO")},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}

# A proxy ends TLS and redirects (W008); whether all subdomains follow (W005, W021) is for the owner of the domain to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

# Only the worker knows the schedule; the other processes need not load it.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
