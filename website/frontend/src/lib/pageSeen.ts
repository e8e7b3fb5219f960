/**
 * Tells when the page begins to be seen and when it no longer is: in the background, frozen, or kept for the
 * way back. Calls at once for a page that is seen already; returns how to stop.
 */
export function watchSeen(onSeen: () => void, onUnseen: () => void): () => void {
  let seen = false;
  let frozen = false;

  function look() {
    const now = !frozen && document.visibilityState !== "hidden";
    if (now === seen) return;
    seen = now;
    if (seen) onSeen();
    else onUnseen();
  }
  function freeze() {
    frozen = true;
    look();
  }
  function thaw() {
    frozen = false;
    look();
  }

  document.addEventListener("visibilitychange", look);
  document.addEventListener("freeze", freeze);
  document.addEventListener("resume", thaw);
  window.addEventListener("pagehide", freeze);
  window.addEventListener("pageshow", thaw);
  look();
  return () => {
    document.removeEventListener("visibilitychange", look);
    document.removeEventListener("freeze", freeze);
    document.removeEventListener("resume", thaw);
    window.removeEventListener("pagehide", freeze);
    window.removeEventListener("pageshow", thaw);
  };
}
