"""The tables of a fleet's night as Parquet, and its sums. Their columns are promised: docs/fleet.md."""

import json
import os
import pathlib
import uuid
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as parquet

TEXT, NUMBER, REAL, TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()
# UTC, without a zone in the type, so that no reader moves them into its own.
TIME, TEXTS = pa.timestamp("us"), pa.list_(pa.string())

# Reports are turned into rows so many at a time, so that memory does not grow with the fleet.
REPORTS_A_GROUP = 500

SCHEMAS = {
    "places": {
        "place": TEXT, "host": TEXT, "status": TEXT, "said": TEXT, "computers": TEXTS, "files": NUMBER, "bytes": NUMBER,
        "extract": TEXT, "extract_bytes": NUMBER, "extract_sha256": TEXT,
    },
    "reports": {
        "report": TEXT, "places": TEXTS, "exit_status": NUMBER, "complete": TRUTH, "said": TEXT, "report_bytes": NUMBER,
        "report_sha256": TEXT,
    },
    "computers": {
        "report": TEXT, "computer": TEXT, "aliases": TEXTS, "windows": TEXT, "headline": TEXT,
        "trend_nights": NUMBER, "trend_seconds_per_night": REAL, "trend_longest_seconds": REAL, "trend_limit_seconds": REAL,
        "trend_meets_limit": TIME,
    },
    "runs": {
        "report": TEXT, "computer": TEXT, "run": TEXT, "product": TEXT, "subject": TEXT, "started": TIME, "start_seen": TRUTH,
        "ended": TIME, "outcome": TEXT, "hresult": TEXT, "detail": TEXT, "cause": TEXT, "cause_certainty": TEXT,
        "cause_text": TEXT, "snapshot_seconds": REAL, "snapshot_succeeded": TRUTH, "target": TEXT, "next_step": TEXT,
    },
    "records27": {
        "report": TEXT, "computer": TEXT, "ref": TEXT, "time": TIME, "event_record_id": NUMBER, "status": TEXT,
        "volume": TEXT, "run": TEXT, "link": TEXT, "verdict": TEXT, "confidence": TEXT, "basis": TEXT, "rules": TEXTS,
        "next_step": TEXT,
    },
    "coverage": {
        "report": TEXT, "computer": TEXT, "channel": TEXT, "first": TIME, "last": TIME, "records": NUMBER, "gaps": NUMBER,
        "begins_in_damage": TRUTH, "ends_in_damage": TRUTH,
    },
    "issues": {
        "report": TEXT, "computer": TEXT, "path": TEXT, "kind": TEXT, "text": TEXT, "incomplete": TRUTH,
        "event_record_id": NUMBER,
    },
    "trouble": {
        "report": TEXT, "computer": TEXT, "kind": TEXT, "weight": TEXT, "text": TEXT, "next_step": TEXT, "disk": NUMBER,
        "volume": TEXT, "subject": TEXT, "first": TIME, "last": TIME, "count": NUMBER,
    },
}


def pick(of: dict | None, *keys: str) -> dict:
    return {key: (of or {}).get(key) for key in keys}


def place_row(one: dict) -> dict:
    return {
        **pick(one, "place", "host", "status", "said", "computers", "files"), "bytes": one["bytes_in"],
        "extract": one["name"], "extract_bytes": one["bytes"], "extract_sha256": one["sha256"],
    }


def report_row(facts: dict, document: dict | None) -> dict:
    return {
        **pick(facts, "places", "exit_status", "said"), "report": facts["name"], "report_bytes": facts["bytes"],
        "report_sha256": facts["sha256"], "complete": document["summary"]["complete"] if document else False,
    }


def hex_of(code: dict | None) -> str | None:
    return code and code["hex"]


def rows_of(computer: dict) -> Iterator[tuple[str, dict]]:
    """The rows that a computer of a report has in each table."""
    trend = computer["snapshot_trend"]
    yield "computers", {
        **pick(computer, "aliases", "windows", "headline"),
        **{f"trend_{key}": trend and trend[key]
           for key in ("nights", "seconds_per_night", "longest_seconds", "limit_seconds", "meets_limit")},
    }
    for run in computer["sessions"]:
        cause = run["cause"] or {}
        yield "runs", {
            **pick(run, "product", "subject", "started", "start_seen", "ended", "outcome", "snapshot_seconds",
                   "snapshot_succeeded", "target", "next_step"),
            "run": run["id"], "hresult": hex_of(run["hresult"]), "detail": hex_of(run["detail"]),
            "cause": cause.get("kind"), "cause_certainty": cause.get("certainty"), "cause_text": cause.get("text"),
        }
    for one in computer["volsnap27"]:
        yield "records27", {
            **pick(one, "ref", "link", "verdict", "confidence", "basis", "next_step"), **pick(one["event"], "time", "event_record_id"),
            "status": hex_of(one["status"]), "volume": one["volume"] and one["volume"]["text"], "run": one["session"],
            "rules": [opinion["rule"] for opinion in one["opinions"]],
        }
    for one in computer["coverage"]:
        yield "coverage", {
            **pick(one, "channel", "first", "last", "records", "begins_in_damage", "ends_in_damage"), "gaps": len(one["gaps"]),
        }
    for one in computer["trouble"]:
        yield "trouble", pick(one, *SCHEMAS["trouble"])


