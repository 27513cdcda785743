import * as z from 'zod';
import type { Json } from './json.ts';

/** The answers file cannot be used: what is wrong, and where. */
export class AnswersRefused extends Error {
  override name = 'AnswersRefused';
}

/** What a Task is answered, and after how many seconds of the execution's time. */
export type Answer = { afterSeconds: number } & (
  | { kind: 'return'; result: Json }
  | { kind: 'throw'; error: string | undefined; cause: string | undefined }
);

/** Answers by state name, each for the attempts from `first` to `last`; the first time a state is run is attempt 0. */
export type Answers = Map<string, { first: number; last: number; answer: Answer }[]>;

const afterSeconds = z.number().nonnegative().optional();
const answerSchema = z.union([
  z.strictObject({ Return: z.json(), AfterSeconds: afterSeconds }),
  z.strictObject({
    Throw: z.strictObject({ Error: z.string().optional(), Cause: z.string().optional() }),
    AfterSeconds: afterSeconds,
  }),
]);
const answersSchema = z.record(z.string(), z.record(z.string().regex(/^\d+(-\d+)?$/), answerSchema));

/**
 * Reads `{"State name": {"0": {"Return": …}, "1-3": {"Throw": {"Error": …, "Cause": …}}}}`, each with an optional
 * `AfterSeconds`. Throws `AnswersRefused`.
 */
export function readAnswers(file: unknown): Answers {
  const parsed = answersSchema.safeParse(file);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new AnswersRefused(`answers: ${path.join(' / ') || 'the file'}: ${message}`);
  }
  const answers: Answers = new Map();
  for (const [state, byAttempt] of Object.entries(parsed.data)) {
    const ranges = Object.entries(byAttempt).map(([range, given]) => {
      const [first, last = first] = range.split('-').map(Number) as [number, number?];
      if (last < first) throw new AnswersRefused(`answers: ${state}: the attempts ${range} end before they begin`);
      return { first, last, answer: answerIn(given) };
    });
    ranges.sort((one, other) => one.first - other.first);
    for (const [index, { first }] of ranges.entries()) {
      const before = ranges[index - 1];
      if (before && first <= before.last)
        throw new AnswersRefused(`answers: ${state}: attempt ${first} is answered twice`);
    }
    answers.set(state, ranges);
  }
  return answers;
}

function answerIn(given: z.infer<typeof answerSchema>): Answer {
  const afterSeconds = given.AfterSeconds ?? 0;
  return 'Return' in given
    ? { kind: 'return', result: given.Return as Json, afterSeconds }
    : { kind: 'throw', error: given.Throw.Error, cause: given.Throw.Cause, afterSeconds };
}

/** The answer to this attempt; past the last range, that of the last. `undefined` when the state or the attempt has none. */
export function answerTo(answers: Answers, state: string, attempt: number): Answer | undefined {
  const ranges = answers.get(state) ?? [];
  const last = ranges.at(-1);
  if (last && attempt > last.last) return last.answer;
  return ranges.find((range) => range.first <= attempt && attempt <= range.last)?.answer;
}
