// Streamlit calls this for each answer: it goes to the player, which sends its positions the same way.
export default function ({ data, parentElement, setTriggerValue }) {
  const channel = parentElement.querySelector(".bp-channel");
  channel.send = (asked) => setTriggerValue("ask", asked);
  const host = /** @type {any} */ (document.querySelector(".bp-host"));
  if (data.answer) host?.player?.drag?.answered(data.answer);
}
