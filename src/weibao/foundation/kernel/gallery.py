"""One page that shows every part in each of its states, for whoever builds pages; there in the demo and in debug."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from . import clock
from .web import public

LONGEST_UNIT = "积石山保安族东乡族撒拉族自治县人民检察院"
LONGEST_PLACE = "甘肃省 › 临夏回族自治州 › 积石山保安族东乡族撒拉族自治县"


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """A line of the sample timeline."""

    seq: int
    at: datetime
    title: str
    unit: str
    by: str
    kind: str
    icon: str
    tone: str
    summary: str = ""
    hash: str = ""
    papers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SampleNode:
    """A unit of the sample assignment tree."""

    unit: str
    role: str
    lead: bool
    status: tuple[str, str]
    person: str = ""
    due: str = ""
    current: bool = False
    children: tuple["SampleNode", ...] = ()


@dataclass(frozen=True, slots=True)
class SampleVerb:
    """A button of the sample verb bar."""

    key: str
    label: str
    icon: str
    why: str = ""
    tone: str = ""
    shortcut: str = ""
    method: str = "drawer"
    url: str = "#"


@dataclass(frozen=True, slots=True)
class Samples:
    """Everything the gallery shows, placed around the instant ``at``."""

    at: datetime
    entries: tuple[SampleEntry, ...] = field(init=False)
    nodes: tuple[SampleNode, ...] = field(init=False)
    verbs: tuple[SampleVerb, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", _entries(self.at))
        object.__setattr__(self, "nodes", _nodes())
        object.__setattr__(self, "verbs", _verbs())

    def hours(self, count: float) -> datetime:
        """Return the instant ``count`` hours after (or, negative, before) the samples' own."""
        return self.at + timedelta(hours=count)


@public
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the gallery; elsewhere than in the demo or in debug there is none."""
    if not (settings.DEBUG or settings.WEIBAO_DEMO):
        raise Http404
    samples = Samples(clock.now())
    return render(
        request,
        "kernel/gallery.html",
        {"samples": samples, "at": samples.at, "longest_unit": LONGEST_UNIT, "longest_place": LONGEST_PLACE},
    )


def _entries(at: datetime) -> tuple[SampleEntry, ...]:
    return (
        SampleEntry(
            seq=4,
            at=at - timedelta(minutes=40),
            title=_("办理进展"),
            unit=_("梨树县未保办"),
            by=_("赵敏"),
            kind="work",
            icon="notes",
            tone="blue",
            summary=_("已与村儿童主任一同入户，孩子目前由祖母照看，人身安全。"),
            hash="9f2c51b0a7e4d83c11f09f2c51b0a7e4",
        ),
        SampleEntry(
            seq=3,
            at=at - timedelta(hours=3),
            title=_("派单"),
            unit=LONGEST_UNIT,
            by=_("林静"),
            kind="flow",
            icon="send",
            tone="violet",
            papers=((_("未保热线转办单"), "#"),),
            hash="1a77c0de55aa90ef1a77c0de55aa90ef",
        ),
        SampleEntry(
            seq=2,
            at=at - timedelta(hours=4),
            title=_("紧急转接 110"),
            unit=_("四平市 12345 热线"),
            by=_("周远"),
            kind="call",
            icon="urgent",
            tone="red",
            summary=_("已接警，同时报备省未保办。"),
        ),
        SampleEntry(
            seq=1,
            at=at - timedelta(hours=5),
            title=_("登记"),
            unit=_("四平市 12345 热线"),
            by=_("周远"),
            kind="call",
            icon="phone-incoming",
            tone="neutral",
        ),
    )


def _nodes() -> tuple[SampleNode, ...]:
    county = SampleNode(
        _("梨树县未保办"), _("主办"), True, (_("办理中"), "blue"), person=_("赵敏"), due="11-23 17:00", current=True
    )
    helper = SampleNode(LONGEST_UNIT, _("协办"), False, (_("待签收"), "orange"))
    city = SampleNode(_("四平市未保办"), _("主办"), True, (_("已下派"), "neutral"), children=(county, helper))
    return (SampleNode(_("吉林省未保办"), _("转办"), False, (_("已转办"), "neutral"), children=(city,)),)


def _verbs() -> tuple[SampleVerb, ...]:
    return (
        SampleVerb("reply", _("答复"), "message-2", shortcut="F2"),
        SampleVerb("dispatch", _("派单"), "send", shortcut="F4"),
        SampleVerb("close", _("办结"), "circle-check", why=_("还没有回访，也没有记录免回访的理由")),
        SampleVerb("not_accept", _("不予受理"), "ban", tone="red"),
    )


urlpatterns: list[URLPattern] = [path("gallery", gallery, name="gallery")]
