"""Tables of data: CSV in and out, and the data sets that come along."""
