"""The forms of the verbs: what is asked of the person; the actions say what is wrong with it."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import get_language, gettext_lazy

from weibao.advice.policy import api as policy
from weibao.advice.routing import api as routing
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.actor import Actor
from weibao.people.directory import api as directory
from weibao.people.regions import api as regions
from weibao.work.tickets.actions.working import REPLY_WAYS
from weibao.work.tickets.models import Ticket
from weibao.work.tickets.states import Verb

Choices = list[tuple[str, object]]


class VerbForm(forms.Form):
    """What every verb carries: the version of the ticket that the person has before them."""

    seen = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: object, ticket: Ticket, by: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.profile = policy.load(ticket.profile)
        self.prepare(ticket, by)

    def prepare(self, ticket: Ticket, by: Actor) -> None:
        """Fill the choices that depend on the ticket and on who asks."""


def _words(label: object, *, rows: int = 4, longest: int = 4000, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # a lazy text
        max_length=longest,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}),
    )


def _labelled(table: "policy.Table[policy.Labelled]") -> Choices:
    return [(rule.key, policy.label(rule, get_language())) for rule in table.all()]


class AnswerForm(VerbForm):
    """An answer given at once."""

    text = _words(gettext_lazy("答复内容"), rows=6)
    cites = forms.CharField(label=gettext_lazy("引用依据"), max_length=300, required=False)
    way = forms.ChoiceField(label=gettext_lazy("答复方式"), initial="on_call")

    def prepare(self, ticket: Ticket, by: Actor) -> None:  # noqa: ARG002 - the same for everybody
        """Offer the ways of answering."""
        self.fields["way"].choices = list(REPLY_WAYS.items())  # type: ignore[attr-defined]  # a choice field


class NotAcceptForm(VerbForm):
    """Why the matter is not for the hotline, and what the caller was told."""

    ground = forms.ChoiceField(label=gettext_lazy("不予受理的理由"))
    told = _words(gettext_lazy("告知内容（为什么、可以找谁）"))

    def prepare(self, ticket: Ticket, by: Actor) -> None:  # noqa: ARG002 - the same for everybody
        """Offer the profile's grounds."""
        self.fields["ground"].choices = _labelled(self.profile.not_accepted_grounds)  # type: ignore[attr-defined]


class ReferUpForm(VerbForm):
    """Why the matter goes up."""

    ground = forms.ChoiceField(label=gettext_lazy("上报理由"), widget=forms.RadioSelect)
    opinion = _words(gettext_lazy("上报说明"))

    def prepare(self, ticket: Ticket, by: Actor) -> None:  # noqa: ARG002 - the same for everybody
        """Offer the profile's grounds."""
        self.fields["ground"].choices = _labelled(self.profile.grounds)  # type: ignore[attr-defined]


