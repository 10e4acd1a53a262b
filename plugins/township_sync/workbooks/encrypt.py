"""A workbook that only its township can open: AES encryption of the .xlsx with the unit's passphrase."""

from io import BytesIO

from township_sync.errors import UsageError

SHORTEST = 8


def encrypt(workbook: bytes, passphrase: str) -> bytes:
    """The workbook as Excel and WPS encrypt it (ECMA-376 agile encryption, AES-256).

    Every call gives other bytes (random salts): keep the result, so that a repeated message has the same bytes.
    UsageError when the passphrase is shorter than 8 characters.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    if len(passphrase) < SHORTEST:
        raise UsageError(f"The passphrase has fewer than {SHORTEST} characters; choose a longer one.")
    encrypted = BytesIO()
    OOXMLFile(BytesIO(workbook)).encrypt(passphrase, encrypted)
    return encrypted.getvalue()


def decrypt(workbook: bytes, passphrase: str) -> bytes:
    """The .xlsx behind `encrypt`."""
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = BytesIO()
    office = OOXMLFile(BytesIO(workbook))
    office.load_key(password=passphrase)
    office.decrypt(plain)
    return plain.getvalue()
