"""The pages of the divisions: the tree and its dates, search with its sentences, what became of a code."""

import html
import re

import pytest

from weibao.foundation.kernel import makers
from weibao.foundation.kernel.actor import Actor, Level
from weibao.people.regions import changes

pytestmark = pytest.mark.django_db

LIN_JING = Actor(
    id=7,
    name="林静",
    login="linjing",
    unit_id=1,
    unit_name="四平市12345热线",
    unit_kind="line_12345",
    level=Level.CITY,
    region_code="220300",
    scope_path="/22/2203/",
    deeds=frozenset(),
)


@pytest.fixture
def read(settings):
    settings.MIDDLEWARE = makers.without_log_in(settings.MIDDLEWARE)
    client = makers.client(LIN_JING)

    def get(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status
        return html.unescape(answer.text)

    return get


def main_part(page: str) -> str:
    return page.split("<main")[1].split("</main>", maxsplit=1)[0]


def table(page: str) -> str:
    return page.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]


def test_nobody_sees_divisions_without_logging_in(client):
    answer = client.get("/regions/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login")


def test_the_first_page_lists_the_provinces(read):
    listed = table(read("/regions/"))

    assert listed.count("<tr") == 34
    assert "吉林省" in listed


def test_a_province_lists_its_cities_and_is_lit_at_the_left(read):
    page = read("/regions/220000")

    assert "延边朝鲜族自治州" in page
    assert 'href="/regions/220000" aria-current="page"' in page


def test_a_county_says_where_it_stands(read):
    page = main_part(read("/regions/220322"))

    assert '<a href="/regions/220000">吉林省</a>' in page
    assert '<a href="/regions/220300">四平市</a>' in page
    assert "梨树县" in page
    assert "县级" in page


def test_a_village_and_a_short_code_have_pages_too(read):
    assert "村级" in read("/regions/220302001001")
    assert "四平市" in read("/regions/2203")


def test_a_division_that_is_gone_says_until_when_and_what_it_is_now(read):
    page = main_part(read("/regions/220625"))

    assert "江源县（220625）用到2006年6月4日为止" in page
    assert 'href="/regions/220605"' in page
    assert "国函〔2006〕44号" in page


def test_what_was_under_a_division_that_is_gone_is_shown_as_it_was(read):
    page = main_part(read("/regions/341400"))

    assert "居巢区" in page
    assert "庐江县" in page


def test_a_code_that_was_given_anew_shows_both_of_its_names(read):
    page = main_part(read("/regions/500110"))

    assert "这个代码先后是" in page
    assert "万盛区" in page
    assert "綦江区" in page


def test_the_tree_is_shown_as_it_was_on_a_day(read):
    assert "宣武区" not in table(read("/regions/110000"))
    assert "宣武区" in table(read("/regions/110000?on=2009-01-01"))


def test_the_day_goes_with_the_links(read):
    assert 'href="/regions/110104?on=2009-01-01"' in read("/regions/110000?on=2009-01-01")


def test_a_search_lists_full_names(read):
    assert "吉林省四平市梨树县" in table(read("/regions/?q=梨树县"))


def test_a_search_with_too_many_answers_says_how_many_there_are(read):
    page = main_part(read("/regions/?q=城"))

    assert table(page).count("<tr") == 200
    assert "只列出前 200 个" in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("不存在", "没有找到名称含“不存在”的行政区划"),
        ("江源县", "现为吉林省白山市江源区（220605）"),
        ("220301", "汇总码"),
        ("<b>x</b>", "没有找到名称含“<b>x</b>”的行政区划"),
    ],
)
def test_a_search_without_an_answer_says_why(read, query, sentence):
    page = main_part(read(f"/regions/?q={query}"))

    assert sentence in page
    assert "<tbody>" not in page


def test_what_was_typed_is_escaped(settings):
    settings.MIDDLEWARE = makers.without_log_in(settings.MIDDLEWARE)

    page = makers.client(LIN_JING).get("/regions/", {"q": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/regions/999999", "没有区划代码999999"),
        ("/regions/220301", "汇总码"),
        ("/regions/abc", "不是区划代码"),
        ("/regions/220322?on=1999-01-01", "区划资料从2006年1月1日开始"),
    ],
)
def test_a_code_that_cannot_be_had_is_answered_with_its_sentence_and_the_search(read, address, sentence):
    page = main_part(read(address, 404))

    assert sentence in page
    assert 'role="search"' in page


def test_a_day_that_is_none_is_refused(read):
    assert "写得不对" in read("/regions/?on=x", 422)


def test_the_changes_are_listed_the_latest_first_and_by_province(read):
    newest = table(read("/regions/changes"))
    jilin = table(read("/regions/changes?province=220000"))

    assert newest.count("<tr") == 100
    assert newest.index("2023年") < newest.index("2019年")
    assert 0 < jilin.count("<tr") < 40
    assert "江源区" in jilin


def test_the_pages_of_changes_join_without_gap_or_repetition(read):
    address, seen = "/regions/changes", 0

    while address:
        page = read(address)
        seen += table(page).count("<tr")
        following = re.search(r'href="(\?[^"]+)" rel="next"', page)
        address = f"/regions/changes{following[1]}" if following else ""

    assert seen == len(changes.changes())


def test_a_province_without_changes_says_so(read):
    assert "没有记载的变更" in read("/regions/changes?province=810000")
