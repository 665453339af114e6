"""Settings, from the environment. What is missing or wrong is named by helpdesk/checks.py in one sentence each."""

import hmac
from pathlib import Path
from urllib.parse import urlsplit

import environ

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env("HELPDESK_DATA", default=str(BASE_DIR / "var")))

SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # what they signed is good until they go
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("HELPDESK_DEMO", default=False)
ALLOW_PRIVATE_HOSTS = env.bool("HELPDESK_ALLOW_PRIVATE_HOSTS", default=False)  # helpdesk/lib/outgoing.py
PLATFORM_URL = env("PLATFORM_URL", default=f"http://localhost:{env('PORT', default='8000')}").rstrip("/")
_PLATFORM_HOST = urlsplit(PLATFORM_URL).hostname or "localhost"
ALLOWED_HOSTS = [_PLATFORM_HOST, f".{_PLATFORM_HOST}", *env.list("ALLOWED_HOSTS", default=[])]

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, whose forms it extends
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "template_partials",
    "helpdesk",
    "tenants",
    "tickets",
    "social",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django.contrib.admin",  # after ours: our frame of its pages comes first
    "allauth",  # after ours: our templates of its pages and mails come first
    "allauth.account",
]

MIDDLEWARE = [
    "helpdesk.health.middleware",
    "helpdesk.api.middleware.problem_middleware",
    "django.middleware.security.SecurityMiddleware",
    "helpdesk.web.csp.SecurityHeadersMiddleware",
    "helpdesk.web.size.size_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenants.routes.middleware.host_middleware",
    "tenants.isolation.middleware.tenant_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tenants.audit.address.address_middleware",
    "tenants.membership.middleware.member_middleware",
    "tenants.identity.middleware.language_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "helpdesk.urls"
PLATFORM_URLCONF = "helpdesk.platform_urls"
WSGI_APPLICATION = "helpdesk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helpdesk.web.context.page",
                "tickets.workspace.shell.context",
            ],
            "builtins": ["helpdesk.templatetags.heard"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- data ---------------------------------------------------------------------------------------------------


def _database(variable: str, mode: str) -> dict[str, object]:
    """`TENANT` tells our backend how this connection meets the wall."""
    database = env.db_url(variable, default="postgres://heard@/heard")
    return {
        **database,
        "ENGINE": "tenants.isolation.backend",
        "TENANT": mode,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**database.get("OPTIONS", {}), "connect_timeout": 5, "application_name": f"heard-{mode}"},
        "TEST": {"MIRROR": "default"} if mode != "strict" else {},
    }


DATABASES = {
    "default": _database("DATABASE_URL", "strict"),
    "owner": _database("DATABASE_OWNER_URL", "off"),
    "sweeper": _database("DATABASE_SWEEPER_URL", "sweeper"),
}
DATABASE_ROUTERS = ["tenants.isolation.router.TenantRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FILES_ROOT = DATA_DIR / "files"

CACHE_URL = env("CACHE_URL", default="redis://localhost/1")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "heard",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

# -- work ---------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = env("BROKER_URL", default="redis://localhost/0")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": "heard:",
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "retry_on_timeout": False,
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 8
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
WORK_LEASE_SECONDS = env.int("WORK_LEASE_SECONDS", default=30)  # how soon the work of a killed worker is taken over
CELERY_BEAT_SCHEDULER = "helpdesk.beat:HeartbeatScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "tenants.outbox.tasks.sweep", "schedule": 5.0, "options": {"expires": 10}},
    "forget": {"task": "social.intake.tasks.forget", "schedule": 3600.0, "options": {"expires": 600}},
}

