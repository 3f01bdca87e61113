"""What the rules' words are called on a page; labels that a province may change are in its profile."""

from collections.abc import Mapping
from enum import StrEnum

from weibao.advice.policy.rules import Labelled
from weibao.advice.policy.terms import DutyName, NextStep, Protection, Source, Step, Trigger, Turn
from weibao.advice.policy.units import LimitUnit
from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import noop

ZH = "zh"

PROTECTION_LABELS: Mapping[Protection, str] = {
    Protection.FAMILY: noop("家庭保护"),
    Protection.SCHOOL: noop("学校保护"),
    Protection.SOCIETY: noop("社会保护"),
    Protection.NETWORK: noop("网络保护"),
    Protection.GOVERNMENT: noop("政府保护"),
    Protection.JUSTICE: noop("司法保护"),
}
"""The six protections in Chinese, marked for translation by the page."""

_PAIRS: tuple[tuple[StrEnum, str, str], ...] = (
    (Level.NATION, "国家", "nation"),
    (Level.PROVINCE, "省级", "province"),
    (Level.CITY, "市级", "city"),
    (Level.COUNTY, "县级", "county"),
    (Level.TOWNSHIP, "乡级", "township"),
    (Level.VILLAGE, "村级", "village"),
    (LimitUnit.MINUTES, "分钟", "minutes"),
    (LimitUnit.HOURS, "小时", "hours"),
    (LimitUnit.WORKING_HOURS, "个工作时", "working hours"),
    (LimitUnit.NATURAL_DAYS, "个自然日", "natural days"),
    (LimitUnit.WORKING_DAYS, "个工作日", "working days"),
    (Step.DISPATCH, "派单", "dispatch"),
    (Step.REFERRAL_ASSESSMENT, "研究评估", "referral assessment"),
    (Step.SIGN, "签收", "signing for"),
    (Step.HANDLE, "办理", "handling"),
    (Step.PROGRESS, "反馈进展", "progress report"),
    (Step.REPLY, "答复", "reply"),
    (Step.REVIEW, "审核", "review"),
    (Step.FOLLOW_UP, "回访", "follow-up"),
    (Step.URGENT_TRANSFER, "紧急转接", "urgent transfer"),
    (Step.URGENT_FEEDBACK, "紧急反馈", "urgent feedback"),
    (Step.FILING, "报备", "filing"),
    (Step.MANDATORY_REPORT, "强制报告", "mandatory report"),
    (Step.RETURN_REQUEST, "申请退单", "asking to return"),
    (Step.RETURN_DECISION, "退单审核", "decision on a return"),
    (Step.DISPUTE, "争议会商", "dispute conference"),
    (Step.EXTENSION_DECISION, "延期审批", "decision on an extension"),
    (Step.SUPERVISION_FEEDBACK, "督办反馈", "answer to supervision"),
    (Turn.DISPATCHER, "派单单位", "dispatching office"),
    (Turn.REFERRAL_OFFICE, "接收上报的单位", "referral office"),
    (Turn.HANDLING_UNIT, "承办单位", "handling unit"),
    (Turn.REVIEWER, "派出工单的单位", "office that dispatched"),
    (Turn.FOLLOW_UP_AGENT, "回访单位", "follow-up office"),
    (Protection.FAMILY, PROTECTION_LABELS[Protection.FAMILY], "family protection"),
    (Protection.SCHOOL, PROTECTION_LABELS[Protection.SCHOOL], "school protection"),
    (Protection.SOCIETY, PROTECTION_LABELS[Protection.SOCIETY], "social protection"),
    (Protection.NETWORK, PROTECTION_LABELS[Protection.NETWORK], "network protection"),
    (Protection.GOVERNMENT, PROTECTION_LABELS[Protection.GOVERNMENT], "government protection"),
    (Protection.JUSTICE, PROTECTION_LABELS[Protection.JUSTICE], "judicial protection"),
    (NextStep.ANSWER, "即时答复", "answer at once"),
    (NextStep.REFER_UP, "转介上报", "refer up"),
    (NextStep.DISPATCH, "派单", "dispatch"),
    (NextStep.HANDLE, "自行办理", "handle"),
    (Source.LEAD_BELOW, "下一级属地承办部门", "local handling unit one level down"),
    (Source.CATALOGUE, "派单目录所列属地部门", "departments of the owner's region after the catalogue"),
    (Source.CATALOGUE_HERE, "派单目录所列同级部门", "departments of the same level after the catalogue"),
    (Trigger.BEFORE_DUE, "到期前", "before due"),
    (Trigger.AFTER_DUE, "到期后", "after due"),
    (Trigger.AFTER_PREVIOUS, "上一级措施后", "after the rung below"),
    (Trigger.BY_DECISION, "由督办单位决定", "by decision"),
    (DutyName.INTAKE, "受理", "intake"),
    (DutyName.REFERRAL, "接收上报", "referral"),
    (DutyName.HANDLING, "属地办理", "local handling"),
    (DutyName.LEAD_AGENCY, "牵头协调", "lead agency"),
    (DutyName.REVIEW, "审核", "review of results"),
    (DutyName.FOLLOW_UP, "回访", "follow-up office"),
    (DutyName.SUPERVISION, "督办", "supervision"),
    (DutyName.URGENT_FILING, "接收报备", "notice of urgent items"),
)

# By type as well, because members of two vocabularies are equal when they are spelled alike.
_WORDS = {(type(member), member.value): (zh, en) for member, zh, en in _PAIRS}


def word(value: StrEnum, language: str = ZH) -> str:
    """Return what a word of the rules is called: Chinese for `zh…`, English otherwise."""
    zh, en = _WORDS[type(value), value.value]
    return zh if language.startswith(ZH) else en


def label(rule: Labelled, language: str | None = ZH) -> str:
    """Return what a rule of a profile is called: Chinese for `zh…` and where no language is set, English otherwise."""
    return rule.label if (language or ZH).startswith(ZH) else rule.label_en


def yes_or_no(*, value: bool, language: str = ZH) -> str:
    """Return yes or no in the language."""
    if language.startswith(ZH):
        return "是" if value else "否"
    return "yes" if value else "no"
