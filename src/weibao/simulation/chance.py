"""Chance that falls the same way whenever it is given the same seed, so that a story can be told again."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A source of chance for one story; ``seed`` may be several values, of which only the text counts."""

    def __init__(self, *seed: object) -> None:
        self._random = random.Random("/".join(map(str, seed)))  # noqa: S311 - stories, not secrets

    def between(self, low: float, high: float) -> float:
        """Return a number from ``low`` up to ``high``."""
        return self._random.uniform(low, high)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return self._random.randint(low, high)

    def happens(self, share: float) -> bool:
        """Return True in ``share`` of all cases."""
        return self._random.random() < share

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of ``choices``, each as likely as the others."""
        return self._random.choice(choices)

    def weighed(self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, each as likely as its weight says."""
        return self._random.choices(list(weights), weights=list(weights.values()))[0]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Return the things in another order."""
        return self._random.sample(list(things), len(things))
