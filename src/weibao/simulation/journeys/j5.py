"""J5: who owns what: counties of one city → the city; cities → the province; provinces → it, with a referral out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from weibao.foundation.kernel.actor import Actor, Level
from weibao.oversight.evaluation import api as evaluation
from weibao.people.access.api import Role
from weibao.simulation.stage import Stage
from weibao.simulation.timeline import Timeline
from weibao.work.tickets import api as tickets

JILIN, SIPING, LISHU, YITONG = "220000", "220300", "220322", "220323"
CHANGCHUN, GONGZHULING = "220100", "220184"
LIAONING, CHANGTU = "210000", "211224"


def perform(timeline: Timeline, start: datetime) -> None:
    """Play the journey from ``start`` and add its lines and claims to the timeline."""
    stage = Stage(timeline, start)
    _across_counties(stage)
    stage.time.advance_working_days(1)
    _across_cities(stage)
    stage.time.advance_working_days(1)
    _across_provinces(stage)


def _across_counties(stage: Stage) -> None:
    opened = stage.open(
        _form(
            "孩子李豆豆户口在梨树，人跟着爸爸在伊通租房住，爸爸跑车常常几天不回来，孩子一个人在家。两边都说归对方管。",
            "left_alone",
            LISHU,
            [YITONG],
        ),
        by=stage.cast.call_taker(SIPING),
    )
    _claim_owner(stage, opened, Level.CITY, SIPING, (), "同市跨县的事项归市里：四平市")

    city = stage.cast.civil_affairs(SIPING, Role.HANDLER)
    _from_referral_to_close(stage, city, "涉及梨树、伊通两县，由四平市民政局负责，协调两县落实照护，限期答复。")
    view = stage.view()
    stage.claim(
        [part.to_unit_id for part in view.assignments] == [city.unit_id], "市民政局自己牵头办，没有推给任何一个县"
    )
    stage.claim(not stage.is_seen_by(stage.cast.civil_affairs(LISHU, Role.HANDLER)), "跨县事项不挂在其中一个县的名下")
    stage.claim_intact()


def _across_cities(stage: Stage) -> None:
    opened = stage.open(
        _form(
            "我外甥王小果的妈妈在公主岭住院，孩子原来在梨树念书，现在没人接送，两个市的民政都打过电话，都让找对方。",
            "guardian_unable",
            LISHU,
            [GONGZHULING],
        ),
        by=stage.cast.call_taker(SIPING),
    )
    _claim_owner(stage, opened, Level.PROVINCE, JILIN, (), "跨市的事项归省里：吉林省")

    changchun = stage.cast.civil_affairs(CHANGCHUN, Role.HANDLER)
    _from_referral_to_close(stage, changchun, "母子现在公主岭，请长春市民政局先行安置照料，四平方面由省办协调。")
    view = stage.view()
    province = stage.cast.province(Role.DISPATCHER)
    stage.claim(view.owner_level == Level.PROVINCE and view.owner_unit != "", "省未保办始终负责，转办出去也由它审核")
    stage.claim(
        stage.is_seen_by(province)
        and stage.is_seen_by(changchun)
        and not stage.is_seen_by(stage.cast.civil_affairs(SIPING, Role.HANDLER)),
        "受托办理的市看得到，没有交办的市看不到",
    )
    stage.claim(stage.is_seen_by(stage.cast.follow_up_agent(SIPING)), "受理热线能看到并负责回访")
    stage.claim_intact()


def _across_provinces(stage: Stage) -> None:
    opened = stage.open(
        _form(
            "孩子陈小苗被爸爸从梨树带到辽宁昌图姑姑家，一个多月没上学，打电话也不让孩子接，姥姥急得睡不着。",
            "custody_dispute",
            LISHU,
            [CHANGTU],
        ),
        by=stage.cast.call_taker(SIPING),
    )
    _claim_owner(stage, opened, Level.PROVINCE, JILIN, (LIAONING,), "跨省的事项归省里，并向外省转介：辽宁省")

    stage.time.advance(minutes=15)
    stage.do(
        tickets.refer_up,
        by=stage.cast.call_taker(SIPING),
        ground="province_duty",
        opinion="孩子现在辽宁省昌图县，跨省，请省办协调。",
    )
    dispatcher = stage.cast.province(Role.DISPATCHER)
    stage.time.advance_working_hours(2)
    stage.do(tickets.note, by=dispatcher, text="已向辽宁省民政厅发函转介，请其核实孩子就学和监护情况，附事项摘要。")
    stage.claim(any("辽宁省民政厅" in entry.text for entry in stage.record()), "向外省的转介记在工单上")
    siping = stage.cast.civil_affairs(SIPING, Role.HANDLER)
    _from_order_to_close(stage, siping, "请联系在梨树的亲属，配合辽宁方面核实，稳妥告知姥姥进展。")
    stage.claim_intact()


def _claim_owner(
    stage: Stage, opened: tickets.Opened, level: Level, region: str, out: Sequence[str], sentence: str
) -> None:
    advice = opened.advice
    stage.claim(
        advice is not None
        and (advice.owner.level, advice.owner.region, tuple(advice.owner.referral_out)) == (level, region, tuple(out))
        and stage.view().owner_level == level,
        sentence,
    )


def _from_referral_to_close(stage: Stage, handler: Actor, task: str) -> None:
    stage.time.advance(minutes=10)
    stage.do(
        tickets.refer_up,
        by=stage.cast.call_taker(SIPING),
        ground="offline_work",
        opinion="涉及不止一个地方，需要线下处置，请省办研究。",
    )
    stage.time.advance(minutes=50)
    _from_order_to_close(stage, handler, task)


def _from_order_to_close(stage: Stage, handler: Actor, task: str) -> None:
    province = stage.cast.province(Role.DISPATCHER)
    stage.claim_turn(tickets.State.REFERRED_UP, province, "referral_assessment")
    order = stage.do(tickets.dispatch, by=province, to_unit_id=handler.unit_id, task=task)
    stage.claim(bool(order), "由省未保办下发转办单")
    stage.time.advance(minutes=40)
    stage.do(tickets.sign, by=handler)
    stage.claim_turn(tickets.State.IN_PROGRESS, handler, "handle")
    stage.time.advance(hours=2)
    stage.do(tickets.report_progress, by=handler, text="已与各方联系，孩子平安，照护安排正在落实。")
    stage.time.advance(hours=3)
    stage.do(
        tickets.reply,
        by=handler,
        text="已与各地说好，孩子由亲属照料，按时上学，儿童主任每周看望；情况有变请随时拨打本热线。",
        result="solved",
        way="phone",
    )
    stage.time.advance(minutes=30)
    stage.do(tickets.review, by=stage.cast.province(Role.REVIEWER), opinion="各方责任明确，同意，请回访。")
    stage.time.advance_working_hours(3)
    stage.do(
        evaluation.follow_up,
        by=stage.cast.follow_up_agent(SIPING),
        way="phone",
        reached=True,
        answers=evaluation.Answers(contacted=True, solved=True, rating="satisfied"),
        decision=evaluation.Decision.CLOSE,
        text="来电人说有人管了，孩子也上学了。",
    )


def _form(text: str, category: str, region_code: str, other_places: Sequence[str]) -> dict[str, Any]:
    return {
        "channel": "phone",
        "kind": "about_child",
        "text": text,
        "request_type": "help",
        "category": category,
        "caller": {"name": "李大婶", "phone": "13800000003", "relation": "relative"},
        "place": {"region_code": region_code},
        "other_places": list(other_places),
    }
