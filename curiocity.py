"""placeholder until the command line is written"""
