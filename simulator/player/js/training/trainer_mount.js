// Streamlit calls this with every refresh; the view itself stays.
import { Trainer } from "./trainer.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".bp-host");
  host.trainer ??= new Trainer(host);
  host.trainer.ask = (asked) =>
    setTriggerValue("ask", { ...asked, run: data.belongs, at: performance.now() });
  host.trainer.show(data);
  return () => {
    host.trainer?.stop();
    host.trainer = undefined;
  };
}
