// The colours of numbers: a share of a scale between two ends, and what recedes.
export const RECEDED = 0.4; // how much of its colour a neuron keeps that takes no part

export function mixed(palette, middle, share) {
  const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const end = channels(share < 0 ? palette.negative : palette.positive);
  const pale = channels(palette[middle]);
  const part = Math.min(1, Math.abs(share));
  return pale.map((x, i) => Math.round(x + (end[i] - x) * part));
}

export const css = (rgb) => `rgb(${rgb.join(",")})`;

export function luminance(rgb) {
  const [r, g, b] = rgb.map((x) =>
    x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export const receded = (colour, theme) =>
  colour.map((part, i) => Math.round(theme.page[i] + (part - theme.page[i]) * RECEDED));
