"""Checks a receipt as docs/receipts.md tells it, with nobody's code but Python's and OpenSSL's.
Run as: receipt_journey.py NAME CALL.json, with {"receipt", "keys"} in the file. Prints "ok".
"""
import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(receipt, keys):
    key = next(key for key in keys["keys"] if key["kid"] == receipt["keyId"])
    thumbprint = hashlib.sha256(canonical({name: key[name] for name in ("crv", "kty", "x")})).digest()
    assert decoded(key["kid"]) == thumbprint, key
    public = Ed25519PublicKey.from_public_bytes(decoded(key["x"]))
    public.verify(base64.b64decode(receipt["signature"]), canonical(receipt["payload"]))


def genuine(call):
    check(call["receipt"], call["keys"])
    call["receipt"]["payload"]["chargedMicroUsd"] += 1
    try:
        check(call["receipt"], call["keys"])
    except InvalidSignature:
        return
    raise AssertionError("a changed receipt was taken for genuine")


{"genuine": genuine}[sys.argv[1]](json.load(open(sys.argv[2])))
print("ok")
