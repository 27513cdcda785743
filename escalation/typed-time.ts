import * as z from 'zod';
import { timeIn } from './days-in-words.ts';

/**
 * A time of day as people type it into one box: "5pm", "2:30 pm", "noon", and "14:30" of a 24-hour clock. Kept as `HH:MM`, London.
 *
 * > "17:30 … use 5:30pm (not 1730hrs)" — GOV.UK style guide, times
 */

/** What is said of anything else: "2:30" alone may be of the night or of the afternoon. */
export const NOT_A_TIME = 'Enter a time, like 5pm or 2:30pm';

/** `HH:MM` out of what was typed; undefined for what is no time of day, or may be two. */
export function readTypedTime(typed: string): string | undefined {
  const text = typed.trim();
  const found = timeIn(text);
  if (!found || found === 'several' || found.to - found.from !== text.length) return undefined;
  return /^\d:\d\d$/.test(text) ? undefined : found.time;
}

/** One as a field of a form that must have it. */
export const timeField = z.string(NOT_A_TIME).transform((typed, context) => {
  const time = readTypedTime(typed);
  if (time !== undefined) return time;
  context.addIssue({ code: 'custom', message: NOT_A_TIME });
  return z.NEVER;
});

/** One as a field of a form that may be left empty. */
export const timeOrEmptyField = z.union([z.literal(''), timeField], NOT_A_TIME);
