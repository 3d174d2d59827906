// The player fits itself into what surrounds it, whose sizes it watches; the graph is drawn for its new size.
export class Fitting {
  // `player` gives host, root and plot, once they are built.
  constructor(player) {
    this.player = player;
    this.observer = new ResizeObserver(() => {
      cancelAnimationFrame(this.waiting);
      this.waiting = requestAnimationFrame(() => this.follow());
    });
  }

  start() {
    const { host, plot } = this.player;
    this.observer.observe(plot);
    for (let around = host; around; around = around.parentElement) this.observer.observe(around);
    this.fit();
  }

  follow() {
    const { presenter, plot, graph, drawn } = this.player;
    this.fit();
    presenter.fit();
    const { clientWidth: width, clientHeight: height } = plot;
    const sameSize = graph && width === graph.width && height === graph.height;
    if (graph?.neurons && !sameSize) drawn.redraw();
  }

  // The window below whatever stands above the player is filled.
  fit() {
    const { root, transport } = this.player;
    const top = root.getBoundingClientRect().top + (document.scrollingElement?.scrollTop ?? 0);
    root.style.setProperty("--above", `${Math.max(0, Math.round(top))}px`);
    root.style.setProperty("--below", `${transport.box.offsetHeight}px`);
  }

  stop() {
    this.observer.disconnect();
  }
}
