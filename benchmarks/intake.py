"""Reports taken per second through the real form, beside a bare one-row INSERT.

    python -m benchmarks.intake [--seconds 15]

Starts gunicorn with two worker processes on a fresh database, posts valid reports over
keep-alive connections from 1 and from 8 clients (the load generator shares the machine), and
compares with single-row INSERT transactions on the same database. Every answer is checked to
be the redirect of an accepted report, and the rows are counted afterwards.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import describe, spread

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "b" * 32
POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("BENCH_REDIS", "redis://127.0.0.1:6379/8")


def body(index: int) -> bytes:
    """Return a valid variant A report as a form body."""
    fields = {
        "csrfmiddlewaretoken": TOKEN,
        "email": f"uji.beban{index % 5000}@example.com",
        "title": "Tidak bisa masuk akun guru",
        "user_type": "teacher",
        "name": "Uji Beban",
        "private_email": f"uji.beban{index % 5000}@example.com",
        "account": "ujibeban12@guru.sd.belajar.id",
        "level": "sd",
        "school_name": "SD Negeri Contoh 1",
        "npsn": "99900001",
        "nik": "9901015508900001",
        "province": "32",
        "category": "1",
        "detail": f"Sejak kemarin sandi saya ditolak terus padahal sudah saya ketik pelan ({index}).",
        "submission_key": str(uuid.uuid4()),
    }
    return urllib.parse.urlencode(fields).encode()


HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Cookie": f"csrftoken={TOKEN}",
    "Connection": "keep-alive",
}


@contextmanager
def server(environment: dict[str, str]) -> Iterator[int]:
    """Run migrations and a two-process gunicorn; yield its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, **environment, "DESK_ALWAYS_OPEN": "1",
           "FORM_LIMIT_PER_ADDRESS": "100000000", "SECRET_KEY": "bench-" + "x" * 40,
           "BASE_URL": f"http://127.0.0.1:{port}"}  # fmt: skip
    for command in (["migrate", "-v0"], ["createcachetable"], ["load_reference"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "helpdesk.config.wsgi", "-b", f"127.0.0.1:{port}",
         "-w", "2", "-k", "gthread", "--threads", "2", "--keep-alive", "30",
         "--no-control-socket", "--log-level", "error"],
        cwd=ROOT, env=env, start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                probe_connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
                probe_connection.request("GET", "/healthz")
                if probe_connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def client(port: int, until: float, latencies: list[float], errors: list[str]) -> None:
    """Post reports one after the other until the clock says stop."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    index = 0
    while time.perf_counter() < until:
        payload = body(index)
        index += 1
        started = time.perf_counter()
        try:
            connection.request("POST", "/lapor/", payload, HEADERS)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            errors.append(type(error).__name__)
            connection.close()
            continue
        latencies.append((time.perf_counter() - started) * 1000)
        if answer.status not in (302, 303):
            errors.append(str(answer.status))


def load(port: int, clients: int, seconds: float) -> tuple[float, list[float], list[str]]:
    """Return (reports per second, latencies in ms, errors)."""
    latencies: list[float] = []
    errors: list[str] = []
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=client, args=(port, until, latencies, errors))
        for _ in range(clients)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(latencies) / (time.perf_counter() - started), latencies, errors


def bare_inserts(environment: dict[str, str], seconds: float) -> float:
    """Return single-row INSERT transactions per second on the same database."""
    code = (
        "import time, django; django.setup()\n"
        "from django.db import connection\n"
        "c = connection.cursor()\n"
        "c.execute('CREATE TABLE IF NOT EXISTS bench_bare (id integer, note varchar(200))')\n"
        f"end = time.perf_counter() + {seconds}\nn = 0\n"
        "started = time.perf_counter()\n"
        "while time.perf_counter() < end:\n"
        "    c.execute('INSERT INTO bench_bare VALUES (%s, %s)', [n, 'x' * 100]); n += 1\n"
        "print(n / (time.perf_counter() - started))\n"
        "c.execute('DROP TABLE bench_bare')\n"
    )
    env = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "helpdesk.config.settings"}
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    return float(out.stdout.strip())


def count_reports(environment: dict[str, str]) -> int:
    """Return how many reports the database holds."""
    env = {**os.environ, **environment}
    code = "from helpdesk.tickets.models import Ticket; print(Ticket.objects.count())"
    out = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", code],
        cwd=ROOT, env=env, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return int(out.stdout.strip().splitlines()[-1])


def measure(name: str, environment: dict[str, str], seconds: float) -> None:
    """Measure one database and print its figures."""
    print(f"\n{name}: gunicorn, 2 worker processes x 2 threads")
    with server(environment) as port:
        load(port, 2, 2.0)  # warm both workers
        before = count_reports(environment)
        taken = 0
        rates = {}
        for clients in (1, 8):
            rate, latencies, errors = load(port, clients, seconds)
            taken += len(latencies) - len([e for e in errors if e.isdigit()])
            rates[clients] = rate
            print(f"  {clients} client(s): {rate:.0f} reports/s, {spread(latencies)}, "
                  f"{len(errors)} errors {sorted(set(errors))}")  # fmt: skip
        stored = count_reports(environment) - before
        print(f"  answered {taken}, stored {stored}: {'equal' if taken == stored else 'DIFFERENT'}")
    bare = bare_inserts(environment, 3.0)
    print(f"  bare one-row INSERT transactions: {bare:.0f}/s; "
          f"ratio intake to bare, one client: 1 : {bare / rates[1]:.1f}")  # fmt: skip


@contextmanager
def postgres_database() -> Iterator[str | None]:
    """Create and drop a database for the run; None where no server answers."""
    try:
        import psycopg

        admin = psycopg.connect(POSTGRES.replace("postgres://", "postgresql://"), autocommit=True)
    except Exception as error:  # no driver, no server: say so and go on
        print(f"\nPostgreSQL: not measured ({type(error).__name__})")
        yield None
        return
    name = f"helpdesk_bench_{os.getpid()}"
    admin.execute(f"CREATE DATABASE {name}")
    try:
        yield POSTGRES.rsplit("/", 1)[0] + f"/{name}"
    finally:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.close()


def redis_answers() -> bool:
    """True when the broker of the production figures can be reached."""
    parts = urllib.parse.urlsplit(REDIS)
    with socket.socket() as probe:
        return probe.connect_ex((parts.hostname or "127.0.0.1", parts.port or 6379)) == 0


def main() -> None:
    """Measure SQLite and PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15.0)
    seconds = parser.parse_args().seconds
    print(f"Intake through the form; {describe()}")
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", {"DATA_DIR": folder, "DATABASE_URL": ""}, seconds)
    with postgres_database() as url, tempfile.TemporaryDirectory() as folder:
        if url:
            environment = {"DATA_DIR": folder, "DATABASE_URL": url}
            environment["PII_KEYS"] = _keys()
            if redis_answers():
                environment["CELERY_BROKER_URL"] = REDIS
            measure("PostgreSQL", environment, seconds)


def _keys() -> str:
    """Return a throw-away PII_KEYS for production settings."""
    encryption, index = (base64.urlsafe_b64encode(os.urandom(32)).decode() for _ in range(2))
    return f"k1:{encryption},index:{index}"


if __name__ == "__main__":
    main()
