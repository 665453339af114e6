"""What a country tells us at sign-up: time zone, weekend, currency. Everything can be changed later.

Weekends as in research of 2026 (holidays library and government pages): PS is Friday and Saturday in practice.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """ISO code, IANA time zone, ISO weekdays of the weekend, ISO currency."""

    code: str
    timezone: str
    weekend: str
    currency: str


COUNTRIES = {
    country.code: country
    for country in (
        Country("SA", "Asia/Riyadh", "5,6", "SAR"),
        Country("AE", "Asia/Dubai", "6,7", "AED"),
        Country("BH", "Asia/Bahrain", "5,6", "BHD"),
        Country("DZ", "Africa/Algiers", "5,6", "DZD"),
        Country("EG", "Africa/Cairo", "5,6", "EGP"),
        Country("IL", "Asia/Jerusalem", "5,6", "ILS"),
        Country("IQ", "Asia/Baghdad", "5,6", "IQD"),
        Country("JO", "Asia/Amman", "5,6", "JOD"),
        Country("KW", "Asia/Kuwait", "5,6", "KWD"),
        Country("LB", "Asia/Beirut", "6,7", "LBP"),
        Country("LY", "Africa/Tripoli", "5,6", "LYD"),
        Country("MA", "Africa/Casablanca", "6,7", "MAD"),
        Country("OM", "Asia/Muscat", "5,6", "OMR"),
        Country("PS", "Asia/Hebron", "5,6", "ILS"),
        Country("QA", "Asia/Qatar", "5,6", "QAR"),
        Country("SD", "Africa/Khartoum", "5,6", "SDG"),
        Country("SY", "Asia/Damascus", "5,6", "SYP"),
        Country("TN", "Africa/Tunis", "6,7", "TND"),
        Country("YE", "Asia/Aden", "5,6", "YER"),
        Country("CA", "America/Toronto", "6,7", "CAD"),
        Country("DE", "Europe/Berlin", "6,7", "EUR"),
        Country("FR", "Europe/Paris", "6,7", "EUR"),
        Country("GB", "Europe/London", "6,7", "GBP"),
        Country("NL", "Europe/Amsterdam", "6,7", "EUR"),
        Country("TR", "Europe/Istanbul", "6,7", "TRY"),
        Country("US", "America/New_York", "6,7", "USD"),
    )
}
