"""What a registration form may hold: every field with its limit and the sentence for what is wrong with it.

Fields follow forms.md section 2 (热线受理登记表). The page and the API send the same nested shape and get the same
sentences; nothing here knows a framework.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from weibao.foundation.kernel import texts
from weibao.foundation.kernel.refusals import Refusal, noop
from weibao.work.intake import terms

REQUIRED = Refusal("required", noop("请填写%(label)s"))
TOO_LONG = Refusal("too_long", noop("%(label)s最多 %(limit)d 个字"))
NOT_TEXT = Refusal("not_text", noop("%(label)s应为文字"))
NOT_STORABLE = Refusal("not_storable", noop("%(label)s含有无法保存的字符"))
NOT_A_CHOICE = Refusal("not_a_choice", noop("%(label)s没有这个选项：%(value)s"))
NOT_A_PHONE = Refusal("not_a_phone", noop("%(label)s应为 3 至 20 位数字"))
NOT_A_DATE = Refusal("not_a_date", noop("%(label)s应为日期，如 2014-05-01"))
IN_THE_FUTURE = Refusal("in_the_future", noop("%(label)s不能晚于今天"))
NOT_AN_AGE = Refusal("not_an_age", noop("%(label)s应为 0 至 120 的整数"))
NOT_A_CITIZEN_ID = Refusal("not_a_citizen_id", noop("%(label)s的位数或校验码不对"))
NOT_YES_OR_NO = Refusal("not_yes_or_no", noop("%(label)s只能为是或否"))
NOT_A_LIST = Refusal("not_a_list", noop("%(label)s应为不超过 %(limit)d 项的列表"))
UNKNOWN_FIELD = Refusal("unknown_field", noop("没有名为 %(value)s 的字段"))
NOT_A_FORM = Refusal("not_a_form", noop("%(label)s应为一组字段"))

Check = Callable[[object, str], object]  # a raw value and its label in, the clean value or a Refusal out

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its label, how it is checked, whether it must be filled, and its closed list of values, if any."""

    label: str
    check: Check
    required: bool = False
    choices: Mapping[str, str] | None = None


def choice(label: str, values: Mapping[str, str], *, required: bool = False) -> Field:
    """Return a field with a closed list of values."""
    return Field(label, one_of(values), required=required, choices=values)


def words(limit: int) -> Check:
    """Return a check for text of at most ``limit`` characters; marks that hide or reorder text are taken out."""

    def check(raw: object, label: str) -> object:
        if not isinstance(raw, str):
            return NOT_TEXT.with_values(label=label)
        text = texts.clean(raw)
        if text is None:
            return NOT_STORABLE.with_values(label=label)
        if len(text) > limit:
            return TOO_LONG.with_values(label=label, limit=limit)
        return text

    return check


def one_of(values: Mapping[str, str]) -> Check:
    """Return a check for a value out of a closed list."""

    def check(raw: object, label: str) -> object:
        if isinstance(raw, str) and raw in values:
            return raw
        return NOT_A_CHOICE.with_values(label=label, value=str(raw)[:20])

    return check


def phone(raw: object, label: str) -> object:
    """Check a telephone number: digits only are kept, the country code of China is dropped."""
    if not isinstance(raw, str):
        return NOT_TEXT.with_values(label=label)
    digits = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", raw))
    digits = re.sub(r"^(\+|00)86", "", digits)
    return digits if re.fullmatch(r"\d{3,20}", digits, re.ASCII) else NOT_A_PHONE.with_values(label=label)


def citizen_id(raw: object, label: str) -> object:
    """Check a citizen number (公民身份号码): 18 characters and the check character of GB 11643-1999."""
    text = raw.strip().upper() if isinstance(raw, str) else ""
    if re.fullmatch(r"\d{17}[\dX]", text, re.ASCII):
        total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
        if _CHECK_DIGITS[total % 11] == text[17]:
            return text
    return NOT_A_CITIZEN_ID.with_values(label=label)


def yes_or_no(raw: object, label: str) -> object:
    """Check a plain yes or no; pages send a box that is ticked as ``on``."""
    if isinstance(raw, bool):
        return raw
    return {"on": True, "true": True, "1": True, "false": False, "0": False}.get(
        str(raw).lower(), NOT_YES_OR_NO.with_values(label=label)
    )


