/** The longest message of an error, in characters. */
export const LONGEST_MESSAGE = 300;

/** The parts of a message that names several things. */
export interface MessageParts {
  /** What happened, up to where the list begins. */
  readonly head: string;
  /** What is named, the most telling first. Gives way where room is short. */
  readonly list: readonly string[];
  /** Between two of the list. @default ', ' */
  readonly separator?: string;
  /** What to do, from where the list ends. Never cut. */
  readonly advice: string;
}

/**
 * A message of {@link LONGEST_MESSAGE} characters at most: the head, as much of the list as there is
 * room for, how many more there are, and the whole advice.
 */
export function fitMessage({ head, list, separator = ', ', advice }: MessageParts): string {
  const room = LONGEST_MESSAGE - advice.length;
  const whole = `${head}${list.join(separator)}`;
  if (whole.length <= room) return `${whole}${advice}`;
  const named = howManyFit(list, room - head.length - more(list.length).length, separator);
  const rest = more(list.length - named);
  const text = `${head}${list.slice(0, named).join(separator)}`;
  return `${clipped(text, room - rest.length)}${rest}${advice}`;
}

/** At least one, which may have to be clipped. */
function howManyFit(list: readonly string[], room: number, separator: string): number {
  let length = -separator.length;
  const tooFar = list.findIndex((item) => {
    length += separator.length + item.length;
    return length > room;
  });
  return Math.max(1, tooFar);
}

function more(count: number): string {
  return count > 0 ? ` and ${count} more` : '';
}

function clipped(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}
