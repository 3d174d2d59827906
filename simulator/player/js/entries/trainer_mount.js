// Streamlit calls this with every refresh; the view itself stays.
import { Trainer } from "../training/trainer.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".bp-host");
  host.trainer ??= new Trainer(host);
  // Each by a name of its own: of two requests by one name that come close together the page hears the last.
  host.trainer.send = setTriggerValue;
  host.trainer.film.ask = (asked) =>
    setTriggerValue("frames", { ...asked, run: data.belongs, at: performance.now() });
  host.trainer.show(data);
  return () => {
    host.trainer?.stop();
    host.trainer = undefined;
  };
}
