"""Prints a hash of each part of Cellora's outputs, without what tells one run from another.

    spark-submit --master local[2] job/bench/table_sums.py OUTPUT...

A line is OUTPUT, part and SHA-256. Parts are tables (over their rows, ordered, as JSON, without run_id and
times; runs is left out) and the files of adapters/ and reports/ (without the run's id, its folder and dates).
Needs nothing but the Spark that it runs in.
"""

import hashlib
import pathlib
import re
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import struct, to_json

OF_THE_RUN = ("run_id", "cells_per_s", "seconds")
DATE = rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*Z?"
RUN_ID = rb"\d{8}T\d{6}-[0-9a-f]{8}"


def table(spark, folder):
    rows = spark.read.parquet(str(folder)).drop(*OF_THE_RUN)
    lines = sorted(row[0] for row in rows.select(to_json(struct("*"))).collect())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def file(path, out):
    content = path.read_bytes().replace(str(out).encode(), b"OUT")
    return hashlib.sha256(re.sub(DATE, b"TIME", re.sub(RUN_ID, b"RUN", content))).hexdigest()


def parts(spark, out):
    for success in sorted(out.rglob("_SUCCESS")):
        name = success.parent.relative_to(out)
        if name.name != "runs":
            yield name, table(spark, success.parent)
    for folder in ("adapters", "reports"):
        for path in sorted((out / folder).rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(out), file(path, out)


def main():
    spark = SparkSession.builder.appName("table-sums").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    for out in map(pathlib.Path, sys.argv[1:]):
        for name, digest in parts(spark, out.absolute()):
            print(out, name, digest, flush=True)


if __name__ == "__main__":
    main()
