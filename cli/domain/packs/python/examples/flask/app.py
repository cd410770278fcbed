import os

import redis
from flask import Flask

app = Flask(__name__)
store = redis.from_url(os.environ["REDIS_URL"])
# app.run(port=9999)
greeting = os.environ.get("GREETING", "hello")
token = os.environ["API_TOKEN"]


@app.route("/healthz")
def healthz():
    return "ok"


@app.route("/")
def index():
    return f"{greeting} {store.incr('visits')}"


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=5000, debug=True)
