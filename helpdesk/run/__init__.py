"""Runs the desk: embedded PostgreSQL and Valkey, and every process of the desk under one supervisor.

Promises: one command starts everything, one signal stops everything, and when the supervisor is killed
nothing it started lives on. Nothing in this package imports Django: the services come up before it.
"""
