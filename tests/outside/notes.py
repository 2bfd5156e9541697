"""Signed notes and cosignatures as c2sp.org/signed-note and c2sp.org/tlog-cosignature write them, by this file and `cryptography` alone.

  notes.py check KEY NOTE    ends with 0 if the note's file is signed by the key
  notes.py sign NAME TEXT    signs the text's file with a new key; prints the key, and then the note
"""

import base64
import hashlib
import pathlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LOG, WITNESS = 1, 4


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The first four bytes of SHA-256 over name, line break, kind and key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def read_key(text: str) -> tuple[str, int, bytes]:
    """Name, kind and public key of a verifier key."""
    name, told, typed = text.strip().split("+", 2)
    kind, public = base64.b64decode(typed)[0], base64.b64decode(typed)[1:]
    assert key_id(name, kind, public).hex() == told, "the key's id is another's"
    return name, kind, public


def is_signed(note: str, key: str) -> bool:
    """Whether one of the note's signatures is by the key."""
    name, kind, public = read_key(key)
    text, signatures = note.rsplit("\n\n", 1)
    text += "\n"
    assert signatures.endswith("\n"), "a note ends with a line break"
    for line in signatures.splitlines():
        dash, signer, encoded = line.split(" ")
        signature = base64.b64decode(encoded, validate=True)
        if dash != "\u2014" or signer != name or signature[:4] != key_id(name, kind, public):
            continue
        signature, message = signature[4:], text.encode()
        if kind == WITNESS:
            at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = f"cosignature/v1\ntime {at}\n{text}".encode()
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            return True
        except InvalidSignature:
            continue
    return False


def sign(name: str, text: str) -> tuple[str, str]:
    """A new log's key, and the text signed with it."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    told = key_id(name, LOG, public)
    key = f"{name}+{told.hex()}+{base64.b64encode(bytes([LOG]) + public).decode()}"
    signature = base64.b64encode(told + private.sign(text.encode())).decode()
    return key, f"{text}\n\u2014 {name} {signature}\n"


if __name__ == "__main__":
    if sys.argv[1] == "sign":
        print("\n".join(sign(sys.argv[2], pathlib.Path(sys.argv[3]).read_text(encoding="utf-8"))), end="")
    else:
        sys.exit(0 if is_signed(pathlib.Path(sys.argv[3]).read_text(encoding="utf-8"), sys.argv[2]) else 1)
