"""What somebody asks of an institution about their data, and what went wrong with data.

A kind, a day, a deadline and an owner stand outside the seal; who asks, about which case and what
was answered lies in a box of the institution.
"""
