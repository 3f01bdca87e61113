"""What is wrong with a profile, as a sentence and a place that an editor can jump to."""

from dataclasses import dataclass

from weibao.advice.policy.rules import Place
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop

FAULTY = Refusal("faulty_profile", noop("规则配置有误：%(problem)s"))


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of a profile: why, in which file, on which line."""

    refusal: Refusal
    place: Place

    @property
    def code(self) -> str:
        """The stable name of the broken rule."""
        return self.refusal.code

    @property
    def file(self) -> str:
        """The profile's file."""
        return self.place.file

    @property
    def line(self) -> int:
        """The line at fault, counted from one."""
        return self.place.line

    def __str__(self) -> str:
        return f"{self.place}: {self.refusal.sentence()}"


class ProfileFaultError(RefusedError):
    """A profile cannot be read, refused with `faulty_profile`; `problem` says where it is wrong and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(FAULTY.with_values(problem=str(problem)))
        self.problem = problem


def fault(place: Place, code: str, text: str, **params: object) -> ProfileFaultError:
    """Return the error for a fault at `place`; `text` is a marked Chinese sentence with named placeholders."""
    return ProfileFaultError(Problem(Refusal(code, text, params), place))
