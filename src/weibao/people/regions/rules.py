"""Why a place is refused, and who owns a matter that touches several places."""

from collections.abc import Sequence
from dataclasses import dataclass

from weibao.foundation.kernel.actor import Level
from weibao.foundation.kernel.refusals import Refusal, noop
from weibao.people.regions.terms import Kind, Ownership, Reach

MALFORMED = Refusal("malformed_region_code", noop("“%(code)s”不是区划代码：区划代码是2、4、6、9或12位数字"))
PLACEHOLDER = Refusal(
    "placeholder_region",
    noop("区划代码%(code)s是“市辖区”一类的汇总码，不是行政区划；请用%(above)s（%(above_code)s）或者其下的区、县"),
)
PLACEHOLDER_NAME = Refusal("placeholder_region", noop("“%(name)s”是代码表里的汇总项，不是行政区划；请写区、县的名称"))
UNKNOWN_CODE = Refusal("unknown_region", noop("没有区划代码%(code)s"))
UNKNOWN_NAME = Refusal("unknown_region", noop("没有找到名称含“%(name)s”的行政区划"))
TOWNSHIPS_NOT_RECORDED = Refusal(
    "unknown_region", noop("没有收录%(above)s的下级区划，查不到代码%(code)s；请用%(above)s的代码%(above_code)s")
)
FORMER = Refusal(
    "region_ended",
    noop("区划代码%(code)s（%(name)s）在2006年以前已经停用，最后见于%(year)s年的代码表；请按现在的地名选择"),
)
ENDED = Refusal("region_ended", noop("%(name)s（%(code)s）已于%(day)s停用（撤销、更名或者换代码），现为%(successors)s"))
ENDED_WITHOUT_SUCCESSOR = Refusal("region_ended", noop("%(name)s（%(code)s）已于%(day)s停用，没有记载现为何地"))
SEVERAL_ENDED = Refusal("region_ended", noop("叫“%(name)s”的区划都不再使用或者当时还没有：%(list)s"))
NOT_YET = Refusal("region_not_yet", noop("%(name)s（%(code)s）%(day)s才设立，%(on)s时还没有这个区划"))
BEFORE_RECORD = Refusal("before_record", noop("区划资料从2006年1月1日开始，答不出%(on)s的情况"))
EMPTY_QUERY = Refusal("empty_query", noop("请写出要查的区划代码或者地名"))
NO_PLACE = Refusal("no_place", noop("请至少给出一个区划代码"))
NOT_A_PROVINCE = Refusal("not_a_province", noop("%(name)s（%(code)s）不是省级区划"))

ONE_COUNTY = noop("事项只涉及%(region)s，由县级负责")
ONE_ZONE = noop("事项只涉及%(region)s（管理区，不是行政区划，按所在层级对待），由该管理区负责")
ONE_CITY = noop("事项只能确定到%(region)s，由市级负责")
CITY_WITHOUT_COUNTIES = noop("事项只涉及%(region)s，该市不设区县，由市级负责")
ONE_PROVINCE = noop("事项只能确定到%(region)s，由省级负责")
CROSS_COUNTY = noop("事项涉及%(places)s，同在%(region)s之内，跨县（市、区），由市级负责")
CROSS_CITY = noop("事项涉及%(places)s，同在%(region)s之内，跨市（州），由省级负责")
CROSS_DISTRICT = noop("事项涉及%(places)s，同在直辖市%(region)s之内，跨区县，由直辖市（省级）负责")
CROSS_PROVINCE = noop("事项涉及%(places)s，跨省，由%(region)s省级负责，并向%(others)s转介")


@dataclass(frozen=True, slots=True)
class Step:
    """A division on the way from a province down to a place."""

    code: str
    name: str
    level: Level
    kind: Kind


def owner(places: Sequence[Sequence[Step]], home_province: str | None) -> Ownership:
    """Return who owns a matter, given for each place the steps from its province down to itself.

    Jurisdiction is territorial and goes up to the lowest level that covers all places (属地管理、就高原则): one county
    → county; counties of one city → city; cities, or a province-run county and anything else → province; districts of
    a municipality → the municipality; provinces → the home province if it is among them, else the first one, with a
    referral out to the others. A township or village counts as its county; a place that lies inside another one adds
    nothing but breadth. 吉民发〔2022〕2号 二（二）2–3 says so for Jilin; which article holds elsewhere, the policy
    profile knows by ``basis_key``. ``places`` must not be empty.
    """
    whole = [_down_to_county(place) for place in places]
    provinces = list({steps[0].code: steps[0] for steps in whole}.values())
    if len(provinces) > 1:
        return _across_provinces(provinces, home_province)
    shared = _shared(whole)
    owning, above = shared[-1], shared[:-1]
    named_itself = any(steps[-1] == owning for steps in whole)
    return _within_province(
        owning,
        full_name="".join(step.name for step in (*above, owning)),
        # Where the owner itself was named, its parts add nothing; else what was named right below it.
        touched=[] if named_itself else list(dict.fromkeys(steps[len(shared)].name for steps in whole)),
    )


def _down_to_county(place: Sequence[Step]) -> list[Step]:
    return [step for step in place if step.level not in {Level.TOWNSHIP, Level.VILLAGE}]


def _shared(whole: Sequence[Sequence[Step]]) -> list[Step]:
    shared = []
    for steps in zip(*whole, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return shared


def _within_province(owning: Step, full_name: str, touched: list[str]) -> Ownership:
    places = "、".join(touched)
    match owning:
        case Step(kind=Kind.MANAGEMENT_ZONE):
            reach, text = (Reach.ONE_CITY if owning.level is Level.CITY else Reach.ONE_COUNTY), ONE_ZONE
        case Step(level=Level.COUNTY):
            reach, text = Reach.ONE_COUNTY, ONE_COUNTY
        case Step(kind=Kind.CITY_WITHOUT_COUNTIES):
            reach, text = Reach.ONE_CITY, CITY_WITHOUT_COUNTIES
        case Step(level=Level.CITY):
            reach, text = (Reach.CROSS_COUNTY, CROSS_COUNTY) if touched else (Reach.ONE_CITY, ONE_CITY)
        case Step(kind=Kind.MUNICIPALITY):
            # The owner is of province level, as it is across cities; no rule on counties of one city would fit.
            reach, text = (Reach.CROSS_CITY, CROSS_DISTRICT) if touched else (Reach.ONE_PROVINCE, ONE_PROVINCE)
        case _:
            reach, text = (Reach.CROSS_CITY, CROSS_CITY) if touched else (Reach.ONE_PROVINCE, ONE_PROVINCE)
    return Ownership(owning.level, owning.code, text % {"region": full_name, "places": places}, reach.value)


def _across_provinces(provinces: Sequence[Step], home_province: str | None) -> Ownership:
    home = next((step for step in provinces if step.code == home_province), provinces[0])
    others = [step for step in provinces if step is not home]
    reason = CROSS_PROVINCE % {
        "places": "、".join(step.name for step in provinces),
        "region": home.name,
        "others": "、".join(step.name for step in others),
    }
    return Ownership(Level.PROVINCE, home.code, reason, Reach.CROSS_PROVINCE.value, tuple(step.code for step in others))
