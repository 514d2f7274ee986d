#!/usr/bin/env python3
"""Times the reference job side by side with its rivals, each as a whole process, and prints a table.

    reference.py FJORD [--bench DIR] [--work DIR] [--entries N] [--runs N] [--only REGEX]

`--bench` holds the job's generator, the C++ program that marks the machine's limit, and the peers' scripts; what is
absent is skipped with a message, as are DuckDB, Polars and nginx. Runs alternate (A B C A B C ...), so that a busy
machine slows all alike; medians and ratios are what counts.
"""
import argparse, os, re, shutil, signal, statistics, subprocess, sys, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = """    schema:
      pspReference: text
      time: text
      ledgerDate: text
      entryType: text
      reference: text
      currency: text
      amount: int64
      balanceBefore: int64
      balanceAfter: int64
      recipientHandle: text
      message: text
      name: text
"""
FILES = "  - id: entries\n    fetch: file\n    path: PAGES/*.json\n    records: items\n" + SCHEMA
NUMBERED = ("  - id: entries\n    fetch: http\n    url: http://127.0.0.1:PORT/numbered\n    records: items\n"
            "    paging: page\n    first_page: 1\n    page_size: 1000\n" + SCHEMA)
CURSOR = ("  - id: entries\n    fetch: http\n    url: http://127.0.0.1:PORT/cursor\n    records: items\n"
          "    paging: cursor\n    cursor_at: cursor\n" + SCHEMA)
ROWS = """  - filter: entryType in ('capture', 'refund')
  - id: rows
    transform:
      amount_major: (amount / 100)::decimal(18, 2)
      day: ledgerDate
      is_refund: entryType = 'refund'
      msn: split_part(recipientHandle, ':', 2)
"""
GROUPS = """  - id: agg
    aggregate:
      count: count(*)
      sum_amount: sum(amount)
      min_amount: min(amount)
      max_amount: max(amount)
"""
DISTINCT = "      distinct_refs: count(distinct reference)\n"
BY = "    by: [day, msn, entryType]\n"
CSV = "  - {sink: csv, input: rows, path: OUT/rows.csv}\n"
AGG = "  - {sink: csv, input: agg, path: OUT/agg.csv}\n"


def lines(level):
    path = "rows.jsonl.gz" if level else "rows.jsonl"
    return f"  - {{sink: jsonl, input: rows, path: OUT/{path}{f', level: {level}' if level else ''}}}\n"


def job(fetch, level, distinct=True):
    return fetch + ROWS + GROUPS + (DISTINCT if distinct else "") + BY + CSV + lines(level) + AGG


FILTER = FILES + """  - id: rows
    filter: amount > 100000
    # Only the columns that both tools write.
  - id: kept
    transform: {}
    keep: [pspReference, ledgerDate, entryType, reference, amount]
  - {sink: csv, input: kept, path: OUT/rows.csv}
"""
SMALL = FILES + """  - id: agg
    aggregate: {count: count(*), total: sum(amount)}
    by: [ledgerDate, entryType]
""" + AGG
MANY = FILES + """  - id: agg
    aggregate: {count: count(*), total: sum(amount)}
    by: [pspReference]
""" + AGG


class Bench:
    def __init__(self, options):
        self.options = options
        self.fjord = str(Path(options.fjord).resolve())
        self.bench = Path(options.bench).resolve()
        self.work = Path(options.work).resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.peers = str(self.work / "peers/bin/python")
        (self.work / "fjord.yaml").write_text("connections: {}\n")

    def data(self, entries):
        folder = self.work / f"data-{entries}"
        if not (folder / "pages-1000").exists():
            generator = self.bench / "gen_ledger.py"
            if not generator.exists():
                sys.exit(f"{generator} is missing; name its folder with --bench")
            subprocess.run([sys.executable, generator, "--n", str(entries), "--seed", "42",
                            "--out", folder], check=True, stdout=subprocess.DEVNULL)
        return folder / "pages-1000"

    def limit(self):
        program = self.work / "j1"
        source = self.bench / "limit/j1.cpp"
        if not program.exists() and source.exists() and shutil.which("g++"):
            built = subprocess.run(
                ["g++", "-std=c++17", "-O3", "-w", "-march=native", source, "-o", program, "-lsimdjson",
                 "-ldeflate", "-lisal", "-lz", "-lcrypto", "-lpthread"], capture_output=True)
            if built.returncode:
                print("skipped: the C++ limit, which does not build here")
        return str(program) if program.exists() else None

    def has_peer(self, module):
        python = self.peers if Path(self.peers).exists() else sys.executable
        found = subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
        if found:
            self.peers = python
        else:
            print(f"skipped: {module}, which is absent (pip install it into {self.work}/peers)")
        return found

    def pipeline(self, name, stages, entries, port=0):
        out = f"out-{name}"
        text = stages.replace("PAGES", str(self.data(entries).relative_to(self.work)))
        text = text.replace("OUT", out).replace("PORT", str(port))
        path = self.work / f"{name}.yaml"
        path.write_text(f"fjord: 1\nname: {name}\nstages:\n{text}")
        return path

    def run(self, name, stages, entries=None, port=0, workers=2, extra=()):
        path = self.pipeline(name, stages, entries or self.options.entries, port)
        return [self.fjord, "run", str(path), "--workers", str(workers), "--quiet", *extra]


