"""The pages of those who run the platform (`make platform`): companies, addresses, waiting work. No customer's words.

A company's tickets are shown only while it lets operators in, and each look is written down on both sides.
"""
