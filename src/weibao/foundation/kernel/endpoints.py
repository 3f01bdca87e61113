"""What all JSON endpoints share: the problem document, repeated requests, and how a refusal leaves nothing behind."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import orjson
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.schema import DjangoGetter
from pydantic import Field, model_validator

from weibao.foundation.kernel import clock, idempotency
from weibao.foundation.kernel.faults import TOO_LARGE
from weibao.foundation.kernel.refusals import InvalidError, Refusal, RefusedError, noop
from weibao.foundation.kernel.web import PROBLEM, StaffRequest, problem

WRONG_VALUE = Refusal("wrong_value", noop("%(field)s：值的类型或格式不对"))
MISSING_VALUE = Refusal("required", noop("%(field)s：缺少该字段"))
NOT_JSON = Refusal("not_json", noop("请求内容不是合法的 JSON 对象"))


class Problem(Schema):
    """A refusal (RFC 9457): ``code`` is stable, ``detail`` is a sentence, ``errors`` names wrong fields."""

    type: str
    status: int
    code: str
    title: str
    detail: str
    errors: dict[str, dict[str, str]] | None = Field(default=None)


REFUSALS: Mapping[int, type[Problem]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Problem)
_FIRST_PROBLEM = 400


class Interface(NinjaAPI):
    """A JSON interface whose document says that refusals leave as problem documents (RFC 9457)."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """Return the OpenAPI document."""
        document = super().get_openapi_schema(**given)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if status >= _FIRST_PROBLEM and "content" in answer:
                        answer["content"] = {PROBLEM: answer["content"][JsonRenderer.media_type]}
        return document


class JsonParser(Parser):
    """Reads bodies with orjson, which refuses what could not be stored: halves of characters, numbers that are none."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body; what is no JSON object raises ValueError, which is refused with ``not_json``."""
        body = orjson.loads(request.body) if request.content_type == "application/json" else None
        if not isinstance(body, dict):
            raise ValueError("not a JSON object")  # noqa: TRY004 - wrong input, not a wrong call
        return body


class Given(Schema):
    """An object that a program sends. Ninja alone takes any other value for an object whose fields are all left out."""

    @model_validator(mode="before")
    @classmethod
    def is_object(cls, value: Any) -> Any:
        """Return ``value``; anything but an object raises ValueError, which is refused with ``wrong_value``."""
        if not isinstance(value._obj if isinstance(value, DjangoGetter) else value, dict):  # noqa: SLF001 - it has no other way in
            raise ValueError("not an object")  # noqa: TRY004 - pydantic reports ValueError only
        return value


class JsonRenderer(BaseRenderer):
    """Writes answers with orjson; instants in ISO 8601 with offset, as the contract asks."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002 - the renderer's signature
        """Return ``data`` as JSON."""
        return orjson.dumps(data, default=str)


def once(request: StaffRequest, act: Callable[[], tuple[int, Any]]) -> HttpResponse:
    """Answer a write; a request repeated with the same ``Idempotency-Key`` gets the first answer and does nothing.

    ``act`` returns status and body. Refused with ``key_reused`` when the key came with another body before.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        status, body = act()
        return _json(status, orjson.dumps(body, default=str))
    asked = f"{request.method} {request.path}\n".encode() + request.body
    before = idempotency.kept(actor_id=request.actor.id, key=key, body=asked)
    if before is not None:
        answer = _json(*before)
        answer.headers["Idempotent-Replayed"] = "true"
        return answer
    status, body = act()
    raw = orjson.dumps(body, default=str)
    idempotency.keep(actor_id=request.actor.id, key=key, body=asked, status=status, answer=raw, at=clock.now())
    return _json(status, raw)


def use_problems(api: NinjaAPI) -> None:
    """Have every error of ``api`` leave as a problem document, with whatever was begun rolled back."""

    def refused(request: HttpRequest, error: RefusedError | type[RefusedError]) -> HttpResponse:
        _undo(request)
        return problem(cast("RefusedError", error))

    def invalid(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
        _undo(request)
        faults: dict[str, Refusal] = {}
        for fault in cast("ValidationError", error).errors:
            name = ".".join(str(part) for part in fault["loc"] if part not in {"body", "query", "path", "data"})[:80]
            wrong = MISSING_VALUE if fault["type"] == "missing" else WRONG_VALUE
            faults[name or "body"] = wrong.with_values(field=name or "body")
        return problem(InvalidError(faults))

    def http(request: HttpRequest, _: HttpError | type[HttpError]) -> HttpResponse:
        _undo(request)
        return problem(RefusedError(NOT_JSON))

    def too_large(request: HttpRequest, _: RequestDataTooBig | type[RequestDataTooBig]) -> HttpResponse:
        _undo(request)
        return problem(RefusedError(TOO_LARGE))

    api.add_exception_handler(RefusedError, refused)
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(HttpError, http)
    api.add_exception_handler(RequestDataTooBig, too_large)


def _undo(request: HttpRequest) -> None:
    """Roll back the transaction that the middleware opened for a known actor; nobody else has one."""
    if hasattr(request, "actor"):
        transaction.set_rollback(True)


def _json(status: int, raw: bytes) -> HttpResponse:
    return HttpResponse(raw, status=status, content_type="application/json")
