"""The equations of the model, one file per section; :func:`build` assembles them."""

from cge.model.build import Model, build

__all__ = ["Model", "build"]
