/** Both are loaded as one: either is seldom needed, and every file more is named in what a page loads first. */
export { ErasureNotice } from "./ErasureNotice";
export { StoredOfMe } from "./StoredOfMe";
