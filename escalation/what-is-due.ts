import type { Digest } from './digest.ts';
import { dayInWords, momentInWords } from './spoken-time.ts';

/** What a line of "due" says of its disagreement: "its time ends at 5pm on …". The digest and the lead's desk say it in these words. */
export function whatIsDue(line: Digest['due'][number]): string {
  switch (line.what) {
    case 'stage ends': {
      const ends = `${line.hasPassed ? 'ended' : 'ends'} at ${momentInWords(line.at)}.`;
      return line.which === 'local target'
        ? `your partnership’s own target for it, not the policy’s, ${ends}`
        : `its time ${ends}`;
    }
    case 'action':
      return `an agreed action is to be done by ${dayInWords(line.on)}.`;
    case 'review':
      return `the day to review it is ${dayInWords(line.on)}.`;
  }
}
