"""Each rule of the checker broken once: the code it must answer with, and the text with the line at fault marked."""

from weibao.advice.policy.tests.broken import MARK

SIGN = f"""
[limit.sign]{MARK}
step = "sign"
limit = "1 working_days"
warn_before = "2 working_hours"
basis = "default"
"""
RATING = """
[rating.satisfied]{mark}
label = "满意"
label_en = "Satisfied"
rank = {rank}
satisfied = true
redo = {redo}
basis = "default"
"""
GROUND = """
[ground.{name}]{mark}
label = "需要线下处置"
label_en = "Work on site"
next_step = "{step}"
basis = "default"
"""
DUTY = """
[duty.{name}]{mark}
label = "职责"
label_en = "Duty"
kinds = {kinds}
basis = "default"
"""
CATEGORY = """
[category.{name}]{mark}
group = "{group}"
label = "类别"
label_en = "Category"
urgency = "{urgency}"
protection = "family"
{more}
basis = "default"
"""
ABUSE = """
[urgent_kind.abuse]{mark}
label = "虐待"
label_en = "Abuse"
lines = {lines}
filed = true
basis = "default"
"""
CATALOGUE = """
[catalogue.{name}]{mark}
lead = [{lead}]
basis = "default"
"""
VERSION = """
[[duty.intake]]{mark}
label = "受理"
label_en = "Intake"
kinds = {{ city = ["line_12345"] }}
{days}
basis = "default"
"""


def duty(name: str, kinds: str) -> str:
    return DUTY.format(name=name, kinds=kinds, mark=MARK)


def category(name: str = "new_harm", group: str = "safety", urgency: str = "normal", more: str = "") -> str:
    return CATEGORY.format(name=name, group=group, urgency=urgency, more=more, mark=MARK)


