# SPDX-License-Identifier: Apache-2.0
"""Prints random cases of exact numbers and what they give by Python's integers and decimal:
python3 exact_numbers.py --cases 100000 --seed 1

A line holds an expression over x and y, their types, their values as digits without a point, and the result as text or
the code of the error. Python's integers do the rounding; its decimal must agree that no neighbour is nearer.
"""

import argparse
import random
from decimal import ROUND_HALF_UP, Context, Decimal

LIMIT, INT_MAX = 10**38, 2**63 - 1
EXACT = Context(prec=400, rounding=ROUND_HALF_UP, Emax=10000, Emin=-10000)
SHAPES = [(5, 2), (9, 0), (9, 4), (18, 2), (18, 6), (19, 0), (30, 15), (38, 0), (38, 6), (38, 10), (38, 20), (38, 38)]
FRACTION_DIGITS = {"NOK": 2, "JPY": 0, "KWD": 3}


class Fault(Exception):
    """The code of an error that Fjord must report."""


def divided(numerator, denominator):
    """A quotient of integers, half rounded away from zero."""
    quotient, rest = divmod(abs(numerator), abs(denominator))
    quotient += 1 if 2 * rest >= abs(denominator) else 0
    quotient = quotient if (numerator < 0) == (denominator < 0) else -quotient
    exact = EXACT.divide(Decimal(numerator), Decimal(denominator))
    assert abs(EXACT.subtract(exact, Decimal(quotient))) <= Decimal("0.5")
    return quotient


def rescaled(digits, scale, wanted):
    if wanted >= scale:
        return digits * 10 ** (wanted - scale)
    return divided(digits, 10 ** (scale - wanted))


def written(digits, scale):
    return format(Decimal(digits).scaleb(-scale, EXACT), "f") if scale else str(digits)


def decimal(digits, scale, limit=LIMIT, code="decimal-overflow"):
    if abs(digits) >= limit:
        raise Fault(code)
    # Zero has no sign.
    return written(digits, scale)


def integer(value):
    if not -INT_MAX - 1 <= value <= INT_MAX:
        raise Fault("integer-overflow")
    return str(value)


def money(value, currency):
    if not -INT_MAX - 1 <= value <= INT_MAX:
        raise Fault("money-overflow")
    return f"{written(value, FRACTION_DIGITS[currency])} {currency}"


def remainder(x, y):
    if y == 0:
        raise Fault("division-by-zero")
    rest = abs(x) % abs(y)
    return -rest if x < 0 else rest


def arithmetic(operation, x, y, scale_x, scale_y):
    """Of two decimals of those scales."""
    scale = max(scale_x, scale_y)
    a, b = x * 10 ** (scale - scale_x), y * 10 ** (scale - scale_y)
    if operation == "+":
        return decimal(a + b, scale)
    if operation == "-":
        return decimal(a - b, scale)
    if operation == "*":
        return decimal(x * y, scale_x + scale_y)
    if operation == "%":
        return decimal(remainder(a, b), scale)
    if operation == "/":
        if y == 0:
            raise Fault("division-by-zero")
        scale = max(6, scale)
        return decimal(divided(x * 10 ** (scale + scale_y), y * 10**scale_x), scale)
    return str({"<": a < b, "<=": a <= b, "=": a == b, "<>": a != b}[operation]).lower()


