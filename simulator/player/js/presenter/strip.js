// The strip below the graph: letters and numbers as large as its width and height hold.
const TRIED = 20; // px, at which they are measured
const LARGEST = 0.052; // of the height of the screen
const READ = 0.022; // of it: where one line would be smaller, lines may break
const SMALLEST = 9; // px
const STEP = 0.95; // from letters that do not fit to the next ones
const SPARE = 0.985; // of the room: sizes are rounded to whole px

/**
 * Let the formulas of a panel be as large as fits, beside each other or one below the other.
 * @param {HTMLElement} formulas
 * @param {{ width: number, height: number }} room
 * @param {number} high
 * @param {number} size
 */
export function fitStrip(formulas, room, high, size) {
  const parts = [...formulas.children].filter((part) => part.getClientRects().length);
  set(formulas, TRIED, "below");
  const boxes = parts.map((part) => part.getBoundingClientRect());
  const widths = boxes.map(({ width }) => width);
  const heights = boxes.map(({ height }) => height);
  const beside = fits(room, sum(widths) + 2 * TRIED * (parts.length - 1), Math.max(...heights));
  const below = fits(room, Math.max(...widths), sum(heights) + (TRIED / 2) * (parts.length - 1));
  const way = beside >= below ? "beside" : "below";
  const px = Math.min(LARGEST * high * size, TRIED * SPARE * Math.max(beside, below));
  if (px < READ * high && broken(formulas, room, px, READ * high)) return;
  set(formulas, px, way);
  for (let less = px * STEP; less > SMALLEST && !isWhole(parts, formulas); less *= STEP)
    set(formulas, less, way);
}

// Whether parts are within their place: a matrix' rows, of whole px, shrink less than its letters.
function isWhole(parts, formulas) {
  const place = formulas.getBoundingClientRect();
  const boxes = parts.map((part) => part.getBoundingClientRect());
  return boxes.every(
    ({ top, bottom, right }) => top >= place.top && bottom <= place.bottom && right <= place.right,
  );
}

const sum = (list) => list.reduce((one, other) => one + other, 0);

// How often a box of so many px fits.
const fits = (room, width, height) => Math.min(room.width / width, room.height / height);

function set(formulas, px, way) {
  formulas.dataset.way = way;
  formulas.style.setProperty("--strip-letters", `${px}px`);
}

// Whether lines that break can have larger letters than one line has; then they have.
function broken(formulas, room, least, most) {
  for (let px = most; px > Math.max(least, SMALLEST); px *= STEP) {
    set(formulas, px, "broken");
    if (formulas.scrollHeight <= room.height && formulas.scrollWidth <= room.width) return true;
  }
  return false;
}
