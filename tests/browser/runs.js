// When the page last asked the server for a run of its script, and when one was last over, for `idle`.
(() => {
  const RERUN = 0x5a; // how Streamlit's message that asks for one begins
  const FEWEST = 100; // ms in which nothing more was asked
  const LONGEST = 3000; // a run may begin and end between two frames, so that nobody sees it
  let asked = -FEWEST;
  let over = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (ArrayBuffer.isView(data) && data[0] === RERUN) asked = performance.now();
    return send.call(this, data);
  };
  const state = () => document.querySelector("[data-test-script-state]")?.dataset.testScriptState;
  const seen = () => {
    if (state() === "notRunning") over = performance.now();
  };
  const attributeFilter = ["data-test-script-state"];
  new MutationObserver(seen).observe(document, { subtree: true, childList: false, attributeFilter });
  globalThis.isIdle = () => {
    const since = performance.now() - asked;
    return state() === "notRunning" && since > FEWEST && (over > asked || since > LONGEST);
  };
})();
