import type { AskedPerson } from "@/api/types";

/** The people who were asked at one moment. */
export interface Wave {
  number: number;
  askedAt: string;
  people: AskedPerson[];
}

/** Whom an evening's calls asked, by moment; `people` are in the order in which they were asked. */
export function wavesOf(people: readonly AskedPerson[]): Wave[] {
  const waves: Wave[] = [];
  for (const person of people) {
    const last = waves.at(-1);
    if (last?.askedAt === person.asked_at) last.people.push(person);
    else waves.push({ number: person.wave, askedAt: person.asked_at, people: [person] });
  }
  return waves;
}
