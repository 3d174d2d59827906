// The noise of binary arithmetic, which simulator/steps/noise.py finds.

// The arrays as they are printed with so many digits: with 0 for the noise of binary arithmetic, unless with all.
export function arraysAt(walk, digits) {
  if (!digits) return walk.arrays;
  if (!walk.calmed) {
    const calm = Object.entries(walk.calm);
    walk.calmed = calm.length ? Object.create(walk.arrays) : walk.arrays;
    for (const [place, to] of calm) Object.defineProperty(walk.calmed, place, { get: () => walk.arrays[to] });
  }
  return walk.calmed;
}

// F before and after an update, likewise.
export const errorsAt = ({ F, after, calmF }, digits) => (digits ? calmF : [F, after]);
