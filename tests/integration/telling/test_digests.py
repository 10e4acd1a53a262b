"""One message for everything of one moment; what nobody asked for once a day; nothing to say, nothing sent."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from integration.telling.conftest import CAOWEI, GONGHUA, SECRET_VALUE, Office
from township_sync.domain.period import Month
from township_sync.domain.reminder import Reminder
from township_sync.domain.unit import CITY
from township_sync.domain.working_days import working_days_from
from township_sync.errors import PersonalDataLeak, TerminalError
from township_sync.steps.digest import make_digests, may_tell_unasked
from township_sync.steps.outbox import deliver_messages
from township_sync.steps.tell import Text, alarm, tell_role
from township_sync.warehouse.connect import connect
from township_sync.warehouse.digests import pending_messages

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAY, DUE = Month(2020, 5), date(2020, 6, 5)
STUCK = Text("推送停滞", "对账不平\n\n- 5月：3行没有回执", "对账不平1件")


def reminder(unit: str, days: int, *roles: str, to_fix: int = 0) -> Reminder:
    return Reminder(unit, MAY, DUE, days, ("app_account", "recruiter"), to_fix, roles, working_days_from(DUE, days))


def reminded(office: Office, *reminders: Reminder) -> int:
    """Make and send what is to be told with these reminders; how many messages went out."""
    make_digests(office.connection, office.settings, reminders, office.now)
    return len(deliver_messages(office.connection, office.settings, office.now))


def texts(office: Office) -> list[str]:
    return [str(mail.get_body(("plain",)).get_content()) for mail in office.mails()]  # type: ignore[union-attr]


def unsolicited(office: Office, unit: str = CAOWEI) -> None:
    """Two reports of one month: the second tells what nobody asked for."""
    office.owes(unit, version=1, arrivals=1)
    office.tells()
    office.owes(unit, version=2, arrivals=1)


def test_several_months_are_one_message_with_a_part_for_each(office: Office) -> None:
    for month in ("2020-05", "2020-03", "2020-04"):
        office.owes(CAOWEI, month, workbook=b"encrypted " + month.encode())
    assert len(office.tells()) == 1
    [message] = office.mails()
    assert message["Subject"] == "草尾镇 报表处理情况：2020年3月、2020年4月、2020年5月"
    heads = re.findall(r"^【.*?(2020年\d月).*】$", texts(office)[0], re.MULTILINE)
    assert heads == ["2020年3月", "2020年4月", "2020年5月"]
    assert [part.get_filename() for part in message.iter_attachments()] == [
        f"2020-0{month} 五月（标注）.xlsx" for month in (3, 4, 5)]


def test_the_page_of_a_letter_says_what_its_text_says_and_escapes_it(office: Office) -> None:
    office.owes(CAOWEI, brief="x")
    office.connection.execute("UPDATE ops.report SET body = %s", ["二、问题<script>\n- 甲 & 乙：3处"])
    office.tells()
    [message] = office.mails()
    page = message.get_body(("html",))
    assert page is not None
    html = page.get_content()
    assert "<script>" not in html and "<li>甲 &amp; 乙：3处</li>" in html
    plain = re.sub(r"<[^>]+>", "", html.split("<body", 1)[1].split(">", 1)[1]).strip()
    assert re.sub(r"\s|- |[【】]", "", texts(office)[0]) == re.sub(r"\s", "", plain.replace("&lt;", "<").replace(
        "&gt;", ">").replace("&amp;", "&"))


def test_nothing_to_say_sends_nothing(office: Office) -> None:
    assert len(office.tells()) == 0 and office.outbox() == [] and office.mails() == []


def test_an_answer_goes_at_any_hour_and_again_for_the_next_submission(office: Office) -> None:
    office.now = office.now.replace(hour=15)  # 23:00 in the county
    office.owes(CAOWEI)
    assert len(office.tells()) == 1
    office.now += HOUR
    office.owes(CAOWEI, version=2, arrivals=2)
    assert len(office.tells()) == 1
    assert [mail["X-Number"] for mail in office.mails()] == [f"20200602-{CAOWEI}-1", f"20200603-{CAOWEI}-1"]


def test_what_nobody_asked_for_goes_once_a_day_and_not_before_its_hour(office: Office) -> None:
    unsolicited(office)
    office.now = office.now.replace(hour=0, minute=29)  # 08:29
    assert len(office.tells()) == 0
    office.now += timedelta(minutes=1)
    assert len(office.tells()) == 1
    office.owes(CAOWEI, version=3, arrivals=1)
    office.now += 5 * HOUR
    assert len(office.tells()) == 0 and not may_tell_unasked(office.connection, office.settings, CAOWEI, office.now)
    office.now += DAY
    assert len(office.tells()) == 1


def test_what_waits_for_its_hour_goes_with_an_answer_that_comes_before_and_newest_last(office: Office) -> None:
    unsolicited(office)
    office.now = office.now.replace(hour=0)
    assert len(office.tells()) == 0
    office.owes(CAOWEI, version=3, arrivals=2)
    assert len(office.tells()) == 1
    assert texts(office)[-1].count("【2020年5月") == 1, "of two versions of a month the newest is told"
    office.now += 2 * HOUR
    assert len(office.tells()) == 0


def test_in_quiet_hours_a_chat_is_silent_for_townships_and_not_for_engineers(office: Office) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "dingtalk", "group"),
                    (f"{CITY}-engineer", CITY, "engineer", "dingtalk", "engineers"))
    office.now = office.now.replace(hour=13)  # 21:00
    office.chats.clock = lambda: round(office.now.timestamp() * 1000)
    office.owes(CAOWEI)
    tell_role(office.connection, office.settings, "engineer", "watch-1-opened", STUCK, office.now)
    assert len(office.tells()) == 1
    assert ["推送停滞" in text for text in office.chats.texts] == [True]
    office.now += 11 * HOUR  # 08:00
    assert len(office.tells()) == 1 and "### 草尾镇" in office.chats.texts[1]


@pytest.mark.parametrize("channel", ["dingtalk", "wecom"])
def test_a_chat_is_told_counts_number_and_deadline_only(office: Office, channel: str) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", channel, "group"))
    office.owes(CAOWEI, workbook=SECRET_VALUE.encode())
    office.connection.execute("UPDATE ops.report SET body = '1. 张丰的表.xlsx：退回'")
    office.tells()
    [text] = office.chats.texts
    assert "张丰" not in text and "xlsx" not in text and SECRET_VALUE not in text
    assert "3处" in text and "请在6月12日前处理" in text and f"编号20200602-{CAOWEI}-1" in text


def test_a_folder_gets_text_and_workbook_in_the_folder_of_their_month(office: Office) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "folder", ""))
    office.owes(CAOWEI, workbook=b"book")
    assert len(office.tells()) == 1
    place = office.settings.folder("returned") / "2020-05" / CAOWEI
    assert {path.name for path in place.iterdir() if path.is_file()} >= {"五月（标注）.xlsx"}
    assert [f"20200602-{CAOWEI}-1" in path.read_text() for path in place.glob("*.txt")] == [True]


def test_two_alerts_in_a_folder_lie_beside_each_other(office: Office) -> None:
    office.contacts((f"{CITY}-engineer", CITY, "engineer", "folder", ""))
    for number in ("watch-1-opened-1", "watch-2-opened-1"):
        tell_role(office.connection, office.settings, "engineer", number, STUCK, office.now)
    assert len(office.tells()) == 2
    assert len(list((office.settings.folder("returned") / "2020-06" / CITY).glob("推送停滞*.txt"))) == 2


def test_one_digest_goes_to_every_clerk_of_a_unit_each_by_its_own_channel(office: Office) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "mail", "a@example.invalid"),
                    (f"{CAOWEI}-chat", CAOWEI, "clerk", "wecom", "group"))
    office.owes(CAOWEI, workbook=b"encrypted")
    assert len(office.tells()) == 2
    assert len(office.mails()) == len(office.chats.texts) == len(office.chats.files) == 1


def test_a_reminder_is_told_once_with_what_is_missing_and_until_when(office: Office) -> None:
    early = reminder(CAOWEI, -3, "clerk")
    assert reminded(office, early) == 1 and reminded(office, early) == 0
    office.now += DAY
    assert reminded(office, early) == 0, "told is told, also on the next day"
    assert "2020年5月报表：6月5日截止，还有3个工作日；还缺APP账号实名制、招聘企业。" in texts(office)[0]
    assert office.mails()[0]["Subject"] == "草尾镇 报送提醒：2020年5月报表"


def test_a_reminder_goes_with_what_else_is_told_that_moment(office: Office) -> None:
    office.owes(CAOWEI)
    assert reminded(office, reminder(CAOWEI, 0, "clerk", to_fix=4)) == 1
    [text] = texts(office)
    assert text.index("今天（6月5日）截止") < text.index("【2020年5月") and "还有4处需要改正" in text


def test_an_escalated_reminder_reaches_the_leader_without_workbooks_and_the_bureau_in_one_message(
    office: Office
) -> None:
    office.contacts(*((f"{unit}-{role}", unit, role, "mail", f"{role}{unit}@example.invalid")
                      for unit in (CAOWEI, GONGHUA) for role in ("clerk", "leader")),
                    (f"{CITY}-bureau", CITY, "bureau", "mail", "bureau@example.invalid"))
    office.owes(CAOWEI, workbook=b"encrypted")
    late = [reminder(unit, 3, "clerk", "leader", "bureau") for unit in (CAOWEI, GONGHUA)]
    assert reminded(office, *late) == 5 and reminded(office, *late) == 0
    by_role = {(mail["X-Role"], mail["X-Unit-Code"]): mail for mail in office.mails()}
    assert list(by_role["leader", CAOWEI].iter_attachments()) == []
    assert len(list(by_role["clerk", CAOWEI].iter_attachments())) == 1
    bureau = by_role["bureau", CITY]
    assert bureau["Subject"] == "2个单位逾期未报齐"
    assert str(bureau.get_body(("plain",)).get_content()).count("逾期3个工作日") == 2


def test_the_bureau_gets_one_message_a_day_whoever_is_late_meanwhile(office: Office) -> None:
    office.contacts(*((f"{unit}-{role}", unit, role, "mail", f"{role}@example.invalid")
                      for unit in (CAOWEI, GONGHUA) for role in ("clerk", "leader")),
                    (f"{CITY}-bureau", CITY, "bureau", "mail", "bureau@example.invalid"))
    first, second = (reminder(unit, 3, "clerk", "leader", "bureau") for unit in (CAOWEI, GONGHUA))
    assert reminded(office, first) == 3
    office.now += HOUR
    assert reminded(office, first, second) == 2
    office.now += DAY
    assert reminded(office, first, second) == 1


@pytest.mark.parametrize(("role", "lacks"), [("leader", f"leader of {CAOWEI}"), ("bureau", f"bureau of {CITY}")])
def test_an_escalation_that_reaches_nobody_is_named_and_holds_up_nothing(office: Office, role: str, lacks: str) -> None:
    office.contacts(*((f"{unit}-{one}", unit, one, "mail", f"{one}@example.invalid")
                      for unit, one in ((CAOWEI, "clerk"), (CAOWEI, "leader"), (CITY, "bureau")) if one != role))
    with pytest.raises(TerminalError, match=lacks):
        reminded(office, reminder(CAOWEI, 3, "clerk", "leader", "bureau"))
    assert len(office.outbox()) == 2


def test_engineers_are_told_before_all_that_waits_for_townships(office: Office) -> None:
    office.contacts((f"{CAOWEI}-clerk", CAOWEI, "clerk", "mail", "a@example.invalid"),
                    (f"{CITY}-engineer", CITY, "engineer", "mail", "engineer@example.invalid"))
    office.owes(CAOWEI)
    make_digests(office.connection, office.settings, (), office.now)
    tell_role(office.connection, office.settings, "engineer", "watch-9-opened", STUCK, office.now)
    assert [one.role for one in pending_messages(office.connection, office.now)] == ["engineer", "clerk"]


def test_what_waited_for_a_clerk_that_is_no_more_is_told_to_who_came_after(office: Office) -> None:
    office.owes(CAOWEI)
    make_digests(office.connection, office.settings, [reminder(CAOWEI, -3, "clerk")], office.now)
    office.contacts((f"{CAOWEI}-wang", CAOWEI, "clerk", "mail", "wang@example.invalid"))
    assert reminded(office) == 0
    assert reminded(office, reminder(CAOWEI, -3, "clerk")) == 1
    assert "3处" in texts(office)[0] and "还缺" in texts(office)[0]


def test_two_who_make_digests_at_once_make_one_for_each_unit(office: Office) -> None:
    for unit in (CAOWEI, GONGHUA):
        office.owes(unit)
    late = [reminder(unit, -3, "clerk") for unit in (CAOWEI, GONGHUA)]

    def make(_: int) -> None:
        with connect(office.settings) as connection:
            make_digests(connection, office.settings, late, office.now)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(make, range(4)))
    assert len(office.outbox()) == 2 and len(office.tells()) == 2


def test_a_number_is_told_to_a_role_once_and_a_role_without_contacts_is_named(office: Office) -> None:
    office.contacts((f"{CITY}-engineer", CITY, "engineer", "mail", "engineer@example.invalid"))
    assert [tell_role(office.connection, office.settings, "engineer", "watch-7-opened", STUCK, office.now)
            for _ in range(2)] == [True, False]
    assert len(office.tells()) == 1 and "- 5月：3行没有回执" in texts(office)[0]
    with pytest.raises(TerminalError, match="Nobody has the role bureau"):
        tell_role(office.connection, office.settings, "bureau", "x", STUCK, office.now)


def test_a_text_with_a_whole_number_of_a_person_is_told_to_nobody(office: Office) -> None:
    office.contacts((f"{CITY}-engineer", CITY, "engineer", "mail", "engineer@example.invalid"))
    leak = Text("停滞", f"行 {SECRET_VALUE} 停滞", "停滞")
    with pytest.raises(PersonalDataLeak):
        tell_role(office.connection, office.settings, "engineer", "watch-8", leak, office.now)
    with pytest.raises(PersonalDataLeak):
        alarm(office.settings, "engineer", "watch-8", leak, office.now)


def test_an_alarm_needs_no_database_and_one_channel_that_works(office: Office) -> None:
    office.contacts((f"{CITY}-mail", CITY, "engineer", "mail", "engineer@example.invalid"),
                    (f"{CITY}-chat", CITY, "engineer", "dingtalk", "engineers"))
    office.settings.environment["TOWNSHIP_SYNC_SMTP_URL"] = "smtp://127.0.0.1:9"
    office.settings.environment["TOWNSHIP_SYNC_DSN"] = "postgresql://127.0.0.1:9/none"
    office.chats.clock = lambda: round(office.now.timestamp() * 1000)
    assert alarm(office.settings, "engineer", "down-1", STUCK, office.now) == 1
    assert "推送停滞" in office.chats.texts[0]
