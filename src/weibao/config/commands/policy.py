"""`weibao policy`: prove that the rules of a province are complete, or show them with their basis, without Django."""

import argparse
import json
import sys
from dataclasses import asdict

from weibao.advice.policy import api as policy


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("policy", help="检查或显示一个省的规则")
    verbs = parser.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("check", help="证明没有缺少承办单位、时钟、紧急电话或依据之处")
    check.add_argument("name", metavar="NAME", nargs="?", help="规则配置的名称；不写则检查全部")
    check.add_argument("--json", action="store_true", help="以 JSON 输出证明或全部问题")
    check.set_defaults(run=run_check)
    show = verbs.add_parser("show", help="显示规则及其依据")
    show.add_argument("name", metavar="NAME")
    show.add_argument("--json", action="store_true", help="以 JSON 输出全部取值")
    show.add_argument("--language", choices=["zh", "en"], default="zh")
    show.set_defaults(run=run_show)


def run(args: argparse.Namespace) -> int:
    """Run the verb that was asked for; RefusedError for an unknown profile is left to the caller (exit 2)."""
    return int(args.run(args))


def run_check(args: argparse.Namespace) -> int:
    """Print the proof and return 0, or the first gap with its file and line and return 1."""
    verdicts = {name: policy.examine(name) for name in ([args.name] if args.name else policy.names())}
    if args.json:
        answers = [_verdict(name, verdict) for name, verdict in verdicts.items()]
        print(json.dumps(answers[0] if args.name else answers, ensure_ascii=False, indent=2, default=str))
    for name, verdict in verdicts.items():
        if verdict.problems:
            more = len(verdict.problems) - 1
            print(f"{verdict.problems[0]}" + (f"（另有 {more} 处）" if more else ""), file=sys.stderr)
        elif verdict.proof is not None and not args.json:
            print(_sentence(name, verdict.proof))
    return 1 if any(verdict.problems for verdict in verdicts.values()) else 0


def run_show(args: argparse.Namespace) -> int:
    """Print every rule of a profile with its basis and return 0."""
    profile = policy.load(args.name)
    groups = policy.rule_rows(profile, args.language)
    if args.json:
        values = policy.rule_values(profile)
        rules = [
            {"section": group.section, "title": group.title, "rules": [_row(row, values) for row in group.rows]}
            for group in groups
        ]
        facts = {
            "profile": profile.name,
            "title": profile.title,
            "inherits": list(profile.lineage[:-1]),
            "home_province": profile.home_province,
            "groups": rules,
        }
        print(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
        return 0
    print(f"{profile.name}  {profile.title}")
    for group in groups:
        print(f"\n{group.title}")
        for row in group.rows:
            basis = f"{row.document} {row.article}".strip()
            remark = f"；{row.note}" if row.note else ""
            print(f"  {row.name}  {row.text}  〔{basis}{remark}〕")
    return 0


def _verdict(name: str, verdict: policy.Verdict) -> dict[str, object]:
    if verdict.proof is not None:
        return {"profile": name, "complete": True, "proof": asdict(verdict.proof), "problems": []}
    problems = [
        {"code": problem.code, "file": problem.file, "line": problem.line, "problem": problem.refusal.sentence()}
        for problem in verdict.problems
    ]
    return {"profile": name, "complete": False, "problems": problems}


def _sentence(name: str, proof: policy.Proof) -> str:
    return (
        f"{name}：完整。{proof.category_groups} 个一级、{proof.categories} 个二级分类都有承办单位"
        f"（共 {proof.routes} 条路径）；{proof.waiting_states} 个等待状态都有时钟（共 {proof.clocks} 种情形，"
        f"{proof.limits} 条时限）；{proof.urgent_kinds} 类紧急事项都有紧急电话；{proof.entries} 条规则都有依据，"
        f"其中 {proof.entries_with_source} 条有文件条款、{proof.entries_by_default} 条为缺省；"
        f"自 {proof.days[0]} 起的 {len(proof.days)} 个时段逐一查验。"
    )


def _row(row: policy.RuleRow, values: policy.RuleValues) -> dict[str, object]:
    return {
        "key": row.key,
        "name": row.name,
        "text": row.text,
        "values": values[row.section, row.key, row.valid_from],
        "basis": {"document": row.document, "article": row.article, "note": row.note},
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "in_force": row.in_force,
        "place": row.place,
    }
