// Streamlit calls this with every refresh; the table and the picture themselves stay.
import { ManyRuns } from "../training/many/many_runs.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".bp-host");
  host.manyRuns ??= new ManyRuns(host);
  host.manyRuns.requests.send = (asked) => setTriggerValue("open", asked);
  host.manyRuns.show(data);
  return () => {
    host.manyRuns?.stop();
    host.manyRuns = undefined;
  };
}
