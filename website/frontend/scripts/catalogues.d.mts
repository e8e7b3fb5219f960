import type { FluentResource } from "@fluent/bundle";
import type { Pattern } from "../src/lib/words";

type Body = FluentResource["body"];

/** The tags of all languages that have a folder, English first. */
export function languages(): string[];
/** The subjects that there are in English, and so at all. */
export function subjects(): string[];
/** The messages of a subject as Fluent reads them; none where the language has no such file. */
export function readMessages(subject: string, language?: string): Body;
/** Messages of a subject by id, with English, and a line on the console, where the language has nothing. */
export function compiled(subject: string, ids?: Iterable<string>, language?: string): Record<string, Pattern>;
/** A pattern of Fluent as the page takes it; `named`: what may be put into it, by id. */
export function compile(value: Body[number]["value"], named?: Map<string, Body[number]["value"]>): Pattern;
