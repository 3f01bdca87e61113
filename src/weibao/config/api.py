"""The HTTP interface, version 1: gathers the modules' endpoints into one document."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from weibao.foundation.kernel import clock, feed
from weibao.foundation.kernel.actor import SYSTEM
from weibao.foundation.kernel.endpoints import REFUSALS, Interface, JsonParser, JsonRenderer, use_problems
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop
from weibao.foundation.kernel.scope import acting_as
from weibao.foundation.kernel.web import StaffRequest
from weibao.oversight.evaluation.endpoints import router as evaluation_router
from weibao.people.access import api as access
from weibao.people.access.endpoints import router as access_router
from weibao.people.directory import api as directory
from weibao.people.regions import api as regions
from weibao.work.tickets import api as tickets
from weibao.work.tickets.endpoints import router as tickets_router

NO_SUCH_TICKET = Refusal("not_found", noop("工单编号或查询码不对"))
TOO_OFTEN = Refusal("rate_limited", noop("查询过于频繁，请稍后再试"))

router = Router(tags=["directory"])
public_router = Router(tags=["public"])


class RegionQuery(Schema):
    """A code, a name or part of one, on a day."""

    q: str = Field(min_length=1, max_length=60)
    limit: int = Field(default=50, ge=1, le=200)


class UnitQuery(Schema):
    """Units of one division, or units whose name holds some words."""

    region: str = Field(default="", max_length=12)
    q: str = Field(default="", max_length=60)
    limit: int = Field(default=50, ge=1, le=200)


class FeedQuery(Schema):
    """The cursor behind which events are wanted."""

    after: int = Field(default=0, ge=0, le=2**53)
    topic: str = Field(default="", max_length=60)
    limit: int = Field(default=100, ge=1, le=500)


@router.get("/regions", response={200: list[dict[str, Any]], **REFUSALS}, summary="行政区划")
def list_regions(request: StaffRequest, asked: Query[RegionQuery]) -> list[dict[str, Any]]:  # noqa: ARG001 - every member of staff may read divisions
    """Return the divisions that fit a code or a name."""
    return [
        {
            "code": found.code,
            "name": found.name,
            "level": found.level.value,
            "full_name": found.full_name,
            "parent": found.parent,
        }
        for found in regions.search(asked.q)[: asked.limit]
    ]


@router.get("/units", response={200: list[dict[str, Any]], **REFUSALS}, summary="机构")
def list_units(request: StaffRequest, asked: Query[UnitQuery]) -> list[dict[str, Any]]:  # noqa: ARG001 - every member of staff may read units
    """Return units by division or by name."""
    if asked.q:
        path = regions.path_of(asked.region) if asked.region else "/"
        found = directory.search_units(asked.q, path=path, limit=asked.limit)
    else:
        found = directory.units_of_region(asked.region)[: asked.limit]
    return [
        {
            "id": unit.id,
            "code": unit.code,
            "name": unit.name,
            "kind": unit.kind.value,
            "level": unit.level.value,
            "region_code": unit.region_code,
        }
        for unit in found
    ]


@router.get("/events", response={200: dict[str, Any], **REFUSALS}, summary="事件流")
def list_events(request: StaffRequest, asked: Query[FeedQuery]) -> dict[str, Any]:  # noqa: ARG001 - the database narrows to the bound actor
    """Return what happened behind the cursor, in order of commit; repeat with ``next_after``."""
    found = feed.after(asked.after, limit=asked.limit, topic=asked.topic)
    return {
        "items": [
            {"position": e.position, "topic": e.topic, "kind": e.kind, "at": clock.local(e.at), "body": e.body}
            for e in found
        ],
        "next_after": found[-1].position if found else asked.after,
    }


@public_router.get(
    "/public/tickets/{number}", response={200: dict[str, Any], **REFUSALS}, summary="当事人查询进度", auth=None
)
def look_up(request: HttpRequest, number: str, code: str) -> dict[str, Any]:
    """Return what the caller with the look-up code may know: where it stands, and what was replied."""
    if not access.may_try("look_up", request):
        raise RefusedError(TOO_OFTEN)
    with acting_as(SYSTEM):
        known = tickets.for_caller(number, code)
    if known is None:
        raise RefusedError(NO_SUCH_TICKET)
    return known


def build() -> Interface:
    """Return the interface with every module's endpoints."""
    api = Interface(
        title="未保 Weibao",
        version="1",
        description="The platform behind a minors' protection hotline. Errors are application/problem+json.",
        openapi_url="/openapi.json",
        docs_url=None,
        auth=access.BearerOrSession(),
        parser=JsonParser(),
        renderer=JsonRenderer(),
        urls_namespace="api-1",
    )
    use_problems(api)
    api.add_router("", access_router)
    api.add_router("", tickets_router)
    api.add_router("", evaluation_router)
    api.add_router("", router)
    api.add_router("", public_router)
    return api


api = build()
