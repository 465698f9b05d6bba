"""
The keys that sign official documents, one PEM file for each authority in TONGBAN_HOME/keys.

Without keys of its own an installation makes a certificate authority and certificates for demonstration at first use.
An office with real certificates puts `issuers/<credit code>.pem` there: private key (PKCS #8, P-256, in clear or under
the installation's passphrase), its certificate, then the chain. Several machines must share the folder.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings

from tongban.groundwork.foundation import clock, crypto

AUTHORITY_NAME = "通办演示电子签名认证机构"
YEARS = 20
NAME_LENGTH = 64  # bound of a common name, X.520
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336


@dataclass(frozen=True)
class KeyPair:
    """A private key with its certificate and the certificates above it."""

    key: ec.EllipticCurvePrivateKey
    chain: Sequence[x509.Certificate]  # its own first

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]


@lru_cache(maxsize=500)
def issuer_keys(code: str, name: str) -> KeyPair:
    """Return the keys of an authority; made and certified for demonstration where there are none."""
    if not code.isalnum():
        raise ValueError("an issuer's code is made of letters and digits")
    path = _folder() / "issuers" / f"{code}.pem"
    if not path.exists():
        _write_once(path, _issuer_pair(code, name, authority=authority_keys()))
    return _read(path)


def authority_keys() -> KeyPair:
    """Return the keys of the demonstration certificate authority."""
    path = _folder() / "ca.pem"
    if not path.exists():
        _write_once(path, _authority_pair())
    return _read(path)


def _authority_pair() -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY_NAME)])
    certificate = (
        _builder(subject=name, issuer=name, key=key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certifies=True), critical=True)
        .sign(key, SHA256())
    )
    return KeyPair(key, [certificate])


def _issuer_pair(code: str, name: str, *, authority: KeyPair) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:NAME_LENGTH]),
            x509.NameAttribute(NameOID.ORGANIZATION_IDENTIFIER, code),
            x509.NameAttribute(NameOID.COMMON_NAME, name[:NAME_LENGTH]),
        ]
    )
    certificate = (
        _builder(subject=subject, issuer=authority.certificate.subject, key=key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certifies=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
        .sign(authority.key, SHA256())
    )
    return KeyPair(key, [certificate, authority.certificate])


def _builder(*, subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    start = clock.now() - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=365 * YEARS))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies,
        content_commitment=not certifies,
        key_cert_sign=certifies,
        crl_sign=certifies,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_once(path: Path, pair: KeyPair) -> None:
    """Write a key file unless another process was first: whoever links it, all read the same file."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_passphrase()))
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # readable by its owner only
        file.write(key + b"".join(certificate.public_bytes(Encoding.PEM) for certificate in pair.chain))
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return


def _read(path: Path) -> KeyPair:
    content = path.read_bytes()
    password = _passphrase() if b"ENCRYPTED PRIVATE KEY" in content else None
    key = load_pem_private_key(content, password)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise ValueError(f"{path} must hold a P-256 key")
    return KeyPair(key, x509.load_pem_x509_certificates(content))


def _passphrase() -> bytes:
    return crypto.lookup_key("key files", use="documents.keys").encode()


def _folder() -> Path:
    return Path(settings.TONGBAN_HOME) / "keys"
