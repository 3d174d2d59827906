// Streamlit calls this with every new slice and each change of theme; the picture itself stays.
import { SliceView } from "../slice/slice.js";

export default function ({ data, parentElement }) {
  const host = parentElement.querySelector(".bp-slice-host");
  host.slice ??= new SliceView(host);
  host.slice.show(data);
  return () => {
    host.slice?.stop();
    host.slice = undefined;
  };
}
