"""The pages for what went wrong before or outside a view: wrong addresses, forged or oversized requests, faults."""

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.template import loader

from . import clock, ids
from .refusals import Refusal, RefusedError, noop
from .web import NO_PERMISSION, NOT_FOUND, problem, refused, wants_json, words

BAD_REQUEST = Refusal("bad_request", noop("浏览器发来的内容不完整或者不合规定，请返回上一页再试一次"))
TOO_LARGE = Refusal("too_large", noop("发送的内容太大，请减少文字或者附件后再提交"))
FORGED = Refusal(
    "forged", noop("页面已经过期，为安全起见没有执行。请返回上一页并刷新，再提交一次；填写的内容保存在本机")
)
FAULT = Refusal(
    "fault", noop("系统出了故障，没有保存这次操作。故障编号 %(number)s，请稍后再试；再出现时请告诉系统管理员")
)

_log = logging.getLogger("weibao.faults")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that no view can read; one that is too large is told so."""
    is_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return refused(request, RefusedError(TOO_LARGE if is_large else BAD_REQUEST))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is denied before a view could say why."""
    del exception
    return refused(request, RefusedError(NO_PERMISSION))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address behind which there is nothing."""
    del exception
    return refused(request, RefusedError(NOT_FOUND))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that does not carry the token of its page; ``reason`` is for the log."""
    _log.warning("forged or expired form: %s", reason)
    return refused(request, RefusedError(FORGED))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a request that hit a bug, with the number under which the log has it."""
    number = ids.new_id(clock.now())
    _log.error("fault %s in %s %s", number, request.method, request.path)
    error = RefusedError(FAULT.with_values(number=number))
    if wants_json(request) or request.headers.get("HX-Request"):
        return problem(error)
    # Without the request, because what the page shell asks of session and messages may be the very thing that failed.
    page = loader.render_to_string("kernel/error.html", {"status": 500, "sentence": words(error.refusal)})
    return HttpResponse(page, status=500)
