import styles from "./announce.module.css";

/** Long enough to be read twice. */
const SHOWN_FOR = 6_000;
/** A region that appears together with its words is not read out. */
const FILLED_AFTER = 100;

let region: HTMLElement | undefined;
let timer: number | undefined;

/** Says a sentence wherever on the page one is by then: to screen readers politely, to eyes for a few seconds. */
export function announce(sentence: string): void {
  if (region === undefined) {
    region = document.createElement("p");
    region.setAttribute("role", "status");
    region.className = styles.announcement ?? "";
    document.body.append(region);
  }
  const said = region;
  said.textContent = "";
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    said.textContent = sentence;
    timer = window.setTimeout(() => {
      said.textContent = "";
    }, SHOWN_FOR);
  }, FILLED_AFTER);
}
