"""The sheet of one call back: what is asked of the caller; the rules say what is wrong with it."""

from django import forms

from weibao.oversight.evaluation.rules import Answers

_YES, _NO = "yes", "no"
_ANSWERS = {_YES: True, _NO: False}


class FollowUpForm(forms.Form):
    """One attempt to call back. Fields are plain texts, so that whatever was sent comes back as it was sent."""

    seen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    way = forms.CharField(required=False, initial="phone")
    reached = forms.CharField(required=False)
    contacted = forms.CharField(required=False)
    solved = forms.CharField(required=False)
    rating = forms.CharField(required=False)
    decision = forms.CharField(required=False)
    text = forms.CharField(required=False)

    @property
    def was_reached(self) -> bool | None:
        """Whether somebody was reached; None when that is not said."""
        return _ANSWERS.get(self.cleaned_data["reached"])

    @property
    def answers(self) -> Answers:
        """The answers; of somebody who was not reached there are none, whatever stands on the sheet."""
        if not self.was_reached:
            return Answers()
        given = self.cleaned_data
        return Answers(_ANSWERS.get(given["contacted"]), _ANSWERS.get(given["solved"]), given["rating"])