class Cases:
    def __init__(self, source):
        self.random = source

    def digits(self, precision):
        length = self.random.choice([1, 2, 3, precision // 2 or 1, precision, precision])
        value = self.random.choice(
            [self.random.randrange(10**length)] * 4 + [10**length - 1, 0, 5 * 10 ** (length - 1), 10 ** (length - 1)]
        )
        return value * self.random.choice([1, -1])

    def int64(self):
        return self.random.choice(
            [self.random.randrange(-1000, 1000), self.random.randrange(-INT_MAX - 1, INT_MAX + 1)] * 4
            + [self.random.randrange(-(2**32), 2**32)] * 2
            + [INT_MAX, -INT_MAX - 1, 0, -1, 10**18]
        )

    def number(self):
        """A type, its scale and a value."""
        if self.random.random() < 0.2:
            return "int64", 0, self.int64()
        precision, scale = self.random.choice(SHAPES)
        return f"decimal({precision},{scale})", scale, self.digits(precision)

    def case(self):
        return self.random.choice(
            [self.decimals] * 4 + [self.conversion] * 2 + [self.integers] + [self.amounts] * 3
        )()

    def decimals(self):
        while True:
            (left, scale_x, x), (right, scale_y, y) = self.number(), self.number()
            operation = self.random.choice(["+", "-", "*", "/", "/", "/", "%", "<", "<=", "=", "<>"])
            both = left == right == "int64"
            if not both and not (operation == "*" and scale_x + scale_y > 38):
                return f"x {operation} y", left, right, x, y, lambda: arithmetic(operation, x, y, scale_x, scale_y)

    def integers(self):
        x, y = self.int64(), self.int64()
        operation = self.random.choice(["+", "-", "*", "%", "/", "negative", "abs", "round"])
        if operation == "negative":
            return "-x", "int64", "int64", x, y, lambda: integer(-x)
        if operation == "abs":
            return "abs(x)", "int64", "int64", x, y, lambda: integer(abs(x))
        if operation == "round":
            places = self.random.randrange(1, 20)
            unit = 10**places
            return f"round(x, -{places})", "int64", "int64", x, y, lambda: integer(divided(x, unit) * unit)
        if operation == "/":
            return "x / y", "int64", "int64", x, y, lambda: arithmetic("/", x, y, 0, 0)
        work = {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "%": lambda: remainder(x, y)}[operation]
        return f"x {operation} y", "int64", "int64", x, y, lambda: integer(work())

    def conversion(self):
        precision, scale = self.random.choice(SHAPES)
        kind, x = f"decimal({precision},{scale})", self.digits(precision)
        form = self.random.randrange(6)
        if form <= 1:
            wanted, kept = self.random.choice(SHAPES)
            text = f"{self.random.choice(['cast', 'try_cast'])}(x as decimal({wanted},{kept}))"
            return text, kind, "int64", x, 0, lambda: self.cast(text, rescaled(x, scale, kept), kept, 10**wanted)
        if form == 2:

            def whole():
                value = rescaled(x, scale, 0)
                if not -INT_MAX - 1 <= value <= INT_MAX:
                    raise Fault("cannot-convert")
                return str(value)

            return "cast(x as int)", kind, "int64", x, 0, whole
        if form == 3:
            places = self.random.randrange(-6, scale + 3)
            kept = min(scale, max(0, places))

            def rounded():
                unit = 10 ** max(0, scale - places)
                value = divided(x, unit) * unit
                return decimal(rescaled(value, scale, kept), kept)

            return f"round(x, {places})", kind, "int64", x, 0, rounded
        if form == 4:
            sign = self.random.choice([1, -1])
            name = "floor" if sign > 0 else "ceil"
            return f"{name}(x)", kind, "int64", x, 0, lambda: decimal(sign * (sign * x // 10**scale), 0)
        name, work = self.random.choice([("-x", lambda: -x), ("abs(x)", lambda: abs(x))])
        return name, kind, "int64", x, 0, lambda: decimal(work(), scale)

    @staticmethod
    def cast(text, digits, scale, limit):
        if abs(digits) < limit:
            return written(digits, scale)
        if text.startswith("try"):
            return "null"
        raise Fault("cannot-convert")

    def amounts(self):
        currency = self.random.choice(list(FRACTION_DIGITS))
        places, kind = FRACTION_DIGITS[currency], f"money({currency})"
        x = self.int64()
        form = self.random.randrange(9)
        if form <= 2:
            right, scale, y = self.number()
            if form == 2:
                return "x / y", kind, right, x, y, lambda: self.quotient(x, y, scale, currency)
            text, types = self.random.choice([("x * y", (kind, right)), ("y * x", (kind, right))])
            return text, *types, x, y, lambda: money(divided(x * y, 10**scale), currency)
        y = self.int64()
        if form == 3:
            operation = self.random.choice(["+", "-", "%"])
            work = {"+": lambda: x + y, "-": lambda: x - y, "%": lambda: remainder(x, y)}[operation]
            return f"x {operation} y", kind, kind, x, y, lambda: money(work(), currency)
        if form == 4:
            return "x / y", kind, kind, x, y, lambda: arithmetic("/", x, y, 0, 0)
        if form == 5:
            operation = self.random.choice(["<", "<=", "=", "<>"])
            return f"x {operation} y", kind, kind, x, y, lambda: arithmetic(operation, x, y, 0, 0)
        if form == 6:
            name, work = self.random.choice([("-x", lambda: -x), ("abs(x)", lambda: abs(x))])
            return name, kind, kind, x, y, lambda: money(work(), currency)
        if form == 7:
            right, scale, y = self.number()
            text = f"money_major(y, '{currency}')"
            return text, "int64", right, 0, y, lambda: money(rescaled(y, scale, places), currency)
        name = self.random.choice(["major_units(x)", "minor_units(x)", "round(x)", "round(x, 1)", "round(x, -2)"])
        if name.startswith("m"):
            return name, kind, kind, x, y, lambda: written(x * 10 ** (4 - places), 4) if name[1] == "a" else str(x)
        kept = int(name[9:-1] or 0) if "," in name else 0
        unit = 10 ** max(0, places - kept)
        return name, kind, kind, x, y, lambda: money(divided(x, unit) * unit, currency)

    @staticmethod
    def quotient(x, y, scale, currency):
        if y == 0:
            raise Fault("division-by-zero")
        return money(divided(x * 10**scale, y), currency)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    cases = Cases(random.Random(options.seed))
    for _ in range(options.cases):
        text, left, right, x, y, result = cases.case()
        try:
            found = result()
        except Fault as fault:
            found = f"!{fault}"
        print(text, left, right, x, y, found, sep=";")


main()
