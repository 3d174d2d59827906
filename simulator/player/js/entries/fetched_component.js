// The code and the style sheets of a component as files of the server, which the browser fetches once and keeps.
// Streamlit sends what stands in a component itself again with every run of the page.
const address = (file) => new URL(`./${file}`, document.baseURI).href;

// A sheet stays for good, behind those of Streamlit and before what the page and its components have of their own:
// what is drawn anew is never seen without it.
async function styled(file) {
  globalThis.backpropSheets ??= new Map();
  const sheets = globalThis.backpropSheets;
  if (!sheets.has(file)) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address(file);
    const arrived = new Promise((resolve) => {
      link.onload = resolve;
      link.onerror = resolve; // without its looks it still works
    });
    sheets.set(file, arrived);
    document.body.prepend(link);
  }
  await sheets.get(file);
}

// What a component exports, once its sheets are there: they are drawn and measured in.
export async function fetchedComponent(script, sheets) {
  const coming = sheets.map(styled);
  const { default: shown } = await import(address(script));
  await Promise.all(coming);
  return shown;
}
