"""Whether a pool can be seated at all, proved by CP-SAT (OR-Tools).

Reads the rules anew and shares no code with `hub.seating`, so that each can be held against the other.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from hub.rules import Rules

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Seats(NamedTuple):
    """Who is to be seated, as the rules see them.

    tongues: (n,) languages as bits, host: those of the hosts. apart: (n, n) who must not sit together.
    """

    tongues: Ints
    host: int
    apart: Bools
    hosts: int
    rules: Rules


def has_seating(seats: Seats, seconds: float = 20.0) -> bool | None:
    """Whether everybody can sit at permitted tables; None where that was not decided in time.

    Two models. In the first nobody is told their table, only its language: the ordinary ones of a language are 0 or
    at least `table_min`, whoever sits there needs so many others to be with, and hosted chairs are counted. It leaves
    out rules, so what it forbids is forbidden. Where it forbids nothing the second gives each person a table.
    """
    return False if _solved(_by_language(seats), seconds) is False else _solved(_by_table(seats), seconds)


def _solved(model: cp_model.CpModel, seconds: float) -> bool | None:
    known = {cp_model.OPTIMAL: True, cp_model.FEASIBLE: True, cp_model.INFEASIBLE: False}
    return known.get(exact_solver(seconds).solve(model))


def _languages(seats: Seats) -> list[int]:
    every = int(np.bitwise_or.reduce(seats.tongues, initial=0))
    return [1 << bit for bit in range(every.bit_length()) if every >> bit & 1]


def _by_language(seats: Seats) -> cp_model.CpModel:
    model, n, rules = cp_model.CpModel(), len(seats.tongues), seats.rules
    speaks = {
        (one, tongue): model.new_bool_var("")
        for tongue in _languages(seats)
        for one in np.flatnonzero(seats.tongues & tongue).tolist()
    }
    hosted = {one: model.new_bool_var("") for one in np.flatnonzero(seats.tongues & seats.host).tolist()}
    for one in range(n):
        chairs = [yes for (who, _), yes in speaks.items() if who == one]
        model.add_exactly_one([*chairs, *([hosted[one]] if one in hosted else [])])
    model.add(sum(hosted.values()) <= seats.hosts * rules.hosted_max)
    for (one, tongue), yes in speaks.items():
        others = [
            also
            for (other, same), also in speaks.items()
            if same == tongue and other != one and not seats.apart[one, other]
        ]
        model.add(sum(others) >= rules.table_min - 1).only_enforce_if(yes)
    return model


def _by_table(seats: Seats) -> cp_model.CpModel:
    model, n, rules = cp_model.CpModel(), len(seats.tongues), seats.rules
    chairs: list[list[Any]] = [[] for _ in range(n)]
    pairs = np.argwhere(np.triu(seats.apart, 1)).tolist()

    def add_table(people: list[int], least: int, most: int) -> Any:
        sits = {one: model.new_bool_var("") for one in people}
        for one, yes in sits.items():
            chairs[one].append(yes)
        is_open = model.new_bool_var("")
        model.add(sum(sits.values()) >= least).only_enforce_if(is_open)
        model.add(sum(sits.values()) <= most * is_open)
        for one, other in pairs:
            if one in sits and other in sits:
                model.add_at_most_one([sits[one], sits[other]])
        return is_open

    for tongue in _languages(seats):
        people = np.flatnonzero(seats.tongues & tongue).tolist()
        for _ in range(len(people) // rules.table_min):
            add_table(people, rules.table_min, rules.table_max)
    shared = [seats.host] if rules.hosted_language == "host" else _languages(seats)
    beside_host = [
        add_table(np.flatnonzero(seats.tongues & seats.host & tongues).tolist(), 1, rules.hosted_max)
        for tongues in shared
        for _ in range(seats.hosts)
    ]
    model.add(sum(beside_host) <= seats.hosts)
    for some in chairs:
        model.add_exactly_one(some)
    return model


def exact_solver(seconds: float) -> cp_model.CpSolver:
    """One thread and a fixed seed: the same answer on every machine unless time cuts it short."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    return solver
