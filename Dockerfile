# One image for every process; the command says which: web (the default), worker, beat, migrate.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1
# What draws the text of a PDF, and a font for it.
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
        fontconfig fonts-liberation libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /portal

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
    --require-hashes --no-deps -r requirements.txt

COPY . .
# Style sheets and scripts belong to the image. DEMO is set for this step alone: it lets Django
# start without secrets. The files stay root's, so that the running process cannot change them;
# only beat's folder, a volume, is the process's own.
RUN DEMO=1 python manage.py prepare --assets-only \
    && rm -rf var/demo \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
    && install --directory --owner=portal var/beat
USER portal

EXPOSE 8000
# Asks as the portal's own host, because Django refuses any other.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD python -c "\
import http.client, os, urllib.parse; \
host = urllib.parse.urlsplit(os.environ['PORTAL_BASE_URL']).netloc; \
web = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); \
web.request('GET', '/healthz', headers={'Host': host}); \
raise SystemExit(web.getresponse().status != 200)"
# Workers, threads and the application are in gunicorn.conf.py.
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]
