"""What each role may do: the deeds of the product, and the sets of them that people are granted."""

from enum import StrEnum

from weibao.foundation.kernel.refusals import noop

# A deed is one permission and, with the same string, one line on the permanent record.
DEEDS: dict[str, str] = {
    "intake.register": noop("登记来电来信"),
    "tickets.read": noop("查看工单"),
    "tickets.reveal": noop("查看工单中的遮蔽信息"),
    "tickets.note": noop("填写工单备注"),
    "tickets.answer": noop("当场答复"),
    "tickets.not_accept": noop("不予受理"),
    "tickets.refer_up": noop("上报转介"),
    "tickets.dispatch": noop("派单"),
    "tickets.sign": noop("签收"),
    "tickets.report_progress": noop("反馈进展"),
    "tickets.reply": noop("答复当事人"),
    "tickets.review": noop("审核办理结果"),
    "tickets.follow_up": noop("回访"),
    "tickets.redo": noop("退回重办"),
    "tickets.close": noop("办结"),
    "evaluation.follow_up": noop("登记回访结果与评价"),
    "evaluation.read": noop("查看评价"),
    "policy.read": noop("查看规则及依据"),
    "directory.read": noop("查看机构通讯录"),
    "directory.reveal": noop("查看同事手机号码"),
    "directory.manage": noop("维护机构通讯录"),
    "access.read_accounts": noop("查看账号与授权"),
    "access.manage_accounts": noop("管理账号"),
    "access.grant": noop("授予和收回权限"),
    "audit.read": noop("查阅审计记录"),
}


class Role(StrEnum):
    """A role that an account can be granted in a unit."""

    CALL_TAKER = "call_taker"  # 话务员
    INTERN = "intern"  # 实习话务员
    SHIFT_LEAD = "shift_lead"  # 值班长
    DISPATCHER = "dispatcher"  # 派单员
    HANDLER = "handler"  # 承办人
    REVIEWER = "reviewer"  # 审核员
    FOLLOW_UP_AGENT = "follow_up_agent"  # 回访员
    SUPERVISOR_OFFICER = "supervisor_officer"  # 督办员
    QUALITY_REVIEWER = "quality_reviewer"  # 质检员
    LEADER = "leader"  # 分管领导
    TOWNSHIP_CHILD_SUPERVISOR = "township_child_supervisor"  # 儿童督导员
    VILLAGE_CHILD_DIRECTOR = "village_child_director"  # 儿童主任
    DEPARTMENT_SYSTEM = "department_system"  # 部门业务系统
    SYSTEM_ADMIN = "system_admin"  # 系统管理员
    SECURITY_ADMIN = "security_admin"  # 安全管理员
    AUDITOR = "auditor"  # 审计员

    @property
    def label(self) -> str:
        """The Chinese name, marked for translation."""
        return LABELS[self]


LABELS: dict[Role, str] = {
    Role.CALL_TAKER: noop("话务员"),
    Role.INTERN: noop("实习话务员"),
    Role.SHIFT_LEAD: noop("值班长"),
    Role.DISPATCHER: noop("派单员"),
    Role.HANDLER: noop("承办人"),
    Role.REVIEWER: noop("审核员"),
    Role.FOLLOW_UP_AGENT: noop("回访员"),
    Role.SUPERVISOR_OFFICER: noop("督办员"),
    Role.QUALITY_REVIEWER: noop("质检员"),
    Role.LEADER: noop("分管领导"),
    Role.TOWNSHIP_CHILD_SUPERVISOR: noop("儿童督导员"),
    Role.VILLAGE_CHILD_DIRECTOR: noop("儿童主任"),
    Role.DEPARTMENT_SYSTEM: noop("部门业务系统"),
    Role.SYSTEM_ADMIN: noop("系统管理员"),
    Role.SECURITY_ADMIN: noop("安全管理员"),
    Role.AUDITOR: noop("审计员"),
}

# GB/T 22239-2019 8.1.4 least privilege: the powers of administration are kept apart, in three hands.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})

_STAFF = frozenset({"policy.read", "directory.read"})
_READS_TICKETS = _STAFF | {"tickets.read", "tickets.note"}
_REVEALS = frozenset({"tickets.reveal", "directory.reveal"})
_ANSWERS = (
    _READS_TICKETS
    | _REVEALS
    | {
        "intake.register",
        "tickets.answer",
        "tickets.not_accept",
        "tickets.refer_up",
        "tickets.close",
    }
)
_HANDLES = _READS_TICKETS | _REVEALS | {"tickets.sign", "tickets.report_progress", "tickets.reply"}

DEEDS_OF: dict[Role, frozenset[str]] = {
    Role.CALL_TAKER: _ANSWERS,
    # An intern takes part under supervision: writes down and reads, decides and reveals nothing.
    Role.INTERN: _READS_TICKETS | {"intake.register"},
    Role.SHIFT_LEAD: _ANSWERS | {"tickets.dispatch", "tickets.follow_up", "evaluation.follow_up", "evaluation.read"},
    Role.DISPATCHER: _READS_TICKETS
    | _REVEALS
    | {
        "tickets.sign",
        "tickets.answer",
        "tickets.not_accept",
        "tickets.refer_up",
        "tickets.dispatch",
        "tickets.close",
    },
    Role.HANDLER: _HANDLES,
    Role.REVIEWER: _READS_TICKETS | _REVEALS | {"tickets.review", "tickets.redo", "tickets.close"},
    Role.FOLLOW_UP_AGENT: _READS_TICKETS
    | _REVEALS
    | {
        "tickets.follow_up",
        "tickets.redo",
        "tickets.close",
        "evaluation.follow_up",
        "evaluation.read",
    },
    Role.SUPERVISOR_OFFICER: _READS_TICKETS | _REVEALS | {"evaluation.read"},
    Role.QUALITY_REVIEWER: _STAFF | {"tickets.read", "tickets.reveal", "evaluation.read"},
    Role.LEADER: _STAFF | {"tickets.read", "evaluation.read", "directory.reveal"},
    Role.TOWNSHIP_CHILD_SUPERVISOR: _HANDLES,
    Role.VILLAGE_CHILD_DIRECTOR: _READS_TICKETS | {"tickets.report_progress"},
    Role.DEPARTMENT_SYSTEM: _READS_TICKETS
    | {"intake.register", "tickets.sign", "tickets.report_progress", "tickets.reply"},
    Role.SYSTEM_ADMIN: _STAFF | {"directory.manage", "access.read_accounts", "access.manage_accounts"},
    Role.SECURITY_ADMIN: _STAFF | {"access.read_accounts", "access.grant"},
    Role.AUDITOR: _STAFF | {"access.read_accounts", "audit.read"},
}


def deeds_of(roles: frozenset[Role]) -> frozenset[str]:
    """Return everything that the roles together allow."""
    return frozenset().union(*(DEEDS_OF[role] for role in roles))
