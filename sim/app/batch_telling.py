"""Takes what a batch is and will cost, gives it as text for a person or as JSON for a program."""

from __future__ import annotations

import json
from dataclasses import asdict

from sim.batch import Plan, Sheet
from sim.batch.preview import Preview


def sheet_text(sheet: Sheet) -> str:
    """What is played: scenario, policies, cells, worlds."""
    lines = [
        f"{sheet.scenario} {sheet.version}, seed {sheet.seed}, {sheet.turns} turns"
        + (f", {' '.join(sheet.settings)}" if sheet.settings else "")
        + (f", {sheet.sets} parameter sets" if sheet.sets > 1 else "")
        + ("" if sheet.luck else ", without luck"),
        f"policies  {', '.join(sheet.policies)}",
    ]
    if sheet.cells > 1 or sheet.varied:
        lines.append(f"cells     {sheet.cells:,} ({sheet.design.kind}): {', '.join(sheet.varied)}")
    last = sheet.first + sheet.worlds - 1
    numbers = "" if sheet.first == 0 else f", numbers {sheet.first:,} to {last:,}"
    lines.append(
        f"worlds    {sheet.worlds:,} of each cell and policy{numbers}: {sheet.worlds * sheet.pairs:,} in all, "
        + (f"{len(sheet.blocks):,} blocks of {sheet.block:,}" if len(sheet.blocks) > 1 else "one block")
    )
    return "\n".join(lines)


def preview_text(plan: Plan, preview: Preview, jobs: int) -> str:
    """What it will cost."""
    p = preview
    per = p.rows * plan.sheet.turns / max(p.seconds, 1e-9)
    lines = [
        sheet_text(plan.sheet),
        "",
        f"time      about {length(p.wall(jobs))} with --jobs {jobs} ({per:,.0f} world-turns a second each)",
        f"memory    about {size(p.memory)} for each process, whatever the number of worlds",
        f"disk      about {size(p.bytes)}" + ("" if plan.keep == "all" else f" (keep {plan.keep})"),
    ]
    if p.main and plan.worlds < 2:
        lines.append("interval  none: one world tells nothing of luck")
    elif p.main:
        lines.append(f"interval  {p.main} ±{p.half_width:.2g} at most (standard deviation {p.spread:.3g})")
        if len(plan.players) > 1:
            lines.append(f"          differences of policies ±{p.half_difference:.2g} at most, compared world by world")
    if p.enough is not None:
        lines.append(
            f"stop      {plan.until} after about {p.enough:,} worlds" if p.enough < plan.worlds
            else f"stop      {plan.until} is hardly reached within {plan.worlds:,} worlds"
        )  # fmt: skip
    if p.failed:
        lines.append(f"failures  {p.failed:,} of {p.tried:,} worlds of the trial; the first: {p.reason}")
    lines.append(f"measured on {p.tried:,} worlds")
    return "\n".join(lines)


def preview_json(plan: Plan, preview: Preview, jobs: int) -> str:
    """The same for a program."""
    sheet = plan.sheet
    told = {key: None if value == float("inf") else value for key, value in asdict(preview).items()}
    return json.dumps(
        {
            "scenario": sheet.scenario, "policies": sheet.policies, "cells": sheet.cells, "worlds": sheet.worlds,
            "jobs": jobs, "wall_seconds": preview.wall(jobs), **told,
        },
        indent=1,
    )  # fmt: skip


def length(seconds: float) -> str:
    """A length of time for a person."""
    if seconds < 120:
        return f"{max(seconds, 0.1):.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} days"


def size(bytes_: float) -> str:
    """A number of bytes for a person."""
    for unit in ("B", "kB", "MB", "GB"):
        if bytes_ < 1000:
            return f"{bytes_:.3g} {unit}"
        bytes_ /= 1000
    return f"{bytes_:.3g} TB"
