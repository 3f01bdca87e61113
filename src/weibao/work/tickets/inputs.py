"""What programs send to the endpoints of contacts and tickets; the limits of each field are the form's own."""

from typing import Literal

from pydantic import Field, StrictBool, StrictInt

from weibao.advice.policy import api as policy
from weibao.foundation.kernel.endpoints import Given


class Caller(Given):
    """Who called; everything may be withheld."""

    name: str | None = None
    phone: str | None = None
    sex: str | None = None
    age_band: str | None = None
    relation: str | None = None
    secret: StrictBool | None = None
    wants_reply: StrictBool | None = None
    safe_contact: str | None = None
    safe_time: str | None = None
    unit: str | None = None


class Child(Given):
    """The child concerned, as far as known."""

    name: str | None = None
    sex: str | None = None
    birth_on: str | None = None
    age: StrictInt | None = None
    id_number: str | None = None
    ethnicity: str | None = None
    hukou: str | None = None
    address: str | None = None
    school: str | None = None
    grade: str | None = None
    guardians: str | None = None
    living: str | None = None
    health: str | None = None
    group: str | None = None
    language: str | None = None
    knows_of_call: str | None = None
    wish: str | None = None


class Suspect(Given):
    """The suspected harmer."""

    name: str | None = None
    sex: str | None = None
    age: StrictInt | None = None
    relation: str | None = None
    lives_with_child: str | None = None
    works_with_minors: str | None = None
    whereabouts: str | None = None


class Place(Given):
    """Where it happened."""

    region_code: str | None = None
    address: str | None = None
    kind: str | None = None


class Event(Given):
    """What happened, beyond the story."""

    happened: str | None = None
    duration: str | None = None
    injuries: str | None = None
    witnesses: str | None = None
    reported_elsewhere: str | None = None
    evidence: str | None = None


class Safety(Given):
    """The safety check."""

    child_safe: str | None = None
    with_whom: str | None = None
    suspect_present: str | None = None
    medical_need: str | None = None
    weapon: str | None = None


class ContactIn(Given):
    """A contact to register, in the groups of the registration form."""

    channel: str
    kind: str
    text: str = ""
    caller: Caller | None = None
    child: Child | None = None
    suspect: Suspect | None = None
    place: Place | None = None
    other_places: list[str] | None = None
    event: Event | None = None
    safety: Safety | None = None
    request_type: str | None = None
    category: str | None = None
    urgency: str | None = None


class Seen(Given):
    """``seen`` is the version of the ticket that the one who acts has before them; an older one is refused."""

    seen: StrictInt | None = None


class AnswerIn(Seen):
    """An answer given at once; ``cites`` names the rule or article it rests on."""

    text: str
    cites: str = ""
    way: str = "on_call"


class NotAcceptIn(Seen):
    """Why the matter is not for the hotline, and what the caller was told."""

    ground: str
    told: str


class ReferUpIn(Seen):
    """Why the matter goes up: offline_work, hard or province_duty."""

    ground: str
    opinion: str


class LimitIn(Given):
    """A time limit."""

    amount: StrictInt = Field(ge=1, le=3650)
    unit: policy.LimitUnit


class DispatchIn(Seen):
    """The unit that is to handle the ticket, what is asked of it, and by when."""

    unit_id: StrictInt = Field(ge=1, le=2**53)
    task: str
    limit: LimitIn | None = None


class TextIn(Seen):
    """Words."""

    text: str


class ReviewIn(Seen):
    """The reviewer's opinion."""

    opinion: str = ""


class ReplyIn(Seen):
    """What the caller was told, how, and with what result."""

    text: str
    result: str
    way: Literal["phone", "visit", "letter", "sms", "on_call", "not_wanted"]
    cites: str = ""


class ReasonIn(Seen):
    """A reason."""

    reason: str = ""
