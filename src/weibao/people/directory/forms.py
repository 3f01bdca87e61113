"""What people type on the pages of the directory; the rules say what is wrong with it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class UnitForm(forms.Form):
    """The words by which a unit is known."""

    name = forms.CharField(label=_("机构名称"), max_length=100)
    short_name = forms.CharField(label=_("机构简称"), max_length=60)
    phone = forms.CharField(label=_("办公电话"), max_length=40, required=False)


class PersonForm(forms.Form):
    """Somebody who joins a unit."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    title = forms.CharField(label=_("职务"), max_length=60, required=False)
    phone = forms.CharField(label=_("手机"), max_length=40, required=False, help_text=_("加密保存，查看时留下记录"))
