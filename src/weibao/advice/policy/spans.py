"""A length of time as the rules write it: a whole number and a unit, such as `5 working_days`."""

from dataclasses import dataclass

from weibao.advice.policy.units import LimitUnit

_NOMINAL_MINUTES = {
    LimitUnit.MINUTES: 1,
    LimitUnit.HOURS: 60,
    LimitUnit.WORKING_HOURS: 60,
    LimitUnit.NATURAL_DAYS: 24 * 60,
    # Eight office hours: the least that a working day can take, so that a warning is never allowed too long.
    LimitUnit.WORKING_DAYS: 8 * 60,
}


class WrongSpanError(ValueError):
    """A span is not written as a whole number above zero and a known unit."""


@dataclass(frozen=True, slots=True)
class Span:
    """`amount` of `unit`; amount is above zero."""

    amount: int
    unit: LimitUnit

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read `5 working_days`; raises WrongSpanError for anything else."""
        amount, _, unit = text.strip().partition(" ")
        if not (amount.isascii() and amount.isdigit()) or int(amount) == 0 or unit.strip() not in set(LimitUnit):
            raise WrongSpanError(text)
        return cls(int(amount), LimitUnit(unit.strip()))

    @property
    def nominal_minutes(self) -> int:
        """Return the least minutes such a span takes; good for comparing, not for reckoning due times."""
        return self.amount * _NOMINAL_MINUTES[self.unit]

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"
