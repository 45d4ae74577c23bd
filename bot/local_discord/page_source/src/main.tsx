import "./css/page.css";
import { render } from "preact";
import "./state/theme";
import { begin } from "./state/world";
import { App } from "./views/App";

const root = document.getElementById("page");
if (root !== null) {
  begin();
  render(<App />, root);
}
