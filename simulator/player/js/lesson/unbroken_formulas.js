// A formula in a line of text stays on one line where it can: "S = −2 A e", "∂F/∂W". Pure rules.
const SIGNED = / ([=−+·×⊙]) /g; // a sign between two letters or numbers
const FACTORS = /(?<!\p{L})([\p{L}\d]ᵀ?) (?=[\p{Lu}ebâδσ](?:ᵀ|′|(?!\p{L}))|∂)/gu; // one letter beside another, or beside a number

// The text with spaces that do not break, and nothing else changed.
export const unbroken = (text) =>
  text
    .replace(SIGNED, "\u00a0$1\u00a0")
    .replace(FACTORS, "$1\u00a0")
    .replaceAll("/∂", "/\u2060∂")
    .replaceAll("′(", "′\u2060(");