def age(raw: object, label: str) -> object:
    """Check an age in whole years."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if isinstance(raw, str) and re.fullmatch(r"\d{1,3}", raw.strip(), re.ASCII) and int(raw) <= 120:
        return int(raw)
    return NOT_AN_AGE.with_values(label=label)


def day(raw: object, label: str) -> object:
    """Check a civil day in ISO 8601; kept as text because it goes into an encrypted group of fields."""
    try:
        return date.fromisoformat(raw.strip() if isinstance(raw, str) else "").isoformat()
    except ValueError:
        return NOT_A_DATE.with_values(label=label)


def codes(limit: int) -> Check:
    """Return a check for a list of at most ``limit`` division codes; whether they exist is asked elsewhere."""

    def check(raw: object, label: str) -> object:
        given = list(raw) if isinstance(raw, list | tuple) else None
        if given is None or len(given) > limit or not all(isinstance(c, str) and len(c) <= 12 for c in given):
            return NOT_A_LIST.with_values(label=label, limit=limit)
        return tuple(dict.fromkeys(code.strip() for code in given if code.strip()))

    return check


Fields = Mapping[str, "Field | Mapping[str, Field]"]

FORM: Fields = {
    "channel": choice(noop("渠道"), terms.CHANNELS, required=True),
    "kind": choice(noop("联系类别"), terms.KINDS, required=True),
    "text": Field(noop("诉求内容"), words(5000)),
    "caller": {
        "name": Field(noop("来电人姓名"), words(60)),
        "phone": Field(noop("来电人电话"), phone),
        "sex": choice(noop("来电人性别"), terms.SEXES),
        "age_band": choice(noop("来电人年龄段"), terms.AGE_BANDS),
        "relation": choice(noop("与未成年人的关系"), terms.RELATIONS),
        "secret": Field(noop("要求保密"), yes_or_no),
        "wants_reply": Field(noop("需要答复"), yes_or_no),
        "safe_contact": Field(noop("安全联系方式"), words(200)),
        "safe_time": Field(noop("方便联系的时间"), words(100)),
        "unit": Field(noop("强制报告人所在单位"), words(120)),
    },
    "child": {
        "name": Field(noop("未成年人姓名"), words(60)),
        "sex": choice(noop("未成年人性别"), terms.SEXES),
        "birth_on": Field(noop("出生日期"), day),
        "age": Field(noop("估计年龄"), age),
        "id_number": Field(noop("公民身份号码"), citizen_id),
        "ethnicity": Field(noop("民族"), words(20)),
        "hukou": Field(noop("户籍地"), words(120)),
        "address": Field(noop("现住址"), words(200)),
        "school": Field(noop("学校"), words(120)),
        "grade": Field(noop("年级班级"), words(40)),
        "guardians": Field(noop("监护人"), words(200)),
        "living": Field(noop("生活状况"), words(300)),
        "health": Field(noop("残疾或疾病"), words(200)),
        "group": choice(noop("儿童类别"), terms.CHILD_GROUPS),
        "language": Field(noop("语言或方言"), words(40)),
        "knows_of_call": choice(noop("本人知道此次来电"), terms.ANSWERS),
        "wish": Field(noop("儿童意愿"), words(500)),
    },
    "suspect": {
        "name": Field(noop("疑似侵害人姓名"), words(60)),
        "sex": choice(noop("疑似侵害人性别"), terms.SEXES),
        "age": Field(noop("疑似侵害人年龄"), age),
        "relation": Field(noop("疑似侵害人与未成年人的关系"), words(60)),
        "lives_with_child": choice(noop("与未成年人同住"), terms.ANSWERS),
        "works_with_minors": choice(noop("从事密切接触未成年人的工作"), terms.ANSWERS),
        "whereabouts": Field(noop("疑似侵害人现在何处"), words(200)),
    },
    "place": {
        "region_code": Field(noop("事发地"), words(12)),
        "address": Field(noop("详细地址"), words(200)),
        "kind": choice(noop("场所类别"), terms.PLACE_KINDS),
    },
    "other_places": Field(noop("涉及的其他地区"), codes(20)),
    "event": {
        "happened": Field(noop("发生时间"), words(100)),
        "duration": choice(noop("一次或持续"), terms.DURATIONS),
        "injuries": Field(noop("伤情"), words(500)),
        "witnesses": Field(noop("在场或知情的人"), words(300)),
        "reported_elsewhere": Field(noop("是否已向其他部门反映"), words(300)),
        "evidence": Field(noop("证据"), words(300)),
    },
    "safety": {
        "child_safe": choice(noop("孩子现在安全吗"), terms.ANSWERS),
        "with_whom": Field(noop("孩子现在和谁在一起"), words(100)),
        "suspect_present": choice(noop("疑似侵害人在场吗"), terms.ANSWERS),
        "medical_need": choice(noop("需要就医吗"), terms.ANSWERS),
        "weapon": choice(noop("有凶器吗"), terms.ANSWERS),
    },
    "request_type": Field(noop("诉求性质"), words(40)),
    "category": Field(noop("事项分类"), words(60)),
    "urgency": Field(noop("紧急程度"), words(20)),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A form after checking: clean values by group, and the fault of each wrong field by its dotted name."""

    values: Mapping[str, Any]
    faults: Mapping[str, Refusal]


def checked(raw: Mapping[str, object], *, today: date) -> Checked:
    """Return the clean values of a form and what is wrong with it.

    Empty fields are left out. A form of a kind that carries a request needs words about it; a silent or dropped
    contact does not.
    """
    faults: dict[str, Refusal] = {}
    values = _group(FORM, raw, "", faults)
    if values.get("kind") not in terms.KINDS_WITHOUT_REQUEST and not values.get("text") and "text" not in faults:
        faults["text"] = REQUIRED.with_values(label=noop("诉求内容"))
    born = values.get("child", {}).get("birth_on")
    if born and date.fromisoformat(born) > today:
        faults["child.birth_on"] = IN_THE_FUTURE.with_values(label=noop("出生日期"))
    return Checked(values, faults)


def _group(
    fields: Mapping[str, Any], raw: Mapping[str, object], prefix: str, faults: dict[str, Refusal]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name in raw:
        if name not in fields:
            faults[f"{prefix}{name}"[:80]] = UNKNOWN_FIELD.with_values(value=str(name)[:40])
    for name, field in fields.items():
        given, full_name = raw.get(name), f"{prefix}{name}"
        if isinstance(field, Field):
            clean = _value(field, given)
            if isinstance(clean, Refusal):
                faults[full_name] = clean
            elif clean is not None:
                values[name] = clean
        elif isinstance(given, Mapping):
            if group := _group(field, given, f"{full_name}.", faults):
                values[name] = group
        elif given is not None:
            faults[full_name] = NOT_A_FORM.with_values(label=name)
    return values


def _value(field: Field, given: object) -> object:
    """Return the clean value of one field, None when it is empty and may be, or a Refusal."""
    if given is None or given in ("", []):
        return REQUIRED.with_values(label=field.label) if field.required else None
    clean = field.check(given, field.label)
    return None if clean == "" else clean
