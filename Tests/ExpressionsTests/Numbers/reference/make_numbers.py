#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes numbers.txt: what Python's integers and math.fsum say, for Int256Tests and ExactFloatSumTests.

Lines:
  divide A B C E D Q   (A * B + C) * 10^E divided by D, half away from zero; Q is 'none' past 128 bits
  digits V N           V has N digits
  fsum R X...          the sum of the doubles X, all as 16 hexadecimal digits of their bits
"""
import math
import random
import struct
import sys

random.seed(20261001)
LIMIT = 2**127


def wide():
    return random.randrange(-(2 ** random.randrange(1, 128)) + 1, 2 ** random.randrange(1, 128))


def half_away(numerator, divisor):
    quotient, remainder = divmod(abs(numerator), abs(divisor))
    if 2 * remainder >= abs(divisor):
        quotient += 1
    return quotient if (numerator < 0) == (divisor < 0) else -quotient


def divide(a, b, c, e, d):
    value = (a * b + c) * 10**e
    if abs(value) >= 2**255:
        quotient = None
    else:
        quotient = half_away(value, d)
        if not -LIMIT <= quotient < LIMIT:
            quotient = None
    print("divide", a, b, c, e, d, "none" if quotient is None else quotient)


def bits(value):
    return struct.pack(">d", value).hex()


def fsum(values):
    print("fsum", bits(math.fsum(values)), *map(bits, values))


def double():
    kind = random.randrange(5)
    if kind == 0:
        return random.uniform(-1, 1)
    if kind == 1:
        return random.choice([-1, 1]) * random.random() * 2.0 ** random.randrange(-1074, 1000)
    if kind == 2:
        return float(random.randrange(-(2**60), 2**60))
    if kind == 3:
        return random.choice([-1, 1]) * random.randrange(1, 1 << 52) * 5e-324
    return random.choice([0.1, -0.1, 1e15, -1e15, 0.0, -0.0, 1e-300])


sys.stdout = open("numbers.txt", "w")
for edge in [LIMIT - 1, -LIMIT, 0, 1, -1, 10**38 - 1]:
    for other in [LIMIT - 1, -LIMIT, 1, -1, 10**38 - 1]:
        divide(edge, other, 0, 0, other)
        divide(edge, other, 1, 0, LIMIT - 1)
        divide(edge, 1, 0, 38, other)
for _ in range(1500):
    divide(wide(), wide(), wide(), random.choice([0, 0, 1, 6, 20, 38]), wide() or 1)
for _ in range(300):
    d = random.randrange(1, 10**9)
    divide(random.randrange(-(10**20), 10**20), 1, 0, 6, random.choice([-1, 1]) * d)
    divide(random.randrange(-(10**20), 10**20), d, d // 2, 0, d)
for exponent in range(39):
    for value in {10**exponent - 1, 10**exponent, -(10**exponent)}:
        if abs(value) < LIMIT:
            print("digits", value, len(str(abs(value))))
for _ in range(60):
    fsum([double() for _ in range(random.randrange(1, 40))])
for _ in range(20):
    values = [double() for _ in range(20)]
    values += [-value for value in values]
    random.shuffle(values)
    fsum(values + [double()])
fsum([2.0**53, 1.0])
fsum([2.0**53, 1.0, 5e-324])
fsum([2.0**53 + 2, 1.0])
fsum([-(2.0**53), -1.0, -5e-324])
fsum([5e-324, -1e-323])
fsum([1.7976931348623157e308, -1.7976931348623157e308, 1e-300])
fsum([0.1] * 10)
