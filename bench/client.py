"""One of the processes that register contacts at once: ``python -m bench.client <token> <seconds> <threads>``."""

import sys
import threading
import time


def rate(bearer: str, seconds: int, threads: int) -> float:
    """Register for some seconds in ``threads`` threads and return how many a second were answered."""
    import django

    django.setup()
    from bench import people
    from weibao.config.wsgi import application

    for number in range(20):
        people.register(application, bearer, number)
    done = [0] * threads
    until = time.monotonic() + seconds

    def work(index: int) -> None:
        while time.monotonic() < until:
            people.register(application, bearer, done[index])
            done[index] += 1

    workers = [threading.Thread(target=work, args=(index,)) for index in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(done) / seconds


if __name__ == "__main__":
    sys.stdout.write(str(rate(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
