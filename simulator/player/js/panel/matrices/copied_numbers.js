// The numbers of a matrix as they are copied into another program. Pure rules.
import { plainDigits } from "../../text/digits.js";

const inLatex = (x, digits) => plainDigits(x, digits).replace(/e(.*)/, "\\cdot 10^{$1}");

// By kind how its text is made; text and NumPy have every digit.
export const COPIES = {
  text: (rows) => rows.map((row) => row.map((x) => plainDigits(x, 0)).join("\t")).join("\n"),
  LaTeX: (rows, digits) => {
    const lines = rows.map((row) => row.map((x) => inLatex(x, digits)).join(" & "));
    return `\\begin{bmatrix} ${lines.join(" \\\\ ")} \\end{bmatrix}`;
  },
  NumPy: (rows) =>
    `np.array([${rows.map((row) => `[${row.map((x) => plainDigits(x, 0)).join(", ")}]`).join(", ")}])`,
};
