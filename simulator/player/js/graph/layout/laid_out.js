// What has a layout: where its neurons and edges stand, and how much room they have.
export class LaidOut {
  /** @param {ReturnType<typeof import("./layout.js").layoutOf>} layout */
  constructor(layout) {
    this.layout = layout;
  }

  get width() {
    return this.layout.width;
  }

  get height() {
    return this.layout.height;
  }

  get node() {
    return this.layout.node;
  }

  get pitch() {
    return this.layout.pitch;
  }

  get gap() {
    return this.layout.gap;
  }

  get narrow() {
    return this.layout.narrow;
  }

  x(l) {
    return this.layout.x(l);
  }

  // Where a neuron stands; nothing where it is left out.
  spot(l, c) {
    return this.layout.places.get(`${l},${c}`);
  }

  // The two places between which an edge runs.
  /** @returns {[import("../../walk/types.js").Spot, import("../../walk/types.js").Spot]} */
  ends({ l, r, c }) {
    return [this.spot(l - 1, r), this.spot(l, c)];
  }
}
