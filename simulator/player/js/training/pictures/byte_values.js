// Numbers that come as bytes in base64: shares of a scale, as simulator/draw/colour_bytes.py writes them.
const bytes = (coded) => Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));

// From −1 to 1.
export const signedShares = (coded) => Array.from(bytes(coded), (byte) => (byte - 128) / 127);

// From 0 to 1.
export const shares = (coded) => Array.from(bytes(coded), (byte) => byte / 255);

export const wholes = (coded) => [...bytes(coded)];

// A picture of side × high cells on a canvas of just so many pixels.
export function painted(canvas, side, high, colourOf) {
  canvas.width = side;
  canvas.height = high;
  const context = canvas.getContext("2d");
  const image = context.createImageData(side, high);
  for (let i = 0; i < side * high; i += 1) image.data.set([...colourOf(i), 255], 4 * i);
  context.putImageData(image, 0, 0);
}
