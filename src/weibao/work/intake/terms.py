"""The closed lists of the registration form, each value with its official Chinese term (forms.md sections 1 and 2)."""

from weibao.foundation.kernel.refusals import noop

CHANNELS = {
    "phone": noop("电话"),
    "sms": noop("短信"),
    "web": noop("网站"),
    "app": noop("移动应用"),
    "wechat": noop("微信"),
    "mail": noop("电子邮件"),
    "letter": noop("来信"),
    "walk_in": noop("来访"),
    "transfer_110": noop("110 转来"),
    "transfer_line": noop("其他热线转来"),
    "department": noop("部门转来"),
}

KINDS = {
    "child_about_self": noop("未成年人本人"),
    "about_child": noop("他人反映"),
    "emergency": noop("紧急情况"),
    "question": noop("提问"),
    "silent": noop("沉默来电"),
    "hang_up": noop("接通即挂断"),
    "abusive": noop("骚扰来电"),
    "thanks": noop("致谢"),
}

# Contacts of these kinds carry no request: they are counted, and no ticket is opened for them.
KINDS_WITHOUT_REQUEST = frozenset({"silent", "hang_up", "abusive", "thanks"})

RELATIONS = {
    "self": noop("本人"),
    "parent": noop("父母"),
    "guardian": noop("其他监护人"),
    "grandparent": noop("祖父母、外祖父母"),
    "relative": noop("其他亲属"),
    "neighbour": noop("邻居"),
    "teacher": noop("教师"),
    "doctor": noop("医务人员"),
    "village_child_director": noop("儿童主任"),
    "police": noop("民警"),
    "friend": noop("同学、朋友"),
    "passer_by": noop("路人"),
    "anonymous": noop("匿名"),
    "other": noop("其他"),
}

# GB/T 2261.1-2003
SEXES = {"unknown": noop("未知"), "male": noop("男"), "female": noop("女"), "not_stated": noop("未说明")}

AGE_BANDS = {
    "under_14": noop("14 周岁以下"),
    "from_14_to_17": noop("14 至 17 周岁"),
    "from_18_to_59": noop("18 至 59 周岁"),
    "from_60": noop("60 周岁以上"),
}

CHILD_GROUPS = {
    "orphan": noop("孤儿"),
    "de_facto_unattended_child": noop("事实无人抚养儿童"),
    "child_in_difficulty": noop("困境儿童"),
    "left_behind_child": noop("农村留守儿童"),
    "migrant_child": noop("流动儿童"),
    "street_child": noop("流浪乞讨未成年人"),
    "disabled_child": noop("残疾儿童"),
    "other": noop("其他"),
}

PLACE_KINDS = {
    "own_home": noop("家中"),
    "other_home": noop("他人家中"),
    "school": noop("学校"),
    "institution": noop("机构"),
    "public_place": noop("公共场所"),
    "online": noop("网络"),
    "other": noop("其他"),
}

DURATIONS = {"once": noop("一次"), "ongoing": noop("持续"), "unknown": noop("不清楚")}

ANSWERS = {"yes": noop("是"), "no": noop("否"), "unknown": noop("不清楚")}
