"""What a finished registration leaves for its taker: number, look-up code, and proof that it was sent once already."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

import orjson

from weibao.foundation.kernel import crypto, idempotency
from weibao.foundation.kernel.actor import Actor

LONGEST_KEY = 40
_SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class Receipt:
    """A finished registration; ``number`` and ``look_up_code`` are empty where no ticket was opened.

    ``ending`` is what was decided with it or ``""``, ``digest`` that of everything that was sent.
    """

    contact_id: int
    number: str
    look_up_code: str
    ending: str
    at: datetime
    digest: str


def kept(key: str, *, by: Actor) -> Receipt | None:
    """Return the receipt of the actor's registration ``key``, or None; waits for one that is just being stored."""
    answer = idempotency.kept(actor_id=by.id, key=_name(key), body=key.encode())
    if answer is None:
        return None
    facts = orjson.loads(crypto.decrypt(answer[1]))
    return Receipt(**{**facts, "at": datetime.fromisoformat(facts["at"])})


def keep(receipt: Receipt, *, key: str, by: Actor) -> None:
    """Keep a receipt, encrypted, in the transaction of the registration itself."""
    sealed = crypto.encrypt(orjson.dumps(asdict(receipt)).decode())
    idempotency.keep(actor_id=by.id, key=_name(key), body=key.encode(), status=_SEE_OTHER, answer=sealed, at=receipt.at)


def digest_of(form: Mapping[str, object], ending: Mapping[str, str] | None) -> str:
    """Return the digest of everything that was sent, by which the same sheet sent twice is known."""
    return crypto.sm3(orjson.dumps([form, ending], option=orjson.OPT_SORT_KEYS)).hex()


def _name(key: str) -> str:
    return f"desk.register:{key}"
