"""The desk's own settings, with everything that leaves the machine kept inside."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only-tests-only-tests-only-tests-only")
os.environ.setdefault("HELPDESK_DEMO", "1")
if "HELPDESK_DATA" not in os.environ:
    os.environ["HELPDESK_DATA"] = tempfile.mkdtemp(prefix="heard-tests-")
os.environ["PLATFORM_URL"] = "http://localhost:8000"

from helpdesk.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (whitenoise warns of a missing one)
