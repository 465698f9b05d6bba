"""Electronic signatures of official documents: PAdES baseline B, ECDSA on P-256 with SHA-256."""

import io
from functools import lru_cache

from asn1crypto import x509  # type: ignore[import-untyped]
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tongban.groundwork.documents.models import OfficialDocument
from tongban.groundwork.documents.rendering.keys import KeyPair, issuer_keys

FIELD = "Seal"
BYTES_RESERVED = 8192  # for the signature container; spares pyHanko a trial signature


def signed(pdf: bytes, document: OfficialDocument) -> bytes:
    """Return the PDF with the signature of the document's issuer, added as an incremental update."""
    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            name=document.issuer_name,
            reason=f"{document.title} {document.number}",
        ),
        signer=_signer(document.issuer_code, document.issuer_name),
        new_field_spec=SigFieldSpec(FIELD),
    )
    output = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=output, bytes_reserved=BYTES_RESERVED)
    return output.getvalue()


class _LoadedKeySigner(Signer):
    """pyHanko's own signer parses and checks the key at each signature; this one keeps it."""

    def __init__(self, pair: KeyPair) -> None:
        certificates = [x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in pair.chain]
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(certificates[1:])
        super().__init__(signing_cert=certificates[0], cert_registry=registry)
        self._key = pair.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002 - pyHanko's signature
        return self._key.sign(data, ec.ECDSA(SHA256()))


@lru_cache(maxsize=500)
def _signer(code: str, name: str) -> _LoadedKeySigner:
    return _LoadedKeySigner(issuer_keys(code, name))
