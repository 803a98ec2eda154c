"""Replays the event logs of scenarios on the exported diagrams, with pm4py.

Every PROCESS.NUMBER.xes must fit the Petri net of PROCESS.bpmn fully: fitness 1. A scenario that stops before the deal has ended
must fit as a beginning: the same net, but it may stop anywhere. Then each activity in turn is taken out of the logs. Those whose
absence a log notices are mandatory there; there must be some, and not only at the beginning.

    python3 replay.py FOLDER
"""

import os
import sys
import warnings
from collections import defaultdict
from pathlib import Path

warnings.filterwarnings("ignore")
os.environ["PM4PY_SHOW_PROGRESS_BAR"] = "False"

import pm4py
from pm4py.algo.conformance.alignments.petri_net import algorithm as alignments
from pm4py.objects.conversion.bpmn import converter
from pm4py.objects.log.obj import Trace
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils import petri_utils

OUTCOME = "voronka:outcome"


def whole_net(path):
    return converter.apply(pm4py.read_bpmn(str(path)))


def open_net(path):
    """The net that may stop anywhere: a silent transition empties each place."""
    net, start, _ = whole_net(path)
    for number, place in enumerate(list(net.places)):
        stop = PetriNet.Transition(f"stop_{number}", None)
        net.transitions.add(stop)
        petri_utils.add_arc_from_to(place, stop, net)
    return net, start, Marking()


def misfits(trace, net):
    """How many moves of an optimal alignment are in the log only, or in the model only and visible."""
    found = alignments.apply_trace(trace, *net)
    if found is None:
        return len(trace) + 1
    return sum(1 for log, model in found["alignment"] if log == ">>" and model is not None or model == ">>")


def fitness(trace, net):
    """1 less the share of moves that do not agree; 1 only where all agree."""
    wrong = misfits(trace, net)
    return 1.0 - wrong / max(1, len(trace) + wrong)


def without(trace, activity):
    kept = Trace(attributes=trace.attributes)
    for event in trace:
        if event["concept:name"] != activity:
            kept.append(event)
    return kept


def check(diagram):
    """Prints the line of one process; whether it holds, and whether a step in its middle is mandatory."""
    ended, begun = whole_net(diagram), open_net(diagram)
    traces = []
    for log in sorted(diagram.parent.glob(f"{diagram.stem}.*.xes")):
        for trace in pm4py.read_xes(str(log), return_legacy_log_object=True):
            traces.append((log.name, trace, ended if OUTCOME in trace.attributes else begun))
    wrong = [(name, trace, value) for name, trace, net in traces if (value := fitness(trace, net)) < 1.0]
    removals = defaultdict(list)
    for name, trace, net in traces:
        if name in {one[0] for one in wrong}:
            continue
        for activity in dict.fromkeys(event["concept:name"] for event in trace):
            kept = without(trace, activity)
            names = [event["concept:name"] for event in trace]
            # A beginning that only lost its end is still a beginning.
            if net is begun and names[: len(kept)] == [event["concept:name"] for event in kept]:
                continue
            removals[activity].append(fitness(kept, net) < 1.0)
    noticed = sorted(activity for activity, seen in removals.items() if any(seen))
    whole = sum(1 for _, trace, _ in traces if OUTCOME in trace.attributes)
    print(
        f"{diagram.stem}: {len(traces)} logs ({whole} to the end), fitness 1.0 in {len(traces) - len(wrong)}; "
        f"below 1.0 without a mandatory one of {len(noticed)} activities"
    )
    for name, trace, value in wrong:
        steps = " -> ".join(event["concept:name"] for event in trace)
        print(f"    {name} «{trace.attributes.get('concept:name')}»: {value:.3f}: {steps}")
    first = {trace[0]["concept:name"] for _, trace, _ in traces if len(trace)}
    middle = [activity for activity in noticed if activity not in first]
    return bool(traces) and not wrong and bool(noticed), bool(middle)


def main(folder):
    diagrams = sorted(Path(folder).glob("*.bpmn"))
    if not diagrams:
        sys.exit(f"no diagrams in {folder}")
    results = [check(diagram) for diagram in diagrams]
    # Of a process that may pass over everything but its beginning, nothing in the middle can be missed: one of ours is like that.
    middles = sum(middle for _, middle in results)
    sys.exit(0 if all(holds for holds, _ in results) and middles >= len(results) - 1 else 1)


if __name__ == "__main__":
    main(sys.argv[1])
