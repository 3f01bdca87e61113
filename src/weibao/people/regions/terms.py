"""The words of the module: what a division is, what kinds there are, and who owns a matter."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from weibao.foundation.kernel.actor import Level


class Kind(StrEnum):
    """What is particular about a division (区划类别)."""

    ORDINARY = "ordinary"  # 一般
    MUNICIPALITY = "municipality"  # 直辖市
    SPECIAL_REGION = "special_region"  # 特别行政区
    CITY_WITHOUT_COUNTIES = "city_without_counties"  # 不设区县的地级市
    PROVINCE_RUN_COUNTY = "province_run_county"  # 省直辖县级行政区划
    CORPS_CITY = "corps_city"  # 新疆生产建设兵团城市
    MANAGEMENT_ZONE = "management_zone"  # 开发区、管理区，不是行政区划
    TOWNSHIP_LIKE = "township_like"  # 类似乡级单位：农场、园区


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division as it is named and placed on a day.

    ``code`` has 6 digits down to the county, 9 for a township, 12 for a village. ``valid_from`` is the first day and
    ``valid_until`` the day after the last one; None means before the record begins, or no end. ``path`` names the
    division and all above it, for row scopes ("/22/2203/220322/"). ``successors`` are the codes of what the territory
    belongs to since ``valid_until``, the largest part first.
    """

    code: str
    name: str
    level: Level
    full_name: str
    parent: str | None
    path: str
    valid_from: date | None
    valid_until: date | None
    successors: tuple[str, ...]
    kind: Kind

    @property
    def is_zone(self) -> bool:
        """Return whether this is a management zone, which has people and bureaux but is no division in law."""
        return self.kind is Kind.MANAGEMENT_ZONE


class Reach(StrEnum):
    """How far the places of a matter reach; the values are the keys under which a policy profile names the owner."""

    ONE_COUNTY = "one_county"  # 一个县（市、区）内
    ONE_CITY = "one_city"  # 只确定到市（州），或市不设区县
    ONE_PROVINCE = "one_province"  # 只确定到省
    CROSS_COUNTY = "cross_county"  # 一个市（州）内跨县
    CROSS_CITY = "cross_city"  # 一个省内跨市（州）
    CROSS_PROVINCE = "cross_province"  # 跨省


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns a matter: level, code of the region, why (a Chinese sentence), and which provinces to refer it to.

    ``basis_key`` is a value of `Reach`; the policy adviser finds the legal basis by it.
    """

    level: Level
    region: str
    reason: str
    basis_key: str
    referral_out: tuple[str, ...] = ()


# The one-character names by which papers of a province are numbered (省级行政区简称).
ABBREVIATIONS = {
    "11": "京",
    "12": "津",
    "13": "冀",
    "14": "晋",
    "15": "蒙",
    "21": "辽",
    "22": "吉",
    "23": "黑",
    "31": "沪",
    "32": "苏",
    "33": "浙",
    "34": "皖",
    "35": "闽",
    "36": "赣",
    "37": "鲁",
    "41": "豫",
    "42": "鄂",
    "43": "湘",
    "44": "粤",
    "45": "桂",
    "46": "琼",
    "50": "渝",
    "51": "川",
    "52": "贵",
    "53": "云",
    "54": "藏",
    "61": "陕",
    "62": "甘",
    "63": "青",
    "64": "宁",
    "65": "新",
    "71": "台",
    "81": "港",
    "82": "澳",
}
