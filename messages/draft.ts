import type { Block } from './blocks.tsx';

/** What a wording function writes: the subject without the reference, and the body without greeting and ending. */
export interface Draft {
  /** Never a name: subjects are read over shoulders and kept in logs of other people's machines (I10). */
  subject: string;
  blocks: Block[];
  /** The addressee is asked for something; otherwise they are only told. */
  asksToAnswer: boolean;
  /** The deadline, or the meeting, goes along as a calendar entry. */
  inCalendar?: boolean | 'meeting';
}

/** A paragraph, or nothing when there is nothing to say. */
export function paragraphs(...words: string[]): Block[] {
  return words.filter((said) => said !== '').map((paragraph) => ({ paragraph }));
}
