# tilshi in a container; compose.yaml adds PostgreSQL and Elasticsearch.
FROM python:3.11-slim
RUN useradd --create-home --uid 10001 tilshi && install -d -o tilshi /data
WORKDIR /app
COPY requirements.lock .
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/pip install --no-cache-dir --quiet --no-deps --no-build-isolation -e .
USER tilshi
ENV PATH=/app/.venv/bin:$PATH
VOLUME /data
EXPOSE 8765
CMD ["tilshi", "run", "--config", "config/container.toml", "--behind-proxy"]
