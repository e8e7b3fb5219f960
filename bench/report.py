"""The table, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.load import Sample


@dataclass(frozen=True)
class Comparison:
    """Rounds of one work, ours beside the reference's, as medians.

    Attributes:
        ours, reference: answers a second.
        ratio: the middle of the rounds' ratios; `lowest` and `highest` are their spread.
        ours_cpu, reference_cpu: processor microseconds of the server for an answer.
        cpu_ratio: the reference's divided by ours; other load on the machine hardly moves it.
        ours_p99: milliseconds, seen by the loader.
        reach: the ratio to reach.
    """

    work: str
    ours: float
    reference: float
    ratio: float
    lowest: float
    highest: float
    ours_cpu: float
    reference_cpu: float
    cpu_ratio: float
    ours_p99: float
    reach: float

    @property
    def reached(self) -> bool:
        return self.ratio >= self.reach


@dataclass(frozen=True)
class Finding:
    """One value that was looked at, and the most it may be."""

    what: str
    value: float
    most: float
    unit: str
    note: str = ""

    @property
    def reached(self) -> bool:
        return self.value <= self.most


def timed(what: str, milliseconds: Sequence[float], most: float) -> Finding:
    """A finding: the median of some measurements, with their number and the slowest as a note."""
    note = f"median of {len(milliseconds)}; the slowest {max(milliseconds):.1f} ms"
    return Finding(what, median(milliseconds), most, "ms", note)


@dataclass(frozen=True)
class Throughput:
    """Messages a second of a fan-out, ours beside one row at a time, as medians of rounds.

    Attributes:
        ours, reference: messages a second; `lowest` and `highest` are our spread.
        ratio: the middle of the rounds' ratios.
        ours_cpu: processor microseconds of our process for a message.
        database_cpu: the same of PostgreSQL.
        statements: SQL statements for a message.
        reach: the messages a second to reach; None where none are set.
    """

    work: str
    ours: float
    lowest: float
    highest: float
    reference: float
    ratio: float
    ours_cpu: float
    database_cpu: float
    statements: float
    reach: float | None

    @property
    def reached(self) -> bool:
        return self.reach is None or self.ours >= self.reach


@dataclass(frozen=True)
class Report:
    """All that one run found.

    Attributes:
        conditions: what a reader has to know about how the comparisons came about.
        fan_out_conditions: the same of the throughputs.
    """

    comparisons: Sequence[Comparison]
    throughputs: Sequence[Throughput]
    findings: Sequence[Finding]
    conditions: str
    fan_out_conditions: str


def compare(work: str, rounds: Sequence[tuple[Sample, Sample]], reach: float) -> Comparison:
    """The rounds' medians; each round is (ours, the reference's)."""
    ratios = [ours.per_second / reference.per_second for ours, reference in rounds]
    ours_cpu = median(ours.cpu for ours, _ in rounds)
    reference_cpu = median(reference.cpu for _, reference in rounds)
    return Comparison(
        work=work,
        ours=median(ours.per_second for ours, _ in rounds),
        reference=median(reference.per_second for _, reference in rounds),
        ratio=median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
        ours_cpu=ours_cpu,
        reference_cpu=reference_cpu,
        cpu_ratio=reference_cpu / ours_cpu,
        ours_p99=median(ours.p99 for ours, _ in rounds),
        reach=reach,
    )


def _verdict(reached: bool) -> str:
    return "[green]reached[/green]" if reached else "[red]missed[/red]"


def print_report(console: Console, report: Report) -> None:
    """All tables that have rows."""
    if report.comparisons:
        console.print(_comparisons(report))
    if report.throughputs:
        console.print(_throughputs(report))
    console.print(findings_table(report.findings))


def _comparisons(report: Report) -> Table:
    """Ratios that moved much between rounds show it in their spread."""
    caption = report.conditions
    table = Table(title="Beside the bare reference", caption=caption, caption_justify="left")
    table.add_column("work", min_width=24)
    for heading in ("ours/s", "reference/s", "ratio", "spread", "CPU µs", "CPU ratio", "reach"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for row in report.comparisons:
        table.add_row(
            row.work,
            f"{row.ours:,.0f}",
            f"{row.reference:,.0f}",
            f"{row.ratio:.2f}",
            f"{row.lowest:.2f} to {row.highest:.2f}",
            f"{row.ours_cpu:.0f} / {row.reference_cpu:.0f}",
            f"{row.cpu_ratio:.2f}",
            f"≥ {row.reach:.2f}",
            _verdict(row.reached),
        )
    return table


def _throughputs(report: Report) -> Table:
    caption = report.fan_out_conditions
    table = Table(title="The fan-out, messages", caption=caption, caption_justify="left")
    table.add_column("chat service", min_width=24)
    for heading in ("ours/s", "spread", "one at a time/s", "ratio", "CPU µs", "SQL", "reach"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for row in report.throughputs:
        table.add_row(
            row.work,
            f"{row.ours:,.0f}",
            f"{row.lowest:,.0f} to {row.highest:,.0f}",
            f"{row.reference:,.0f}",
            f"{row.ratio:.1f}",
            f"{row.ours_cpu:.0f} / {row.database_cpu:.0f}",
            f"{row.statements:.3f}",
            "" if row.reach is None else f"≥ {row.reach:,.0f}",
            "" if row.reach is None else _verdict(row.reached),
        )
    return table


def findings_table(
    findings: Sequence[Finding], title: str = "By itself", caption: str | None = None
) -> Table:
    """Each value beside what it is to reach."""
    table = Table(title=title, caption=caption, caption_justify="left")
    table.add_column("what")
    table.add_column("value", justify="right")
    table.add_column("reach", justify="right")
    table.add_column("verdict")
    table.add_column("")
    for found in findings:
        digits = 0 if found.value >= 100 or found.value == int(found.value) else 2
        if found.value < 1 and digits:
            digits = 3
        table.add_row(
            found.what,
            f"{found.value:,.{digits}f} {found.unit}".strip(),
            f"≤ {found.most:g} {found.unit}".strip(),
            _verdict(found.reached),
            found.note,
        )
    return table


def write_json(file: Path, report: Report) -> None:
    """Everything the tables show, unrounded."""

    def rows(of: Sequence[Comparison | Throughput | Finding]) -> list[dict[str, Any]]:
        return [{**asdict(each), "reached": each.reached} for each in of]

    written = {
        "conditions": report.conditions,
        "comparisons": rows(report.comparisons),
        "fan_out_conditions": report.fan_out_conditions,
        "throughputs": rows(report.throughputs),
        "findings": rows(report.findings),
    }
    file.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
