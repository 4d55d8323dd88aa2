// The button of the page "Summary on one page".
"use strict";

for (const place of document.querySelectorAll(".summary-print[hidden]")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => print());
}
