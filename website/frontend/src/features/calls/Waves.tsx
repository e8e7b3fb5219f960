import { t } from "words:calls";
import type { AskedPerson, LeftAlone } from "@/api/types";
import { wavesOf } from "./askedWaves";
import styles from "./Waves.module.css";
import { askInWords, leftAloneInWords } from "./words";

interface WavesProps {
  people: readonly AskedPerson[];
  leftAlone: LeftAlone | null;
  timeOf: (instant: string) => string;
}

/** For promoters: whom the calls of the evening asked, when, and what each says; and how many they left alone. */
export function Waves({ people, leftAlone, timeOf }: WavesProps) {
  const alone = leftAlone && leftAloneInWords(leftAlone);
  return (
    <details className={styles.waves}>
      <summary>{t("whom")}</summary>
      {wavesOf(people).map((wave) => (
        <section key={wave.askedAt}>
          <h3 className={styles.heading}>{t("wave", { number: wave.number, time: timeOf(wave.askedAt) })}</h3>
          <ul>
            {wave.people.map((person) => (
              <li key={person.user_id} className={styles.person}>
                <bdi className={styles.name}>{person.display_name}</bdi>{" "}
                <span className={styles.said}>{askInWords(person)}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {alone && <p className={styles.said}>{alone}</p>}
    </details>
  );
}
