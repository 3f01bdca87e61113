"""Seal a day: gather the heads of all chains that grew, so that a tail cut off later is found."""

from datetime import date, datetime

from django.db import connection, transaction

from weibao.foundation.audit.queries.keyring import keyring
from weibao.foundation.audit.queries.seals import latest_seal, seal_of
from weibao.foundation.audit.rules.content import GENESIS
from weibao.foundation.audit.rules.seals import SealContent, StoredSeal, canonical_seal, seal_root, why_not_seal
from weibao.foundation.kernel import clock
from weibao.foundation.kernel.refusals import refuse_if

# Any number that no other advisory lock of the product uses: "audit" in letters.
_ONE_SEALER = 0x6175646974

# Chains that somebody is writing to are left for the next seal: waiting for them could end in a deadlock.
_TAKE = """
WITH grown AS (
    SELECT subject FROM audit_head WHERE NOT is_sealed FOR NO KEY UPDATE SKIP LOCKED
), taken AS (
    UPDATE audit_head SET is_sealed = true FROM grown WHERE audit_head.subject = grown.subject
    RETURNING audit_head.subject, audit_head.seq, audit_head.hash
)
INSERT INTO audit_seal_leaf (position, subject, seq, hash) SELECT %s, subject, seq, hash FROM taken
"""

_TAKEN = """
SELECT leaf.subject, leaf.seq, leaf.hash, leaf.seq - COALESCE((
    SELECT max(earlier.seq) FROM audit_seal_leaf earlier
    WHERE earlier.subject = leaf.subject AND earlier.seq < leaf.seq), 0)
FROM audit_seal_leaf leaf WHERE leaf.position = %s ORDER BY leaf.subject
"""

_STORE = """
INSERT INTO audit_seal (position, day, sealed_at, subjects, entries, merkle_root, algorithm, key_version,
    previous_hash, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


@transaction.atomic
def seal(*, day: date, at: datetime) -> StoredSeal:
    """Seal all that is on record and not yet sealed, as the seal of ``day``; a day sealed before stays as it is.

    Refused with ``day_not_over`` or ``later_day_sealed``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_SEALER])
    if already := seal_of(day):
        return already
    before = latest_seal()
    refuse_if(why_not_seal(day, clock.day_of(at), before.content.day if before else None))

    keys = keyring()
    position = before.content.position + 1 if before else 1
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [position])
        cursor.execute(_TAKEN, [position])
        leaves = cursor.fetchall()
        root = seal_root(
            keys.algorithm,
            before.content.merkle_root if before else GENESIS,
            ((subject, seq, value) for subject, seq, value, _ in leaves),
        )
        entries = sum(grown for *_, grown in leaves)
        content = SealContent(position, day, at, len(leaves), entries, root, keys.algorithm, keys.key_version)
        previous_hash = before.hash if before else GENESIS
        sealed = StoredSeal(content, previous_hash, keys.sign(canonical_seal(content, previous_hash)))
        cursor.execute(_STORE, [*content, previous_hash, sealed.hash])
    return sealed
