"""Places and problems, under the name by which the parts of a scenario know them."""

from cge.places import NOWHERE, Key, Place, Problems, dotted

__all__ = ["NOWHERE", "Key", "Place", "Problems", "dotted"]
