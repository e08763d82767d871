"""The hub's own certificate authority: who belongs to this neighbourhood, and who does no more.

Made at the first start, in one folder: `ca.key` (readable by this user alone), `ca.crt`, the hub's own `hub.key` and
`hub.crt`, a certificate for each kiosk in `kiosks/`, and `crl.pem` with those that were removed. What a method
returned from is on the disk.
"""

from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from wire import rules
from wire.certificates import (
    HUB_NAME,
    VALID_FROM,
    VALID_UNTIL,
    BadCertificate,
    common_name,
    new_key,
    private_pem,
    read_certificate,
    read_key,
    read_request,
    readable_by_others,
    subject,
)
from wire.private_files import write_private
from wire.topics import is_kiosk_id

KIOSK_USE = (ExtendedKeyUsageOID.CLIENT_AUTH,)  # and no other: a kiosk cannot pass for the hub
HUB_USE = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)
REVOKED_SINCE = VALID_FROM  # a broker that wakes up in 1970 honours it too


class AuthorityError(Exception):
    """The authority's own files cannot be used; the text names the file and what to do."""


class RequestRefused(Exception):
    """This certificate is not given out; the text says why and what to do."""


class Authority:
    """The certificates of one neighbourhood, in `folder`. Raises AuthorityError where its files cannot be used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            (folder / "kiosks").mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            if not (folder / "ca.crt").exists():
                self._found()
            self._read()
            if not (folder / "crl.pem").exists():
                self._write_revoked([])
            if not (folder / "hub.crt").exists():
                self._certify_hub()
        except OSError as error:
            raise AuthorityError(
                f"{error.filename}: {error.strerror}: check the disk, and who may read and write there"
            ) from error

    @property
    def ca_pem(self) -> bytes:
        """The authority's own certificate, which every kiosk is given."""
        return self._ca.public_bytes(serialization.Encoding.PEM)

    @property
    def revoked_path(self) -> Path:
        """The list of certificates that are valid no more; it changes when a kiosk is removed."""
        return self.folder / "crl.pem"

    def issue(self, request_pem: bytes, name: str) -> bytes:
        """A certificate (PEM) for a kiosk of this name, for the key of the request.

        Raises RequestRefused where the name is taken, reserved or none, or the request is of no use; AuthorityError
        where it cannot be kept.
        """
        if not is_kiosk_id(name):
            raise RequestRefused(
                f"{name[:40]!r} is no kiosk id: 1 to 32 of a-z, 0-9 and -, a letter or digit first"
            )
        if name in rules.NO_KIOSKS:
            raise RequestRefused(f"{name!r} is not for a kiosk: choose another id")
        path = self._path(name)
        if path.exists():
            raise RequestRefused(
                f"{name!r} is the id of another kiosk here: choose another, or remove that one first"
            )
        try:
            key = read_request(request_pem).public_key()
        except BadCertificate as error:
            raise RequestRefused(str(error)) from error
        assert isinstance(key, ec.EllipticCurvePublicKey)
        certificate = self._sign(key, name, KIOSK_USE)
        self._write(path, certificate, 0o644)
        return certificate

    def issued(self) -> dict[str, datetime]:
        """The kiosks that belong here, and since when."""
        return {
            path.stem: datetime.fromtimestamp(path.stat().st_mtime, UTC)
            for path in sorted((self.folder / "kiosks").glob("*.crt"))
        }

    def certificate_of(self, name: str) -> bytes:
        """A kiosk's certificate (PEM). Raises AuthorityError where there is none."""
        return _readable(self._path(name))

    def revoke(self, name: str) -> bool:
        """Remove a kiosk: its certificate opens nothing from the broker's next start on. False where there is none."""
        path = self._path(name)
        if not is_kiosk_id(name) or not path.exists():
            return False
        serial = read_certificate(path.read_bytes()).serial_number
        known = x509.load_pem_x509_crl(_readable(self.revoked_path))
        self._write_revoked([*(revoked.serial_number for revoked in known), serial])
        path.unlink()
        return True

    def _path(self, name: str) -> Path:
        return self.folder / "kiosks" / f"{name}.crt"

    def _found(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = subject(f"Curiocity neighbourhood {x509.random_serial_number():040x}"[:48])
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        certificate = (
            _dated(name, name, key.public_key())
            .add_extension(constraints, critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        self._write(self.folder / "ca.key", private_pem(key))
        # Last: a folder with a ca.crt has its key.
        self._write(self.folder / "ca.crt", certificate.public_bytes(serialization.Encoding.PEM), 0o644)

    def _read(self) -> None:
        key_path = self.folder / "ca.key"
        if key_path.exists() and readable_by_others(key_path):
            raise AuthorityError(f"{key_path}: others may read the key of this neighbourhood: chmod 600 it")
        try:
            self._ca = read_certificate(_readable(self.folder / "ca.crt"))
            self._key = read_key(_readable(key_path))
        except BadCertificate as error:
            raise AuthorityError(
                f"{self.folder}: ca.crt or ca.key is damaged ({error}): restore both"
            ) from error
        if self._key.public_key() != self._ca.public_key():
            raise AuthorityError(
                f"{self.folder}: ca.key is not the key of ca.crt: restore both from one backup"
            )

    def _certify_hub(self) -> None:
        pem = new_key()
        self._write(self.folder / "hub.key", pem)
        certificate = self._sign(read_key(pem).public_key(), rules.HUB, HUB_USE, HUB_NAME)
        self._write(self.folder / "hub.crt", certificate, 0o644)

    def _sign(
        self,
        key: ec.EllipticCurvePublicKey,
        name: str,
        use: tuple[x509.ObjectIdentifier, ...],
        host: str = "",
    ) -> bytes:
        builder = (
            _dated(subject(name), self._ca.subject, key)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(use), critical=False)
        )
        # One name for each certificate, for brokers that know users by it and cannot read a list of removed ones.
        host = host or f"{x509.random_serial_number():x}"[:32] + f".{name}.kiosk.curiocity.internal"
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _write_revoked(self, serials: list[int]) -> None:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._ca.subject)
            .last_update(VALID_FROM)
            .next_update(VALID_UNTIL)
        )
        for serial in serials:
            gone = (
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(REVOKED_SINCE).build()
            )
            builder = builder.add_revoked_certificate(gone)
        signed = builder.sign(self._key, hashes.SHA256())
        self._write(self.revoked_path, signed.public_bytes(serialization.Encoding.PEM), 0o644)

    def _write(self, path: Path, content: bytes, mode: int = 0o600) -> None:
        try:
            write_private(path, content, mode)
        except OSError as error:
            raise AuthorityError(f"{path}: {error.strerror}: is there room, who may write there?") from error


def user_of(certificate_pem: bytes) -> tuple[str, str]:
    """(whom a certificate is for, the name that only this certificate has). Raises BadCertificate."""
    certificate = read_certificate(certificate_pem)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return common_name(certificate), names.get_values_for_type(x509.DNSName)[0]


def _dated(name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_UNTIL)
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


def _readable(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AuthorityError(f"{path}: {error.strerror}: restore it from a backup of this folder") from error
