"""Settings: all from the environment, safe by default. docs/OPERATIONS.md lists the variables.

Two ways to run. With `DATABASE_URL` it is an installation: nothing secret has a default. Without, it is a
first run: the embedded PostgreSQL, a broker in a folder and everything else private below `var/`.
"""

from sla_admin import __version__
from sla_admin.embedded import file_broker
from sla_admin.embedded.folders import PROJECT, var_folder
from sla_admin.embedded.postgres import DATABASE, EmbeddedPostgres
from sla_admin.environment import flag, mail, number, postgresql, secret, text, time_zone, web_address, words

BASE_DIR = PROJECT
VAR = var_folder()
DATABASE_URL = text("DATABASE_URL")
IS_FIRST_RUN = not DATABASE_URL
VERSION = __version__

# --- Who may reach it ---------------------------------------------------------------------------------------
SECRET_KEY = secret("SECRET_KEY", kept_in=VAR / "secret" if IS_FIRST_RUN else None)
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
DEBUG = flag("DEBUG")
PORT = number("PORT", 8000, least=1, most=65535)
PUBLIC_ADDRESS = web_address("PUBLIC_URL", f"http://127.0.0.1:{PORT}")
PUBLIC_URL = PUBLIC_ADDRESS.url
ALLOWED_HOSTS = [PUBLIC_ADDRESS.host, *words("ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, *words("CSRF_TRUSTED_ORIGINS")]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_ADDRESS.is_secure
SECURE_HSTS_SECONDS = (
    number("HSTS_SECONDS", 3600, least=0, most=63_072_000) if PUBLIC_ADDRESS.is_secure else 0
)
if flag("BEHIND_PROXY"):
    # The proxy must set this header itself and drop what a client sends: docs/OPERATIONS.md, "Behind a
    # proxy".
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = PUBLIC_ADDRESS.is_secure
    SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"

# --- What it is made of -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "entitlements",
    "milestones",
    "escalations",
    "sla_admin",
    "sla_admin.shared",
]
MIDDLEWARE = [
    "sla_admin.shared.api.request_id.RequestIdMiddleware",
    "sla_admin.shared.request_log.RequestLogMiddleware",
    "sla_admin.shared.api.problem.ApiProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sla_admin.shared.changes.middleware.ResponsibleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sla_admin.shared.viewing.middleware.ViewerMiddleware",
    "sla_admin.shared.viewing.database_down.DatabaseDownMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "sla_admin.urls"
WSGI_APPLICATION = "sla_admin.wsgi.application"
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
                "sla_admin.shared.viewing.context.page",
                "sla_admin.pages.frame.frame",
            ]
        },
    }
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = time_zone("SLA_TIME_ZONE", "UTC")

# --- The database -------------------------------------------------------------------------------------------
DATABASES = {
    "default": postgresql(
        DATABASE_URL or EmbeddedPostgres(VAR / "postgres").url(DATABASE),
        conn_max_age=number("DATABASE_CONNECTION_SECONDS", 600, least=0, most=86_400),
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery: the broker is a doorbell, results are not kept -------------------------------------------------
CELERY_BROKER_URL = text("CELERY_BROKER_URL")
CELERY_BROKER_TRANSPORT_OPTIONS = {}
if not CELERY_BROKER_URL:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "sla_admin.embedded.file_broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = file_broker.transport_options(VAR / "broker")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = text("CELERY_QUEUE", "sla-admin")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
CELERY_WORKER_CONCURRENCY = number("WORKER_PROCESSES", 2, least=1, most=256)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- E-mail -------------------------------------------------------------------------------------------------
EMAIL_URL = text("EMAIL_URL", f"file://{VAR / 'mail'}" if IS_FIRST_RUN else "smtp://localhost:25")
globals().update(mail(EMAIL_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("EMAIL_FROM", "SLA Admin <sla-admin@localhost>")

# --- Static files -------------------------------------------------------------------------------------------
# Served from where the packages keep them. An installation may name STATIC_ROOT and run `manage.py
# collectstatic` after every update: then compressed copies are served whose names carry their content's hash,
# for browsers to keep.
STATIC_URL = "/static/"
STATIC_ROOT = text("STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if STATIC_ROOT is None
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- Logging: one line a record, on the standard error output -----------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "sla_admin.shared.api.request_id.RequestIdFilter"}},
    "formatters": {
        "line": {
            "()": "sla_admin.shared.log_line.LineFormatter",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
    },
    "root": {"handlers": ["stderr"], "level": text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "django_celery_beat.schedulers": {"level": "WARNING"},
    },
}

# --- The REST API: who may do what is named by its views' base class, so that no setting can open it --------
API_REQUESTS_PER_MINUTE = number("API_REQUESTS_PER_MINUTE", 6000, least=1, most=10_000_000)
API_MAX_BODY_BYTES = 5 * 1024 * 1024
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "sla_admin.shared.api.problem.answer_exception",
    "DEFAULT_SCHEMA_CLASS": "sla_admin.shared.api.schema.ConventionsSchema",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SLA Admin",
    "DESCRIPTION": "Cases and their events go in; milestones, targets and explanations come out.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["sla_admin.shared.api.schema.without_own_notes"],
    "PATH_CONVERTER_OVERRIDES": {"id": {"type": "integer", "format": "int64", "minimum": 1}},
}
