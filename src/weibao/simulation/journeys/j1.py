"""J1: a mother in 四平 asks about an allowance; the call taker answers, cites the rule and ends it on the call."""

from datetime import datetime

from weibao.advice.policy.api import NextStep
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.scope import acting_as
from weibao.simulation.stage import Stage
from weibao.simulation.timeline import Timeline
from weibao.work.tickets import api as tickets

SIPING = "220300"
RULE = "民发〔2019〕62号"

FORM = {
    "channel": "phone",
    "kind": "question",
    "text": "我带着女儿陈小苗，她爸爸服刑好几年了，我自己是一级残疾。听说有个给没人抚养的孩子的补贴，"
    "我们这种情况能不能申请，要带什么材料，到哪儿去办？",
    "request_type": "consult",
    "category": "de_facto_unattended_child",
    "caller": {"name": "李女士", "phone": "13800000001", "relation": "parent"},
    "child": {"name": "陈小苗", "sex": "female", "age": 9, "group": "de_facto_unattended_child"},
    "place": {"region_code": SIPING},
}
ANSWER = (
    "父亲服刑，母亲重残，符合事实无人抚养儿童的认定条件。您带上户口本、残疾证和父亲服刑的证明，到户籍地乡镇政府"
    "（街道办事处）申请；乡镇查验后报县级民政部门确认，从确认的次月起发基本生活补贴，不收任何费用。"
)


def perform(timeline: Timeline, start: datetime) -> None:
    """Play the journey from ``start`` and add its lines and claims to the timeline."""
    stage = Stage(timeline, start)
    taker = stage.cast.call_taker(SIPING)

    opened = stage.open(FORM, by=taker)
    advice = opened.advice
    stage.claim(advice is not None and advice.next_step is NextStep.ANSWER, "平台提示：政策咨询即时答复，无需派单")
    stage.claim_turn(tickets.State.PENDING_DISPATCH, taker, "dispatch")

    stage.time.advance(minutes=4)
    stage.do(tickets.answer, by=taker, text=ANSWER, cites=RULE, way="on_call")
    view = stage.view()
    stage.claim(view.row.state == tickets.State.ANSWERED and not view.assignments, "计为直接答复，没有派给任何单位")
    stage.claim([said.cites for said in view.replies] == [RULE], f"答复引用了依据：{RULE}")
    stage.claim(all(each.outcome == "met" for each in view.clocks), "当场答复，时限按时")
    stage.claim_intact()

    stage.time.advance(hours=2)
    code = stage.refused(tickets.answer, by=taker, text=ANSWER, cites=RULE)
    stage.claim(code == "wrong_state", "已结束的工单不能再答复一次")
    with acting_as(SYSTEM):  # the caller has no account: the platform looks it up for whoever knows the code
        told = tickets.for_caller(stage.number, opened.look_up_code)
    stage.claim(bool(told and told["replies"]), "来电人凭工单号和查询码能看到答复")
