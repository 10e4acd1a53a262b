"""N1-N8 of docs/reliability.md: what may go wrong on the way to a township, on real servers that do it."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from integration.telling.conftest import CAOWEI, GONGHUA, NANZUI, SECRET, SECRET_VALUE, Office
from township_sync.channels import mail
from township_sync.cli import app
from township_sync.domain.unit import units
from township_sync.errors import DefinitionError, TerminalError, TransientError, UsageError
from township_sync.steps import outbox
from township_sync.steps.outbox import waiting
from township_sync.warehouse.digests import pending_messages

ROBOT, UPLOAD = "POST /robot/send", "POST /cgi-bin/webhook/upload_media"
CHAT = "POST /cgi-bin/webhook/send"


def in_chat(office: Office, channel: str, *codes: str) -> None:
    """These units are told by the robot of one group."""
    office.contacts(*((f"{unit}-clerk", unit, "clerk", channel, "group") for unit in codes))


def test_n1_a_mail_server_that_says_not_now_is_asked_again_and_one_that_says_no_is_not_believed_to_have_it(
    office: Office
) -> None:
    for unit in (CAOWEI, GONGHUA, NANZUI):
        office.owes(unit)
    office.refusals.update({f"{CAOWEI}@example.invalid": "451 4.7.1 greylisted",
                        f"{GONGHUA}@example.invalid": "550 5.1.1 no such user"})
    with pytest.raises(TransientError, match=r"2 of 3 messages .*451"):
        office.tells()
    assert [mail["X-Unit-Code"] for mail in office.mails()] == [NANZUI], "the refused ones hold up nobody"
    troubles = {contact: trouble for contact, status, trouble in office.outbox() if status == "pending"}
    assert "451" in str(troubles[f"{CAOWEI}-clerk"]) and "550" in str(troubles[f"{GONGHUA}-clerk"])
    assert "example" not in str(troubles)
    office.refusals.clear()
    assert len(office.tells()) == 2 and len(office.tells()) == 0
    assert sorted(mail["X-Unit-Code"] for mail in office.mails()) == sorted([CAOWEI, GONGHUA, NANZUI])


def test_n1_who_is_refused_again_and_again_is_tried_once_an_hour(office: Office) -> None:
    office.owes(CAOWEI)
    office.refusals[f"{CAOWEI}@example.invalid"] = "550 5.1.1 no such user"
    for _ in range(12):
        with pytest.raises(TerminalError, match="550"):
            office.tells()
    assert len(office.tells()) == 0, "it is not due, and nobody complains"
    office.refusals.clear()
    office.now += timedelta(hours=1)
    assert len(office.tells()) == 1


def test_n1_a_server_that_closes_its_service_is_left_alone_for_the_rest_of_the_run(office: Office) -> None:
    for unit in (CAOWEI, GONGHUA):
        office.owes(unit)
    office.mail.says.append("421 4.3.2 service shutting down")
    with pytest.raises(TransientError, match="421"):
        office.tells()
    assert office.mails() == []
    assert [trouble for _, _, trouble in office.outbox() if trouble is None] == [None], "the second was not tried"
    assert len(office.tells()) == 2


def test_n1_a_message_that_makes_its_server_hang_up_holds_up_others_for_one_run_at_most(office: Office) -> None:
    for unit in (CAOWEI, GONGHUA):
        office.owes(unit)
        office.mail.says.append("421 4.3.2 this one I will not have")
        with pytest.raises(TransientError):
            office.tells()
        office.now += timedelta(minutes=10)
    office.mail.says.append("421 4.3.2 this one I will not have")
    with pytest.raises(TransientError):
        office.tells()
    office.now += timedelta(minutes=10)
    assert [one.contact[:9] for one in pending_messages(office.connection, office.now)] == [GONGHUA, CAOWEI]


def test_n1_a_message_of_which_the_answer_was_lost_comes_again_with_the_same_bytes(office: Office) -> None:
    office.owes(CAOWEI, workbook=b"encrypted book")
    office.mail.says.append("drop")
    with pytest.raises(TransientError):
        office.tells()
    office.now = office.now.replace(hour=3)
    assert len(office.tells()) == 1
    first, second = office.mails()
    assert first.as_bytes() == second.as_bytes()


def test_n2_without_starttls_or_with_a_certificate_of_a_stranger_nothing_is_said(office: Office) -> None:
    office.owes(CAOWEI)
    trusted = office.settings.environment.pop("TOWNSHIP_SYNC_CA_BUNDLE")
    with pytest.raises(UsageError, match="certificate"):
        office.tells()
    office.settings.environment["TOWNSHIP_SYNC_CA_BUNDLE"] = trusted
    secure = office.settings.environment["TOWNSHIP_SYNC_SMTP_URL"]
    office.settings.environment["TOWNSHIP_SYNC_SMTP_URL"] = secure.replace("smtp+starttls", "smtp")
    with pytest.raises((TerminalError, TransientError)):  # the server takes nothing in the clear
        office.tells()
    assert office.mails() == []
    office.settings.environment["TOWNSHIP_SYNC_SMTP_URL"] = secure
    assert len(office.tells()) == 1


def test_n3_a_workbook_too_large_for_the_channel_stays_in_the_folder_and_the_letter_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.owes(CAOWEI, workbook=b"x" * 900_000)
    with pytest.raises(TerminalError, match=r"too large.*most_file_bytes"):
        office.tells()  # in base64 it is more than the server takes
    limits_of_mail(monkeypatch, 800_000)
    assert len(office.tells()) == 1
    [message] = office.mails()
    assert list(message.iter_attachments()) == []
    body = message.get_body(("plain",))
    assert body is not None
    assert "附件超过本渠道的上限" in body.get_content() and "五月（标注）.xlsx" in body.get_content()
    assert (office.settings.folder("returned") / f"2020-05/{CAOWEI}/v1/五月（标注）.xlsx").is_file()


def limits_of_mail(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    from dataclasses import replace

    from township_sync.domain.channel import channel
    from township_sync.steps import envelope

    monkeypatch.setattr(envelope, "channel", lambda name: replace(channel(name), most_file_bytes=most))


@pytest.mark.parametrize("wrong", [{"DINGTALK_SECRET": "SEC-of-another"}, {"clock": "an hour and a second ahead"}])
def test_n4_a_signature_that_dingtalk_does_not_believe_is_told_with_its_remedy(
    office: Office, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    in_chat(office, "dingtalk", CAOWEI)
    office.owes(CAOWEI)
    if "clock" in wrong:
        stands = office.chats.clock() + 3_601_000
        monkeypatch.setattr(office.chats, "clock", lambda: stands)
    else:
        office.settings.environment.update({f"TOWNSHIP_SYNC_{name}": value for name, value in wrong.items()})
    with pytest.raises(TerminalError, match="310000; its signature"):
        office.tells()
    assert office.chats.texts == []
    assert SECRET not in str(office.outbox()) and "access_token" not in str(office.outbox())


def test_n4_a_robot_that_was_told_too_often_is_left_alone_for_ten_minutes_and_then_told_the_rest(
    office: Office
) -> None:
    in_chat(office, "dingtalk", CAOWEI)
    office.owes(CAOWEI)
    office.chats.most = 0
    with pytest.raises(TransientError, match="130101"):
        office.tells()
    office.chats.most = 20
    assert len(office.tells()) == 0, "nothing is said while it is to be left alone"
    row = office.connection.execute("SELECT extract(epoch FROM not_before - clock_timestamp()) AS seconds "
                                    "FROM ops.rate_bucket WHERE peer LIKE 'tell dingtalk %'").fetchone()
    assert row is not None and 590 < row["seconds"] <= 600
    office.rest_is_over()
    assert len(office.tells()) == 1 and len(office.chats.texts) == 1


def test_n5_wecom_gets_the_text_and_then_the_encrypted_workbook_under_a_name_that_says_nothing(office: Office) -> None:
    in_chat(office, "wecom", CAOWEI)
    office.owes(CAOWEI, workbook=f"encrypted {SECRET_VALUE}".encode())
    assert len(office.tells()) == 1 and len(office.tells()) == 0
    assert len(office.chats.texts) == 1
    assert office.chats.files == [(f"20200602-{CAOWEI}-1-1.xlsx", f"encrypted {SECRET_VALUE}".encode())]


@pytest.mark.parametrize("fault", [
    {"match": UPLOAD, "action": "answer", "status": 200, "body": '{"errcode": 45009, "errmsg": "freq"}'},
    {"match": CHAT, "nth": 2, "action": "garble", "body": '{"errcode": 40007, "errmsg": "media_id expired"}'},
    {"match": UPLOAD, "action": "lose"}, {"match": UPLOAD, "action": "drop"},
], ids=["too often", "media_id expired", "answer lost", "dropped"])
def test_n5_a_file_that_wecom_did_not_take_is_uploaded_anew_and_the_text_is_not_repeated(
    office: Office, fault: dict[str, object]
) -> None:
    in_chat(office, "wecom", CAOWEI)
    office.owes(CAOWEI, workbook=b"encrypted book")
    office.script(fault)
    with pytest.raises((TransientError, TerminalError)):
        office.tells()
    assert len(office.chats.texts) == 1
    office.chats.uploads.clear()  # three days are over
    office.chats.files.clear()
    office.rest_is_over()
    assert len(office.tells()) == 1
    assert len(office.chats.texts) == 1 and len(office.chats.files) == 1


def test_n5_what_is_too_long_for_wecom_is_cut_by_lines_and_says_so(office: Office) -> None:
    in_chat(office, "wecom", CAOWEI)
    for month in range(1, 13):
        office.owes(CAOWEI, f"2019-{month:02d}", brief="需" * 150)
    assert len(office.tells()) == 1
    [text] = office.chats.texts
    assert len(text.encode()) <= 4096 and text.endswith("> 余下内容见回执") and text.count("需" * 150) > 5


def test_n5_a_file_beyond_twenty_megabytes_is_not_uploaded_and_the_chat_says_where_it_is(office: Office) -> None:
    in_chat(office, "wecom", CAOWEI)
    office.owes(CAOWEI, workbook=b"x" * (20 * 1024 * 1024 + 1))
    assert len(office.tells()) == 1
    assert office.chats.uploads == {} and "附件超过上限" in office.chats.texts[0]


@pytest.mark.parametrize("address", ["", "草尾镇", "c114@"])
def test_n6_a_contact_without_an_address_keeps_its_message_until_the_table_is_corrected(
    office: Office, address: str
) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "mail", address),
                    (f"{GONGHUA}-clerk", GONGHUA, "clerk", "mail", "good@example.invalid"))
    office.owes(CAOWEI)
    office.owes(GONGHUA)
    with pytest.raises(TerminalError, match=r"contacts\.csv"):
        office.tells()
    assert [mail["X-Unit-Code"] for mail in office.mails()] == [GONGHUA]
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "mail", "mended@example.invalid"))
    assert len(office.tells()) == 1
    assert "mended@example.invalid" in str(office.mails()[-1]["To"])


def test_n6_a_unit_without_a_clerk_is_named_and_its_reports_wait_for_one(office: Office) -> None:
    office.contacts((f"{GONGHUA}-clerk", GONGHUA, "clerk", "mail", "good@example.invalid"))
    office.owes(CAOWEI)
    with pytest.raises(TerminalError, match=f"no clerk in contracts/contacts.csv for {CAOWEI}"):
        office.tells()
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "mail", "new@example.invalid"))
    assert len(office.tells()) == 1


def test_n6_a_contact_that_was_taken_away_is_not_told_any_more(office: Office) -> None:
    office.owes(CAOWEI)
    office.mail.says.append("421 later")
    with pytest.raises(TransientError):
        office.tells()
    office.contacts((f"{GONGHUA}-clerk", GONGHUA, "clerk", "mail", "good@example.invalid"))
    assert len(office.tells()) == 0
    assert [status for _, status, _ in office.outbox()] == ["void"] and office.mails() == []


def test_n6_a_contact_that_moves_to_another_channel_in_the_middle_gets_all_of_it_there(office: Office) -> None:
    in_chat(office, "wecom", CAOWEI)
    office.owes(CAOWEI, workbook=b"encrypted book")
    office.script({"match": UPLOAD, "action": "drop"})
    with pytest.raises(TransientError):
        office.tells()
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "mail", "a@example.invalid"))
    assert len(office.tells()) == 1
    [message] = office.mails()
    assert len(list(message.iter_attachments())) == 1


@pytest.mark.parametrize("channel", ["dingtalk", "wecom"])
def test_n7_many_units_in_one_chat_are_told_in_few_texts_within_its_rate(office: Office, channel: str) -> None:
    in_chat(office, channel, *units())
    for unit in units():
        office.owes(unit, brief="需" * 300)
    office.chats.most = 5
    assert len(office.tells()) == len(units())
    assert 1 <= len(office.chats.texts) <= 5
    numbers = [f"20200602-{unit}-1" for unit in units()]
    assert all(sum(number in text for text in office.chats.texts) == 1 for number in numbers)


def test_n7_beyond_the_rate_of_a_channel_a_sender_waits_its_turn_and_leaves_the_rest_to_the_next_run(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LONGEST_WAIT", 10.0)
    in_chat(office, "wecom", CAOWEI)
    for month in range(1, 13):
        for version in (1, 2):
            office.owes(CAOWEI, f"2019-{month:02d}", version, arrivals=version, workbook=b"encrypted book")
            office.tells()
    # 24 texts and 24 files at once, of which the channel bears 18 and then one in 3.3 seconds.
    assert 18 <= len(office.chats.texts) + len(office.chats.files) < 24
    assert office.waits and max(office.waits) < 10
    assert "pending" in {status for _, status, _ in office.outbox()}


def test_n8_with_all_channels_down_the_outbox_grows_and_says_so_and_then_everything_goes_out_once(
    office: Office
) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "mail", "a@example.invalid"),
                    (f"{GONGHUA}-clerk", GONGHUA, "clerk", "dingtalk", "group"),
                    (f"{NANZUI}-clerk", NANZUI, "clerk", "wecom", "group"))
    up = dict(office.settings.environment)
    office.settings.environment.update({
        "TOWNSHIP_SYNC_SMTP_URL": "smtp://127.0.0.1:9",
        "TOWNSHIP_SYNC_DINGTALK_URL": "http://127.0.0.1:9/robot/send",
        "TOWNSHIP_SYNC_WECOM_URL": "http://127.0.0.1:9/cgi-bin/webhook/send?key=k"})
    for month in ("2020-03", "2020-04", "2020-05"):
        for unit in (CAOWEI, GONGHUA, NANZUI):
            office.owes(unit, month)
        with pytest.raises(TransientError):
            office.tells()
    stuck = {one.channel: (one.messages, one.trouble) for one in waiting(office.connection)}
    assert {channel: count for channel, (count, _) in stuck.items()} == {"mail": 3, "dingtalk": 3, "wecom": 3}
    assert all("reached" in str(trouble) for _, trouble in stuck.values())
    said = CliRunner().invoke(app, ["status", "--workspace", str(office.settings.workspace)],
                              env={"TOWNSHIP_SYNC_DSN": up["TOWNSHIP_SYNC_DSN"]}).output
    assert "messages waiting in the outbox: 9" in said and "dingtalk: 3 since 2020-06-02 09:00; The DingTalk" in said
    office.settings.environment.update(up)
    assert len(office.tells()) == 9 and len(office.tells()) == 0
    assert waiting(office.connection) == []
    assert len(office.mails()) == 3 and sum(text.count("### ") for text in office.chats.texts) == 6


@pytest.mark.parametrize("fault", [
    {"match": ROBOT, "action": "drop"}, {"match": ROBOT, "action": "slow_after", "seconds": 0.6},
    {"match": ROBOT, "action": "answer", "status": 502, "body": "bad gateway"},
    {"match": ROBOT, "action": "garble", "body": "<html>"},
], ids=["dropped", "answered late", "bad gateway", "no answer of a robot"])
def test_n8_a_robot_that_fails_keeps_its_message_in_the_outbox(office: Office, fault: dict[str, object]) -> None:
    in_chat(office, "dingtalk", CAOWEI)
    office.owes(CAOWEI)
    office.script(fault)
    with pytest.raises(TransientError):
        office.tells()
    assert len(office.tells()) == 1
    # Of an answer that was lost nobody can know: the same text with the same number, once more.
    assert len(set(office.chats.texts)) == 1 and len(office.chats.texts) <= 2


def test_n8_a_late_mail_server_is_not_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.owes(CAOWEI)
    monkeypatch.setattr(mail, "_SECONDS", 0.3)
    with_delay(office, monkeypatch, 0.6)
    with pytest.raises(TransientError, match="again later"):
        office.tells()
    monkeypatch.undo()
    assert [status for _, status, _ in office.outbox()] == ["pending"]


def with_delay(office: Office, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    import asyncio

    async def late(*_: object) -> str:
        await asyncio.sleep(seconds)
        return "250 OK"

    monkeypatch.setattr(office.mail, "handle_DATA", late)


def test_what_a_mail_server_says_after_it_took_a_message_does_not_send_it_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def shuts(*_: object) -> str:
        return "421 4.3.2 closing"

    monkeypatch.setattr(office.mail, "handle_QUIT", shuts, raising=False)
    office.owes(CAOWEI)
    assert len(office.tells()) == 1 and len(office.tells()) == 0
    assert len(office.mails()) == 1


def test_a_contact_of_no_known_channel_holds_up_nobody_else(office: Office) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "e-mail", "a@example.invalid"),
                    (f"{GONGHUA}-clerk", GONGHUA, "clerk", "mail", "b@example.invalid"))
    for unit in (CAOWEI, GONGHUA):
        office.owes(unit)
    with pytest.raises(DefinitionError, match="e-mail"):
        office.tells()
    assert [mail["X-Unit-Code"] for mail in office.mails()] == [GONGHUA]
    assert "e-mail" in str(office.outbox()[0][2]), "its trouble is known to who asks for what waits"


def test_an_address_that_mail_cannot_bear_is_a_fault_of_its_own_message_only(office: Office) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "mail", "caowei@example。invalid"),
                    (f"{GONGHUA}-clerk", GONGHUA, "clerk", "mail", "b@example.invalid"))
    for unit in (CAOWEI, GONGHUA):
        office.owes(unit)
    with pytest.raises(TerminalError, match=r"contacts\.csv"):
        office.tells()
    assert [mail["X-Unit-Code"] for mail in office.mails()] == [GONGHUA]
