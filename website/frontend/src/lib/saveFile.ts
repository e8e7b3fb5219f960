/** Lets the browser keep bytes as a file of this name, as a link to them would. */
export function saveFile(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read it a moment later.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
