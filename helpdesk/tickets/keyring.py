"""Keys for personal data, apart from SECRET_KEY so that both rotate on their own.

PII_KEYS is `id:key,id:key,index:key`: Fernet keys (the first encrypts, all decrypt) and one
`index` key for the blind index. Without it the embedded default makes a key file in DATA_DIR.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

INDEX = "index"


@dataclass(frozen=True, slots=True)
class Keyring:
    """Encrypts, decrypts and indexes short secrets."""

    fernet: MultiFernet
    index_key: bytes

    def encrypt(self, text: str) -> bytes:
        return self.fernet.encrypt(text.encode())

    def decrypt(self, ciphertext: bytes) -> str:
        """Return the text; raises LookupError when no key of the ring fits."""
        try:
            return self.fernet.decrypt(bytes(ciphertext)).decode()
        except InvalidToken as error:
            raise LookupError("No key in PII_KEYS decrypts this value.") from error

    def blind_index(self, text: str) -> str:
        """Return a keyed digest that finds equal values without decrypting them."""
        return hmac.new(self.index_key, text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def parse(setting: str) -> Keyring:
    """Build a keyring from the setting's text; raises ImproperlyConfigured when malformed."""
    keys: dict[str, str] = {}
    for item in setting.split(","):
        name, _, key = item.strip().partition(":")
        if not name or not key or name in keys:
            raise ImproperlyConfigured("PII_KEYS must be id:key,id:key,index:key.")
        keys[name] = key
    index = keys.pop(INDEX, None)
    if index is None or not keys:
        raise ImproperlyConfigured("PII_KEYS needs one encryption key and the key named index.")
    try:
        fernet = MultiFernet([Fernet(key) for key in keys.values()])
        index_key = base64.urlsafe_b64decode(index)
    except ValueError as error:
        raise ImproperlyConfigured("PII_KEYS holds a key that is no Fernet key.") from error
    if len(index_key) < 32:
        raise ImproperlyConfigured("PII_KEYS: the index key needs 32 bytes.")
    return Keyring(fernet, index_key)


def keyring() -> Keyring:
    """Return the keyring of this installation."""
    return parse(settings.PII_KEYS or _embedded_keys(Path(settings.DATA_DIR) / "pii.keys"))


def new_keys() -> str:
    """Return a fresh PII_KEYS text."""
    return f"k1:{Fernet.generate_key().decode()},{INDEX}:{Fernet.generate_key().decode()}"


@lru_cache(maxsize=4)
def _embedded_keys(path: Path) -> str:
    """Read the key file, making it once; safe when several processes start together."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        text = path.read_text(encoding="ascii").strip()
        if not text:
            raise ImproperlyConfigured(f"{path.name} is empty; restore it or remove it.") from None
        return text
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        text = new_keys()
        handle.write(text)
    return text
