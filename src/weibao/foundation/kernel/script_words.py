"""The sentences that the scripts of a page say; the page hands them over in the reader's language."""

from functools import lru_cache

import orjson
from django.utils import translation
from django.utils.translation import gettext


@lru_cache(maxsize=8)
def in_language(language: str) -> str:
    """Return all sentences as a JSON object, in ``language``; their ``{places}`` are filled in by the scripts."""
    with translation.override(language):
        return orjson.dumps(_words()).decode()


def _words() -> dict[str, str]:
    return {
        "saved": gettext("草稿已保存 {time}"),
        "kept": gettext("网络中断，草稿已留在本机 {time}"),
        "restored": gettext("已恢复 {time} 未提交的内容"),
        "drop": gettext("放弃恢复"),
        "failed": gettext("没有成功，请稍后再试"),
        "offline": gettext("网络已断开，恢复后会自动继续"),
        "online": gettext("网络已恢复"),
        "expired": gettext("登录已超时"),
        "expired_text": gettext("已填的内容没有丢失。请在新窗口重新登录，然后回到这里继续。"),
        "sign_in": gettext("重新登录"),
        "again": gettext("已重新登录，可以继续"),
        "close": gettext("关闭"),
        "close_tab": gettext("关闭 {title}"),
        "keys": gettext("快捷键"),
        "nothing": gettext("没有找到"),
        "whole": gettext("选择 {name}"),
        "left": gettext("剩 {span}"),
        "over": gettext("超 {span}"),
        "days": gettext("{n}天"),
        "hours": gettext("{n}小时"),
        "minutes_more": gettext("{n}分"),
        "minutes": gettext("{n}分钟"),
        "key_search": gettext("搜索"),
        "key_rows": gettext("上一行、下一行"),
        "key_open": gettext("打开整页"),
        "key_drawer": gettext("在侧栏查看"),
        "key_close": gettext("关闭侧栏、取消"),
        "key_tabs": gettext("前一个、后一个页签"),
        "key_help": gettext("这张表"),
    }
