import type { Change } from "./changes";
import { changeSentence } from "./changeWords";

/** What others changed, each a line. */
export function ChangesList({ news, now }: { news: readonly Change[]; now: number }) {
  return news.map((change) => <li key={change.userId}>{changeSentence(change, now)}</li>);
}
