"""What people type on the pages of access, checked for form; the rules decide the rest."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weibao.foundation.kernel import clock
from weibao.people.access.roles import ADMINISTRATORS, LABELS, Role
from weibao.people.directory import api as directory


class UnitField(forms.CharField):
    """A unit by its name, short name or code; several that fit are offered in the error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the unit that was meant."""
        text = super().clean(value)
        found = directory.search_units(text, limit=8)
        exact = [unit for unit in found if text in {unit.name, unit.short_name}]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if not found:
            raise forms.ValidationError(_("没有找到这个单位"))
        offered = "、".join(unit.name for unit in (exact or found)[:4])
        raise forms.ValidationError(_("有多个单位符合，请写全称，例如：%(names)s"), params={"names": offered})


class AccountForm(forms.Form):
    """A new account with the person it is for."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    unit = UnitField(label=_("所在单位"), help_text=_("全称或简称，例如：梨树县民政局"))
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    login = forms.CharField(label=_("用户名"), max_length=60, help_text=_("小写字母、数字或 . _ -，3 个字符以上"))


class GrantForm(forms.Form):
    """A grant, perhaps until the end of a day."""

    role = forms.ChoiceField(
        label=_("角色"),
        choices=[
            (_("业务岗位"), [(role.value, LABELS[role]) for role in Role if role not in ADMINISTRATORS]),
            (_("管理岗位（三员分立）"), [(role.value, LABELS[role]) for role in Role if role in ADMINISTRATORS]),
        ],
    )
    unit = UnitField(label=_("单位"), help_text=_("全称或简称，例如：梨树县民政局"))
    until = forms.DateField(
        label=_("截止日期"),
        required=False,
        help_text=_("到当天结束为止；不填则一直有效"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def active_until(self) -> datetime | None:
        """Return the instant at which the grant ends: the end of the day given."""
        until: date | None = self.cleaned_data["until"]
        if until is None:
            return None
        return datetime.combine(until, time.max, tzinfo=clock.SHANGHAI).replace(microsecond=0)
