# ruff: noqa: E501
"""Figures of the docs as plain SVG, and the validation table of the README."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
GAIN, LOSS, TOTAL, INK, GRID = "#0072B2", "#D55E00", "#4d4d4d", "#1a1a1a", "#d9d9d9"
WORDS = {
    "new_migrants": "New migrants",
    "government": "Public consumption",
    "remaining_behind": "Remaining behind",
    "returnees": "Returnees",
    "natives": "Natives of receiving regions",
    "established_migrants": "Established migrants",
}
WIDTH, LEFT, TOP, STEP, BAR = 760, 230, 74, 34, 20


def groups(ev: dict[str, float], numbers: dict[str, str]) -> Path:
    """Winners and losers of worldbank_3pct by group [10^9 USD a year]."""
    rows = [(WORDS[g], ev[g]) for g in WORDS if abs(ev[g]) >= 0.5]
    rows.sort(key=lambda row: -row[1])
    rows.append(("World", sum(ev.values())))
    low, high = min(0.0, min(v for _, v in rows)), max(v for _, v in rows)
    ticks = [t for t in range(-500, 1001, 100) if low - 60 <= t <= high + 40]
    low, high = min(low - 20, ticks[0]), max(high + 45, ticks[-1])
    scale = (WIDTH - LEFT - 40) / (high - low)

    def x(value: float) -> float:
        return LEFT + (value - low) * scale

    bottom = TOP + STEP * len(rows)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 62}" font-family="Helvetica, Arial, sans-serif" font-size="14" fill="{INK}">',
        f'<rect width="{WIDTH}" height="{bottom + 62}" fill="#ffffff"/>',
        '<text x="16" y="26" font-size="17" font-weight="bold">Movers gain most; migrants who came before them lose</text>',
        '<text x="16" y="48" fill="#4d4d4d">Workers worth 3% of rich regions’ labour force arrive: equivalent variation, 10⁹ USD a year</text>',
    ]
    for t in ticks:
        out.append(
            f'<line x1="{x(t):.1f}" x2="{x(t):.1f}" y1="{TOP - 8}" y2="{bottom}" stroke="{INK if t == 0 else GRID}"/>'
        )
        out.append(
            f'<text x="{x(t):.1f}" y="{bottom + 18}" text-anchor="middle" fill="#4d4d4d">{str(t).replace("-", "−")}</text>'
        )
    for n, (label, value) in enumerate(rows):
        y = TOP + STEP * n
        if label == "World":
            out.append(
                f'<line x1="16" x2="{WIDTH - 16}" y1="{y - 6}" y2="{y - 6}" stroke="{GRID}"/>'
            )
        colour = TOTAL if label == "World" else GAIN if value >= 0 else LOSS
        left, right = sorted((x(0), x(value)))
        out.append(f'<text x="{LEFT - 12}" y="{y + 15}" text-anchor="end">{label}</text>')
        out.append(
            f'<rect x="{left:.1f}" y="{y}" width="{right - left:.1f}" height="{BAR}" fill="{colour}"/>'
        )
        at, anchor = (right + 6, "start") if value >= 0 else (left - 6, "end")
        text = f"{value:+,.0f}".replace("-", "−")
        out.append(f'<text x="{at:.1f}" y="{y + 15}" text-anchor="{anchor}">{text}</text>')
    out.append(
        f'<text x="16" y="{bottom + 46}" font-size="12" fill="#4d4d4d">Scenario worldbank_3pct on the benchmark world (2021). World: +{numbers["worldbank_3pct_ppp_pct"]}% of income at purchasing power; incomes at exchange rates +{numbers["worldbank_3pct_pct"]}%.</text>'
    )
    out.append("</svg>\n")
    path = HERE / "worldbank_3pct_groups.svg"
    path.write_text("\n".join(out), encoding="utf-8")
    return path


def validation(n: dict[str, str]) -> str:
    """Published figures beside ours."""
    rows = [
        (
            "Moses and Letnes 2004, all borders open",
            "96.5% of world GDP",
            f"{n['ml_full_mobility_pct']}%",
        ),
        ("the same, adjusted for efficiency", "$3.4tn", f"${n['ml_full_mobility_adjusted_bn']}bn"),
        (
            "ten per cent of the wage gap, adjusted",
            "$774bn",
            f"${n['ml_ten_percent_adjusted_bn']}bn",
        ),
        ("Rutherford and Markusen 2x2, output X", "1.0488088", n["two_x"]),
        ("output Y", "1.0388601", n["two_y"]),
        ("welfare", "1.0454821", n["two_welfare"]),
        ("market left out (Walras), share of output", "0", n["walras"]),
        ("persons + government less the world, share of income", "0", n["adding_up"]),
    ]
    return "\n".join(
        ["| check | published | here |", "|-|-|-|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    )
