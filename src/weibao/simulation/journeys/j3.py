"""J3: a hard item goes up to the province and down by a referral order, province → city → county, to the rating."""

from datetime import datetime

from weibao.advice.policy.api import LimitUnit, NextStep, Span
from weibao.oversight.evaluation import api as evaluation
from weibao.people.access.api import Role
from weibao.simulation.stage import Stage
from weibao.simulation.timeline import Timeline
from weibao.work.tickets import api as tickets

SIPING, LISHU, TONGHUA = "220300", "220322", "220500"

FORM = {
    "channel": "phone",
    "kind": "about_child",
    "text": "我是王小果的姥姥，孩子今年八岁。她爸爸三年前走了就没信儿，妈妈改嫁去了外地，电话也打不通。我快七十了，"
    "腿脚不好，家里就靠低保。孩子下学期的学费、生活费都没着落，户口还落在她爸名下，我跑了几趟也没办成。",
    "request_type": "help",
    "category": "de_facto_unattended_child",
    "caller": {"name": "赵奶奶", "phone": "13800000002", "relation": "grandparent"},
    "child": {"name": "王小果", "sex": "female", "age": 8, "group": "de_facto_unattended_child"},
    "place": {"region_code": LISHU, "address": "松果街12号", "kind": "own_home"},
}
OPINION = "父母双方失联，牵涉户籍、公安查找和生活补贴，本级热线不能即时答复，请省办研究。"
TASK = "请查找父母并核实照护情况，符合条件的纳入事实无人抚养儿童保障，5个工作日内答复当事人并反馈。"
TASK_BELOW = "请按省转办单要求入户核实，与公安对接查找手续，先行解决生活困难，按期答复当事人。"
PROGRESS = "已入户，孩子由姥姥照料，身体健康；派出所已受理查找父母，先按临时救助发放生活费。"
REPLY = (
    "查找结果已出，孩子符合事实无人抚养儿童条件，从下月起按月发放基本生活补贴；户口由派出所上门办理，"
    "学费已和学校说好减免。儿童主任每月上门一次，有事随时打本热线。"
)


def perform(timeline: Timeline, start: datetime) -> None:
    """Play the journey from ``start`` and add its lines and claims to the timeline."""
    stage = Stage(timeline, start)
    _goes_up(stage)
    _comes_down(stage)
    _is_handled(stage)
    _is_rated(stage)


def _goes_up(stage: Stage) -> None:
    taker = stage.cast.call_taker(SIPING)
    opened = stage.open(FORM, by=taker)
    advice = opened.advice
    stage.claim(
        advice is not None and advice.next_step is NextStep.REFER_UP and advice.owner.region == LISHU,
        "平台判断：需线下处置，转介至省未保办；事发在梨树县，属地是梨树县",
    )
    stage.claim_turn(tickets.State.PENDING_DISPATCH, taker, "dispatch")

    stage.time.advance(minutes=12)
    stage.do(tickets.refer_up, by=taker, ground="hard", opinion=OPINION)
    stage.claim_turn(tickets.State.REFERRED_UP, stage.cast.province(Role.DISPATCHER), "referral_assessment")
    code = stage.refused(tickets.sign, by=stage.cast.civil_affairs(LISHU, Role.HANDLER))
    stage.claim(code == "wrong_state", "没有转办就不能签收")


def _comes_down(stage: Stage) -> None:
    province = stage.cast.province(Role.DISPATCHER)
    city, county = stage.cast.civil_affairs(SIPING, Role.DISPATCHER), stage.cast.civil_affairs(LISHU, Role.HANDLER)
    stage.time.advance_working_hours(4)
    limit = Span(5, LimitUnit.WORKING_DAYS)
    order = stage.do(tickets.dispatch, by=province, to_unit_id=city.unit_id, task=TASK, limit=limit)
    stage.claim(order.startswith("吉未保转〔"), "省未保办下发了编号的未保热线转办单，限期五个工作日")
    stage.claim_turn(tickets.State.DISPATCHED, city, "sign")

    stage.time.advance_working_hours(2)
    stage.do(tickets.sign, by=city)
    stage.claim_turn(tickets.State.IN_PROGRESS, city, "handle")

    stage.time.advance(minutes=25)
    stage.do(tickets.dispatch, by=city, to_unit_id=county.unit_id, task=TASK_BELOW)
    stage.claim_turn(tickets.State.DISPATCHED, county, "sign")
    upper, lower = stage.view().assignments
    stage.claim(
        (upper.to_unit_id, lower.to_unit_id, lower.parent_id) == (city.unit_id, county.unit_id, upper.id),
        "省→市→县逐级交办，链条完整",
    )
    stage.claim(lower.due_at <= upper.due_at, "县里的期限不晚于省里给市里的期限")
    stage.claim(stage.refused(tickets.sign, by=city) == "other_unit", "交给县里以后，市里不能代签")


def _is_handled(stage: Stage) -> None:
    province, city = stage.cast.province(Role.DISPATCHER), stage.cast.civil_affairs(SIPING, Role.DISPATCHER)
    county = stage.cast.civil_affairs(LISHU, Role.HANDLER)
    stage.time.advance_working_hours(3)
    stage.do(tickets.sign, by=county)
    stage.claim_turn(tickets.State.IN_PROGRESS, county, "handle")

    stage.time.advance_working_days(1, hour=15)
    stage.do(tickets.report_progress, by=county, text=PROGRESS)
    above = [stage.record(by=province), stage.record(by=city)]
    stage.claim(all(PROGRESS in entries[-1].text for entries in above), "县里的进展省、市都看得到")

    stage.time.advance_working_days(2, hour=10, minute=40)
    stage.do(tickets.reply, by=county, text=REPLY, result="solved", way="phone")
    stage.claim_turn(tickets.State.REPLIED, province, "review")


def _is_rated(stage: Stage) -> None:
    reviewer, caller_back = stage.cast.province(Role.REVIEWER), stage.cast.follow_up_agent(SIPING)
    stage.time.advance_working_hours(3)
    stage.do(tickets.review, by=reviewer, opinion="答复具体，措施到位，同意办结，请回访。")
    stage.claim_turn(tickets.State.FOLLOW_UP, caller_back, "follow_up")
    stage.claim(stage.refused(tickets.close, by=caller_back, reason="") == "no_follow_up", "没有回访不能办结")

    stage.time.advance_working_hours(5)
    stage.do(
        evaluation.follow_up,
        by=caller_back,
        way="phone",
        reached=True,
        answers=evaluation.Answers(contacted=True, solved=True, rating="very_satisfied"),
        decision=evaluation.Decision.CLOSE,
        text="老人说补贴办下来了，县里的同志还帮着送了米面。",
    )
    view = stage.view()
    stage.claim(view.row.state == tickets.State.CLOSED, "回访评价后办结：响应、解决、非常满意")
    stage.claim(all(each.outcome == "met" for each in view.clocks), "全程每个时限都按时")
    handler, stranger = (stage.cast.civil_affairs(code, Role.HANDLER) for code in (LISHU, TONGHUA))
    stage.claim(stage.is_seen_by(handler) and not stage.is_seen_by(stranger), "办理单位看得到，外市看不到")
    stage.claim_intact()