def rows(facts: dict, document: dict) -> Iterator[tuple[str, dict]]:
    """The rows of a report, each with the table that it is of."""
    for computer in document["computers"]:
        for table, row in rows_of(computer):
            yield table, {**row, "report": facts["name"], "computer": computer["name"]}
    of_sources = ({**issue, "path": source["path"]} for source in document["sources"] for issue in source["issues"])
    for issue in (*document["issues"], *of_sources):
        yield "issues", {**pick(issue, *SCHEMAS["issues"]), "report": facts["name"]}


def cells(values: list, kind: pa.DataType) -> pa.Array:
    if kind == TIME:
        # Windows' times have seven digits of a second; the column has six.
        texts = (value and value.removesuffix("Z").partition(".") for value in values)
        return pa.array([text and f"{text[0]}.{text[2][:6]:0<6}" for text in texts], TEXT).cast(TIME)
    return pa.array(values, kind)


class Tables:
    """Tables that are written group by group and appear whole, in the place of those of the night before."""

    def __init__(self, folder: pathlib.Path):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.mark = folder, uuid.uuid4().hex
        self.writers = {
            name: parquet.ParquetWriter(self.part(name), pa.schema(list(columns.items())), compression="zstd")
            for name, columns in SCHEMAS.items()
        }

    def part(self, name: str) -> pathlib.Path:
        return self.folder / f"{name}.{self.mark}.part"

    def add(self, name: str, found: list[dict]) -> None:
        columns = [cells([row.get(key) for row in found], kind) for key, kind in SCHEMAS[name].items()]
        self.writers[name].write_table(pa.table(columns, self.writers[name].schema))

    def finish(self) -> None:
        for name, writer in self.writers.items():
            writer.close()
            os.replace(self.part(name), self.folder / f"{name}.parquet")


def write(out: pathlib.Path, places: list[dict], reports: list[dict]) -> int:
    """Writes tables/ and summary.json. The status is that of the command: 1 where a place or report could not be had."""
    places = sorted(places, key=lambda one: one["place"])
    reports = sorted(reports, key=lambda one: one["places"])
    tables = Tables(out / "tables")
    tables.add("places", [place_row(one) for one in places])
    needs, sums = [], {"volsnap27": Counter(), "sessions": Counter(), "other_runs": Counter()}
    for start in range(0, len(reports), REPORTS_A_GROUP):
        group: dict[str, list[dict]] = {name: [] for name in SCHEMAS if name != "places"}
        for facts in reports[start:start + REPORTS_A_GROUP]:
            document = json.loads((out / "reports" / facts["name"]).read_text()) if facts["name"] else None
            group["reports"].append(report_row(facts, document))
            if not document:
                continue
            for name, total in sums.items():
                total.update(document["summary"][name])
            for name, row in rows(facts, document):
                group[name].append(row)
            if facts["exit_status"] == 1:
                needs.append({"report": facts["name"], "places": facts["places"], "headline": document["summary"]["headline"]})
        for name, found in group.items():
            tables.add(name, found)
    tables.finish()
    summary = {
        "summary_version": 1,
        "places": dict(sorted(Counter(one["status"] for one in places).items())),
        "reports": dict(sorted(Counter(f"exit {one['exit_status']}" for one in reports).items())),
        **{name: dict(total) for name, total in sums.items()},
        "needs_person": needs,
        "unread": [pick(one, "place", "status", "said") for one in places if one["status"] != "read"],
    }
    made = out / f"summary.json.{uuid.uuid4().hex}.part"
    made.write_text(json.dumps(summary, indent=1, ensure_ascii=True) + "\n")
    os.replace(made, out / "summary.json")
    lost = any(one["status"] == "failed" for one in places) or any(one["name"] is None for one in reports)
    return 1 if lost else 0
