"""A local identity provider: Canaille (PyPI), which asks for PKCE and a nonce.

Prints its address, then serves until it is ended. `POST /_config/redirect` names the one place that
its client, `shop`, may send people back to; `POST /_config/lie` with a JSON object replaces claims of
every ID token from then on, or signs it with another key (`{"key": "other"}`), or not at all
(`{"key": "none"}`), or adds to its header (`{"header": {"crit": ["b64"]}}`).

usage: identity_desk.py
"""

import base64
import datetime
import json
import logging
import socket

from canaille import create_app
from canaille.app import models
from canaille.app.flask import csrf
from canaille.backends import Backend
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from flask import request
from joserfc import jwk, jwt
from werkzeug.serving import make_server

logging.disable(logging.WARNING)

KEY = jwk.RSAKey.generate_key(2048, {"alg": "RS256", "use": "sig", "kid": "first"})
OTHER = jwk.RSAKey.generate_key(2048, {"alg": "RS256", "use": "sig", "kid": "first"})
lies = {}

place = socket.socket()
place.bind(("127.0.0.1", 0))
place.listen()
name = f"127.0.0.1:{place.getsockname()[1]}"

app = create_app({
    "SECRET_KEY": "for tests",
    "SERVER_NAME": name,
    "PREFERRED_URL_SCHEME": "http",
    "CANAILLE": {
        "DATABASE": "memory", "HTMX": False, "JAVASCRIPT": False, "TIMEZONE": "UTC",
        "LOGGING": {"version": 1},
    },
    "CANAILLE_OIDC": {
        "ACTIVE_JWKS": [{k: str(v) for k, v in KEY.as_dict(private=True).items()}],
        "TRUSTED_DOMAINS": [],
    },
})


def save():
    """One person, and the shop as a client."""
    now = datetime.datetime.now(datetime.timezone.utc)
    Backend.instance.save(models.User(
        user_name="ann", password="her password", emails=["Ann@example.com"],
        formatted_name="Ann Example", family_name="Example", given_name="Ann",
    ))
    client = models.Client(
        client_id="shop", client_secret="the shop's own", client_name="The shop",
        client_id_issued_at=now, redirect_uris=["http://127.0.0.1/nowhere"],
        grant_types=["authorization_code"], response_types=["code"],
        scope=["openid", "email", "profile"],
        token_endpoint_auth_method="client_secret_basic",
    )
    Backend.instance.save(client)
    client.audience = [client]
    Backend.instance.save(client)


@csrf.exempt
@app.post("/_config/redirect")
def redirect():
    client = Backend.instance.get(models.Client, client_id="shop")
    client.redirect_uris = [request.json["uri"]]
    Backend.instance.save(client)
    return {}


@csrf.exempt
@app.post("/_config/lie")
def lie():
    lies.clear()
    lies.update(request.json)
    return {}


def signed(header, claims):
    """By hand, for a library refuses to write what it does not know."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
             for part in (header, claims)]
    private = serialization.load_pem_private_key(KEY.as_pem(private=True), None)
    signature = private.sign(b".".join(parts), padding.PKCS1v15(), hashes.SHA256())
    return b".".join([*parts, base64.urlsafe_b64encode(signature).rstrip(b"=")]).decode()


@app.after_request
def lying(response):
    """What a broken or hostile provider would answer."""
    if not lies or not request.path.endswith("/oauth/token") or response.status_code != 200:
        return response
    answer = json.loads(response.get_data())
    claims = jwt.decode(answer["id_token"], KEY).claims
    claims.update({key: value for key, value in lies.items() if key not in ("key", "header")})
    kind = lies.get("key")
    if kind == "none":
        parts = [json.dumps(part).encode() for part in ({"alg": "none", "kid": "first"}, claims)]
        texts = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts]
        answer["id_token"] = ".".join(texts) + "."
    else:
        key = OTHER if kind == "other" else KEY
        answer["id_token"] = jwt.encode({"alg": "RS256", "kid": "first"}, claims, key)
        if "header" in lies:
            answer["id_token"] = signed({"alg": "RS256", "kid": "first", **lies["header"]}, claims)
    response.set_data(json.dumps(answer))
    return response


if __name__ == "__main__":
    with app.app_context():
        save()
    server = make_server("127.0.0.1", 0, app, threaded=True, fd=place.fileno())
    print(f"http://{name}", flush=True)
    server.serve_forever()
