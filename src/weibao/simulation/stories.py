"""Short fictional stories over the whole category tree, with what is asked, done, replied and said on each of them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from weibao.simulation.chance import Chance

# Names that nobody takes for real ones; streets and phone numbers likewise exist nowhere.
_SURNAMES = "陈王李张刘赵孙周吴郑冯韩杨朱秦许何吕施"
_BOYS = ("小苗", "豆豆", "大山", "小松", "石头", "乐乐", "小满", "虎子")
_GIRLS = ("小果", "朵朵", "团团", "小禾", "苗苗", "小雨", "圆圆", "小麦")
_STREETS = ("松果街", "蒲公英路", "纸船胡同", "风筝路", "萤火虫街", "蜗牛巷", "云朵路", "小马驹街", "糖葫芦巷")
_ADDRESSED = {
    "parent": ("女士", "先生"),
    "grandparent": ("奶奶", "爷爷"),
    "neighbour": ("大婶", "大叔"),
    "relative": ("阿姨", "大伯"),
    "guardian": ("阿姨", "叔叔"),
    "teacher": ("老师",),
    "village_child_director": ("主任",),
    "passer_by": ("女士", "先生"),
    "other": ("女士", "先生"),
}


class StoryError(Exception):
    """A file of stories holds something that no story has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story as it is written, with places for names: ``{child}``, ``{he}``, ``{street}``.

    A story that is answered at once has an ``answer`` (and what it ``cites``), one that is not for the line the ground
    in ``not_accepted`` and what the caller is ``told``; every other has ``task``, ``progress`` and ``reply``. ``heard``
    is what the caller says when called back, ``unhappy`` the same when not content.
    """

    key: str
    type: str
    category: str
    text: str
    kind: str = "about_child"
    relation: str = "other"
    sex: str = ""
    group: str = ""
    place: str = ""
    duration: str = ""
    ages: tuple[int, ...] = ()
    answer: str = ""
    cites: str = ""
    not_accepted: str = ""
    told: str = ""
    task: str = ""
    progress: tuple[str, ...] = ()
    reply: str = ""
    result: str = ""
    heard: str = ""
    unhappy: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A story as one caller tells it: the registration form, and the words of those who work on it."""

    story: Story
    form: Mapping[str, Any]
    names: Mapping[str, str]

    def words(self, text: str) -> str:
        """Return one of the story's texts with the names filled in."""
        return text.format_map(self.names)


@cache
def stories() -> Mapping[str, Story]:
    """Return every story by its key. Raises StoryError when a file is faulty."""
    found: dict[str, Story] = {}
    for file in sorted(resources.files(__package__).joinpath("story_files").iterdir(), key=lambda file: file.name):
        for key, values in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if key in found:
                raise StoryError(f"{file.name}: {key} is told twice")
            lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
            try:
                found[key] = Story(key=key, **{**values, **lists})
            except TypeError as error:
                raise StoryError(f"{file.name}: {key}: {error}") from error
    return found


def tell(
    story: Story, *, region_code: str, chance: Chance, channel: str = "phone", other_places: Sequence[str] = ()
) -> Told:
    """Return the story as a fictional caller tells it about a place, and others that it touches."""
    surname = chance.one_of(_SURNAMES)
    sex = story.sex or chance.one_of(("female", "male"))
    street = chance.one_of(_STREETS)
    names = {
        "child": surname + chance.one_of(_GIRLS if sex == "female" else _BOYS),
        "he": "她" if sex == "female" else "他",
        "street": street,
    }
    form: dict[str, Any] = {
        "channel": channel,
        "kind": story.kind,
        "text": story.text.format_map(names),
        "request_type": story.type,
        "category": story.category,
        "place": {"region_code": region_code, "address": f"{street}{chance.whole(1, 199)}号"},
        "other_places": list(other_places),
        "caller": _caller(story, names["child"], chance),
    }
    if story.place:
        form["place"]["kind"] = story.place
    if story.ages:
        form["child"] = {
            "name": names["child"],
            "sex": sex,
            "age": chance.whole(story.ages[0], story.ages[-1]),
        }
        if story.group:
            form["child"]["group"] = story.group
    if story.duration:
        form["event"] = {"duration": story.duration}
    if story.kind in {"emergency", "child_about_self"}:
        form["safety"] = {"child_safe": chance.one_of(("yes", "unknown")), "medical_need": "no"}
    return Told(story, form, names)


def _caller(story: Story, child: str, chance: Chance) -> dict[str, Any]:
    caller: dict[str, Any] = {"phone": f"1380000{chance.whole(0, 9999):04d}", "relation": story.relation}
    if story.relation == "self":
        return caller | {"name": child, "secret": True, "safe_time": "放学后"}
    # Who reports on others often wants to stay unnamed.
    if story.type == "report" and chance.happens(0.4):
        return caller | {"secret": True}
    return caller | {"name": chance.one_of(_SURNAMES) + chance.one_of(_ADDRESSED[story.relation])}
