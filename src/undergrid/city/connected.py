"""Flood fill: which cells of one level can be reached on foot."""

from undergrid.core.jit import kernel


@kernel
def flood(walk, width, start, reached, queue):
    """Mark the cells that can be reached on foot from one cell of a level; returns how many they are.

    walk: (cells,) u8 of one level, 1 where one can stand. reached: (cells,) u8, 0 to begin with. queue: (cells,)
    i32 scratch.
    Diagonal steps are left out: they need both cells beside them free, and so reach no further cell.
    """
    head, tail = 0, 1
    queue[0] = start
    reached[start] = 1
    while head < tail:
        cell = int(queue[head])
        head += 1
        x = cell % width
        for side in range(4):
            if side == 0:
                if x + 1 == width:
                    continue
                near = cell + 1
            elif side == 1:
                near = cell + width
                if near >= walk.shape[0]:
                    continue
            elif side == 2:
                if x == 0:
                    continue
                near = cell - 1
            else:
                near = cell - width
                if near < 0:
                    continue
            if walk[near] and not reached[near]:
                reached[near] = 1
                queue[tail] = near
                tail += 1
    return tail
