# SPDX-License-Identifier: Apache-2.0
"""Prints what money times and by numbers gives, by Python's integers: python3 money.py > money.csv"""
import random

LIMIT = 2**63


def rounded(numerator, denominator):
    quotient, rest = divmod(abs(numerator), abs(denominator))
    quotient += 1 if 2 * rest >= abs(denominator) else 0
    quotient *= 1 if (numerator < 0) == (denominator < 0) else -1
    return quotient if -LIMIT <= quotient < LIMIT else "overflow"


def main():
    source = random.Random(7)
    print("operation,amount,digits,scale,result")
    for _ in range(700):
        amount = source.choice([source.randrange(-(10**6), 10**6), source.randrange(-LIMIT, LIMIT), -LIMIT, LIMIT - 1])
        scale = source.choice([0, 1, 2, 6, 18, 38])
        digits = source.choice([1, -1]) * source.randrange(10 ** min(38, scale + source.randrange(1, 6)))
        print("*", amount, digits, scale, rounded(amount * digits, 10**scale), sep=",")
        if digits != 0:
            print("/", amount, digits, scale, rounded(amount * 10**scale, digits), sep=",")


main()
