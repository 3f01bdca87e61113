"""The words in which the rules are written; what they mean in a province stands in its profile, not here."""

from enum import StrEnum


class RequestType(StrEnum):
    """What the caller wants (诉求性质), the axis of the 12345 lines."""

    CONSULT = "consult"  # 咨询
    HELP = "help"  # 求助
    COMPLAINT = "complaint"  # 投诉
    REPORT = "report"  # 举报
    SUGGESTION = "suggestion"  # 意见建议
    PRAISE = "praise"  # 表扬感谢
    OTHER = "other"  # 其他


class Urgency(StrEnum):
    """How soon somebody must act (紧急程度)."""

    CRITICAL = "critical"  # 特急
    URGENT = "urgent"  # 紧急
    NORMAL = "normal"  # 一般
    COMPLEX = "complex"  # 疑难


class Protection(StrEnum):
    """The six protections (六大保护), one chapter of the Law on the Protection of Minors each."""

    FAMILY = "family"  # 家庭保护
    SCHOOL = "school"  # 学校保护
    SOCIETY = "society"  # 社会保护
    NETWORK = "network"  # 网络保护
    GOVERNMENT = "government"  # 政府保护
    JUSTICE = "justice"  # 司法保护


class Step(StrEnum):
    """A step of the work that has a time limit (环节); clocks are named after it."""

    DISPATCH = "dispatch"  # 派单
    REFERRAL_ASSESSMENT = "referral_assessment"  # 研究评估
    SIGN = "sign"  # 签收
    HANDLE = "handle"  # 办理
    PROGRESS = "progress"  # 反馈进展
    REPLY = "reply"  # 答复
    REVIEW = "review"  # 审核
    FOLLOW_UP = "follow_up"  # 回访
    URGENT_TRANSFER = "urgent_transfer"  # 紧急转接
    URGENT_FEEDBACK = "urgent_feedback"  # 紧急反馈
    FILING = "filing"  # 报备
    MANDATORY_REPORT = "mandatory_report"  # 强制报告
    RETURN_REQUEST = "return_request"  # 申请退单
    RETURN_DECISION = "return_decision"  # 退单审核
    DISPUTE = "dispute"  # 争议会商
    EXTENSION_DECISION = "extension_decision"  # 延期审批
    SUPERVISION_FEEDBACK = "supervision_feedback"  # 督办反馈


class WaitingState(StrEnum):
    """A state in which a ticket waits for somebody, and so must have a clock; the tickets module proves the list."""

    PENDING_DISPATCH = "pending_dispatch"  # 待派单
    REFERRED_UP = "referred_up"  # 待研究评估
    DISPATCHED = "dispatched"  # 待签收
    IN_PROGRESS = "in_progress"  # 办理中
    REPLIED = "replied"  # 待审核
    FOLLOW_UP = "follow_up"  # 待回访


class Turn(StrEnum):
    """Whose move a waiting state is."""

    DISPATCHER = "dispatcher"  # 当前层级的派单单位
    REFERRAL_OFFICE = "referral_office"  # 收到上报的单位
    HANDLING_UNIT = "handling_unit"  # 承办单位
    REVIEWER = "reviewer"  # 派出工单的单位
    FOLLOW_UP_AGENT = "follow_up_agent"  # 回访单位


class DutyName(StrEnum):
    """A task of the hotline that a profile gives to levels and kinds of units."""

    INTAKE = "intake"  # 受理
    REFERRAL = "referral"  # 接收上报、研究评估、转办
    HANDLING = "handling"  # 属地办理
    LEAD_AGENCY = "lead_agency"  # 牵头协调
    REVIEW = "review"  # 审核办理结果
    FOLLOW_UP = "follow_up"  # 回访
    SUPERVISION = "supervision"  # 督办
    URGENT_FILING = "urgent_filing"  # 接收紧急事项报备


class Ground(StrEnum):
    """Why an item is not settled on the call."""

    OFFLINE_WORK = "offline_work"  # 需要线下处置
    HARD = "hard"  # 复杂疑难、难以即时答复
    PROVINCE_DUTY = "province_duty"  # 涉及省级政府部门职责


class NextStep(StrEnum):
    """Where an item goes from where it is."""

    ANSWER = "answer"  # 即时答复
    REFER_UP = "refer_up"  # 转介上报
    DISPATCH = "dispatch"  # 派单
    HANDLE = "handle"  # 自办


class Source(StrEnum):
    """Where a dispatching office looks for the unit to give an item to."""

    LEAD_BELOW = "lead_below"  # 下一级属地承办部门
    CATALOGUE = "catalogue"  # 派单目录：负责地区的部门
    CATALOGUE_HERE = "catalogue_here"  # 派单目录：派单单位的同级部门


class Scope(StrEnum):
    """How far the places of a matter reach."""

    ONE_COUNTY = "one_county"  # 一个县区内
    ONE_CITY = "one_city"  # 一个市内、未定县区
    ONE_PROVINCE = "one_province"  # 一个省内、未定市
    CROSS_COUNTY = "cross_county"  # 跨县区
    CROSS_CITY = "cross_city"  # 跨市
    CROSS_PROVINCE = "cross_province"  # 跨省


class Trigger(StrEnum):
    """What sets a rung of the supervision ladder off."""

    BEFORE_DUE = "before_due"  # 到期前
    AFTER_DUE = "after_due"  # 到期后
    AFTER_PREVIOUS = "after_previous"  # 上一级措施后
    BY_DECISION = "by_decision"  # 由督办单位决定
