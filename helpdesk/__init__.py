"""Heard: the wiring of the desk, its shared kit (lib, web) and its process supervisor (run)."""
