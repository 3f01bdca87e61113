"""The units in which the rules count time; this is the one definition, exported by `weibao.advice.policy.api`."""

from enum import StrEnum


class LimitUnit(StrEnum):
    """A unit of a time limit (时限单位).

    Working hours run inside office hours of working days; natural days are calendar days; working days skip
    weekends and holidays and count adjusted workdays.
    """

    MINUTES = "minutes"  # 分钟
    HOURS = "hours"  # 小时
    WORKING_HOURS = "working_hours"  # 工作时
    NATURAL_DAYS = "natural_days"  # 自然日
    WORKING_DAYS = "working_days"  # 工作日
