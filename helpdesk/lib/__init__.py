"""Shared kit: no models, no rules of the business."""
