"""Made-up narratives and names: common words in nearly every story, rare ones in few, as in real text."""

import random
from dataclasses import dataclass

# Primes, so that the millionth ticket still meets a new pair of story and name.
STORIES = 19_997
NAMES = 30_011
PHONES = 50_021

_OPENINGS = (
    "来电人反映，孩子放学后经常独自在家",
    "邻居称孩子的父母长期在外务工，由奶奶照看",
    "老师反映学生近一周没有到校上课",
    "母亲来电询问如何申请困难儿童补助",
    "孩子自述最近心情低落，不愿意上学",
)
_MIDDLE = (
    "家里老人身体不好，照看有困难",
    "学校已经联系过家长，电话一直无人接听",
    "村里的儿童主任上门走访过两次",
    "孩子身上没有发现外伤，情绪比较稳定",
    "家长希望有关部门尽快给予帮助",
    "孩子的户口还没有办理，影响入学",
    "父亲近期失业，家庭没有固定收入",
    "孩子平时喜欢画画，愿意和社工交流",
    "社区已经送去米面油和棉衣",
    "来电人不愿意透露姓名，要求保密",
    "网吧老板允许未成年人深夜上网",
    "同班几个学生多次索要零花钱",
    "学校附近的小卖部向学生出售香烟",
    "孩子在游戏里充值了八千多元",
    "父母离婚后互相推诿抚养责任",
)
_RARE = [
    "跳棋",
    "风筝",
    "羊圈",
    "蜂蜜",
    "石桥",
    "粮仓",
    "渡口",
    "锅炉",
    "旱冰",
    "琴房",
    "砖窑",
    "鱼塘",
    "灯笼",
    "磨坊",
    "雪橇",
    "竹筐",
    "陶罐",
    "马厩",
    "花圃",
    "水塔",
    "钟楼",
    "菜窖",
    "木筏",
    "纸鸢",
    "驿站",
    "瓜棚",
    "麦垛",
    "油坊",
    "染缸",
    "窑洞",
    "苗圃",
    "冰窖",
    "泥塑",
    "皮影",
    "剪纸",
    "唢呐",
    "秧歌",
    "腊梅",
    "芦苇",
    "榆钱",
    "山楂",
    "榛子",
    "松塔",
    "蘑菇",
    "人参",
    "鹿场",
    "貂皮",
    "豆包",
    "冻梨",
    "爬犁",
]
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "明芳伟娜静敏强磊军洋勇艳杰娟涛超霞平刚桂英华玉兰红梅春丽秀云飞鹏辉宇晨曦浩然子涵梓萱雨桐欣怡佳琪思远"
    "嘉俊泽瑞雪莹婷悦宁安乐苗禾青松柏枫岚川海波"
)

FREQUENT = ("孩子", "学校", "家长", "父母", "来电")
USUAL = ("网吧", "香烟", "户口", "离婚", "画画", "棉衣", "游戏", "补助")
RARE = tuple(_RARE[:20])
ABSENT = ("鲸鱼", "火箭", "沙漠")


@dataclass(frozen=True, slots=True)
class Words:
    """What the loader multiplies into a million tickets, and what the search is asked for."""

    stories: list[str]
    names: list[str]


def words(*, seed: int = 7) -> Words:
    """Return the narratives (some 140 characters with the name) and distinct names of two and three characters."""
    chance = random.Random(seed)  # noqa: S311 - made-up text, not a secret
    stories = []
    for number in range(STORIES):
        middle = chance.sample(_MIDDLE, chance.choice((5, 6, 6, 7)))
        # The first rare word stands in half of the stories' twentieth part, the last in a handful.
        rank = min(int(chance.paretovariate(0.6)), 400)
        if rank <= len(_RARE):
            middle.insert(2, f"孩子常去{_RARE[len(_RARE) - rank]}附近玩")
        stories.append(f"{chance.choice(_OPENINGS)}，{'，'.join(middle)}。登记序号{number}。")
    names: dict[str, None] = {}
    while len(names) < NAMES:
        names[chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, chance.choice((1, 2, 2, 2))))] = None
    return Words(stories, list(names))
