# SPDX-License-Identifier: Apache-2.0
"""Prints what decimal arithmetic gives by Python's decimal: python3 decimals.py > decimals.csv"""
import random
from decimal import Decimal, Context, ROUND_HALF_UP

EXACT = Context(prec=400, rounding=ROUND_HALF_UP, Emax=10000, Emin=-10000)
LIMIT = 10**38
SHAPES = [(5, 2), (9, 0), (18, 2), (18, 6), (19, 0), (38, 0), (38, 6), (38, 10), (38, 38), (30, 15)]


def scaled(value, scale):
    """The digits of value at a scale, half rounded away from zero."""
    return int(EXACT.quantize(value, Decimal(1).scaleb(-scale, EXACT)).scaleb(scale, EXACT))


def digits(random, precision):
    length = random.choice([1, 2, 3, precision // 2 or 1, precision, precision])
    value = random.choice([random.randrange(10**length), 10**length - 1, 0, 5 * 10 ** (length - 1)])
    return value * random.choice([1, -1])


def result(operation, left, right, shape_left, shape_right):
    a = Decimal(left).scaleb(-shape_left[1], EXACT)
    b = Decimal(right).scaleb(-shape_right[1], EXACT)
    scale = max(shape_left[1], shape_right[1])
    if operation == "*":
        scale = shape_left[1] + shape_right[1]
        if scale > 38:
            return None
        value = EXACT.multiply(a, b)
    elif operation == "+":
        value = EXACT.add(a, b)
    elif operation == "-":
        value = EXACT.subtract(a, b)
    elif b == 0:
        return scale, "zero"
    elif operation == "/":
        scale = max(6, scale)
        # Exact by integers: no working precision can round twice.
        numerator, denominator = left * 10 ** (scale + shape_right[1]), right * 10 ** shape_left[1]
        quotient, rest = divmod(abs(numerator), abs(denominator))
        quotient += 1 if 2 * rest >= abs(denominator) else 0
        quotient *= 1 if (numerator < 0) == (denominator < 0) else -1
        return scale, "overflow" if abs(quotient) >= LIMIT else quotient
    else:
        value = EXACT.remainder(a, b)
    number = scaled(value, scale)
    return scale, "overflow" if abs(number) >= LIMIT else number


def main():
    source = random.Random(20261001)
    print("operation,left precision,left scale,right precision,right scale,left,right,scale,result")
    for operation in "+-*/%":
        for shape_left in SHAPES:
            for shape_right in source.sample(SHAPES, 6):
                for _ in range(10):
                    left, right = digits(source, shape_left[0]), digits(source, shape_right[0])
                    found = result(operation, left, right, shape_left, shape_right)
                    if found is not None:
                        print(operation, *shape_left, *shape_right, left, right, *found, sep=",")
    for shape_left in SHAPES:
        for shape_right in SHAPES:
            for _ in range(6):
                left = digits(source, shape_left[0])
                number = scaled(Decimal(left).scaleb(-shape_left[1], EXACT), shape_right[1])
                number = "overflow" if abs(number) >= 10 ** shape_right[0] else number
                print("cast", *shape_left, *shape_right, left, 0, shape_right[1], number, sep=",")


main()
