"""What was found to differ from a contract, what is allowed to, and how much was looked at."""
from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the contract says."""

    where: str
    """The way to the member: `answer.orders[0].billTo.name`."""
    kind: str
    """What is wrong: `undeclared`, `missing`, `type`, `format`, `null`, `enum`, `bounds`, `choice` of members; `path`,
    `parameter`, `query`, `body` of requests; `status` of answers."""
    says: str
    """What the contract says, and what there is instead."""

    @property
    def pattern(self) -> str:
        """The way without the numbers of rows."""
        return re.sub(r"\[\d+\]", "", self.where)


@dataclass(frozen=True)
class Allowance:
    """A difference that is none: the contract contradicts itself, its own examples or the vendor's pages."""

    operation: str
    """A pattern of operations: `GET /v2/orders*`."""
    where: str
    """A pattern of ways without the numbers of rows."""
    kind: str
    reason: str

    def covers(self, operation: str, finding: Finding) -> bool:
        return (self.kind == finding.kind and fnmatchcase(operation, self.operation)
                and fnmatchcase(finding.pattern, self.where))


@dataclass
class Result:
    """What a check of one exchange came to."""

    operation: str = ""
    findings: list[Finding] = field(default_factory=list)
    members: int = 0
    """How many values of the answer were held against the contract."""

    def add(self, where: str, kind: str, says: str) -> None:
        self.findings.append(Finding(where, kind, says))


class Report:
    """Gathers the results of all exchanges and prints them."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.operations: dict[str, Counter[str]] = defaultdict(Counter)
        self.allowed: dict[str, Counter[Allowance]] = defaultdict(Counter)
        self.amended: dict[str, list[str]] = {}
        self.mismatches: list[str] = []

    def take(self, system: str, place: str, result: Result, allowances: list[Allowance]) -> None:
        counts = self.counts[system]
        counts["requests"] += 1
        counts["answers"] += 1
        counts["members"] += result.members
        self.operations[system][result.operation] += 1
        for finding in result.findings:
            allowance = next((a for a in allowances if a.covers(result.operation, finding)), None)
            if allowance:
                self.allowed[system][allowance] += 1
            else:
                self.fail(system, f"{place}: {result.operation}: {finding.where}: {finding.says}")

    def skip(self, system: str) -> None:
        self.counts[system]["tokens"] += 1

    def fail(self, system: str, text: str) -> None:
        self.counts[system]["mismatches"] += 1
        self.mismatches.append(text)

    @property
    def checked(self) -> int:
        return sum(counts["requests"] for counts in self.counts.values())

    def lines(self) -> list[str]:
        """What to print: by system, then each mismatch, then the sum."""
        lines: list[str] = []
        for system in sorted(self.counts):
            counts = self.counts[system]
            lines.append(
                f"{system}: {counts['requests']} requests, {counts['answers']} answers, {counts['members']} members, "
                f"{counts['tokens']} requests for tokens skipped, {counts['mismatches']} mismatches")
            lines += [f"  {number:>6} {name}" for name, number in sorted(self.operations[system].items())]
            lines += [f"  amended {text}" for text in self.amended.get(system, [])]
            lines += [f"  {number:>6} allowed: {a.where} ({a.kind}): {a.reason}"
                      for a, number in self.allowed[system].items()]
        lines += [f"MISMATCH {text}" for text in self.mismatches]
        return lines + [f"contracts: {self.checked} checked, {len(self.mismatches)} mismatches"]
