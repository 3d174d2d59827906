// The walk goes on by itself, so many steps a second, until it is stopped or has to stop.
export class Playing {
  // `player` gives walk, step and view, and has the parts that are told of it.
  constructor(player) {
    this.player = player;
    this.timer = null;
  }

  get on() {
    return this.timer !== null;
  }

  // From the first step where it stands at the last.
  play() {
    const { player } = this;
    if (player.moving.isAtEnd) player.show(0);
    player.transport.playing(true);
    this.timer = setInterval(() => this.goOn(), 1000 / player.view.speed);
  }

  goOn() {
    const { player } = this;
    const { moving, view } = player;
    const { cursor, asked } = moving.after(1);
    view.asked = asked;
    player.show(cursor);
    if (view.speed <= 1 && !asked) player.motion.start(player.graph, player.reading);
    if (moving.isAtEnd || (player.stops[cursor] && !asked) || player.practice.isOpen) this.pause();
  }

  pause() {
    const { walk, step, view, transport, clock } = this.player;
    clearInterval(this.timer);
    this.timer = null;
    transport.playing(false);
    if (walk) clock.stands(step.u + 1, view.digits, false, view.item);
  }

  toggle() {
    const { practice } = this.player;
    if (this.on) this.pause();
    else if (practice.isOpen) practice.wait();
    else this.play();
  }

  // At another speed, where it is on.
  renew() {
    if (!this.on) return;
    this.pause();
    this.play();
  }
}
