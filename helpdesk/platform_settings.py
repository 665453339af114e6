"""Settings of the operators' process: the desk's own, as another role, with other pages, cookies and sessions.

What makes a process the operators' is this module alone. The manager's filter is off here where no tenant is set, and
the database shows the role `heard_platform` only what migrations grant it. No variable switches that on elsewhere.
"""

from helpdesk.settings import *  # noqa: F403
from helpdesk.settings import (
    ACCOUNT_RATE_LIMITS as _RATE_LIMITS,
)
from helpdesk.settings import (
    ALLOWED_HOSTS as DESK_HOSTS,  # noqa: F401  (the desk answers on these)
)
from helpdesk.settings import (
    BASE_DIR,
    INSTALLED_APPS,
    TEMPLATES,
    _database,
)

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]  # not localhost, which is the desk's: cookies know no ports
DATABASES = {"default": _database("DATABASE_PLATFORM_URL", "platform")}
DATABASE_ROUTERS = []

INSTALLED_APPS = [
    *(app for app in INSTALLED_APPS if not app.startswith("django.contrib.admin")),
    "django.contrib.admin.apps.SimpleAdminConfig",
]
MIDDLEWARE = [
    "helpdesk.operators.middleware.closed_middleware",
    "django.middleware.security.SecurityMiddleware",
    "helpdesk.web.csp.SecurityHeadersMiddleware",
    "helpdesk.web.size.size_middleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenants.isolation.middleware.tenant_middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tenants.operators.middleware.OperatorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth, installed with the rest, wants to see it
]
ROOT_URLCONF = "helpdesk.operator_urls"
TEMPLATES = [
    {
        "BACKEND": TEMPLATES[0]["BACKEND"],
        "APP_DIRS": True,
        "DIRS": [BASE_DIR / "helpdesk" / "operators" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "helpdesk.web.context.page",
            ],
            "builtins": ["helpdesk.templatetags.heard"],
        },
    }
]

SESSION_ENGINE = "tenants.operators.sessions"
SESSION_COOKIE_NAME = "heard_platform"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False  # 127.0.0.1 speaks no TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "heard_platform_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # it ends with the browser
SECURE_HSTS_SECONDS = 0
SECURE_PROXY_SSL_HEADER = None  # type: ignore[assignment]
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # nobody stands before this process
ACCOUNT_RATE_LIMITS = {**_RATE_LIMITS, "operator": "30/m/ip,5/5m/key"}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGIN_URL = "admin:login"

# Served from where they lie: nothing is collected, the desk's own collection is left alone.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STATIC_ROOT = None  # type: ignore[assignment]