BREAKAGES = {
    # what stands in the file
    "not_toml": f"\n[duty.intake{MARK}\n",
    "written_with_an_unknown_key": ("unknown_key", SIGN.replace(MARK, "") + f"warns = 3 {MARK}\n"),
    "an_unknown_section": ("unknown_key", f'\n[dutie.intake]{MARK}\nlabel = "受理"\n'),
    "a_missing_value": ("missing_key", SIGN.replace('limit = "1 working_days"\n', "")),
    "no_basis": ("no_basis", SIGN.replace('basis = "default"\n', "")),
    "a_basis_on_an_unlisted_text": (
        "unknown_document",
        SIGN.replace(MARK, "").replace('"default"', f'{{ document = "gossip", article = "一" }} {MARK}'),
    ),
    "a_basis_without_an_article": (
        "no_article",
        SIGN.replace(MARK, "").replace('"default"', f'{{ document = "minors_law", article = "" }} {MARK}'),
    ),
    "a_basis_with_an_unknown_key": (
        "unknown_key",
        SIGN.replace(MARK, "").replace('"default"', f'{{ document = "minors_law", chapter = "" }} {MARK}'),
    ),
    "an_unknown_step": ("wrong_word", SIGN.replace(MARK, "").replace('step = "sign"', f'step = "sing" {MARK}')),
    "an_unknown_unit": (
        "wrong_span",
        SIGN.replace(MARK, "").replace('limit = "1 working_days"', f'limit = "1 fortnights" {MARK}'),
    ),
    "an_amount_of_nothing": (
        "wrong_span",
        SIGN.replace(MARK, "").replace('limit = "1 working_days"', f'limit = "0 working_days" {MARK}'),
    ),
    "a_number_that_is_a_word": ("wrong_type", RATING.format(mark="", rank=f'"two" {MARK}', redo="false")),
    "a_number_out_of_bounds": ("wrong_type", RATING.format(mark="", rank=f"0 {MARK}", redo="false")),
    "a_day_that_is_a_word": ("wrong_type", SIGN.replace(MARK, "") + f'valid_from = "2022-01-10" {MARK}\n'),
    "a_flag_that_is_a_number": ("wrong_type", RATING.format(mark="", rank=2, redo=f"1 {MARK}")),
    "a_time_that_is_a_word": (
        "wrong_type",
        f'\n[office_hours.standard]\nlabel = "工时"\nlabel_en = "Hours"\nopens = "nine" {MARK}\ncloses = 17:00:00\n'
        'basis = "default"\n',
    ),
    "an_empty_name": ("wrong_type", RATING.format(mark="", rank=2, redo="false").replace('"满意"', f'" " {MARK}')),
    "a_tenth_reporting_situation": (
        "wrong_type",
        category(more=f"report_situations = [10] {MARK}").replace(MARK, "", 1),
    ),
    "a_word_where_a_list_of_texts_belongs": ("wrong_type", ABUSE.format(lines=f'"110" {MARK}', mark="")),
    "a_word_where_a_list_of_kinds_belongs": (
        "wrong_type",
        f'\n[catalogue.abuse]\nlead = "police" {MARK}\nbasis = "default"\n',
    ),
    "a_list_where_levels_belong": ("wrong_type", DUTY.format(name="intake", kinds=f'["line_12345"] {MARK}', mark="")),
    "an_unknown_level": (
        "wrong_word",
        DUTY.format(name="intake", kinds=f'{{ planet = ["line_12345"] }} {MARK}', mark=""),
    ),
    "an_unknown_kind_of_unit": (
        "wrong_word",
        DUTY.format(name="intake", kinds=f'{{ city = ["church"] }} {MARK}', mark=""),
    ),
    "an_unknown_key_on_a_level_of_the_catalogue": (
        "unknown_key",
        f'\n[catalogue.abuse]\nlead = ["police"]\nbasis = "default"\n[catalogue.abuse.county]{MARK}\nhelp = []\n',
    ),
    "a_basis_that_is_a_word": (
        "wrong_type",
        SIGN.replace(MARK, "").replace('"default"', f'"common sense" {MARK}'),
    ),
    "an_unknown_name_where_names_are_fixed": ("wrong_name", GROUND.format(name="mood", step="dispatch", mark=MARK)),
    "an_unknown_setting": (
        "wrong_name",
        f'\n[security.magic]{MARK}\nlabel = "魔法"\nlabel_en = "Magic"\nvalue = true\nbasis = "default"\n',
    ),
    "a_word_where_a_table_belongs": ("not_an_entry", f'duty = "everybody" {MARK}\n'),
    "a_value_where_an_entry_belongs": ("not_an_entry", f'\n[duty]\nintake = "everybody" {MARK}\n'),
    # days
    "versions_that_overlap": (
        "days_overlap",
        VERSION.format(mark="", days="valid_until = 2024-01-01")
        + VERSION.format(mark=MARK, days="valid_from = 2023-12-31"),
    ),
    "versions_with_a_gap": (
        "days_gap",
        VERSION.format(mark="", days="valid_until = 2024-01-01")
        + VERSION.format(mark=MARK, days="valid_from = 2024-01-02"),
    ),
    "a_version_that_ends_before_it_begins": (
        "days_reversed",
        VERSION.format(mark=MARK, days="valid_from = 2024-01-01\nvalid_until = 2023-01-01"),
    ),
    # names
    "a_category_in_an_unknown_group": ("unknown_name", category(group="weather")),
    "a_category_of_an_unknown_urgent_kind": ("unknown_name", category(more='urgent_kind = "thunder"')),
    "a_category_named_like_a_group": ("named_twice", category(name="safety")),
    "a_catalogue_line_for_nothing": (
        "unknown_name",
        CATALOGUE.format(name="weather", lead='"police"', mark=MARK),
    ),
    "an_urgent_kind_with_an_unknown_line": (
        "unknown_name",
        ABUSE.format(lines='["999"]', mark=MARK),
    ),
    "a_rung_with_an_unknown_ground": (
        "unknown_name",
        f'\n[supervision.circular]{MARK}\nlabel = "通报"\nlabel_en = "Circular"\nrank = 7\ntrigger = "by_decision"\n'
        'grounds = ["bad_luck"]\nbasis = "default"\n',
    ),
    "a_duty_for_a_unit_that_does_not_exist_there": ("no_such_unit", duty("intake", '{ city = ["village_committee"] }')),
    "a_catalogue_level_for_a_unit_that_does_not_exist_there": (
        "no_such_unit",
        f'\n[catalogue.abuse]{MARK}\nlead = ["police"]\nbasis = "default"\n[catalogue.abuse.county]\n'
        'lead = ["police", "village_committee"]\n',
    ),
    # completeness
    "a_category_without_a_route": (
        "no_route",
        f'\n[catalogue.abuse]{MARK}\nlead = ["protection_station"]\nbasis = "default"\n',
    ),
    "a_category_without_a_route_on_one_level": (
        "no_route",
        f'\n[catalogue.abuse]{MARK}\nlead = ["police"]\nbasis = "default"\n[catalogue.abuse.county]\nlead = []\n',
    ),
    "a_waiting_state_without_a_clock": (
        "no_clock",
        '\n[limit.review]\nwithdrawn = true\nbasis = "default"\n'
        f'\n[waiting.replied]{MARK}\nlabel = "待审核"\nlabel_en = "To be reviewed"\nclock = "review"\n'
        'turn = "reviewer"\nbasis = "default"\n',
    ),
    "an_urgent_kind_without_a_line": (
        "no_line",
        ABUSE.format(lines="[]", mark=MARK),
    ),
    "a_critical_category_of_no_urgent_kind": ("no_urgent_kind", category(urgency="critical")),
    "a_duty_that_nobody_has": ("nobody", duty("follow_up", "{}")),
    "a_duty_whose_level_has_no_unit": ("nobody", duty("follow_up", "{ city = [] }")),
    "a_referral_with_nobody_above": (
        "no_referral_above",
        DUTY.format(name="referral", kinds='{ county = ["civil_affairs"] }', mark="")
        + GROUND.format(name="offline_work", step="refer_up", mark=MARK),
    ),
    "a_level_that_dispatches_from_nowhere": (
        "no_source",
        f'\n[dispatch.city]{MARK}\nlabel = "派单"\nlabel_en = "Dispatch"\nsources = []\nbasis = "default"\n',
    ),
    # sense
    "a_warning_no_shorter_than_the_limit": ("warns_too_early", SIGN.replace('"2 working_hours"', '"8 working_hours"')),
    "two_limits_for_one_case": ("two_limits", SIGN.replace("limit.sign", "limit.sign_again")),
    "two_grades_of_one_rank": (
        "same_rank",
        RATING.format(mark=MARK, rank=1, redo="false").replace("satisfied]", "fair]"),
    ),
    "a_grade_missing_in_between": (
        "rank_hole",
        RATING.format(mark=MARK, rank=7, redo="false").replace("rating.satisfied", "rating.very_dissatisfied"),
    ),
    "a_satisfied_grade_that_reopens": ("satisfied_redo", RATING.format(mark=MARK, rank=2, redo="true")),
    "a_rung_that_waits_for_nothing": (
        "after_what",
        f'\n[supervision.urging_note]{MARK}\nlabel = "催办"\nlabel_en = "Urging"\nrank = 2\ntrigger = "after_due"\n'
        'basis = "default"\n',
    ),
    "an_office_that_closes_before_it_opens": (
        "opens_after_closing",
        f'\n[office_hours.standard]{MARK}\nlabel = "工时"\nlabel_en = "Hours"\nopens = 17:00:00\ncloses = 09:00:00\n'
        'basis = "default"\n',
    ),
    "an_owner_whose_region_is_too_small": (
        "owner_too_low",
        f'\n[ownership.cross_city]{MARK}\nlabel = "跨市"\nlabel_en = "Across cities"\nlevel = "city"\n'
        'basis = "default"\n',
    ),
    "a_closing_without_a_reply": (
        "closes_too_easily",
        f'\n[close_rule.standard]{MARK}\nlabel = "办结"\nlabel_en = "Closing"\nneeds_reply = false\n'
        'needs_follow_up = true\nreason_may_replace = true\nbasis = "default"\n',
    ),
}
