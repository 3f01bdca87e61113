"""The kinds of units (机构类型): the glossary's organisations, seed 004's sixteen departments, and who oversees."""

from dataclasses import dataclass
from enum import StrEnum

from weibao.foundation.kernel.actor import Level

GOVERNMENT_LEVELS = frozenset({Level.PROVINCE, Level.CITY, Level.COUNTY})


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What is known of a kind: its names, the levels it exists on, whether it oversees, whether seed 004 names it."""

    zh: str
    en: str
    levels: frozenset[Level] = GOVERNMENT_LEVELS
    oversees: bool = False
    sixteen: bool = False


class UnitKind(StrEnum):
    """The kind of a unit; the Chinese and English names, levels and oversight stand in one table below."""

    PROTECTION_COMMITTEE = "protection_committee"
    PROTECTION_OFFICE = "protection_office"
    CIVIL_AFFAIRS = "civil_affairs"
    GOV_SERVICES_BUREAU = "gov_services_bureau"
    WOMEN_CHILDREN_OFFICE = "women_children_office"
    PROTECTION_CENTRE = "protection_centre"
    WELFARE_INSTITUTION = "welfare_institution"
    PROTECTION_STATION = "protection_station"
    CHILDRENS_HOME = "childrens_home"
    TOWN_GOVERNMENT = "town_government"
    VILLAGE_COMMITTEE = "village_committee"
    LINE_12345 = "line_12345"
    LINE_12349 = "line_12349"
    LINE_12355 = "line_12355"
    LINE_12356 = "line_12356"
    LINE_12338 = "line_12338"
    LINE_12348 = "line_12348"
    POLICE = "police"
    PROCURATORATE = "procuratorate"
    COURT = "court"
    JUSTICE_BUREAU = "justice_bureau"
    EDUCATION = "education"
    HEALTH = "health"
    CYBERSPACE_OFFICE = "cyberspace_office"
    DISABLED_FEDERATION = "disabled_federation"
    WOMENS_FEDERATION = "womens_federation"
    YOUTH_LEAGUE = "youth_league"
    FINANCE = "finance"
    HUMAN_RESOURCES = "human_resources"
    NATURAL_RESOURCES = "natural_resources"
    HOUSING = "housing"
    AGRICULTURE = "agriculture"
    MARKET_REGULATION = "market_regulation"
    CULTURE_TOURISM = "culture_tourism"
    PRESS_PUBLICATION = "press_publication"
    TOBACCO = "tobacco"
    MEDICAL_SECURITY = "medical_security"
    EMERGENCY_MANAGEMENT = "emergency_management"
    FIRE_RESCUE = "fire_rescue"
    RURAL_REVITALISATION = "rural_revitalisation"
    DEVELOPMENT_REFORM = "development_reform"
    STAFFING_OFFICE = "staffing_office"
    CONSCRIPTION_OFFICE = "conscription_office"
    TRAFFIC = "traffic"
    ETHNIC_RELIGIOUS = "ethnic_religious"
    FOREIGN_AFFAIRS = "foreign_affairs"
    STATISTICS = "statistics"
    CLOSE_CONTACT_UNIT = "close_contact_unit"
    SOCIAL_ORGANISATION = "social_organisation"

    @property
    def facts(self) -> KindFacts:
        """This kind's line in the table."""
        return KINDS[self]

    @property
    def zh(self) -> str:
        """The Chinese name, as the glossary has it."""
        return KINDS[self].zh

    @property
    def en(self) -> str:
        """The English name."""
        return KINDS[self].en

    @property
    def levels(self) -> frozenset[Level]:
        """The levels on which such a unit may exist."""
        return KINDS[self].levels

    @property
    def oversees(self) -> bool:
        """Whether such a unit sees every ticket of its region's subtree; the others see what was given to them."""
        return KINDS[self].oversees

    def label(self, language: str) -> str:
        """Return the name in the page's language: Chinese for `zh…`, English otherwise."""
        return self.zh if language.startswith("zh") else self.en


_LOCAL = frozenset({Level.CITY, Level.COUNTY})
_TOWNSHIP = frozenset({Level.TOWNSHIP})
_GRASS_ROOTS = frozenset({Level.VILLAGE})
_EVERYWHERE = frozenset(Level) - {Level.NATION}

