import type { Plugin } from "vite";

export function boundary(): Plugin;
