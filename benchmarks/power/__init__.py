"""Power cuts: work that is traced, a disk that may forget, and a look at what is left."""
