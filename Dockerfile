# syntax=docker/dockerfile:1

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --quiet --require-hashes -r requirements.txt


FROM python:3.11-slim
RUN useradd --uid 10001 walker && install -d -o walker /var/cache/walk-downhill
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/walk-downhill
COPY app app
COPY static static
COPY templates templates

# The sources belong to root and stay as they are: the compiled kernels go to a folder that the user owns. They are compiled
# here, once. On a machine with another kind of processor Numba compiles them again at the first start, into the same folder.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/var/cache/walk-downhill \
    HOST=0.0.0.0 \
    PORT=8000
RUN python -m compileall -q app
USER walker
RUN python -c "from app.api.health import check_kernels; import app.main; check_kernels()"

EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["python", "-m", "app"]