# -- people ---------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "tenants.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATORS = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATORS}MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATORS}UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": f"{_VALIDATORS}CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tenants.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "tenants.identity.forms.SignInForm",
    "reset_password": "tenants.identity.forms.ForgottenForm",
    "reset_password_from_key": "tenants.identity.forms.NewPasswordForm",
    "user_token": "tenants.identity.forms.ResetLinkForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "tenants.identity.tokens.ResetTokens"  # noqa: S105
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_RATE_LIMITS = {  # tries/time/per whom; the key is an address, with its host where a password is tried
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "10/m/ip,5/15m/key",
    "reset_password_from_key": "20/m/ip",
    "signup": "10/m/ip,60/d/ip,5/h/key",
    "find_desk": "10/m/ip,5/15m/key",
    "invitation": "20/m/ip",
    "token": "10/h/key",  # made by one member
    "invite": "50/h/key",  # sent by one member
    "invite_company": "200/h/key",
    "form_network": "20/10m/key,200/d/key",  # the public form, by desk and network (/24, /64)
    "form_address": "5/10m/key,20/d/key",
    "portal_network": "60/10m/key",  # answers on private pages
    "portal_address": "20/10m/key",  # of one page
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_PREVENT_ENUMERATION = True

_SECURE = PLATFORM_URL.startswith("https://")
SESSION_ENGINE = "tenants.identity.sessions"
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "helpdesk.web.errors.csrf_failure"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0
X_FRAME_OPTIONS = "DENY"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# -- mail ---------------------------------------------------------------------------------------------------

EMAIL_URL = env("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "tenants.localmail.backend.EmailBackend"
EMAIL_TIMEOUT = 30
MAIL_IN_HOST = env("MAIL_IN_HOST", default="127.0.0.1")
MAIL_IN_PORT = env.int("MAIL_IN_PORT", default=2525)
MAIL_IN_LMTP = env.bool("MAIL_IN_LMTP", default=False)
MAIL_IN_MAX_BYTES = 25 * 1024 * 1024
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"Heard <desk@{_PLATFORM_HOST}>")

# -- networks ---------------------------------------------------------------------------------------------------

SOCIAL_WEBHOOK_SECRETS = env.dict("SOCIAL_WEBHOOK_SECRETS", default={})  # network=secret,…: who signs what is pushed
SOCIAL_WEBHOOK_TOKENS = env.dict("SOCIAL_WEBHOOK_TOKENS", default={})  # network=token,…: what its first question names
SOCIAL_WEBHOOK_MAX_BYTES = 1024 * 1024
if DEMO and SECRET_KEY:  # the demo's own network knows them without being told
    for _known, _what in ((SOCIAL_WEBHOOK_SECRETS, b"secret"), (SOCIAL_WEBHOOK_TOKENS, b"token")):
        _known.setdefault("plaza", hmac.new(SECRET_KEY.encode(), b"heard.plaza\0" + _what, "sha256").hexdigest())

# -- live updates ---------------------------------------------------------------------------------------------------

EVENTS_PORT = env.int("EVENTS_PORT", default=env.int("PORT", default=8000) + 1000)
_BESIDE = f"http://{{host}}:{EVENTS_PORT}/events/"  # without a proxy the stream has a port of its own
_BEHIND = _SECURE or env.bool("BEHIND_PROXY", default=False)
EVENTS_URL = env("EVENTS_URL", default="/events/" if _BEHIND else _BESIDE)
EVENTS_MAX_CONNECTIONS = env.int("EVENTS_MAX_CONNECTIONS", default=5000)

# -- language and time -------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("ar", "العربية"), ("he", "עברית"), ("en", "English")]  # in the order of every list of them
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("en", "ar", "he")}
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "helpdesk.formats"
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- pages ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "helpdesk.web.storage.StaticStorage"},
}
WHITENOISE_MAX_AGE = 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
REQUEST_MAX_BYTES = 20 * 1024 * 1024  # a reply's 15 MB of files, and what is written around them

# -- REST API ---------------------------------------------------------------------------------------------------

API_HITS_PER_KEY = env.int("API_HITS_PER_KEY", default=600)  # a minute
API_HITS_PER_COMPANY = env.int("API_HITS_PER_COMPANY", default=3000)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tenants.tokens.authentication.BearerToken",
        "helpdesk.api.doors.MemberSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["helpdesk.api.doors.RoleAndScope"],
    "DEFAULT_THROTTLE_CLASSES": ["helpdesk.api.limits.Limits"],
    "DEFAULT_RENDERER_CLASSES": ["helpdesk.api.json.JSONRenderer", "helpdesk.api.json.ProblemRenderer"],
    "DEFAULT_PARSER_CLASSES": ["helpdesk.api.json.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "helpdesk.api.pages.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["helpdesk.api.filters.AllowedFilters"],
    "DEFAULT_SCHEMA_CLASS": "helpdesk.api.schema.Schema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "helpdesk.api.errors.ProblemHandler",
    "EXCEPTION_FORMATTER_CLASS": "helpdesk.api.errors.ProblemFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Heard",
    "VERSION": "1",
    "DESCRIPTION": "The desk for programs: tickets, messages, contacts and the people who look after them.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "StatusEnum": "tickets.ticket.models.Status",
        "MessageKindEnum": "tickets.messages.models.Kind",
        "IdentityKindEnum": "tickets.contacts.models.Identity.Kind",
        "HandOffKindEnum": "social.handoffs.models.HandOff.Kind",
        "CompensationKindEnum": "tickets.recovery.models.Kind",
        "TermKindEnum": "social.listening.models.Term.Kind",
        "ListenerStatusEnum": "social.listening.models.Listener.Status",
    },
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # asks nobody else
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "helpdesk.lib.logs.NoSecrets"}},
    "formatters": {"line": {"()": "helpdesk.lib.logs.Line"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "celery.app.trace": {"level": "WARNING"},
        "mail.log": {"level": "ERROR"},  # aiosmtpd writes down every address at INFO
        "httpx2": {"level": "WARNING"},  # and httpx2 every address that is called, with what is asked for
    },
}
