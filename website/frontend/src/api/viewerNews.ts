/** How the tabs of a browser hear of each other who is signed in: one cookie is the viewer of all of them. */

import { newChannel } from "@/lib/browser";

const NAME = "muster.viewer";

interface News {
  viewer: string;
  /** Whether it is said because another tab said something else; it is then not contradicted again. */
  answer: boolean;
}

export interface ViewerNews {
  /** Tells the other tabs whom this one found to be signed in. */
  tell: (viewer: string) => void;
  close: () => void;
}

/**
 * `known` is the viewer of this tab, null while it knows none. Where another tab names somebody else, `ask` looks
 * who it is, and the other tab hears it where it was wrong.
 */
export function openViewerNews(known: () => string | null, ask: () => Promise<void>): ViewerNews {
  const channel = newChannel(NAME);
  const post = (news: News) => channel?.postMessage(news);

  async function hear({ viewer, answer }: News) {
    if (known() === null || known() === viewer) return;
    await ask();
    const found = known();
    if (found !== null && found !== viewer && !answer) post({ viewer: found, answer: true });
  }

  if (channel) channel.onmessage = (event: MessageEvent<News>) => void hear(event.data);
  return {
    tell: (viewer) => post({ viewer, answer: false }),
    close: () => channel?.close(),
  };
}
