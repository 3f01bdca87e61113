"""Django's settings: one module for every process; what differs comes from the environment."""

import os
import sys
from pathlib import Path

from weibao.config import environment as env
from weibao.config.database import remembered

SOURCE = Path(__file__).resolve().parent.parent
PROJECT = SOURCE.parent.parent

DEBUG = False
WEIBAO_DEMO = env.flag("WEIBAO_DEMO", default=False)
WEIBAO_TESTING = env.flag("WEIBAO_TESTING", default=False)
WEIBAO_DATA = Path(env.text("WEIBAO_DATA", str(PROJECT / "data")))
WEIBAO_PROFILE = env.text("WEIBAO_PROFILE", "jilin-12345")
WEIBAO_PORT = env.number("PORT", 8000)
WEIBAO_LIVE_URL = env.text("WEIBAO_LIVE_URL", f"http://127.0.0.1:{WEIBAO_PORT + 1}")
WEIBAO_APP_ROLE = env.text("WEIBAO_APP_ROLE", "weibao_app")

_secrets = Path(env.text("WEIBAO_SECRETS_DIR", str(WEIBAO_DATA / "secrets")))
# Checks and generators run without a deployment; whatever serves people or stores their data has real secrets.
_worthless = WEIBAO_TESTING or Path(sys.argv[0]).name in {"mypy", "dmypy", "lint-imports"}
SECRET_KEY = env.secret("django_secret_key", _secrets, testing=_worthless).decode()
WEIBAO_FIELD_KEY = env.secret("field_key", _secrets, testing=_worthless)
WEIBAO_INDEX_KEY = env.secret("index_key", _secrets, testing=_worthless)
WEIBAO_AUDIT_KEY = env.secret("audit_key", _secrets, testing=_worthless)
WEIBAO_AUDIT_ALGORITHM = env.text("WEIBAO_AUDIT_ALGORITHM", "sm3")
WEIBAO_CRYPTO_SUITE = env.text("WEIBAO_CRYPTO_SUITE", "sm")

# Behind a gateway that speaks TLS the cookies must be secure; the one-machine demo speaks plain HTTP on loopback.
_tls = env.flag("WEIBAO_TLS", default=False)
ALLOWED_HOSTS = env.text("WEIBAO_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_FAILURE_VIEW = "weibao.foundation.kernel.faults.forged"
CSRF_TRUSTED_ORIGINS = [origin for origin in env.text("WEIBAO_ORIGINS", "").split(",") if origin]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _tls else None
SECURE_HSTS_SECONDS = 31_536_000 if _tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _tls
SESSION_ENGINE = "weibao.people.access.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "weibao.foundation.kernel",
    "weibao.foundation.audit",
    "weibao.people.regions",
    "weibao.people.directory",
    "weibao.people.access",
    "weibao.advice.policy",
    "weibao.advice.deadlines",
    "weibao.advice.routing",
    "weibao.work.intake",
    "weibao.work.tickets",
    "weibao.oversight.evaluation",
    "weibao.doors.desk",
    "procrastinate.contrib.django",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "weibao.foundation.kernel.web.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "weibao.people.access.middleware.ActorMiddleware",
    "weibao.foundation.kernel.web.ActingMiddleware",
]

ROOT_URLCONF = "weibao.config.urls"
WSGI_APPLICATION = "weibao.config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": sorted(str(folder) for folder in SOURCE.glob("*/*/templates")),
        "OPTIONS": {
            "environment": "weibao.foundation.kernel.jinja.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages"],
        },
    },
]

# Commands beside a running product find its database where the product left word of it.
_remembered = remembered(os.environ, WEIBAO_DATA)
_database_url = _remembered.app if _remembered else env.text("DATABASE_URL", "postgresql://weibao_app@127.0.0.1/weibao")
_owner_url = env.text("DATABASE_OWNER_URL", "")
DATABASES = {"default": env.database(_database_url, pool=0 if WEIBAO_TESTING else env.number("WEIBAO_DB_POOL", 8))}
if _owner_url:
    DATABASES["owner"] = env.database(_owner_url)
    # A migration waits for nobody long and never holds up the hotline behind it.
    DATABASES["owner"]["OPTIONS"]["options"] = "-c lock_timeout=5s -c statement_timeout=10min"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Account"
LOGIN_URL = "access:login"
LOGIN_REDIRECT_URL = "desk:home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "service_name")},
    },
]
OTP_TOTP_ISSUER = "未保"

# From the controls for level 3 of classified protection (GB/T 22239-2019, 8.1.4); a deployment may tighten them.
WEIBAO_IDLE_MINUTES = env.number("WEIBAO_IDLE_MINUTES", 30)
SESSION_COOKIE_AGE = WEIBAO_IDLE_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
WEIBAO_LOCK_ATTEMPTS = env.number("WEIBAO_LOCK_ATTEMPTS", 5)
WEIBAO_LOCK_MINUTES = env.number("WEIBAO_LOCK_MINUTES", 15)
WEIBAO_PASSWORD_DAYS = env.number("WEIBAO_PASSWORD_DAYS", 0 if WEIBAO_DEMO or WEIBAO_TESTING else 90)
WEIBAO_TOTP_REQUIRED = env.flag("WEIBAO_TOTP_REQUIRED", default=False)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale", PROJECT / "build" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = None  # WhiteNoise serves what the finders find: the modules' own files and the built assets
STATICFILES_DIRS = [path for path in [PROJECT / "build" / "assets"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "weibao.foundation.kernel.logs.PlacesOnly",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Request lines may carry what people typed; only failures are logged, and those without a body.
        "django.server": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
    },
}
# HSTS, the redirect to TLS and secure cookies follow WEIBAO_TLS: the one-machine demo speaks plain HTTP on loopback.
SILENCED_SYSTEM_CHECKS = [] if _tls else ["security.W004", "security.W008", "security.W012", "security.W016"]
