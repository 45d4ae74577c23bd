"""The key and the certificate that files are signed with: made once, or somebody's own, checked.

The root that issues our certificate signs nothing else: its key is thrown away at once, so nobody
who reads the data folder can issue another certificate in its name.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from pathlib import Path

KEY: Final = "key.pem"
CHAIN: Final = "chain.pem"
_ORGANISATION: Final = "Couplet"
_DAYS: Final = 3650


class BadKey(Exception):
    """A key or certificate that cannot sign; the message is our sentence's key."""


def make(folder: Path) -> None:
    """Put a fresh key (mode 600) and its chain of certificates into ``folder``, unless there."""
    if (folder / KEY).exists():
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    place = secrets.token_hex(4)
    root_name, name = _name(f"Couplet root {place}"), _name(f"Couplet {place}")
    root = (
        _begun(root_name, root_name, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    # C2PA asks for an end entity with one of a few purposes; a lone self-signed root is refused.
    leaf = (
        _begun(name, root_name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        )
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    chain = leaf.public_bytes(pem) + root.public_bytes(pem)
    _write(folder / CHAIN, chain, 0o644)
    # Last: while there is no key, all of it is made again.
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(folder / KEY, private, 0o600)


def check(key_file: Path, chain_file: Path) -> tuple[str, float]:
    """Who signs with them, and until when (seconds since 1970).

    Raises:
        BadKey: they cannot be read, do not belong together, or the certificate has expired.
    """
    try:
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        leaf = x509.load_pem_x509_certificates(chain_file.read_bytes())[0]
    except (OSError, ValueError, TypeError) as error:
        raise BadKey("key-unreadable") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise BadKey("key-kind")
    if key.public_key() != leaf.public_key():
        raise BadKey("key-other")
    if leaf.not_valid_after_utc < dt.datetime.now(dt.UTC):
        raise BadKey("certificate-expired")
    names = leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else "", leaf.not_valid_after_utc.timestamp()


def _begun(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    # An hour back: clocks of those who check may be behind.
    now = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=_DAYS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _ORGANISATION),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write ``file`` whole or not at all; nobody but we can read it before it has its mode."""
    partial = file.with_name(f".{file.name}.part")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    partial.rename(file)
