"""Messages as townships send them, and as nobody should."""

from email.message import EmailMessage

UNIT, OTHER = "430981114", "430981116"
ADDRESS, OTHER_ADDRESS = "c114@example.invalid", "c116@example.invalid"


def letter(
    *files: tuple[str, bytes], sender: str = f"草尾镇 <{ADDRESS}>", subject: str = "报表", **headers: str
) -> EmailMessage:
    """A message with some attached files; headers by name with `_` for `-`."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "bureau@example.invalid", subject
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content("请查收。")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made


def raw_letter(*parts: bytes) -> bytes:
    """A message whose parts are given as they stand on the wire."""
    head = (b"From: " + ADDRESS.encode() + b"\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
            b'Content-Type: multipart/mixed; boundary="b0"\r\n\r\n')
    return head + b"".join(b"--b0\r\n" + part + b"\r\n" for part in parts) + b"--b0--\r\n"
