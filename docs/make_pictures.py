"""Draws the pictures of docs/pictures anew: real screens, slips and boards of a demo that runs for a minute.

    make pictures
"""
