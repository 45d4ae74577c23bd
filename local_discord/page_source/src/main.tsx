import "./css/page.css";
import { render } from "preact";
import "./state/theme";
import { begin } from "./state/following";
import { tick } from "./text/time";
import { App } from "./views/App";

const root = document.getElementById("page");
if (root !== null) {
  tick();
  begin();
  render(<App />, root);
}