class DispatchForm(VerbForm):
    """The unit that is to handle the ticket, what is asked of it, and by when."""

    unit = forms.ChoiceField(label=gettext_lazy("承办单位"))
    task = _words(gettext_lazy("办理要求"))
    limit_amount = forms.IntegerField(label=gettext_lazy("时限"), required=False, min_value=1, max_value=365)
    limit_unit = forms.ChoiceField(label=gettext_lazy("时限单位"), required=False)

    advice: routing.RoutingAdvice
    rule: policy.LimitRule

    def prepare(self, ticket: Ticket, by: Actor) -> None:
        """Offer the proposed units first, then those of the office's own region and the level below."""
        here = directory.unit(by.unit)
        on = clock.day_of(clock.now())
        self.advice = routing.advise(
            routing.RoutingFacts(
                places=(ticket.region_code,) if ticket.region_code else (),
                request_type=policy.RequestType(ticket.request_type),
                category=ticket.category,
                urgency=policy.Urgency(ticket.urgency),
                at_level=here.level,
                at_region=here.region_code,
                at_kind=here.kind,
                at_unit=here.id,
                on=on,
                assessed=True,
            ),
            self.profile,
            directory.find_units,
        )
        proposed = [(str(each.unit.id), each.unit.name) for each in self.advice.proposals]
        known = {key for key, _ in proposed} | {str(here.id)}
        groups: Choices = [(str(gettext_lazy("建议")), proposed)] if proposed else []
        for title, units in (
            (gettext_lazy("下级民政部门"), self._below(here)),
            (gettext_lazy("本级部门"), directory.units_of_region(here.region_code)),
        ):
            offered = [(str(unit.id), unit.name) for unit in units if str(unit.id) not in known]
            if offered:
                groups.append((str(title), offered))
        self.fields["unit"].choices = groups  # type: ignore[attr-defined]
        self.rule = self.profile.limit(
            step=policy.Step.HANDLE,
            request_type=policy.RequestType(ticket.request_type),
            urgency=policy.Urgency(ticket.urgency),
            on=on,
        )
        self.fields["limit_unit"].choices = [  # type: ignore[attr-defined]
            (unit.value, policy.word(unit, get_language() or "zh"))
            for unit in (policy.LimitUnit.WORKING_DAYS, policy.LimitUnit.NATURAL_DAYS, policy.LimitUnit.HOURS)
        ]

    def _below(self, here: directory.UnitRow) -> list[directory.UnitRow]:
        found = []
        for division in regions.children(here.region_code):
            found += directory.find_units(directory.UnitKind.CIVIL_AFFAIRS, division.code)
            if here.region_code.endswith("0000"):
                for county in regions.children(division.code):
                    found += directory.find_units(directory.UnitKind.CIVIL_AFFAIRS, county.code)
        return found

    @property
    def limit(self) -> policy.Span | None:
        """The limit that the office set, or None for the profile's."""
        amount = self.cleaned_data.get("limit_amount")
        return policy.Span(amount, policy.LimitUnit(self.cleaned_data["limit_unit"])) if amount else None


class SignForm(VerbForm):
    """Nothing but the signature."""


class ProgressForm(VerbForm):
    """What has been done so far."""

    text = _words(gettext_lazy("进展情况"), rows=6)


class ReplyForm(VerbForm):
    """What the caller was told, how, and with what result."""

    text = _words(gettext_lazy("答复内容"), rows=6)
    result = forms.ChoiceField(label=gettext_lazy("办理结果"))
    way = forms.ChoiceField(label=gettext_lazy("答复方式"))
    cites = forms.CharField(label=gettext_lazy("引用依据"), max_length=300, required=False)

    def prepare(self, ticket: Ticket, by: Actor) -> None:  # noqa: ARG002 - the same for everybody
        """Offer the profile's kinds of result and the ways of replying."""
        self.fields["result"].choices = _labelled(self.profile.results)  # type: ignore[attr-defined]
        self.fields["way"].choices = list(REPLY_WAYS.items())  # type: ignore[attr-defined]


class ReviewForm(VerbForm):
    """The reviewer's opinion."""

    opinion = _words(gettext_lazy("审核意见"), required=False)


class RedoForm(VerbForm):
    """Why the work is to be done again."""

    reason = _words(gettext_lazy("退回理由"))


class CloseForm(VerbForm):
    """What is said at the end; a reason where nobody was called back."""

    reason = _words(gettext_lazy("办结说明（未回访的须写明理由）"), longest=1000, required=False)


class NoteForm(VerbForm):
    """A remark."""

    text = _words(gettext_lazy("备注"), longest=2000)


FORMS: Mapping[Verb, type[VerbForm]] = {
    Verb.ANSWER: AnswerForm,
    Verb.NOT_ACCEPT: NotAcceptForm,
    Verb.REFER_UP: ReferUpForm,
    Verb.DISPATCH: DispatchForm,
    Verb.SIGN: SignForm,
    Verb.REPORT_PROGRESS: ProgressForm,
    Verb.REPLY: ReplyForm,
    Verb.REVIEW: ReviewForm,
    Verb.REDO: RedoForm,
    Verb.CLOSE: CloseForm,
    Verb.NOTE: NoteForm,
}


class RevealForm(forms.Form):
    """Why masked values are to be read in full."""

    reason = forms.CharField(label=gettext_lazy("查看理由"), min_length=2, max_length=200)


class ViewForm(forms.Form):
    """The name of a set of filters."""

    name = forms.CharField(label=gettext_lazy("视图名称"), max_length=40)
