// The colours of numbers: a share of a scale between two ends, and what recedes.
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

// The colour of what takes no part: it keeps only a share of itself over the page.
export const receded = (colour, page, keeps) =>
  colour.map((part, i) => Math.round(page[i] + (part - page[i]) * keeps));

// Black or white, whichever reads better on a colour; above the luminance `light` black does.
export const inkOn = (colour, light) => (luminance(colour) > light ? "#000000" : "#ffffff");

// The colours of the page around an element, as its style says them.
export function themeOf(root) {
  const background = getComputedStyle(root).getPropertyValue("--bp-page").trim();
  const found = /^#([0-9a-f]{6})/i.exec(background);
  const page = found ? [0, 2, 4].map((i) => parseInt(found[1].slice(i, i + 2), 16)) : [255, 255, 255];
  const dark = luminance(page) < 0.2;
  return { dark, page, accent: "var(--phase)", outline: dark ? "#8a94a8" : "#5b6577" };
}
