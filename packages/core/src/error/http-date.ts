const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Sun, 22 Nov 2026 10:00:03 GMT`, RFC 9110 5.6.7. */
const FIXDATE =
  /^[A-Z][a-z]{2}, (?<day>\d{2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/;
/** `Sunday, 22-Nov-26 10:00:03 GMT`, the form of RFC 850. */
const RFC850 =
  /^[A-Z][a-z]+day, (?<day>\d{2})-(?<month>[A-Z][a-z]{2})-(?<year>\d{2}) (?<time>\d{2}:\d{2}:\d{2}) GMT$/;
/** `Sun Nov 22 10:00:03 2026`, the form of C's asctime. */
const ASCTIME =
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) {1,2}(?<day>\d{1,2}) (?<time>\d{2}:\d{2}:\d{2}) (?<year>\d{4})$/;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since 1970 of a date as HTTP writes it (all three forms of RFC 9110 5.6.7) or as
 * ISO 8601 with a zone; `undefined` for anything else.
 */
export function parseHttpDate(text: string): number | undefined {
  if (ISO.test(text)) return finite(Date.parse(text));
  const parts = (FIXDATE.exec(text) ?? RFC850.exec(text) ?? ASCTIME.exec(text))?.groups;
  if (parts === undefined) return undefined;
  const { day = '', month = '', year = '', time = '' } = parts;
  const monthIndex = MONTHS.indexOf(month);
  if (monthIndex < 0) return undefined;
  const fullYear = year.length === 2 ? `20${year}` : year;
  const monthNumber = String(monthIndex + 1).padStart(2, '0');
  return finite(Date.parse(`${fullYear}-${monthNumber}-${day.padStart(2, '0')}T${time}Z`));
}

function finite(ms: number): number | undefined {
  return Number.isFinite(ms) ? ms : undefined;
}
