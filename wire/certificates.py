"""Keys, requests and certificates as a kiosk and its hub exchange them (X.509, P-256).

A neighbourhood is its certificate authority: whoever shows a certificate of it is let in, and is who the certificate
says. Machines without a battery wake up in 1970, so nothing here is ever "not yet valid" because a clock was reset:
certificates are made valid from 1970 on, and dates are checked against a clock that has a floor (`wire.clock`).
"""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID_FROM = datetime(1970, 1, 1, tzinfo=UTC)
VALID_UNTIL = datetime(2099, 12, 31, tzinfo=UTC)
# What every hub's certificate says it is, wherever on the network it stands.
HUB_NAME = "hub.curiocity.internal"
MAX_PEM = 16 * 1024
UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)


class BadCertificate(Exception):
    """A key, request or certificate that is of no use; the text says which and why."""


def new_key() -> bytes:
    """A fresh private key (P-256, PEM)."""
    return private_pem(ec.generate_private_key(ec.SECP256R1()))


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as it lies in a file: PEM, PKCS 8, without a password."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def read_key(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """A private key from its file. Raises BadCertificate."""
    try:
        key = serialization.load_pem_private_key(pem, None)
    except UNREADABLE as error:
        raise BadCertificate(f"no private key: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadCertificate("a private key, but not one of the kind used here (P-256)")
    return key


def make_request(key_pem: bytes, name: str) -> bytes:
    """A request (PKCS 10, PEM) for a certificate of this name, signed with the key. Raises BadCertificate."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject(name))
    return builder.sign(read_key(key_pem), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def read_request(pem: bytes) -> x509.CertificateSigningRequest:
    """A request whose signature is right and whose key is of the one kind used here. Raises BadCertificate."""
    if len(pem) > MAX_PEM:
        raise BadCertificate(f"a request of {len(pem)} bytes: {MAX_PEM} at most")
    try:
        request = x509.load_pem_x509_csr(pem)
        key, is_signed = request.public_key(), request.is_signature_valid
        names = request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except UNREADABLE as error:
        raise BadCertificate(f"no certificate request: {error}") from error
    if not (
        is_signed and isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1" and names
    ):
        raise BadCertificate(
            "a certificate request with a wrong signature, kind of key (P-256 is wanted) or no name"
        )
    return request


def read_certificate(pem: bytes) -> x509.Certificate:
    """A certificate. Raises BadCertificate."""
    if len(pem) > MAX_PEM:
        raise BadCertificate(f"a certificate of {len(pem)} bytes: {MAX_PEM} at most")
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        certificate.public_key()
        common_name(certificate)
    except BadCertificate:
        raise
    except UNREADABLE as error:
        raise BadCertificate(f"no certificate: {error}") from error
    return certificate


def common_name(signed: x509.Certificate | x509.CertificateSigningRequest) -> str:
    """Who a certificate or request is for. Raises BadCertificate where it names nobody."""
    names = signed.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    if not names:
        raise BadCertificate("a certificate that names nobody")
    return str(names[0].value)


def subject(name: str) -> x509.Name:
    """The subject that stands for a name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def fingerprint(pem: bytes) -> str:
    """SHA-256 of a certificate, in hexadecimal. Raises BadCertificate."""
    return read_certificate(pem).fingerprint(hashes.SHA256()).hex()


def check(certificate_pem: bytes, ca_pem: bytes, key_pem: bytes, now_ms: int) -> str:
    """Look whether certificate, authority and key belong together now; returns the name it is for.

    now_ms: milliseconds since 1970 in UTC, of a clock with a floor. Raises BadCertificate.
    """
    certificate, ca = read_certificate(certificate_pem), read_certificate(ca_pem)
    name, now = common_name(certificate), datetime.fromtimestamp(now_ms / 1000, UTC)
    try:
        certificate.verify_directly_issued_by(ca)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise BadCertificate(
            f"the certificate of {name} is from another neighbourhood than ca.crt"
        ) from error
    if certificate.public_key() != read_key(key_pem).public_key():
        raise BadCertificate(f"the certificate of {name} is for another key than the one beside it")
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise BadCertificate(
            f"the certificate of {name} is valid from {certificate.not_valid_before_utc:%Y-%m-%d} "
            f"to {certificate.not_valid_after_utc:%Y-%m-%d}, and this machine's clock shows {now:%Y-%m-%d}"
        )
    return name


def readable_by_others(path: Path) -> bool:
    """Whether anybody but its owner may read or change a private file."""
    return bool(path.stat().st_mode & 0o077)
