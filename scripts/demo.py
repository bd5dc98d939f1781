"""Run the whole desk with invented data on this machine: `make demo`.

Only the standard library. Prepares the data folder (once for each state of the code), starts
web, worker and the built-in Zendesk, and stops all of them together. The page opens before the
sample reports are loaded.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from helpdesk.config.synthetic.logins import DEMO_PASSWORD, LOGINS  # noqa: E402
from scripts.demo_processes import Failed, Family, Stopped  # noqa: E402

HOST = "127.0.0.1"
START_SECONDS = 120.0
# The demo is embedded by definition: whatever this shell points at (a real Zendesk, a
# production database) must never get invented reports.
_FOREIGN = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "EMAIL_URL", "ZENDESK_URL",
            "ZENDESK_EMAIL", "ZENDESK_TOKEN", "ZENDESK_WEBHOOK_SECRET", "ZENDESK_FIELDS",
            "PII_KEYS", "PII_KEYS_FILE", "SECRET_KEY_FILE", "DATABASE_URL_FILE", "BASE_URL",
            "DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DJANGO_SETTINGS_MODULE")  # fmt: skip


class Stamp:
    """What this data folder was prepared for; lets the second start skip everything."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            found = {}
        self._values: dict[str, str] = found if isinstance(found, dict) else {}

    def __getitem__(self, name: str) -> str:
        return str(self._values.get(name, ""))

    def __setitem__(self, name: str, value: str) -> None:
        self._values[name] = value
        self._path.write_text(json.dumps(self._values), encoding="utf-8")


