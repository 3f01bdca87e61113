"""``python -m weibao.simulation.demo``: loads the demonstration; it may run again, and what is there is left alone."""

import os
import sys

TICKETS = 350


def main() -> int:
    """Load the demonstration of a demo installation; return 2 elsewhere, where fictional people have no place."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weibao.config.settings")
    import django

    django.setup()
    from weibao.foundation.kernel import clock
    from weibao.foundation.kernel.refusals import RefusedError
    from weibao.simulation.loading import load

    try:
        deeds = load(TICKETS, clock.now(), say=_say)
    except RefusedError as error:
        sys.stderr.write(f"{error.refusal.sentence()}\n")
        return 2
    _say("演示数据载入完毕" if deeds else "演示数据已就绪")
    return 0


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
