"""Numbers that people read out: a ticket's number, its look-up code, and the number of a referral order."""

import secrets
from datetime import datetime

from django.db import connection

from weibao.foundation.kernel import clock

_CODE_DIGITS = 6


def ticket_number(at: datetime) -> str:
    """Return a new ticket number: the day, a running number of seven digits or more, and a check digit.

    The running number comes from a database sequence: two are never alike and none is used again, also when a
    registration is rolled back or the server is killed; such a number is simply missing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('tickets_number')")
        running: int = cursor.fetchone()[0]
    digits = f"{clock.day_of(at):%y%m%d}{running:07d}"
    return digits + check_digit(digits)


def check_digit(digits: str) -> str:
    """Return the check digit of ISO 7064 MOD 11,10, which finds every single wrong digit and swapped neighbours."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def is_ticket_number(text: str) -> bool:
    """Return whether ``text`` could be a ticket number: 14 to 20 digits, with the right check digit."""
    return text.isascii() and text.isdigit() and 14 <= len(text) <= 20 and check_digit(text[:-1]) == text[-1]


def look_up_code() -> str:
    """Return the code that a caller needs beside the number to ask how the request stands: six random digits."""
    return f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}d}"


def order_number(*, short_name: str, at: datetime) -> str:
    """Return the next number of a referral order (未保热线转办单), such as 吉未保转〔2026〕7号.

    Counted from one each year and without a gap: the counter's row is locked until the order is committed, so a
    number that was given out stands on an order.
    """
    year = clock.local(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tickets_order_counter (issuer, year, latest) VALUES (%s, %s, 1)"
            " ON CONFLICT (issuer, year) DO UPDATE SET latest = tickets_order_counter.latest + 1 RETURNING latest",
            [short_name, year],
        )
        running: int = cursor.fetchone()[0]
    return f"{short_name}未保转〔{year}〕{running}号"
