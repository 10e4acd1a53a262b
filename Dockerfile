# The image of every component in docker-compose.yaml.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpq5 tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 50000 --gid 0 airflow \
    && mkdir -p /opt/airflow/config /workspace \
    && chown -R airflow:0 /opt/airflow /workspace

WORKDIR /opt/township-sync
COPY requirements-image.lock ./
RUN pip install --no-cache-dir --no-deps -r requirements-image.lock

COPY pyproject.toml README.md ./
COPY config config
COPY contracts contracts
COPY dags dags
COPY docs/provincial_platform.openapi.yaml docs/
COPY expectations expectations
COPY plugins plugins
COPY policies policies
COPY sql sql
RUN pip install --no-cache-dir --no-deps -e . \
    && python -m compileall -q plugins \
    && cp config/airflow_local_settings.py /opt/airflow/config/

ENV AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/township-sync/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/township-sync/plugins \
    AIRFLOW__CORE__LOAD_EXAMPLES=False \
    AIRFLOW__CORE__DEFAULT_TIMEZONE=Asia/Shanghai \
    GX_ANALYTICS_ENABLED=false \
    OPENBLAS_NUM_THREADS=1 \
    TOWNSHIP_SYNC_PROJECT=/opt/township-sync \
    TOWNSHIP_SYNC_WORKSPACE=/workspace

USER airflow
VOLUME /workspace
ENTRYPOINT ["tini", "--"]
CMD ["airflow", "version"]
