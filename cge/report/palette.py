"""Colours that people with any colour vision tell apart: Okabe and Ito (2008).

Gains are blue and losses vermilion everywhere; direction and sign say the same, so that nothing
rests on colour alone.  The seven classes of the map run from vermilion over grey to blue.
"""

from __future__ import annotations

GAIN, LOSS, TOTAL, BEFORE = "#0072B2", "#D55E00", "#767676", "#A6A6A6"
SERIES = ("#009E73", "#E69F00", "#56B4E9", "#CC79A7", "#0072B2", "#D55E00", "#8C8C8C", "#B5A800")
CLASSES = ("#A84600", "#E08744", "#F3C9A5", "#E4E4E4", "#B3D6EC", "#56A0CF", "#005A8C")
"""From the largest losses to the largest gains."""
