"""Passwords and second factors: what people do to their own account."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import qrcode
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode.image.svg import SvgPathImage

from weibao.foundation.audit import api as audit
from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop, refuse_if
from weibao.people.access import rules, sessions
from weibao.people.access.models import AccessToken, Account
from weibao.people.directory import api as directory

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without what is misread from paper


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a phone needs to become the second factor: the secret to type, and the same as a picture to scan."""

    key: str
    picture: str


def one_time_password() -> str:
    """Return a random password to be handed over once: sixteen characters in groups of four."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


@transaction.atomic
def change_password(*, account_id: int, old: str, new: str, session_key: str | None, by: Actor, at: datetime) -> None:
    """Give one's own account a new password and end its other sessions and tokens.

    Refused with ``wrong_password``, ``same_password`` or ``invalid`` (what the password rules of the settings say).
    """
    account = Account.objects.select_for_update(of=("self",)).select_related("person").get(id=account_id)
    if not account.check_password(old):
        raise RefusedError(Refusal("wrong_password", noop("原密码不正确")))
    if old == new:
        raise RefusedError(Refusal("same_password", noop("新密码不能与原密码相同")))
    refuse_if(why_not_password(new, account))
    account.set_password(new)
    account.must_change_password = False
    account.password_changed_at = at
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    sessions.end_sessions(account_id, but=session_key)
    AccessToken.objects.filter(account_id=account_id).delete()
    _record(account_id, "access.change_password", "修改密码", by, at)


def why_not_password(password: str, account: Account) -> Refusal | None:
    """Return what the password rules have against a password, or None: ``invalid``."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        return Refusal("invalid", "；".join(error.messages).replace("%", "％"))
    return None


@transaction.atomic
def begin_enrolment(*, account_id: int, at: datetime) -> Enrolment:  # noqa: ARG001 - every verb is told the time
    """Return the secret of a second factor that is not yet confirmed, making one when there is none.

    Refused with ``already_enrolled``.
    """
    account = Account.objects.select_for_update().get(id=account_id)
    if account.has_second_factor:
        raise RefusedError(Refusal("already_enrolled", noop("已绑定动态验证码，如需更换请先解除绑定")))
    device, _ = TOTPDevice.objects.get_or_create(user=account, confirmed=False, defaults={"name": "totp"})
    picture = BytesIO()
    qrcode.make(device.config_url, image_factory=SvgPathImage, box_size=12, border=2).save(picture)
    svg = picture.getvalue().decode()
    return Enrolment(key=_readable(device.bin_key), picture=svg[svg.index("<svg") :])


@transaction.atomic
def confirm_enrolment(*, account_id: int, code: str, by: Actor, at: datetime) -> None:
    """Make the second factor binding once its first code is right; refused with ``wrong_code``, ``not_found``."""
    account = Account.objects.select_for_update().get(id=account_id)
    device = TOTPDevice.objects.filter(user=account, confirmed=False).first()
    if device is None:
        raise RefusedError(Refusal("not_found", noop("请先扫描二维码")))
    if not (code.isascii() and code.isdigit() and device.verify_token(code)):
        raise RefusedError(rules.WRONG_CODE)
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    account.has_second_factor = True
    account.save(update_fields=["has_second_factor"])
    _record(account_id, "access.enrol_second_factor", "绑定动态验证码", by, at)


@transaction.atomic
def remove_second_factor(*, account_id: int, password: str, code: str, by: Actor, at: datetime) -> None:
    """Take one's own second factor away, to enrol another phone.

    Refused with ``wrong_password``, ``wrong_code``.
    """
    account = Account.objects.select_for_update().get(id=account_id)
    if not account.check_password(password):
        raise RefusedError(Refusal("wrong_password", noop("密码不正确")))
    device = TOTPDevice.objects.filter(user=account, confirmed=True).first()
    if device is None or not (code.isascii() and code.isdigit() and device.verify_token(code)):
        raise RefusedError(rules.WRONG_CODE)
    drop_second_factor(account)
    _record(account_id, "access.remove_second_factor", "解除动态验证码", by, at)


def drop_second_factor(account: Account) -> None:
    """Delete the account's devices; the caller holds its row and puts it on record."""
    TOTPDevice.objects.filter(user=account).delete()
    account.has_second_factor = False
    account.save(update_fields=["has_second_factor"])


def _readable(key: bytes) -> str:
    from base64 import b32encode

    text = b32encode(key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _record(account_id: int, deed: str, summary: str, by: Actor, at: datetime) -> None:
    path = directory.unit(by.unit_id).path if by.unit_id else directory.home_path()
    audit.record(subject=f"account:{account_id}", deed=deed, by=by, at=at, summary=summary, path=path)
