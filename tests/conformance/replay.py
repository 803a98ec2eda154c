"""Replays event logs on the exported diagrams, with pm4py.

For every NAME.bpmn with a NAME.xes in the folder: the diagram becomes a Petri net, every trace of the log must fit it fully. Then a
mandatory step is taken out of every trace, the activity that most traces have and that comes first: no such log may fit.

    python3 replay.py FOLDER
"""

import sys
from collections import Counter
from pathlib import Path

import pm4py
from pm4py.objects.conversion.bpmn import converter
from pm4py.objects.log.obj import EventLog, Trace


def net_of(path):
    return converter.apply(pm4py.read_bpmn(str(path)))


def fitness(log, net):
    """The average fitness of the traces, by alignments. (What pm4py calls the fitness of the log counts silent steps as costs.)"""
    return pm4py.fitness_alignments(log, *net)["average_trace_fitness"]


def without(log, activity):
    """The log with every event of an activity left out."""
    changed = EventLog()
    for trace in log:
        kept = Trace(attributes=trace.attributes)
        for event in trace:
            if event["concept:name"] != activity:
                kept.append(event)
        changed.append(kept)
    return changed


def mandatory(log):
    """The activity that every trace begins with."""
    first = Counter(trace[0]["concept:name"] for trace in log)
    activity, count = first.most_common(1)[0]
    assert count == len(log), f"the traces begin with {first}"
    return activity


def main(folder):
    failed = False
    diagrams = sorted(Path(folder).glob("*.bpmn"))
    if not diagrams:
        sys.exit(f"no diagrams in {folder}")
    for diagram in diagrams:
        log = pm4py.read_xes(str(diagram.with_suffix(".xes")), return_legacy_log_object=True)
        net = net_of(diagram)
        whole = fitness(log, net)
        activity = mandatory(log)
        less = fitness(without(log, activity), net)
        print(f"{diagram.stem}: {len(log)} traces, fitness {whole:.4f}; without «{activity}» {less:.4f}")
        failed |= whole < 1.0 or less >= 1.0
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1])
