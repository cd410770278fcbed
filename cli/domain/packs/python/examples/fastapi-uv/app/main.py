from fastapi import FastAPI
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    sender: str
    retries: int = 3


settings = Settings()


def build() -> FastAPI:
    return FastAPI()


app: FastAPI = build()


@app.get("/health")
def health():
    return {"sender": settings.sender}
