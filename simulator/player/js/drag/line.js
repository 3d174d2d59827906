// A WebSocket of its own for the positions of what is dragged, opened when a number is pressed or its handle comes near:
// the way over the page around the player has that drawn anew for each.
const [OPEN, CLOSED] = [1, 3]; // states of a WebSocket

export class Line {
  // `heard` is called with each answer; `open` makes the socket of an address.
  constructor(address, heard, open = (to) => new WebSocket(to)) {
    this.address = address;
    this.heard = heard;
    this.open = open;
    this.socket = null;
    this.worked = false; // the socket was open at some time: one that never was is not tried again
  }

  // Whether it is open; else it is opened now, for later.
  ready() {
    if (this.worked && this.socket.readyState === CLOSED) this.socket = null;
    this.socket ??= this.opened();
    return this.socket.readyState === OPEN;
  }

  // Whether it took a position: not before it is open, nor once it was closed.
  send(position) {
    if (!this.ready()) return false;
    this.socket.send(JSON.stringify(position));
    return true;
  }

  opened() {
    const socket = this.open(this.address);
    this.worked = false;
    socket.onopen = () => {
      this.worked = true;
    };
    socket.onmessage = ({ data }) => this.heard(JSON.parse(data));
    return socket;
  }

  close() {
    this.socket?.close();
  }
}
