"""Sphinx configuration: MyST pages, and parts made from the package (docs/_ext/pages.py)."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))
sys.path.insert(0, str(HERE.parent))

import cge  # noqa: E402

project = "cge"
author = "cge contributors"
copyright = author
release = version = cge.__version__
extensions = ["myst_parser", "mathml", "pages"]
exclude_patterns = ["_build", "_tables", "generated"]
myst_enable_extensions = ["dollarmath", "amsmath", "substitution", "deflist"]
myst_heading_anchors = 4
myst_substitutions = json.loads((HERE / "_tables" / "numbers.json").read_text(encoding="utf-8"))
html_math_renderer = "mathml"
html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["pages.css"]
html_title = f"cge {release}"
html_show_sphinx = False
html_copy_source = False
nitpicky = True
