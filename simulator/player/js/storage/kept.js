// What a browser keeps for this page: for good in its "localStorage", as long as a tab is open in its "sessionStorage".
// Where it gives no room the page works all the same, and forgets.

export function keptText(where, name) {
  try {
    return globalThis[where].getItem(name);
  } catch {
    return null;
  }
}

// `text` null forgets it.
export function keepText(where, name, text) {
  try {
    if (text === null) globalThis[where].removeItem(name);
    else globalThis[where].setItem(name, text);
  } catch {
    /* no room */
  }
}

// What was kept as JSON; null for nothing, and for what cannot be read.
export function keptJson(where, name) {
  try {
    return JSON.parse(keptText(where, name) ?? "null");
  } catch {
    return null;
  }
}

// Values by their keys, the `most` that were kept last. `read` gives null for what is none of them.
export class KeptValues {
  constructor(where, name, read, most = Number.POSITIVE_INFINITY) {
    this.where = where;
    this.name = name;
    this.read = read;
    this.most = most;
  }

  all() {
    const known = new Map();
    const kept = keptJson(this.where, this.name);
    for (const one of Array.isArray(kept) ? kept : []) {
      const value = Array.isArray(one) ? this.read(one[1]) : null;
      if (value) known.set(`${one[0]}`, value);
    }
    return known;
  }

  // `value` null forgets this one.
  keep(key, value) {
    const known = this.all();
    known.delete(key);
    if (value) known.set(key, value);
    this.keepAll(known);
  }

  keepAll(known) {
    keepText(this.where, this.name, JSON.stringify([...known].slice(-this.most)));
  }
}
