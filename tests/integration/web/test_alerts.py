"""Alerts and runs: what stands, how it was told, what the outbox has, and how each DAG does."""

from integration.web.conftest import Reader
from integration.web.forms import text_of


def test_alerts_that_stand_are_shown_with_what_no_channel_took(reader: Reader) -> None:
    said = text_of(reader("data_engineer").get("/alerts"))
    assert "批次无回执" in said and "1次" in said and "钉钉有1条消息没有发出" in said and "静默为空" not in said
    assert "静默为空" in text_of(reader("data_engineer").get("/alerts?state=cleared"))


def test_an_alert_tells_who_was_told_of_it(reader: Reader) -> None:
    said = text_of(reader("auditor").get("/alerts/1"))
    assert "watch-7" in said and "待发" in said and "The channel does not answer." in said
    assert "还没有告知工程师" in text_of(reader("auditor").get("/alerts/2"))
    assert reader("auditor").get("/alerts/99").status_code == 404


def test_messages_are_found_by_their_state(reader: Reader) -> None:
    assert "数据同步告警" in reader("auditor").get("/alerts/messages?status=pending").text
    assert "没有消息" in reader("auditor").get("/alerts/messages?status=void").text


def test_every_dag_is_shown_with_its_newest_run_and_a_link_to_airflow(reader: Reader) -> None:
    answer = reader("data_engineer").get("/runs")
    said = text_of(answer)
    assert "月度上报 已暂停" in said and "异常" in said and "2020-07-05 08:00 1" in said
    assert "/dags/sync_monthly/runs/run%2F2" in answer.text and "巡检中断" not in said
    assert "2020-05" not in text_of(reader("data_engineer").get("/runs?state=success")).split("逐次运行")[1]
