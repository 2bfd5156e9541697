"""Holds our roots and proofs against pymerkle's, on the same entries. Reads JSON from standard input; says how many it compared, or fails."""

import hashlib
import json
import sys

from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.proof import MerkleProof


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def goes_on(old: int, new: int, was: bytes, now: bytes, path: list[bytes]) -> bool:
    """As RFC 9162, section 2.1.4.2, checks it."""
    if old & (old - 1) == 0:
        path = [was, *path]
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for digest in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(digest, fr), node(digest, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, digest)
        fn, sn = fn >> 1, sn >> 1
    return fr == was and sr == now and sn == 0


given = json.load(sys.stdin)
tree = InmemoryTree(algorithm="sha256")
for entry in given["entries"]:
    tree.append_entry(bytes.fromhex(entry))
root = getattr(tree, "get_root", None) or tree.get_state
compared = 0

for size, ours in given["roots"]:
    assert root(size).hex() == ours, f"the root of {size}: {root(size).hex()} there, {ours} here"
    compared += 1

for index, size, ours in given["inclusion"]:
    theirs = tree.prove_inclusion(index + 1, size)
    leaf, told = theirs.path[0], theirs.serialize()
    assert told["path"][1:] == ours, f"{index} in {size}"
    # Theirs checks what we made.
    verify_inclusion(leaf, root(size), MerkleProof.deserialize(told | {"path": [leaf.hex(), *ours]}))
    compared += 1

for old, new, ours in given["consistency"]:
    theirs = tree.prove_consistency(old, new)
    verify_consistency(root(old), root(new), theirs)
    # pymerkle takes other subtrees; ours leads from its one root to the other by the RFC's own steps.
    assert goes_on(old, new, root(old), root(new), [bytes.fromhex(digest) for digest in ours]), f"{old} to {new}"
    compared += 1

print(compared)
