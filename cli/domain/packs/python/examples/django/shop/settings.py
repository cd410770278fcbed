import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": os.environ["DATABASE_URL"]}}
ALLOWED_HOSTS = [os.environ["ALLOWED_HOST"]]
EMAIL_PORT = int(os.environ["EMAIL_PORT"])
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.staticfiles"]
STATICFILES_DIRS = [BASE_DIR / "static"]