def digest(patterns: Iterable[str]) -> str:
    """Return one digest of all files that match, names included."""
    total = hashlib.sha256()
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                total.update(f"{path.relative_to(ROOT)}\0".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


TABLES = ("*/migrations/*.py", "helpdesk/*/migrations/*.py", "helpdesk/*/data/*.csv",
          "knowledge_base/content/**/*.md", "helpdesk/*/reference.py", "requirements/base.txt")  # fmt: skip


def read_port() -> int:
    """Return the wanted port when it is free; raises Failed with one sentence."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Failed(f"PORT harus angka 1–65535, bukan “{text}”.")
    port = int(text)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Failed(
                f"Port {port} sedang dipakai program lain atau tidak boleh dipakai; "
                f"coba port lain: make demo PORT={port + 80 if port < 65000 else 8080}"
            ) from None
    return port


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def answers(port: int, path: str = "/healthz") -> bool:
    """True when the page answers 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def environment(data: Path, port: int) -> dict[str, str]:
    """Return the children's environment: the embedded default with the demo switched on."""
    env = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    key_file = data / "secret.key"
    if not key_file.exists():
        descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(50))
    return env | {
        "DEMO": "1",
        "DATA_DIR": str(data),
        "PORT": str(port),
        "BASE_URL": f"http://{HOST}:{port}",
        "SECRET_KEY": key_file.read_text(encoding="ascii"),
        "DJANGO_SETTINGS_MODULE": "helpdesk.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def say(text: str) -> None:
    print(text, flush=True)


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


class Demo:
    """One run, from the empty folder to Ctrl-C."""

    def __init__(self, data: Path, port: int, reports: str) -> None:
        self.data, self.port, self.reports = data, port, reports
        (data / "logs").mkdir(parents=True, exist_ok=True)
        self.family = Family(data / "logs")
        self.env = environment(data, port)
        self.stamp = Stamp(data / "demo.json")
        self.zendesk_url = ""
        self.started = time.monotonic()

    def run(self) -> None:
        """Raises Stopped at the end, Failed when something breaks."""
        self.prepare_tables()
        web_env = self.env | self.zendesk()
        self.family.start("web", self.web(), web_env)
        self.wait_for_web()
        if not self.stamp["reports"]:
            self.say_open_early()
            self.load_reports()
        # A desk whose worker fell over stays open; its rows wait for the next one.
        self.family.keep("pekerja", lambda again: self.start_worker(web_env, again), 3, 60)

    def start_worker(self, env: dict[str, str], again: bool) -> None:
        """Start the worker; the first time say that all is ready."""
        self.family.start("pekerja", self.worker(), env, again=again)
        say("Pekerja berhenti dan dijalankan lagi." if again else self.box())

    def prepare_tables(self) -> None:
        """Migrate and load reference data when code or content changed since the last start."""
        wanted = digest(TABLES)
        if self.stamp["tables"] == wanted and (self.data / "helpdesk.sqlite3").exists():
            return
        say("Menyiapkan basis data …")
        for name, arguments in (
            ("migrasi", ("migrate", "-v", "0")),
            ("tembolok", ("createcachetable",)),
            ("rujukan", ("load_reference",)),
            ("model", ("triage_adopt",)),
        ):
            self.family.start(name, manage(*arguments), self.env)
            self.family.wait(name, "Menyiapkan basis data")
        self.stamp["tables"] = wanted

    def load_reports(self) -> None:
        """Load the sample reports once; someone may have sent a report of their own by now."""
        say(f"Memuat {self.reports} laporan contoh …")
        arguments = ("load_synthetic", "--tickets", self.reports, "--force")
        self.family.start("contoh", manage(*arguments), self.env)
        self.family.wait("contoh", "Memuat laporan contoh")
        self.stamp["reports"] = self.reports

    def zendesk(self) -> dict[str, str]:
        """Start the built-in fake Zendesk; return the settings that point to it."""
        if not (ROOT / "integrations" / "zendesk" / "fake.py").exists():
            return {}
        port, email, token = free_port(), "agen@example.com", secrets.token_urlsafe(16)
        command = [
            sys.executable, "-m", "integrations.zendesk.fake", "--port", str(port),
            "--email", email, "--token", token, "--data", str(self.data / "zendesk.sqlite3"),
        ]  # fmt: skip
        self.family.start("zendesk", command, self.env)
        self.zendesk_url = f"http://{HOST}:{port}"
        return {
            "ZENDESK_URL": self.zendesk_url,
            "ZENDESK_EMAIL": email,
            "ZENDESK_TOKEN": token,
            "ZENDESK_WEBHOOK_SECRET": secrets.token_urlsafe(32),
        }

    def web(self) -> list[str]:
        return [
            sys.executable, "-m", "gunicorn", "helpdesk.config.wsgi:application",
            "--bind", f"{HOST}:{self.port}", "--workers", "2", "--threads", "4",
            "--worker-class", "gthread", "--preload", "--no-control-socket",
            "--graceful-timeout", "2",
        ]  # fmt: skip

    def worker(self) -> list[str]:
        return [
            sys.executable, "-m", "celery", "-A", "helpdesk.config.celery", "worker", "-B",
            "-P", "threads", "-c", "2", "--without-gossip", "--without-mingle",
            "--without-heartbeat", "--loglevel", "WARNING",
        ]  # fmt: skip

    def wait_for_web(self) -> None:
        if not self.family.until(lambda: answers(self.port), START_SECONDS):
            raise Failed(f"Halaman tidak menjawab.\n{self.family.tail('web')}")

    def say_open_early(self) -> None:
        say(
            f"Halaman sudah terbuka di http://{HOST}:{self.port}/ "
            f"({time.monotonic() - self.started:.0f} detik); laporan contoh menyusul."
        )

    def box(self) -> str:
        """Return the frame with address, logins and what to try."""
        base = f"http://{HOST}:{self.port}"
        lines = [
            f"Meja bantuan siap dalam {time.monotonic() - self.started:.0f} detik: {base}/",
            "",
            "Lapor sebagai pengguna",
            f"  Formulir          {base}/lapor/",
            f"  Halaman tutup     {base}/lapor/?tampilan=tutup",
            f"  Bantuan (FAQ)     {base}/bantuan/",
            f"  Kotak surat demo  {base}/demo/surat/",
            *([f"  Zendesk tiruan    {self.zendesk_url}/"] if self.zendesk_url else []),
            "",
            f"Masuk ke meja kerja {base}/meja/",
            f"  Kata sandi semua akun: {DEMO_PASSWORD}",
            *(f"  {p.username:<11} {p.role.label:<11} {p.duty}" for p in LOGINS),
            "",
            "Meja demo buka pada jam berapa pun. Ctrl-C menghentikan semuanya.",
            f"Catatan proses: {self.family.log('web').parent}",
        ]
        width = max(len(line) for line in lines)
        rule = "─" * (width + 2)
        body = "\n".join(f"│ {line:<{width}} │" for line in lines)
        return f"\n╭{rule}╮\n{body}\n╰{rule}╯"


def main() -> int:
    """Run until stopped; return the exit code."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "data" / "demo").resolve()
    try:
        demo = Demo(data, read_port(), os.environ.get("DEMO_TICKETS") or "300")
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 2

    def stop(*_: object) -> None:
        demo.family.stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    code = 0
    try:
        demo.run()
    except Stopped:
        say("\nMenghentikan …")
    except Failed as failure:
        print(failure, file=sys.stderr, flush=True)
        code = 1
    finally:
        demo.family.stop()
    if not code:
        say("Selesai.")
    return code


if __name__ == "__main__":
    sys.exit(main())
