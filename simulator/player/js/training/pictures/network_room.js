// How networks of several runs share a card, and how large their neurons are. Pure rules.
const WIDE = 220; // px that a network takes beside others
const [ALONE, BELOW] = [300, 240]; // px that a row of them is high: the only one, and each of several
const [LEAST, MOST] = [4, 13]; // of a neuron's radius
const PICTURE = 17; // half the side of a neuron's picture at most
const [UP, ALONG] = [2.4, 2.6]; // radii from a neuron to the next, in its layer and in the next layer

// Over so wide a card: how many stand side by side, and how high all of them are.
export function placesOf(panes, width) {
  const fit = Math.max(1, Math.min(panes, Math.floor(width / WIDE)));
  const rows = Math.ceil(panes / fit);
  return { across: Math.ceil(panes / rows), height: rows > 1 ? rows * BELOW : ALONE };
}

// Of neurons with so much room from one to the next, up and along; `drawn`: as pictures.
export const radiusOf = (up, along, drawn) =>
  Math.max(LEAST, Math.min(drawn ? PICTURE : MOST, up / UP, along / ALONG));