KINDS: dict[UnitKind, KindFacts] = {
    UnitKind.PROTECTION_COMMITTEE: KindFacts("未成年人保护委员会（领导小组）", "Minors' protection committee"),
    UnitKind.PROTECTION_OFFICE: KindFacts("未保办", "Minors' protection office", oversees=True),
    UnitKind.CIVIL_AFFAIRS: KindFacts("民政部门", "Civil affairs", oversees=True, sixteen=True),
    UnitKind.GOV_SERVICES_BUREAU: KindFacts("政务服务部门（政数局）", "Government services bureau", oversees=True),
    UnitKind.WOMEN_CHILDREN_OFFICE: KindFacts("妇女儿童工作机构", "Women's and children's work office"),
    UnitKind.PROTECTION_CENTRE: KindFacts("未成年人救助保护机构（未保中心）", "Minors' protection centre"),
    UnitKind.WELFARE_INSTITUTION: KindFacts("儿童福利机构", "Child welfare institution"),
    UnitKind.PROTECTION_STATION: KindFacts("未成年人保护工作站", "Minors' protection station", _TOWNSHIP),
    UnitKind.CHILDRENS_HOME: KindFacts("儿童之家", "Children's home", _GRASS_ROOTS),
    UnitKind.TOWN_GOVERNMENT: KindFacts("乡镇人民政府（街道办事处）", "Township government", _TOWNSHIP),
    UnitKind.VILLAGE_COMMITTEE: KindFacts("村（居）民委员会", "Village or residents' committee", _GRASS_ROOTS),
    UnitKind.LINE_12345: KindFacts("12345热线平台", "12345 government service line", oversees=True),
    UnitKind.LINE_12349: KindFacts("12349儿童救助保护热线", "12349 child rescue and protection line"),
    UnitKind.LINE_12355: KindFacts("12355青少年服务台", "12355 youth line"),
    UnitKind.LINE_12356: KindFacts("12356心理援助热线", "12356 psychological aid line"),
    UnitKind.LINE_12338: KindFacts("12338妇女维权热线", "12338 women's rights line"),
    UnitKind.LINE_12348: KindFacts("12348公共法律服务热线", "12348 legal service line"),
    UnitKind.POLICE: KindFacts("公安机关", "Police", sixteen=True),
    UnitKind.PROCURATORATE: KindFacts("人民检察院", "People's procuratorate"),
    UnitKind.COURT: KindFacts("人民法院", "People's court"),
    UnitKind.JUSTICE_BUREAU: KindFacts("司法行政部门", "Justice administration"),
    UnitKind.EDUCATION: KindFacts("教育部门", "Education", sixteen=True),
    UnitKind.HEALTH: KindFacts("卫生健康部门", "Health", sixteen=True),
    UnitKind.CYBERSPACE_OFFICE: KindFacts("网信部门", "Cyberspace office"),
    UnitKind.DISABLED_FEDERATION: KindFacts("残联", "Disabled persons' federation", sixteen=True),
    UnitKind.WOMENS_FEDERATION: KindFacts("妇联", "Women's federation"),
    UnitKind.YOUTH_LEAGUE: KindFacts("共青团", "Communist youth league"),
    UnitKind.FINANCE: KindFacts("财政部门", "Finance", sixteen=True),
    UnitKind.HUMAN_RESOURCES: KindFacts("人力资源社会保障部门", "Human resources and social security", sixteen=True),
    UnitKind.NATURAL_RESOURCES: KindFacts("自然资源部门", "Natural resources", sixteen=True),
    UnitKind.HOUSING: KindFacts("住房城乡建设部门", "Housing and construction", sixteen=True),
    UnitKind.AGRICULTURE: KindFacts("农业农村部门", "Agriculture and rural affairs"),
    UnitKind.MARKET_REGULATION: KindFacts("市场监管部门", "Market regulation", sixteen=True),
    UnitKind.CULTURE_TOURISM: KindFacts("文化和旅游部门", "Culture and tourism"),
    UnitKind.PRESS_PUBLICATION: KindFacts("新闻出版部门", "Press and publication"),
    UnitKind.TOBACCO: KindFacts("烟草专卖部门", "Tobacco monopoly"),
    UnitKind.MEDICAL_SECURITY: KindFacts("医疗保障部门", "Medical security", sixteen=True),
    UnitKind.EMERGENCY_MANAGEMENT: KindFacts("应急管理部门", "Emergency management", sixteen=True),
    UnitKind.FIRE_RESCUE: KindFacts("消防救援机构", "Fire and rescue", sixteen=True),
    UnitKind.RURAL_REVITALISATION: KindFacts("乡村振兴部门", "Rural revitalisation"),
    UnitKind.DEVELOPMENT_REFORM: KindFacts("发展改革部门", "Development and reform", sixteen=True),
    UnitKind.STAFFING_OFFICE: KindFacts("机构编制部门", "Institutional staffing office", sixteen=True),
    UnitKind.CONSCRIPTION_OFFICE: KindFacts("征兵办公室", "Conscription office", sixteen=True),
    UnitKind.TRAFFIC: KindFacts("交通运输部门", "Transport"),
    UnitKind.ETHNIC_RELIGIOUS: KindFacts("民族宗教部门", "Ethnic and religious affairs"),
    UnitKind.FOREIGN_AFFAIRS: KindFacts("外事部门", "Foreign affairs"),
    UnitKind.STATISTICS: KindFacts("统计部门", "Statistics"),
    UnitKind.CLOSE_CONTACT_UNIT: KindFacts("密切接触未成年人的单位", "Unit in close contact with minors", _EVERYWHERE),
    UnitKind.SOCIAL_ORGANISATION: KindFacts("社会组织", "Social organisation", _EVERYWHERE),
}

# Those of seed 004's heading and signatures: sixteen departments that issued the paper in Hubei on 30 August 2022.
SIXTEEN_DEPARTMENTS = frozenset(kind for kind, facts in KINDS.items() if facts.sixteen)
