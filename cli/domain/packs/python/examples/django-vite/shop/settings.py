import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ["SECRET_KEY"]
STATIC_URL = "static/"
ROOT_URLCONF = "shop.urls"
