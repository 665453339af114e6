"""The doors of the console to repairs, gestures, requests and limits."""
