"""Named sets of queue filters, each seen by whoever saved it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from weibao.foundation.kernel.actor import Actor
from weibao.foundation.kernel.refusals import Refusal, RefusedError, noop
from weibao.foundation.kernel.scope import one_transaction
from weibao.work.tickets.models import SavedView

MOST = 20
TOO_MANY = Refusal("too_many", noop("最多保存 %(most)d 个视图"))


def saved(*, by: Actor) -> list[tuple[str, str]]:
    """Return name and address of each view of the reader's own, by name."""
    rows = SavedView.objects.filter(account_id=by.id).order_by("name").values_list("name", "filters")
    return [(name, "?" + urlencode(filters)) for name, filters in rows]


@one_transaction
def save(*, name: str, filters: Mapping[str, str], by: Actor) -> None:
    """Keep a set of filters under a name, replacing one of the same name. Refused with ``too_many``."""
    mine = SavedView.objects.filter(account_id=by.id)
    if mine.exclude(name=name).count() >= MOST:
        raise RefusedError(TOO_MANY.with_values(most=MOST))
    mine.filter(name=name).delete()
    SavedView(account_id=by.id, name=name, filters=dict(filters)).save()
