"""Journeys J1, J3 and J5 as people would go them, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Enter = Callable[..., Page]


def choose(page: Page, label: str, text: str, option: str) -> None:
    """Type into a field that looks things up, and take what it offers."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.press_sequentially(text, delay=20)
    page.locator(".wb-popup:visible button").filter(has_text=option).first.click()


def fill_in(page: Page, *, story: str, nature: str, category: str, place: str, full_place: str) -> None:
    page.goto("/register")
    page.get_by_label("诉求内容").fill(story)
    page.get_by_label("诉求性质").select_option(label=nature)
    choose(page, "事项分类", category, category)
    choose(page, "所在地区", place, full_place)


def finish(page: Page, key: str, **fields: str) -> str:
    """Open an ending of the registration with its key, fill it, send it, and return the ticket's number."""
    page.keyboard.press(key)
    ending = page.locator("details.desk-ending[open]")
    if ending.locator("select").count():
        ending.locator("select").select_option(index=1)
    for label, value in fields.items():
        ending.get_by_label(label).fill(value)
    ending.locator("button[type=submit]").click()
    expect(page.get_by_role("heading", name="登记完成")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("查询码")
    address = page.get_by_role("link", name="打开工单").get_attribute("href") or ""
    return address.rsplit("/", 1)[-1]


def do(page: Page, number: str, verb: str, **fields: str) -> None:
    """Open a ticket, press a verb, fill its drawer and send it."""
    page.goto(f"/tickets/{number}")
    page.get_by_role("group", name="可做的操作").get_by_role("button", name=verb).first.click()
    drawer = page.get_by_role("dialog")
    for label, value in fields.items():
        drawer.get_by_label(label).fill(value)
    drawer.locator("button[type=submit]").click()
    expect(drawer).to_be_hidden()
    page.wait_for_load_state()


def test_j1_a_mother_is_answered_at_once_with_the_source(enter: Enter):
    taker = enter("linjing")
    fill_in(
        taker,
        story="孩子爸爸服刑，妈妈失联，想问事实无人抚养儿童补贴怎么申请",
        nature="咨询",
        category="事实无人抚养",
        place="梨树县",
        full_place="四平市梨树县",
    )

    number = finish(taker, "F2", 答复内容="由监护人向乡镇政府申请，县级民政部门确认。", 引用依据="民发〔2019〕62号")

    taker.goto(f"/tickets/{number}")
    expect(taker.get_by_role("main")).to_contain_text("直接答复")
    expect(taker.get_by_role("main")).to_contain_text("民发〔2019〕62号")


def test_j3_a_hard_item_goes_up_to_the_province_down_to_the_county_and_home(enter: Enter):
    taker = enter("linjing")
    fill_in(
        taker,
        story="邻居家的孩子陈小苗放学后常常一个人等到很晚，家里没有大人，请上门看看",
        nature="求助",
        category="无人照料",
        place="梨树县",
        full_place="四平市梨树县",
    )
    number = finish(taker, "F6", 上报说明="需要入户核实")

    province = enter("chenmo")
    do(province, number, "派单", 办理要求="请核实照护情况并落实措施")
    expect(province.get_by_role("main")).to_contain_text("未保转〔")
    city = enter("mengxia")
    do(city, number, "签收")
    do(city, number, "派单", 办理要求="请今日入户")
    county = enter("suhe")
    do(county, number, "签收")
    do(county, number, "反馈进展", 进展情况="已和村委会约定上门")
    handler = enter("tianye")
    do(handler, number, "答复", 答复内容="奶奶已同意照料，村里每周看望")
    do(province, number, "审核通过", 审核意见="处置得当")
    caller_back = enter("heqing")
    caller_back.goto(f"/tickets/{number}")
    caller_back.get_by_role("group", name="可做的操作").get_by_role("button", name="回访").first.click()
    drawer = caller_back.get_by_role("dialog")
    for said in ("电话", "联系到了", "联系过", "已解决", "非常满意", "办结"):
        drawer.get_by_role("radio", name=said, exact=True).check()
    drawer.locator("button[type=submit]").click()
    expect(drawer).to_be_hidden()

    caller_back.goto(f"/tickets/{number}")
    expect(caller_back.get_by_role("main")).to_contain_text("已办结")
    expect(caller_back.get_by_role("main")).to_contain_text("满意度：非常满意")


@pytest.mark.parametrize(
    ("place", "full_place", "other", "full_other", "owner"),
    [
        ("梨树县", "四平市梨树县", "伊通", "四平市伊通满族自治县", "吉林省四平市"),
        ("梨树县", "四平市梨树县", "九台", "长春市九台区", "吉林省"),
        ("梨树县", "四平市梨树县", "昌图", "铁岭市昌图县", "辽宁省"),
    ],
)
def test_j5_who_owns_a_matter_follows_from_the_places_it_touches(
    enter: Enter, place: str, full_place: str, other: str, full_other: str, owner: str
):
    taker = enter("linjing")
    fill_in(
        taker,
        story="孩子在两地之间来回，两边都没有人管",
        nature="求助",
        category="无人照料",
        place=place,
        full_place=full_place,
    )

    choose(taker, "涉及的其他地区", other, full_other)

    expect(taker.get_by_role("region", name="路由建议")).to_contain_text(owner)
