"""Checks of a bulletin's data package, one module a kind; `liandong.package_check` runs them all."""
