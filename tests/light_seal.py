"""Files sealed with a passphrase as age-encryption.org/v1 has them, but with little work to open.

The library does a second of work for each file, and can't be told otherwise. Tests of what is done
with sealed files seal by this; the library opens them. What the library seals is tested where
``inventory.journal.sealing`` is.
"""

import hashlib
import hmac
import os
import struct
from base64 import b64encode

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WORK = 2
"""Two to the power of this: the rounds of scrypt, where the library takes some 2**18."""
_CHUNK = 64 * 1024


def light_seal(data: bytes, passphrase: str) -> bytes:
    """The bytes, as ``pyrage.passphrase.encrypt`` gives them: never the same twice."""
    file_key, salt, nonce = (os.urandom(16) for _ in range(3))
    opening = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << WORK, r=8, p=1,
        dklen=32,
    )  # fmt: skip
    wrapped = _locked(opening, bytes(12), file_key)
    head = f"age-encryption.org/v1\n-> scrypt {_text(salt)} {WORK}\n{_text(wrapped)}\n---"
    mac = hmac.digest(_derived(file_key, b"", b"header"), head.encode(), "sha256")
    key, body = _derived(file_key, nonce, b"payload"), b""
    starts = range(0, max(len(data), 1), _CHUNK)
    for number, start in enumerate(starts):
        ending = number == len(starts) - 1
        body += _locked(key, struct.pack(">3xQB", number, ending), data[start : start + _CHUNK])
    return f"{head} {_text(mac)}\n".encode() + nonce + body


def _text(data: bytes) -> str:
    return b64encode(data).decode().rstrip("=")


def _derived(secret: bytes, salt: bytes, what: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, what).derive(secret)


def _locked(key: bytes, nonce: bytes, data: bytes) -> bytes:
    return ChaCha20Poly1305(key).encrypt(nonce, data, None)
