"""The face of evaluation."""

from weibao.oversight.evaluation.actions import follow_up
from weibao.oversight.evaluation.queries import FollowUpRow, follow_ups
from weibao.oversight.evaluation.rules import WAYS, Answers, Decision

__all__ = ["WAYS", "Answers", "Decision", "FollowUpRow", "follow_up", "follow_ups"]
