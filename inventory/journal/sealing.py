"""Files for a stick that may get lost, sealed as age files (age-encryption.org).

Bundles are sealed with a passphrase, backups and packets for the district's key. Every program that
knows age opens them, so the district needs no Champion for it.
"""

import hashlib
import unicodedata

from inventory.errors import Damaged, FileRefused, StaysSealed
from inventory.text import safe

_HEADER = b"age-encryption.org/v1\n"

_WITH_PASSPHRASE = _HEADER + b"-> scrypt "
"""How a file begins that a passphrase opens, and no key."""
_SECRET = "AGE-SECRET-KEY-1"

_TOO_SLOW = "Excessive work"
_TRIES = 4
"""The library times this computer anew each time; one that is busy for a moment looks too slow."""

_SAID: dict[bytes, str] = {}
"""What the library said against a file and a passphrase, by the SHA-256 over both; empty where it
opens with it."""


def is_sealed(data: bytes) -> bool:
    """Whether a file's bytes are those of an age file."""
    return data.startswith(_HEADER)


def seal(data: bytes, passphrase: str) -> bytes:
    """The bytes, readable only with the passphrase; takes about a second, by the standard's design.

    Two times the same bytes give different files. Raises FileRefused without a passphrase.
    """
    import pyrage  # it costs start-up nothing where nobody seals

    if not passphrase:
        raise FileRefused("There is no passphrase to seal with.", "Give one, or share unsealed.")
    sealed: bytes = pyrage.passphrase.encrypt(data, _typed(passphrase))
    _SAID[_both(sealed, passphrase)] = ""
    return sealed


def seal_for(data: bytes, key: str) -> bytes:
    """The bytes, readable only with the secret half of the public key; takes no time.

    Raises FileRefused where the key is none.
    """
    import pyrage

    try:
        recipient = pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise FileRefused(
            f"“{safe(key)}” is not a whole public key: a character is wrong or missing.",
            "Copy the district's key anew: champion settings district_key age1…",
        ) from error
    sealed: bytes = pyrage.encrypt(data, [recipient])
    return sealed


def secret_keys(text: str, name: str) -> str:
    """The secret keys of an identity file as ``age-keygen`` writes it, one a line.

    Raises FileRefused, naming ``name`` and never what is in it, where there is none.
    """
    lines = [line.strip() for line in text.splitlines()]
    said = [line for line in lines if line and not line.startswith("#")]
    if not said:
        raise _no_key(name, "holds no key")
    for number, line in enumerate(lines, 1):
        if line in said and (fault := _fault_of_key(line)):
            raise _no_key(name, f"{fault} (line {number})")
    return "\n".join(said)


def _fault_of_key(line: str) -> str:
    """Why a line of an identity file can't be used; empty where it can."""
    import pyrage

    if line.startswith("age1"):
        return "holds a public key, which seals but does not open"
    if line.startswith((_HEADER.decode().strip(), "-----BEGIN AGE")):
        return "is itself sealed with a passphrase: open it first with age -d"
    if not line.startswith(_SECRET):
        return "is not a key file of age"
    try:
        pyrage.x25519.Identity.from_str(line)
    except pyrage.IdentityError:
        return "holds a key of which a character is wrong or missing"
    return ""


def _no_key(name: str, fault: str) -> FileRefused:
    return FileRefused(
        f"{safe(name)} {fault}.",
        "Name the file that age-keygen wrote; it has a line that begins with AGE-SECRET-KEY-1.",
    )


def unseal_with(data: bytes, keys: str, name: str) -> bytes:
    """What was sealed for one of the secret keys, one a line, in memory only.

    Raises FileRefused, naming ``name``, where that isn't all there again.
    """
    import pyrage

    if not is_sealed(data):
        raise FileRefused(f"{safe(name)} is not sealed.", "Use it without --identity.")
    if data.startswith(_WITH_PASSPHRASE):
        raise StaysSealed(
            f"{safe(name)} is sealed with a passphrase, not for a key.", "Use --passphrase."
        )
    identities = [pyrage.x25519.Identity.from_str(key) for key in keys.splitlines()]
    try:
        content: bytes = pyrage.decrypt(data, identities)
    except pyrage.DecryptError as error:
        if str(error) == "No matching keys found":
            raise StaysSealed(
                f"{safe(name)} does not open with this key.",
                "Take the key of the district that it was sealed for.",
            ) from error
        raise _damaged(safe(name)) from error
    return content


def unseal(data: bytes, passphrase: str, name: str) -> bytes:
    """What was sealed. Raises FileRefused, naming ``name``, where that isn't all there again.

    Takes a second or more, so that nobody can try out a million passphrases. Neither what was in
    the file nor the passphrase is kept; only that a file does not open is not tried out again.
    """
    if not is_sealed(data):
        raise FileRefused(
            f"{safe(name)} is not sealed with a passphrase.", "Take it in without one."
        )
    tried = _both(data, passphrase)
    fault, content = _SAID.get(tried, ""), b""
    if not fault:
        fault, content = _opened(data, _typed(passphrase))
    if not fault.startswith(_TOO_SLOW):
        _SAID[tried] = fault
    if fault:
        raise _refusal(fault, safe(name))
    return content


def refuse_other(data: bytes, passphrase: str, name: str) -> None:
    """Raise FileRefused as ``unseal`` does; at once where this program sealed or opened it so."""
    if _SAID.get(_both(data, passphrase)) != "":
        unseal(data, passphrase, name)


def _both(data: bytes, passphrase: str) -> bytes:
    return hashlib.sha256(_typed(passphrase).encode() + b"\0" + data).digest()


def _opened(data: bytes, passphrase: str) -> tuple[str, bytes]:
    """What the library says against it, or what was sealed."""
    import pyrage

    said = ""
    for _ in range(_TRIES):
        try:
            return "", pyrage.passphrase.decrypt(data, passphrase)
        except pyrage.DecryptError as error:
            said = str(error) or "unknown"
            if not said.startswith(_TOO_SLOW):
                break
    return said, b""


def _typed(passphrase: str) -> str:
    """The same passphrase, whichever way a keyboard writes its accents."""
    return unicodedata.normalize("NFC", passphrase)


def _refusal(said: str, name: str) -> FileRefused:
    """A sentence and a hint for what the library says."""
    if said == "Decryption failed":
        return StaysSealed(
            f"{name} does not open with this passphrase.", "Ask for the one it was sealed with."
        )
    if said.startswith(_TOO_SLOW):
        return FileRefused(
            f"{name} was sealed by a far faster computer; to open it would take too long here.",
            "Open it on that computer, or have it sealed on a slower one.",
        )
    if said == "No matching keys found":
        return FileRefused(
            f"{name} is sealed for a key, not with a passphrase.",
            "Have it sealed with a passphrase.",
        )
    return _damaged(name)


def _damaged(name: str) -> Damaged:
    return Damaged(
        f"{name} was changed or damaged after it was sealed.",
        "Have it written again where it comes from; nothing of it was taken in.",
    )
