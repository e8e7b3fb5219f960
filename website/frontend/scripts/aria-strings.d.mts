import type { Plugin } from "vite";

export function ariaStrings(): Plugin;
