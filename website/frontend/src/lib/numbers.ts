import { pageLanguage } from "./browser";

/** A number as the page's language writes it, with so many digits behind its point: "2.7", "2,7". */
export function decimal(value: number, most: number, least = 0): string {
  return new Intl.NumberFormat(pageLanguage(), {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  }).format(withoutSignAtZero(value, most));
}

/** A rating, written like a name, without marks between its thousands: "1540", "1540,3". */
export function ratingText(rating: number, most = 2): string {
  return new Intl.NumberFormat(pageLanguage(), { maximumFractionDigits: most, useGrouping: false }).format(
    withoutSignAtZero(rating, most),
  );
}

/** What is so near below zero that it is written as one is no "-0". */
function withoutSignAtZero(value: number, most: number): number {
  return Number(value.toFixed(most)) === 0 ? 0 : value;
}
