"""Sign a content as an authority: a detached signature, as its official documents are signed."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from tongban.groundwork.documents.rendering.keys import issuer_keys
from tongban.groundwork.documents.types import Issuer


@dataclass(frozen=True)
class DetachedSignature:
    """A signature (ECDSA on P-256 with SHA-256, DER) and the certificates of who made it (DER), its own first."""

    value: bytes
    certificates: tuple[bytes, ...]


def certificates_of(issuer: Issuer) -> tuple[bytes, ...]:
    """Return the certificates of an authority (DER), its own first."""
    return tuple(one.public_bytes(Encoding.DER) for one in issuer_keys(issuer.code, issuer.name).chain)


def sign_content(*, issuer: Issuer, content: bytes) -> DetachedSignature:
    """Return the authority's signature; deterministic (RFC 6979), so that the same content has the same one."""
    key = issuer_keys(issuer.code, issuer.name).key
    value = key.sign(content, ec.ECDSA(SHA256(), deterministic_signing=True))
    return DetachedSignature(value, certificates_of(issuer))
