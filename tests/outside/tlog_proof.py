"""Checks a c2sp.org/tlog-proof by this file and notes.py alone: tlog_proof.py PROOF LEAF KEY [WITNESS…]. Ends with 0 if the leaf is in the log.

The steps are those of RFC 9162, section 2.1.3.2.
"""

import base64
import hashlib
import pathlib
import sys

import notes


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root to which the path leads; none where it has another length."""
    if index >= size:
        return None
    fn, sn, reached = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            reached = node(sibling, reached)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            reached = node(reached, sibling)
        fn, sn = fn >> 1, sn >> 1
    return reached if sn == 0 else None


def is_proved(proof: str, leaf: bytes, key: str, witnesses: list[str]) -> bool:
    head, note = proof.split("\n\n", 1)
    lines = head.split("\n")
    assert lines.pop(0) == "c2sp.org/tlog-proof@v1", "this is no tlog-proof"
    if lines[0].startswith("extra "):
        lines.pop(0)
    index = int(lines.pop(0).removeprefix("index "))
    path = [base64.b64decode(line, validate=True) for line in lines]
    origin, size, root = note.split("\n")[:3]
    return (
        origin == notes.read_key(key)[0]
        and notes.is_signed(note, key)
        and all(notes.is_signed(note, witness) for witness in witnesses)
        and root_of(leaf, index, int(size), path) == base64.b64decode(root)
    )


if __name__ == "__main__":
    proof, leaf, key, *witnesses = sys.argv[1:]
    proof = pathlib.Path(proof).read_text(encoding="utf-8")
    sys.exit(0 if is_proved(proof, bytes.fromhex(leaf), key, witnesses) else 1)
