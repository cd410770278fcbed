import os

from flask import Flask

app = Flask(__name__)
SECRET = os.environ["NOTES_SECRET"]


@app.get("/healthz")
def healthz():
    return "ok"


@app.get("/notes")
def notes():
    return []


if __name__ == "__main__":
    app.run(port=5000, debug=True)
