"""Mail messages saved as files: the attachments are the submission, whatever their names are written in."""

from email.message import EmailMessage

import pytest

from museum.parts import table, xlsx, zipped
from township_sync.readers import open_bytes
from township_sync.readers.mail_messages import is_message

BOOK = xlsx(table())
NAME = "草尾镇 五月.xlsx"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


def message(text: str = "请查收。") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "草尾镇五月"
    made.set_content(text)
    return made


def attach(made: EmailMessage, content: bytes, name: str) -> EmailMessage:
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def by_hand(disposition: bytes, content: bytes = b"a,b\r\n1,2\r\n") -> bytes:
    head = b'From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
    part = b"--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: " + disposition + b"\r\n\r\n"
    return head + b"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n" + part + content + b"\r\n--b--\r\n"


def test_the_attachments_are_read_and_the_text_is_not() -> None:
    made = attach(attach(message("姓名,年\n张丰,1\n"), BOOK, NAME), b"a,b\n1,2\n", "b.csv")
    read = open_bytes("信.eml", bytes(made))
    assert [(one.name, one.kind, one.bundle) for one in read] == [
        ("信.eml/b.csv", "csv", "信.eml"), (f"信.eml/{NAME}", "xlsx", "信.eml"),
    ]


@pytest.mark.parametrize("disposition", [
    b"attachment; filename*=UTF-8''%E8%8D%89%E5%B0%BE.csv",
    b"attachment; filename*0*=GBK''%B2%DD; filename*1*=%CE%B2.csv",
    b'attachment; filename="=?GB2312?B?st3Osg==?= =?UTF-8?Q?.csv?="',
    'attachment; filename="草尾.csv"'.encode("gbk"), 'attachment; filename="草尾.csv"'.encode(),
    b'attachment;\r\n filename="=?UTF-8?B?6I2J5bC+?=\r\n =?UTF-8?B?LmNzdg==?="',
])
def test_names_are_decoded_however_the_mail_program_wrote_them(disposition: bytes) -> None:
    assert names(by_hand(disposition)) == ["信.eml/草尾.csv"]


def test_pictures_inside_the_text_and_signatures_are_passed_over_without_a_finding() -> None:
    made = attach(message(), BOOK, NAME)
    made.add_attachment(PICTURE, maintype="image", subtype="png", filename="logo.png", disposition="inline", cid="<1>")
    made.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert names(bytes(made)) == [f"信.eml/{NAME}"]


def test_a_picture_that_was_attached_on_purpose_is_told_to_be_no_table() -> None:
    made = message()
    made.add_attachment(PICTURE, maintype="image", subtype="png", filename="扫描.png")
    [read] = open_bytes("信.eml", bytes(made))
    assert (read.name, [found.slug for found in read.findings]) == ("信.eml/扫描.png", ["not_a_table_file"])


def test_attachments_of_a_forwarded_message_are_read() -> None:
    outer = message()
    outer.add_attachment(attach(message(), BOOK, NAME))
    assert names(bytes(outer)) == [f"信.eml/{NAME}"]


def test_a_message_may_hold_what_a_bundle_may_hold() -> None:
    packed = zipped({"里.zip": zipped({"a.xlsx": BOOK})})
    assert names(bytes(attach(message(), packed, "外.zip"))) == ["信.eml/外.zip/里.zip/a.xlsx"]


def test_two_attachments_of_one_name_are_both_read() -> None:
    made = attach(attach(message(), BOOK, NAME), xlsx(table(2)), NAME)
    assert names(bytes(made)) == ["信.eml/草尾镇 五月(2).xlsx", f"信.eml/{NAME}"]


def test_a_name_with_folders_stays_in_its_message() -> None:
    assert names(by_hand(b'attachment; filename="../../etc/a.csv"')) == ["信.eml/etc_a.csv"]


def test_a_message_without_attachments_is_refused_with_the_remedy() -> None:
    [read] = open_bytes("信.eml", bytes(message()))
    [found] = read.findings
    assert found.slug == "not_a_table_file"
    assert "附件" in str(found.details["remedy"])


def test_a_winmail_dat_is_refused_with_the_remedy() -> None:
    [read] = open_bytes("信.eml", bytes(attach(message(), b"\x78\x9f\x3e\x22" + bytes(60), "winmail.dat")))
    [found] = read.findings
    assert (read.name, found.slug) == ("信.eml/winmail.dat", "unreadable_file")
    assert "winmail.dat" in str(found.details["remedy"])


@pytest.mark.parametrize("text", [
    "From: 草尾镇,五月\n姓名,年\n张丰,1\n", "Subject: a\nTo: b\n\n姓名,年\n", "姓名:张丰\n年:1\n\n", "From,To\na,b\n",
    "Date: 2020-05-14\n\nName,Age\n", "From: 草尾镇,五月\n\n姓名,年\n", "From a to b,c\n1,2\n",
])
def test_a_table_with_colons_is_no_message(text: str) -> None:
    assert not is_message(text.encode())
    assert open_bytes("a.csv", text.encode())[0].kind == "csv"


def test_a_message_kept_by_a_unix_mailbox_is_one() -> None:
    assert is_message(b"From a@example.org Mon Jun  1 08:00:00 2020\n" + bytes(message()))


def names(data: bytes) -> list[str]:
    read = open_bytes("信.eml", data)
    assert not any(one.findings for one in read), [one.findings for one in read]
    return [one.name for one in read]
