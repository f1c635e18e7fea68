"""A passkey in software: what a browser and a device would answer to the portal's questions."""

import hashlib
import html
import json
import re
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from accounts.models import User

FLAG = AuthenticatorData.FLAG


class SoftPasskey:
    """One key on one device; `verifies` is whether it asks for a PIN, a face or a finger."""

    def __init__(self, user: User, *, verifies: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = hashlib.sha256(b"a key").digest()
        self.handle = user_pk_to_url_str(user).encode()
        self.flags = FLAG.UP | FLAG.UV if verifies else FLAG.UP

    def register(self, options: dict[str, Any]) -> str:
        """The answer to “make a passkey”."""
        asked = options["creation_options"]["publicKey"]
        cose_key = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, cose_key)
        data = AuthenticatorData.create(
            hash_of(asked["rp"]["id"]), self.flags | FLAG.AT, 0, credential
        )
        client_data = said(CollectedClientData.TYPE.CREATE, asked["challenge"])
        return self._answer(
            clientDataJSON=client_data,
            attestationObject=AttestationObject.create("none", data, {}),
        )

    def sign(self, options: dict[str, Any]) -> str:
        """The answer to “who are you”."""
        asked = options["request_options"]["publicKey"]
        data = AuthenticatorData.create(hash_of(asked["rpId"]), self.flags, 1)
        client_data = said(CollectedClientData.TYPE.GET, asked["challenge"])
        signature = self.key.sign(
            bytes(data) + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256())
        )
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=signature,
            userHandle=self.handle,
        )

    def _answer(self, **response: bytes) -> str:
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "clientExtensionResults": {},
                "response": {name: websafe_encode(bytes(x)) for name, x in response.items()},
            }
        )


def hash_of(host: str) -> bytes:
    return hashlib.sha256(host.encode()).digest()


def said(kind: str, challenge: str) -> bytes:
    return json.dumps(
        {
            "type": str(kind.value if hasattr(kind, "value") else kind),
            "challenge": challenge,
            "origin": "https://testserver",
        }
    ).encode()


def options_on(page: str) -> dict[str, Any]:
    """What a page asks the browser for."""
    found = re.search(r'<div id="passkey-options" hidden>(.*?)</div>', page)
    assert found
    return json.loads(html.unescape(found[1]))


def options_to_sign_in(client: Client) -> dict[str, Any]:
    answer = client.get("/sign-in/passkey/", headers={"accept": "application/json"})
    return answer.json()
