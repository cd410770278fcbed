FROM python:3.13-slim
WORKDIR /app
COPY orders .
USER 1000
EXPOSE 8000
CMD ["python", "main.py"]
