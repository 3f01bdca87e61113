"""The pages of the rules: each with its basis and days, the category tree, search, print, and who may read them."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from weibao.advice.policy import api as policy
from weibao.advice.policy import presenting
from weibao.advice.policy.reading import READ
from weibao.foundation.kernel import makers
from weibao.foundation.kernel.actor import Actor, Level

pytestmark = pytest.mark.django_db

ZHAO_MIN = Actor(
    id=8,
    name="赵敏",
    login="zhaomin",
    unit_id=2,
    unit_name="梨树县民政局",
    unit_kind="civil_affairs",
    level=Level.COUNTY,
    region_code="220322",
    scope_path="/22/2203/220322/",
    deeds=frozenset({READ}),
)
ON = date(2026, 11, 22)


@pytest.fixture
def read(settings):
    settings.MIDDLEWARE = makers.without_log_in(settings.MIDDLEWARE)

    def get(address: str, status: int = 200, by: Actor | None = ZHAO_MIN, language: str = "zh-hans") -> str:
        answer = makers.client(by).get(address, headers={"accept-language": language})
        assert answer.status_code == status
        return html.unescape(answer.text)

    return get


def main_part(page: str) -> str:
    return page.split("<main")[1].split("</main>", maxsplit=1)[0]


def test_nobody_sees_the_rules_without_logging_in(client):
    assert client.get("/rules/").status_code == 302


@pytest.mark.parametrize("address", ["/rules/", "/rules/limit", "/rules/categories", "/rules/print", "/rules/?q=退单"])
def test_whoever_may_not_read_the_rules_is_told_so(read, address):
    page = read(address, 403, replace(ZHAO_MIN, deeds=frozenset()))

    assert "您没有查看规则及依据的权限" in page


def test_the_page_names_the_profile_and_lists_every_sort(read):
    page = main_part(read("/rules/"))

    assert "吉林省（依托12345热线）" in page
    for sort in presenting.sorts(policy.active(), "zh-hans", ON):
        if sort.section not in presenting.TREE:
            assert f'href="/rules/{sort.section}"' in page


def test_every_rule_in_force_is_on_some_page_under_the_address_that_links_use(read):
    for group in policy.rule_rows(policy.active(), on=ON):
        address = reverse("policy:categories") if group.section in presenting.TREE else f"/rules/{group.section}"
        found = set(re.findall(r'id="([^"]+)"', main_part(read(f"{address}?on={ON}"))))
        assert {f"{row.section}.{row.key}" for row in group.rows if row.in_force} <= found


def test_a_rule_shows_the_article_it_rests_on(read):
    page = main_part(read("/rules/duty"))

    assert "吉民发〔2022〕2号 二（二）1" in page
    assert "2022年1月10日起" in page


def test_a_rule_that_no_text_settles_is_marked_as_a_default(read):
    assert "缺省：文件未规定" in main_part(read("/rules/limit"))


def test_a_search_finds_rules_of_all_sorts_by_all_of_its_words(read):
    page = main_part(read("/rules/?q=回访 国办发"))

    assert "查找结果" in page
    assert "/rules/close_rule#close_rule.standard" in page
    assert 'id="limit.sign"' not in page


def test_a_category_that_is_found_leads_into_the_tree(read):
    assert "/rules/categories#category.left_alone" in read("/rules/?q=无人照料")


def test_a_search_that_finds_nothing_says_what_to_do(read):
    assert "没有找到这样的规则" in read("/rules/?q=zzz")


def test_what_was_typed_is_escaped(settings):
    settings.MIDDLEWARE = makers.without_log_in(settings.MIDDLEWARE)

    page = makers.client(ZHAO_MIN).get("/rules/", {"q": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page


def test_the_tree_shows_units_urgency_and_situations_of_a_category(read):
    page = main_part(read("/rules/categories"))
    line = page.split('id="category.left_alone"')[1].split("</tr>")[0]

    assert "无人照料" in line
    assert "民政部门" in line
    assert "强制报告情形 6" in line
    assert "紧急" in line


def test_a_category_without_a_line_of_its_own_shows_the_units_of_its_group():
    profile = policy.active()
    branches = presenting.tree(profile, "zh-hans", ON)
    inherited = [
        (branch, leaf) for branch in branches for leaf in branch.leaves if leaf.catalogue is None and branch.catalogue
    ]

    assert inherited
    assert all(leaf.lead == branch.lead for branch, leaf in inherited)


def test_the_tree_has_every_category():
    branches = presenting.tree(policy.active(), "zh-hans", ON)

    shown = {leaf.category.key for branch in branches for leaf in branch.leaves}
    assert shown == {category.key for category in policy.active().categories.all(ON)}


@pytest.mark.parametrize("address", ["/rules/nothing", "/rules/category", "/rules/catalogue"])
def test_a_sort_without_a_page_of_its_own_is_not_found(read, address):
    read(address, 404)


def test_a_day_before_the_rules_came_into_force_is_refused(read):
    assert "起施行" in read("/rules/?on=2010-01-01", 422)
    assert "写得不对" in read("/rules/?on=never", 422)


def test_the_day_goes_with_the_links(read):
    page = main_part(read("/rules/?on=2026-01-01"))

    assert 'href="/rules/limit?on=2026-01-01"' in page
    assert 'value="2026-01-01"' in page


def test_a_version_that_is_over_keeps_its_place_beside_the_one_in_force():
    row = next(row for row in policy.rule_rows(policy.active(), on=ON)[0].rows if row.in_force)
    old = replace(row, valid_from=date(2020, 1, 1), valid_until=date(2022, 1, 10), in_force=False)
    coming = replace(row, valid_from=date(2030, 1, 1), in_force=False)

    lines = [presenting.line(each, "", {}, ON, is_first=each is row) for each in (row, old, coming)]

    assert [line.state for line in lines] == ["", "over", "coming"]
    assert [line.last_day for line in lines] == [None, date(2022, 1, 9), None]
    assert len({line.anchor for line in lines}) == 3


def test_the_paper_has_every_rule_in_force(read):
    page = read("/rules/print")

    assert page.count("<tr>") == sum(
        row.in_force for group in policy.rule_rows(policy.active(), on=ON) for row in group.rows
    )


def test_the_rules_are_said_in_english_to_who_reads_english(read):
    page = main_part(read("/rules/urgency", language="en"))

    assert "Critical" in page
    assert "Jilin, on the 12345 line" in page


def test_a_label_is_chosen_by_language_and_chinese_where_there_is_none():
    category = policy.active().category("left_alone")

    assert policy.label(category, "zh-hans") == policy.label(category, None) == policy.label(category) == "无人照料"
    assert policy.label(category, "en") == "Left without care"


def test_the_page_asks_the_database_nothing(read, django_assert_max_num_queries):
    with translation.override("zh-hans"), django_assert_max_num_queries(3):  # the savepoint and the row scope
        read("/rules/limit")
