"""The form of a call back: whether anybody was reached, the three questions, and what follows."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from weibao.advice.policy import api as policy
from weibao.oversight.evaluation.rules import WAYS, Answers, Decision

_YES_NO = [("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))]
_BOOL = {"yes": True, "no": False}


class FollowUpForm(forms.Form):
    """One attempt; the rules decide what must be answered when."""

    seen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    way = forms.ChoiceField(label=gettext_lazy("回访方式"), choices=list(WAYS.items()))
    reached = forms.ChoiceField(label=gettext_lazy("联系到当事人了吗"), choices=_YES_NO, widget=forms.RadioSelect)
    contacted = forms.ChoiceField(
        label=gettext_lazy("承办单位联系过您吗（响应）"), choices=_YES_NO, required=False, widget=forms.RadioSelect
    )
    solved = forms.ChoiceField(
        label=gettext_lazy("诉求解决了吗（解决）"), choices=_YES_NO, required=False, widget=forms.RadioSelect
    )
    rating = forms.ChoiceField(label=gettext_lazy("对办理满意吗（满意）"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("当事人的话，或者理由"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 1000}),
    )
    decision = forms.ChoiceField(
        label=gettext_lazy("接下来"),
        widget=forms.RadioSelect,
        choices=[
            (Decision.CLOSE.value, gettext_lazy("办结")),
            (Decision.REDO.value, gettext_lazy("退回重办")),
            (Decision.LATER.value, gettext_lazy("再次回访")),
        ],
    )

    def __init__(self, *args: Any, profile: policy.Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grades = sorted(profile.ratings.all(), key=lambda grade: grade.rank)
        choices = [(grade.key, policy.label(grade, get_language())) for grade in grades]
        self.fields["rating"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def given(self) -> dict[str, Any]:
        """Return the cleaned values as the action takes them."""
        values = self.cleaned_data
        return {
            "way": values["way"],
            "reached": _BOOL[values["reached"]],
            "answers": Answers(_BOOL.get(values["contacted"]), _BOOL.get(values["solved"]), values["rating"]),
            "decision": values["decision"],
            "text": values["text"],
            "seen": values["seen"],
        }
