# ruff: noqa: E501
"""Formulas as MathML, which browsers show without any script: the docs can be read offline.

The part of LaTeX that the pages use: letters, indices, powers, fractions, sums, brackets, accents.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}^_&]|\s+|[0-9]+(?:\.[0-9]+)?|.")
LETTERS = {
    "alpha": "α", "beta": "β", "epsilon": "ε", "varepsilon": "ε", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda_": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "omega": "ω", "Omega": "Ω", "Pi": "Π", "Delta": "Δ", "gamma": "γ", "delta": "δ", "eta": "η", "xi": "ξ", "zeta": "ζ", "psi": "ψ", "upsilon": "υ", "Gamma": "Γ", "Xi": "Ξ", "Upsilon": "Υ", "Lambda": "Λ", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Theta": "Θ", "ell": "ℓ", "infty": "∞",
}  # fmt: skip
SIGNS = {
    "ge": "≥",
    "ne": "≠",
    "le": "≤",
    "perp": "⊥",
    "sum": "∑",
    "int": "∫",
    "times": "×",
    "cdot": "·",
    "quad": " ",
    "qquad": " ",
    "to": "→",
    "in": "∈",
}
SPACES = {
    "\\,": "0.17em",
    "\\;": "0.28em",
    "\\!": "-0.17em",
    "\\ ": "0.3em",
    "\\quad": "1em",
    "\\qquad": "2em",
}
ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~"}
SCRIPT = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵", strict=True))


class Reader:
    """Reads one formula."""

    def __init__(self, tex: str) -> None:
        self.tokens = [t for t in TOKEN.findall(tex) if not t.isspace()]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def row(self, end: str = "") -> str:
        """Atoms with their indices up to ``end``."""
        out = []
        while self.peek() != end:
            if not self.peek():
                msg = f"{end!r} is missing in {''.join(self.tokens)!r}"
                raise ValueError(msg)
            out.append(self.scripted())
        self.take()
        return "<mrow>" + "".join(out) + "</mrow>"

    def scripted(self) -> str:
        base = self.atom()
        low = high = ""
        while self.peek() in ("_", "^"):
            if self.take() == "_":
                low = self.atom()
            else:
                high = self.atom()
        if not low and not high:
            return base
        sub, sup, both = (
            ("munder", "mover", "munderover") if "∑" in base else ("msub", "msup", "msubsup")
        )
        if low and high:
            return f"<{both}>{base}{low}{high}</{both}>"
        return f"<{sub}>{base}{low}</{sub}>" if low else f"<{sup}>{base}{high}</{sup}>"

    def atom(self) -> str:
        token = self.take()
        if token == "{":
            return self.row("}")
        if token[0] == "\\":
            return self.command(token)
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        if token[0].isalpha():
            return f"<mi>{token}</mi>"
        sign = "−" if token == "-" else token
        stretchy = ' stretchy="false"' if sign in "()[]|" else ""
        return f"<mo{stretchy}>{escape(sign)}</mo>"

    def command(self, token: str) -> str:
        name = token[1:]
        if token in SPACES:
            return f'<mspace width="{SPACES[token]}"/>'
        if name == "left":
            opening = self.take()
            inside = self.row("\\right")
            return f"<mrow><mo>{escape(opening)}</mo>{inside}<mo>{escape(self.take())}</mo></mrow>"
        if name in ("frac", "tfrac"):
            return f"<mfrac>{self.atom()}{self.atom()}</mfrac>"
        if name in ACCENTS:
            return f'<mover accent="true">{self.atom()}<mo>{ACCENTS[name]}</mo></mover>'
        if name == "underline":
            return f'<munder accentunder="true">{self.atom()}<mo>_</mo></munder>'
        if name in ("max", "ln", "log", "min"):
            return f"<mi>{name}</mi><mspace width='0.17em'/>"
        if name in ("mathit", "mathrm", "text"):
            return f"<mi>{escape(self.word())}</mi>"
        if name == "mathcal":
            return f"<mi>{SCRIPT[self.word()]}</mi>"
        if name == "mathbb":
            return f"<mn>{self.word().replace('1', '𝟙')}</mn>"
        if name in SIGNS:
            return f"<mo>{SIGNS[name]}</mo>"
        if name.strip("_") in LETTERS or f"{name}_" in LETTERS:
            return f"<mi>{LETTERS.get(name) or LETTERS[f'{name}_']}</mi>"
        if len(name) == 1:
            return f"<mo>{escape(name)}</mo>"
        msg = f"{token} is not known to docs/_ext/mathml.py"
        raise ValueError(msg)

    def word(self) -> str:
        """What stands in braces, or the next letter, as it is."""
        if self.peek() != "{":
            return self.take()
        self.take()
        letters = []
        while (token := self.take()) != "}":
            letters.append(token.removeprefix("\\"))
        return "".join(letters)


def mathml(tex: str, *, block: bool = False) -> str:
    """MathML of a formula."""
    display = "block" if block else "inline"
    return f'<math display="{display}">{Reader(tex).row()}</math>'


def setup(app: Any) -> dict[str, Any]:
    """Register with Sphinx as a renderer of formulas."""
    from docutils import nodes

    def inline(page: Any, node: Any) -> None:
        page.body.append(mathml(node.astext()))
        raise nodes.SkipNode

    def block(page: Any, node: Any) -> None:
        page.body.append(f'<div class="formula">{mathml(node.astext(), block=True)}</div>')
        raise nodes.SkipNode

    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"version": "1", "parallel_read_safe": True}
