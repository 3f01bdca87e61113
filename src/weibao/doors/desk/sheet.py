"""The registration sheet as a page shows it: which field stands where, what it is called, and how it is filled in.

What a field may hold is decided by the form of intake alone; here stands only its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from weibao.foundation.kernel.refusals import noop


@dataclass(frozen=True, slots=True)
class Place:
    """One field on the sheet: ``name`` dotted as in the form, ``span`` in twelfths of the line (0 is all of it).

    ``options`` are the form's own list of values where the sheet gives none.
    """

    name: str
    label: str
    kind: str = "text"
    span: int = 0
    options: Mapping[str, str] = field(default_factory=dict)
    help: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading that opens and closes; ``opened`` says how it stands on a fresh sheet."""

    key: str
    title: str
    places: tuple[Place, ...]
    opened: bool = False


_DIGITS = {"inputmode": "numeric"}

OTHER_PLACES = tuple(f"other_places.{number}" for number in range(1, 6))
"""The form takes a list of places; the sheet has a picker for each of so many."""

ACROSS = noop("跨县、跨市、跨省的事项由上级统筹办理")

PHONE = Place("caller.phone", noop("来电号码"), "tel", attributes={"inputmode": "tel"})
CHANNEL = Place("channel", noop("渠道"), "select")
KIND = Place("kind", noop("联系类别"), "select")

SECTIONS: tuple[Section, ...] = (
    Section(
        "place",
        noop("事发地"),
        (
            Place("place.region_code", noop("所在地区"), "region", 6),
            Place("place.address", noop("详细地址"), span=6),
            Place("place.kind", noop("场所类别"), "select", 4),
            Place(OTHER_PLACES[0], noop("涉及的其他地区"), "region", 8, help=ACROSS),
        ),
        opened=True,
    ),
    Section(
        "others",
        noop("涉及更多地区"),
        tuple(Place(name, noop("涉及的其他地区"), "region", 6) for name in OTHER_PLACES[1:]),
    ),
    Section(
        "caller",
        noop("来电人"),
        (
            Place("caller.name", noop("姓名"), span=3),
            Place("caller.relation", noop("与未成年人的关系"), "select", 3),
            Place("caller.sex", noop("性别"), "select", 3),
            Place("caller.age_band", noop("年龄段"), "select", 3),
            Place(
                "caller.safe_contact",
                noop("安全联系方式"),
                span=6,
                help=noop("疑似侵害人可能接听时，另记放心的号码"),
            ),
            Place("caller.safe_time", noop("方便联系的时间"), span=6),
            Place(
                "caller.wants_reply",
                noop("需要答复"),
                "segments",
                4,
                {"true": noop("需要"), "false": noop("不需要")},
            ),
            Place("caller.unit", noop("强制报告人所在单位"), span=5),
            Place("caller.secret", noop("要求保密"), "check", 3),
        ),
        opened=True,
    ),
    Section(
        "child",
        noop("未成年人"),
        (
            Place("child.name", noop("姓名"), span=3),
            Place("child.sex", noop("性别"), "select", 3),
            Place("child.age", noop("估计年龄"), span=2, attributes=_DIGITS),
            Place("child.birth_on", noop("出生日期"), "date", 4),
            Place("child.school", noop("学校"), span=4),
            Place("child.grade", noop("年级班级"), span=3),
            Place("child.group", noop("儿童类别"), "select", 5),
            Place("child.guardians", noop("监护人"), span=6),
            Place("child.living", noop("生活状况"), span=6),
            Place("child.address", noop("现住址"), span=6),
            Place("child.hukou", noop("户籍地"), span=6),
            Place("child.id_number", noop("公民身份号码"), span=5),
            Place("child.ethnicity", noop("民族"), span=2),
            Place("child.language", noop("语言或方言"), span=5),
            Place("child.health", noop("残疾或疾病"), span=6),
            Place("child.knows_of_call", noop("本人知道此次来电"), "segments", 6),
            Place("child.wish", noop("儿童意愿"), "area"),
        ),
        opened=True,
    ),
    Section(
        "safety",
        noop("安全核查"),
        (
            Place("safety.child_safe", noop("孩子现在安全吗"), "segments", 4),
            Place("safety.suspect_present", noop("疑似侵害人在场吗"), "segments", 4),
            Place("safety.medical_need", noop("需要就医吗"), "segments", 4),
            Place("safety.weapon", noop("有凶器吗"), "segments", 4),
            Place("safety.with_whom", noop("孩子现在和谁在一起"), span=8),
        ),
    ),
    Section(
        "suspect",
        noop("疑似侵害人"),
        (
            Place("suspect.name", noop("姓名"), span=3),
            Place("suspect.sex", noop("性别"), "select", 3),
            Place("suspect.age", noop("年龄"), span=2, attributes=_DIGITS),
            Place("suspect.relation", noop("与未成年人的关系"), span=4),
            Place("suspect.lives_with_child", noop("与未成年人同住"), "segments", 4),
            Place("suspect.works_with_minors", noop("工作密切接触未成年人"), "segments", 4),
            Place("suspect.whereabouts", noop("现在何处"), span=4),
        ),
    ),
    Section(
        "event",
        noop("事件"),
        (
            Place("event.happened", noop("发生时间"), span=6),
            Place("event.duration", noop("一次或持续"), "segments", 6),
            Place("event.injuries", noop("伤情"), span=6),
            Place("event.evidence", noop("证据"), span=6),
            Place("event.witnesses", noop("在场或知情的人"), span=6),
            Place("event.reported_elsewhere", noop("是否已向其他部门反映"), span=6),
        ),
    ),
)

FRESH: Mapping[str, str] = {"channel": "phone", "kind": "about_child", "caller.wants_reply": "true"}
"""What a fresh sheet holds."""
