"""When somebody is there: hours by weekday, holidays and special days, in the company's time zone."""
