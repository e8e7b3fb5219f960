// Runs before anything is painted, without any of the page's code, in every browser of this decade and the last.

// Puts on the theme that was chosen on the profile (lib/theme.ts), before the first paint.
function putOnTheme() {
  var theme;
  try {
    theme = JSON.parse(window.localStorage.getItem("muster.theme"));
  } catch (_) {
    // Storage that is forbidden keeps no theme.
  }
  if (theme !== "light" && theme !== "dark") return;
  document.documentElement.setAttribute("data-theme", theme);
  function suit(colour) {
    colour.media = colour.getAttribute("data-theme") === theme ? "all" : "not all";
  }
  Array.prototype.forEach.call(document.querySelectorAll('meta[name="theme-color"]'), suit);
}

// A day that was shared (/t/DATE) says where on the page it is; the page's own addresses are all at /.
function openTheDay() {
  var opens = document.querySelector('meta[name="opens"]');
  if (opens) window.history.replaceState(null, "", opens.content);
}

// Draws the sentence of #broken where the page itself draws nothing: its code was not loaded, does not run here,
// threw while it started, or threw while it drew.
function guardThePage() {
  /** `words`: where index.html has the reason in words, for one that no browser says. */
  function tell(reason, words) {
    var broken = document.getElementById("broken");
    function tellLater() {
      tell(reason, words);
    }
    if (!broken) {
      document.addEventListener("DOMContentLoaded", tellLater);
      return;
    }
    forgetLastKnown();
    // Whether it shows is the stylesheet's decision: not beside a page that is drawn.
    broken.hidden = false;
    var place = document.getElementById("broken-reason");
    place.textContent = words ? place.getAttribute(words) : reason;
    if (broken.offsetParent !== null) broken.focus();
  }

  /** What the last visit knew (src/api/lastKnown.ts) may be what this page stumbled over. */
  function forgetLastKnown() {
    try {
      localStorage.removeItem("muster.last-known");
    } catch (_forbidden) {
      // Then nothing was kept.
    }
  }

  function onError(event) {
    if (event.target === window) tell(event.message);
    else if (event.target.tagName === "SCRIPT") tell("", "data-not-loaded");
  }

  function onRejection(event) {
    tell(String(event.reason));
  }

  function onClick(event) {
    if (event.target.id === "broken-reload") window.location.reload();
  }

  // Captured, because a script that is not loaded tells its own element alone.
  window.addEventListener("error", onError, true);
  window.addEventListener("unhandledrejection", onRejection);
  document.addEventListener("click", onClick);
  if (!("noModule" in document.createElement("script"))) tell("", "data-too-old");
}

putOnTheme();
openTheDay();
guardThePage();
