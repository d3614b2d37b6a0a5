"""Which stack reads whose state: the graph that deployment order is about."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from datahub_guard.model.estate import Estate
from datahub_guard.model.stack import RemoteState


class Edge(NamedTuple):
    """`reader` reads the state of `owner` through `remote`."""

    reader: str
    owner: str
    remote: RemoteState


class StackGraph:
    """Edges between stacks, by name. Stacks of absent repositories take part when an index tells of them."""

    def __init__(self, estate: Estate) -> None:
        self.reads: dict[str, list[Edge]] = {stack.name: [] for stack in estate.stacks}
        for stack in estate.stacks:
            for remote in stack.remote_states:
                for owner in remote.owners:
                    self.reads[stack.name].append(Edge(stack.name, owner, remote))

    def cycles(self) -> list[list[Edge]]:
        """For each group of stacks that read one another in a circle, its shortest cycle; in the order of names."""
        out = []
        for group in self._groups():
            cycle = min((self._shortest(start, group) for start in sorted(group)), key=len)
            out.append(cycle)
        return out

    def _groups(self) -> list[set[str]]:
        """Strongly connected groups of more than one stack, or of one that reads itself (Tarjan, without recursion)."""
        number: dict[str, int] = {}
        low: dict[str, int] = {}
        stack: list[str] = []
        on_stack: set[str] = set()
        groups: list[set[str]] = []
        for root in sorted(self.reads):
            if root in number:
                continue
            work = [(root, iter(self._owners(root)))]
            number[root] = low[root] = len(number)
            stack.append(root)
            on_stack.add(root)
            while work:
                node, owners = work[-1]
                for owner in owners:
                    if owner not in number:
                        number[owner] = low[owner] = len(number)
                        stack.append(owner)
                        on_stack.add(owner)
                        work.append((owner, iter(self._owners(owner))))
                        break
                    if owner in on_stack:
                        low[node] = min(low[node], number[owner])
                else:
                    work.pop()
                    if work:
                        low[work[-1][0]] = min(low[work[-1][0]], low[node])
                    if low[node] == number[node]:
                        groups.extend(self._pop_group(node, stack, on_stack))
        return sorted(groups, key=min)

    def _pop_group(self, node: str, stack: list[str], on_stack: set[str]) -> list[set[str]]:
        group: set[str] = set()
        while node not in group:
            member = stack.pop()
            on_stack.discard(member)
            group.add(member)
        return [group] if len(group) > 1 or node in self._owners(node) else []

    def _owners(self, name: str) -> list[str]:
        return [edge.owner for edge in self.reads.get(name, ())]

    def _shortest(self, start: str, group: set[str]) -> list[Edge]:
        """The shortest way from `start` back to itself within `group`."""
        came: dict[str, Edge] = {}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for edge in self.reads[node]:
                if edge.owner == start:
                    path = [edge]
                    while path[0].reader != start:
                        path.insert(0, came[path[0].reader])
                    return path
                if edge.owner in group and edge.owner not in came:
                    came[edge.owner] = edge
                    queue.append(edge.owner)
        raise AssertionError(f"{start} is in no cycle")