def measure(command):
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(map(str, command))} ended with {status}: {errors.decode()[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(title, cases, options):
    """Runs the cases in turn and prints medians, with the ratio to the first."""
    cases = [(name, command) for name, command in cases if command]
    if options.only and not re.search(options.only, title):
        return {}
    figures = {name: [] for name, _ in cases}
    for _ in range(options.runs):
        for name, command in cases:
            figures[name].append(measure(command))
    print(f"\n### {title}\n\n| | wall s | CPU s | peak MB | wall ratio |\n| --- | --- | --- | --- | --- |")
    first = None
    medians = {}
    for name, runs in figures.items():
        wall, cpu, _ = (statistics.median(column) for column in zip(*runs))
        peak = max(run[2] for run in runs)
        first = first or wall
        medians[name] = (wall, cpu, peak)
        print(f"| {name} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | {wall / first:.2f} |", flush=True)
    return medians


def limit_command(bench, data, level, codec):
    program = bench.limit()
    if not program:
        return None
    out = bench.work / "out-limit"
    out.mkdir(exist_ok=True)
    return [program, "--in", str(data), "--out", str(out), "--gz", str(level), "--comp", codec,
            "--threads", "2", "--jsonl", "fields", "--distinct", "exact", "--duties"]


def from_files(bench, options):
    data = bench.data(options.entries)
    for level, codec in ((2, "isal"), (6, "libdeflate"), (0, "isal")):
        name = f"level{level}"
        compare(f"The job from files, gzip level {level or 'none'}", [
            ("limit, 2 threads", limit_command(bench, data, level, codec)),
            ("fjord, 2 workers", bench.run(name, job(FILES, level))),
            ("fjord, 1 worker", bench.run(name, job(FILES, level), workers=1)),
        ], options)
        verify(bench, name)
    compare("The job without count(distinct), gzip level 2",
            [("fjord, 2 workers", bench.run("plain", job(FILES, 2, distinct=False)))], options)


def verify(bench, name):
    script, limit = bench.bench / "verify.py", bench.work / "out-limit"
    if not script.exists() or not (limit / "rows.csv").exists():
        return
    saved = bench.work / "limit.json"
    subprocess.run([sys.executable, script, limit, "--save", saved], check=True, stdout=subprocess.DEVNULL)
    result = subprocess.run([sys.executable, script, bench.work / f"out-{name}", "--against", saved],
                            capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"verify.py found a difference in {name}: {result.stdout[-2000:]}{result.stderr[-2000:]}")
    print(f"\nverify.py: the outputs of {name} equal the limit's, row order included.")


def against_peers(bench, options):
    if not bench.has_peer("duckdb"):
        return
    pages = bench.data(options.entries)
    fields = ", ".join(f"{name} {'BIGINT' if kind == 'int64' else 'VARCHAR'}"
                       for name, kind in re.findall(r"(\w+): (text|int64)", SCHEMA))
    source = (f"(SELECT unnest(items, max_depth := 2) FROM read_json('{pages}/*.json', format='newline_delimited', "
              f"maximum_object_size=67108864, columns={{items:'STRUCT({fields})[]'}}))")

    def duck(query, file):
        out = bench.work / "out-duckdb"
        out.mkdir(exist_ok=True)
        return [bench.peers, "-c", "import duckdb; connection = duckdb.connect(); "
                f"connection.execute('SET threads=2'); connection.execute(\"\"\"COPY ({query}) TO '{out}/{file}' (HEADER)\"\"\")"]

    compare("Filter to CSV", [
        ("DuckDB", duck("SELECT pspReference, ledgerDate, entryType, reference, amount "
                        f"FROM {source} WHERE amount > 100000", "rows.csv")),
        ("fjord", bench.run("filter", FILTER)),
    ], options)
    compare("Group-by to a small table", [
        ("DuckDB", duck("SELECT ledgerDate, entryType, count(*) AS count, sum(amount) AS total "
                        f"FROM {source} GROUP BY ALL", "agg.csv")),
        ("fjord", bench.run("small", SMALL)),
    ], options)
    peer = bench.bench / "peers/duckdb_j1.py"
    if peer.exists():
        compare("The job in DuckDB and Polars, gzip level 6", [
            ("fjord", bench.run("level6", job(FILES, 6))),
            ("DuckDB, its own gzip", peer_command(bench, "duckdb_j1.py", pages, "--mode", "ctas")),
            ("Polars", peer_command(bench, "polars_j1.py", pages, "--mode", "lazy") if bench.has_peer("polars") else None),
        ], options)


def peer_command(bench, script, pages, *rest):
    out = bench.work / "out-peer"
    out.mkdir(exist_ok=True)
    return [bench.peers, str(bench.bench / "peers" / script), "--in", str(pages), "--out", str(out), "--gz", "6", *rest]


def over_http(bench, options):
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if not nginx:
        print("skipped: the job over HTTP, since nginx is absent")
        return
    server = Server(bench, nginx, bench.data(options.entries))
    try:
        compare("The job over loopback HTTP, gzip level 2", [
            ("from files", bench.run("level2", job(FILES, 2))),
            ("pages by number", bench.run("numbered", job(NUMBERED, 2), port=server.port)),
            ("pages by cursor", bench.run("cursor", job(CURSOR, 2), port=server.port)),
        ], options)
        for name in ("numbered", "cursor"):
            same = all((bench.work / f"out-{name}" / file).read_bytes() == (bench.work / "out-level2" / file).read_bytes()
                       for file in ("rows.csv", "agg.csv"))
            print(f"\n{name}: {'the bytes of the run from files' if same else 'OTHER BYTES'}")
    finally:
        server.stop()


class Server:
    """nginx over the pages: /numbered?page=1 and /cursor?cursor=p000001."""

    def __init__(self, bench, nginx, pages):
        self.port = 18080
        root = bench.work / "www"
        if not root.exists():
            root.mkdir()
            for number, page in enumerate(sorted(pages.glob("*.json")), 1):
                (root / f"n{number}.json").symlink_to(page)
                (root / f"c{page.stem}.json").symlink_to(page)
            (root / "c.json").symlink_to(sorted(pages.glob("*.json"))[0])
            (root / "empty.json").write_text('{"items":[]}')
        conf = bench.work / "nginx.conf"
        conf.write_text(f"""daemon off; pid {bench.work}/nginx.pid; error_log {bench.work}/nginx.log; worker_processes 1; user root;
events {{}}
http {{ access_log off; sendfile on; keepalive_requests 100000; default_type application/json; root {root};
  client_body_temp_path {bench.work}/ngx1; proxy_temp_path {bench.work}/ngx2; fastcgi_temp_path {bench.work}/ngx3;
  uwsgi_temp_path {bench.work}/ngx4; scgi_temp_path {bench.work}/ngx5;
  server {{ listen 127.0.0.1:{self.port};
    location /numbered {{ try_files /n$arg_page.json /empty.json; }}
    location /cursor {{ try_files /c$arg_cursor.json =404; }} }} }}
""")
        self.process = subprocess.Popen([nginx, "-c", str(conf), "-p", str(bench.work)], stderr=subprocess.DEVNULL)
        time.sleep(0.5)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def memory(bench, options):
    five = options.entries * 5
    compare("Memory: five times the entries", [
        ("1x", bench.run("plain", job(FILES, 2, distinct=False))),
        ("5x", bench.run("plain5", job(FILES, 2, distinct=False), entries=five)),
    ], options)
    compare("Many groups: one per entry, 5x the entries", [
        ("in 2 GB", bench.run("many", MANY, entries=five, extra=["--max-memory", "2GB"])),
        ("in 128 MB", bench.run("many-spilled", MANY, entries=five, extra=["--max-memory", "128MB"])),
    ], options)
    files = [bench.work / f"out-{name}/agg.csv" for name in ("many", "many-spilled")]
    if all(file.exists() for file in files):
        same = subprocess.run(["cmp", *files]).returncode == 0
        print(f"\nspilled: {'the same bytes' if same else 'OTHER BYTES'}")


def growth(bench, options):
    sizes = [size for size in (10_000, 100_000, 1_000_000, 5_000_000) if size <= options.entries * 5]
    compare("Growth with the entries, gzip level 2",
            [(f"{size:,}", bench.run(f"size{size}", job(FILES, 2), entries=size)) for size in sizes], options)


def starting(bench, options):
    ten = bench.work / "ten.jsonl"
    ten.write_text("".join(f'{{"id":{number}}}\n' for number in range(10)))
    path = bench.work / "ten.yaml"
    path.write_text("fjord: 1\nname: ten\nstages:\n  - {fetch: file, path: ten.jsonl, schema: {id: int64}}\n"
                    "  - {sink: csv, path: out-ten/ten.csv}\n")
    compare("Starting", [
        ("fjord --version", [bench.fjord, "--version"]),
        ("a pipeline of ten entries", [bench.fjord, "run", str(path), "--quiet"]),
    ], options)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("fjord")
    arguments.add_argument("--bench", default=ROOT.parent / "shared/bench")
    arguments.add_argument("--work", default=ROOT / ".build-benchmark")
    arguments.add_argument("--entries", type=int, default=1_000_000)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--only", help="a regular expression over the tables' titles")
    arguments.add_argument("--parts", nargs="+", default=["files", "peers", "http", "memory", "growth", "start"])
    options = arguments.parse_args()
    bench = Bench(options)
    parts = {"files": from_files, "peers": against_peers, "http": over_http, "memory": memory,
             "growth": growth, "start": starting}
    for part in options.parts:
        parts[part](bench, options)


main()
