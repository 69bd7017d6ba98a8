"""Sealed with a passphrase: readable with it, and not without."""

import subprocess
import sys
import unicodedata

import pytest

from inventory.errors import FileRefused
from inventory.journal import sealing
from inventory.journal.sealing import (
    is_sealed,
    seal,
    seal_for,
    secret_keys,
    unseal,
    unseal_with,
)
from tests.light_seal import light_seal

PLAIN = b"NS-101 is out to 2001. " * 20
PASSPHRASE = "Übung macht den Meister"
NAME = "NORTH_Table-3.bundle.age"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """The plain bytes sealed, once for all: each sealing takes about a second."""
    return seal(PLAIN, PASSPHRASE)


@pytest.fixture(scope="module")
def lightly() -> bytes:
    """The same as a computer would seal it that is far slower, which opens at once."""
    return light_seal(PLAIN, PASSPHRASE)


def _refusal(data: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(FileRefused) as refused:
        unseal(data, passphrase, NAME)
    assert refused.value.hint
    return refused.value.message


def test_the_passphrase_gives_back_what_was_sealed(sealed: bytes) -> None:
    """And nothing of it stands in the sealed file."""
    assert unseal(sealed, PASSPHRASE, NAME) == PLAIN
    assert b"NS-101" not in sealed
    assert is_sealed(sealed)
    assert not is_sealed(PLAIN)


def test_accents_may_be_typed_in_either_way(sealed: bytes) -> None:
    """Some systems write the letter, others the letter and its dots."""
    assert unseal(sealed, unicodedata.normalize("NFD", PASSPHRASE), NAME) == PLAIN


@pytest.mark.parametrize("passphrase", ["", "Uebung macht den Meister"])
def test_another_passphrase_is_refused(sealed: bytes, passphrase: str) -> None:
    """By name of the file, and without a guess what is in it."""
    assert _refusal(sealed, passphrase) == f"{NAME} does not open with this passphrase."


def test_what_a_slower_computer_sealed_opens_as_well(lightly: bytes) -> None:
    """With its passphrase, and with no other."""
    assert unseal(lightly, PASSPHRASE, NAME) == PLAIN
    assert _refusal(lightly, "Uebung") == f"{NAME} does not open with this passphrase."


@pytest.mark.parametrize("size", [0, 1, 64, 65_535, 65_536, 65_537])
def test_files_of_any_length_are_sealed_lightly(size: int) -> None:
    """Tests of what is done with sealed files rest on this; a piece of such a file is 64 KB."""
    plain = bytes(number % 251 for number in range(size))
    assert unseal(light_seal(plain, PASSPHRASE), PASSPHRASE, NAME) == plain


def test_what_was_changed_or_cut_is_refused(lightly: bytes) -> None:
    """In the last byte, in the sum of the head, at the end of the head, one byte behind."""
    sealed = lightly
    head = sealed.index(b"\n--- ") + 5
    changed = [
        sealed[:-1] + bytes([sealed[-1] ^ 1]),
        sealed[:head] + (b"B" if sealed[head : head + 1] == b"A" else b"A") + sealed[head + 1 :],
        sealed[: head + 44],
        sealed[:60],
        sealed + b"x",
    ]
    for data in changed:
        assert _refusal(data) == f"{NAME} was changed or damaged after it was sealed."


def test_what_would_take_minutes_to_open_is_refused_at_once(sealed: bytes) -> None:
    """A file can't make a laptop stand still by asking for more work than any passphrase needs."""
    work = sealed.split(b"\n")[1].split(b" ")[3]
    assert "far faster computer" in _refusal(sealed.replace(b" " + work + b"\n", b" 40\n", 1))


def test_what_is_not_sealed_is_said_to_be_so() -> None:
    """A plain bundle needs no passphrase."""
    assert _refusal(PLAIN) == f"{NAME} is not sealed with a passphrase."


def test_what_is_sealed_for_a_key_is_said_to_be_so() -> None:
    """Champion asks for a passphrase only."""
    import pyrage

    data = pyrage.encrypt(PLAIN, [pyrage.x25519.Identity.generate().to_public()])
    assert _refusal(data) == f"{NAME} is sealed for a key, not with a passphrase."


def test_nothing_is_sealed_without_a_passphrase() -> None:
    """An empty one would be a lock without a key."""
    with pytest.raises(FileRefused, match="no passphrase"):
        seal(PLAIN, "")


def test_who_does_not_seal_does_not_load_the_library() -> None:
    """The app starts without it."""
    code = "import sys, inventory.exchange.folder; sys.exit('pyrage' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_neither_content_nor_passphrase_is_kept(lightly: bytes) -> None:
    """A laptop that is left alone, or its swapped memory, tells nobody what was in the files."""
    unseal(lightly, PASSPHRASE, NAME)
    _refusal(lightly, "Uebung macht den Meister")
    kept = repr([value for value in vars(sealing).values() if isinstance(value, dict | list)])
    assert not [name for name, value in vars(sealing).items() if hasattr(value, "cache_info")]
    assert not [text for text in (str(PLAIN), "Meister") if text in kept]


@pytest.fixture(scope="module")
def key() -> tuple[str, str]:
    """The two halves of a key: the public one seals, the secret one opens."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def test_the_secret_key_gives_back_what_was_sealed_for_the_public_one(
    key: tuple[str, str],
) -> None:
    """One of several keys is enough, as where a district changed its key."""
    import pyrage

    public, secret = key
    other = str(pyrage.x25519.Identity.generate())
    data = seal_for(PLAIN, public)
    assert is_sealed(data)
    assert b"NS-101" not in data
    assert unseal_with(data, f"{other}\n{secret}", NAME) == PLAIN


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("another key", f"{NAME} does not open with this key."),
        ("a passphrase", f"{NAME} is sealed with a passphrase, not for a key."),
        ("plain", f"{NAME} is not sealed."),
        ("cut", f"{NAME} was changed or damaged after it was sealed."),
        ("cut in the head", f"{NAME} was changed or damaged after it was sealed."),
        ("changed", f"{NAME} was changed or damaged after it was sealed."),
        ("longer", f"{NAME} was changed or damaged after it was sealed."),
    ],
)
def test_what_does_not_open_with_the_key_is_refused(
    key: tuple[str, str], sealed: bytes, what: str, sentence: str
) -> None:
    """Each by what is wrong with it, and with a hint."""
    import pyrage

    public, secret = key
    data = seal_for(PLAIN, public)
    said = {
        "another key": seal_for(PLAIN, str(pyrage.x25519.Identity.generate().to_public())),
        "a passphrase": sealed,
        "plain": PLAIN,
        "cut": data[:-5],
        "cut in the head": data[:100],
        "changed": data[:-5] + bytes([data[-5] ^ 1]) + data[-4:],
        "longer": data + b"x",
    }
    with pytest.raises(FileRefused) as refused:
        unseal_with(said[what], secret, NAME)
    assert (refused.value.message, bool(refused.value.hint)) == (sentence, True)


def test_a_public_key_with_a_wrong_letter_seals_nothing(key: tuple[str, str]) -> None:
    """Keys have a checksum; a file sealed for nobody would never open again."""
    public = key[0]
    wrong = public[:-1] + ("q" if public[-1] != "q" else "p")
    with pytest.raises(FileRefused, match="is not a whole public key"):
        seal_for(PLAIN, wrong)


def test_a_key_file_is_read_as_age_keygen_writes_it(key: tuple[str, str]) -> None:
    """Comments, blank lines, the ends of lines of either system, two keys."""
    public, secret = key
    text = f"# created: 2026-11-21T09:00:00Z\r\n# public key: {public}\r\n{secret}\r\n\r\n"
    assert secret_keys(text, "key.txt") == secret
    assert secret_keys(text + secret, "key.txt") == f"{secret}\n{secret}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "key.txt holds no key."),
        ("# nothing but words\n\n", "key.txt holds no key."),
        ("PUBLIC", "key.txt holds a public key, which seals but does not open (line 1)."),
        ("# a\nSECRE", "key.txt is not a key file of age (line 2)."),
        ("SECRET-", "key.txt holds a key of which a character is wrong or missing (line 1)."),
        ("AGE-SECRET-KEY-PQ-1QQ", "key.txt is not a key file of age (line 1)."),
        (
            "age-encryption.org/v1\n-> scrypt x",
            "key.txt is itself sealed with a passphrase: open it first with age -d (line 1).",
        ),
    ],
)
def test_a_file_without_a_key_is_refused(key: tuple[str, str], text: str, sentence: str) -> None:
    """By what it is; nothing of a secret is repeated."""
    text = text.replace("PUBLIC", key[0]).replace("SECRET-", key[1][:-3])
    with pytest.raises(FileRefused) as refused:
        secret_keys(text, "key.txt")
    assert refused.value.message == sentence
    assert key[1][20:40] not in str(refused.value)
